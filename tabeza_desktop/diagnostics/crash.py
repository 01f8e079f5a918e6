"""What is left behind when something breaks: a redacted report, never a silent end.

An exception in a slot reaches ``sys.excepthook`` on every thread PySide6 runs, so one hook is enough for Python.
Crashes below Python are written by faulthandler to a file that the next start can show.
"""

from __future__ import annotations

import builtins
import faulthandler
import importlib.util
import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, TracebackType
from typing import IO, Final

from tabeza_desktop.diagnostics.logs import get_logger, redact_text
from tabeza_desktop.diagnostics.watchdog import short_path
from tabeza_desktop.version import VERSION

REPORT_FILE: Final = "crash.txt"
FAULT_FILE: Final = "fault.txt"
MOST_FRAMES: Final = 30
MOST_CAUSES: Final = 4
OUR_PACKAGES: Final = ("tabeza_desktop", "tabeza_protocol")
_FRAME: Final = re.compile(
    r"  ((?:tabeza_desktop|tabeza_protocol)/[a-z0-9_/]{1,80}\.py):([0-9]{1,6}) (<?[A-Za-z_][A-Za-z0-9_]*>?)\Z"
)
_NAMED: Final = re.compile(r"(?:because of )?([A-Z][A-Za-z]{2,40})\Z")
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
    """When, what kind, and where in the code: no message, no source line, no local variable.

    An exception's message may quote what somebody typed, so it stays out; its causes are named the same way.
    """
    lines = [datetime.now(UTC).isoformat(timespec="seconds"), f"Tabeza {VERSION}"]
    seen: list[BaseException] = []
    at: BaseException | None = error
    trace = where
    while at is not None and at not in seen and len(seen) < MOST_CAUSES:
        seen.append(at)
        lines.append(f"{'' if len(seen) == 1 else 'because of '}{type(at).__name__}")
        frames = traceback.extract_tb(trace if len(seen) == 1 else at.__traceback__)
        lines += [
            f"  {code_path(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-MOST_FRAMES:]
        ]
        at = at.__cause__ or at.__context__
    del kind
    return redact_text("\n".join(lines) + "\n")


def code_path(filename: str) -> str:
    """A file of our code from its package on; of a library, the last three parts: nothing of whose PC this is."""
    parts = re.split(r"[\\/]", filename)
    ours = next((n for n, part in enumerate(parts) if part in OUR_PACKAGES), None)
    return "/".join(parts[ours:]) if ours is not None else short_path(filename)


def frames_of(report: str) -> list[str]:
    """The lines of a report that name a function of our code or a built-in exception; the rest stays where it is.

    A report that somebody wrote into can say nothing else here: file and function must exist in this program.
    """
    return [line for line in report.splitlines() if _is_frame(line) or _is_exception(line)]


def _is_frame(line: str) -> bool:
    found = _FRAME.match(line)
    return found is not None and found[3] in functions_of(found[1].removesuffix(".py").replace("/", "."))


def _is_exception(line: str) -> bool:
    found = _NAMED.match(line)
    kind = getattr(builtins, found[1], None) if found is not None else None
    return isinstance(kind, type) and issubclass(kind, BaseException)


def functions_of(module: str) -> frozenset[str]:
    """The names of all functions in the code of a module of ours; none if there is no such module."""
    try:
        spec = importlib.util.find_spec(module)
        code = spec.loader.get_code(module) if spec is not None and spec.loader is not None else None  # type: ignore[attr-defined]
    except (ImportError, AttributeError, ValueError):
        return frozenset()
    names: set[str] = set()
    waiting = [code] if code is not None else []
    while waiting:
        one = waiting.pop()
        names.add(one.co_name)
        waiting += [inner for inner in one.co_consts if isinstance(inner, CodeType)]
    return frozenset(names)
