"""What is left behind when something breaks: a redacted report, never a silent end.

An exception in a slot reaches ``sys.excepthook`` on every thread PySide6 runs, so one hook is enough for Python.
Crashes below Python are written by faulthandler to a file that the next start can show.
"""

from __future__ import annotations

import faulthandler
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from tabeza_desktop.diagnostics.logs import get_logger, redact_text

REPORT_FILE: Final = "crash.txt"
FAULT_FILE: Final = "fault.txt"
log = get_logger("crash")


class CrashHook:
    """``shown`` is told of each report, on the thread that broke; the window decides how to show it."""

    def __init__(self, folder: Path, shown: Callable[[str], None] = lambda report: None) -> None:
        self._folder, self._shown = folder, shown
        self._fault: IO[str] | None = None
        self._before = sys.excepthook
        self._before_thread = threading.excepthook

    def install(self) -> str | None:
        """Start catching. Returns what the last run left in the fault file, if it ended below Python."""
        left = self._left_behind()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._fault = (self._folder / FAULT_FILE).open("w", encoding="utf-8")
            faulthandler.enable(self._fault)
        except OSError:
            self._fault = None  # no disk: Python's own errors are still caught
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        return left

    def remove(self) -> None:
        sys.excepthook = self._before
        threading.excepthook = self._before_thread
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None

    def _left_behind(self) -> str | None:
        try:
            text = (self._folder / FAULT_FILE).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        return redact_text(text) or None

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _caught(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, where)
            return
        report = crash_report(kind, error, where)
        log.critical("crash", report=report)
        try:
            (self._folder / REPORT_FILE).write_text(report, encoding="utf-8")
        except OSError:
            log.warning("crash_report_not_written")
        self._shown(report)


def crash_report(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> str:
    """The traceback without values: no local variables, and anything shaped like a secret struck out."""
    text = "".join(traceback.format_exception(kind, error, where))
    return redact_text(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{text}")
