"""What watches the program itself: its log, its crash report, its pauses. Begun once the window stands."""

from __future__ import annotations

import atexit
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from tabeza_desktop.diagnostics.crash import CrashHook
from tabeza_desktop.diagnostics.logs import log_qt_messages, start_logging, stop_logging
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.services.console import Console

if TYPE_CHECKING:
    from tabeza_desktop.ui.support.crash_window import CrashWindow

WATCHDOG_REPORT_MS: Final = 5_000


class Diagnostics(QObject):
    """Private state: the console whose health is told, the watchdog, the hook for what nobody foresaw, its window."""

    _crashed = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._console: Console | None = None
        self._watchdog = Watchdog()
        self._hook = CrashHook(folder, self._crashed.emit)
        self._shown: CrashWindow | None = None
        self._crashed.connect(self._show_crash, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer()
        self._timer.setInterval(WATCHDOG_REPORT_MS)

    def begin(self, console: Console) -> None:
        """A disk that refuses takes the log away, never the console."""
        start_logging(self._folder)
        log_qt_messages()
        left = self._hook.install()
        if left is not None:  # the last run ended below Python: say so now
            self._crashed.emit(left)
        self._watchdog.start()
        self._console = console
        self._timer.timeout.connect(self._report)
        self._timer.start()

    def _show_crash(self, report: str) -> None:
        """One window at a time: what breaks while it stands is in the log."""
        if self._shown is not None:
            return
        from tabeza_desktop.ui.support.crash_window import CrashWindow

        window = self._shown = CrashWindow(report, fatal=False)
        window.go_on_asked.connect(self._go_on)
        window.restart_asked.connect(self._start_again)
        window.show()
        window.raise_()
        window.activateWindow()

    def _go_on(self) -> None:
        window, self._shown = self._shown, None
        if window is not None:
            window.hide()
            window.deleteLater()

    def _start_again(self) -> None:
        """The next process starts when this one is gone: there is one console for each data folder."""
        from tabeza_desktop.ui.support.crash_window import start_again

        atexit.register(start_again)
        self._go_on()
        QApplication.closeAllWindows()
        QApplication.quit()

    def _report(self) -> None:
        if self._console is not None:
            health = self._console.state.health
            health.set(replace(health.value, stalls=self._watchdog.figures))

    def end(self) -> None:
        self._timer.stop()
        self._watchdog.stop()
        self._hook.remove()
        stop_logging()
