"""What watches the program itself: its log, its crash report, its pauses. Begun once the window stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from tabeza_desktop.diagnostics.crash import CrashHook
from tabeza_desktop.diagnostics.logs import log_qt_messages, start_logging, stop_logging
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.services.console import Console

WATCHDOG_REPORT_MS: Final = 5_000


class Diagnostics(QObject):
    """Private state: the console whose health is told, the watchdog, and the hook for what nobody foresaw."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._console: Console | None = None
        self._watchdog = Watchdog()
        self._hook = CrashHook(folder)
        self._timer = QTimer()
        self._timer.setInterval(WATCHDOG_REPORT_MS)

    def begin(self, console: Console) -> None:
        """A disk that refuses takes the log away, never the console."""
        start_logging(self._folder)
        log_qt_messages()
        self._hook.install()
        self._watchdog.start()
        self._console = console
        self._timer.timeout.connect(self._report)
        self._timer.start()

    def _report(self) -> None:
        if self._console is not None:
            health = self._console.state.health
            health.set(replace(health.value, stalls=self._watchdog.figures))

    def end(self) -> None:
        self._timer.stop()
        self._watchdog.stop()
        self._hook.remove()
        stop_logging()
