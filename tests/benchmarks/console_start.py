"""One start of the console, as ``python main.py --server URL --data-dir DIR``: milliseconds until it can be used.

Three lines: until who-are-you was painted with its faces and had taken a digit; until the cached tabs stood in their
model behind it; and the longest time that the event loop was held up in between. Run as a program by
:mod:`tests.benchmarks.startup`; the program's own files are not changed for it.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

import main
from tests.benchmarks.process_age import process_age_ms

if TYPE_CHECKING:
    from tabeza_desktop.program import Program

POLL_MS = 2


class FirstUse(QObject):
    """Watches from the first turn of the event loop; ends the process when the tabs are there."""

    def __init__(self, tabs: int) -> None:
        super().__init__()
        self._tabs = tabs
        self.program: Program | None = None
        self._usable = 0.0
        self._beat = time.monotonic()
        self._longest = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._tick)
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        from tabeza_desktop.ui.signin.page import SignInPage

        if event.type() == QEvent.Type.Paint and isinstance(watched, SignInPage) and watched.people.chosen:
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, lambda: self._type(watched))
        return False

    def _type(self, page: object) -> None:
        """A digit, as from the keyboard, must reach the boxes."""
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
        QApplication.sendEvent(QApplication.focusWidget() or page, key)
        if page.boxes.length() != 1:
            raise SystemExit(f"the digit did not arrive: {QApplication.focusWidget()}, {page.boxes}")
        self._usable = process_age_ms()
        self._beat = time.monotonic()
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        self._longest = max(self._longest, (now - self._beat) * 1000 - POLL_MS)
        self._beat = now
        console = self.program._console if self.program is not None else None
        if console is not None and console.models.tabs.rowCount() == self._tabs:
            self._done()

    def _done(self) -> None:
        sys.stdout.write(f"{self._usable:.1f}\n{process_age_ms():.1f}\n{self._longest:.1f}\n")
        sys.stdout.flush()
        if os.environ.get("TABEZA_BENCH_MODULES"):
            sys.stderr.write("\n".join(sorted(sys.modules)))
        os._exit(0)  # the measurement is over; an orderly end would only be waited for


def run() -> int:
    from tabeza_desktop import program

    tabs, url, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    make = program.application

    class Watched(program.Program):
        def __init__(self, *told: object) -> None:
            super().__init__(*told)
            watch[0].program = self

    watch: list[FirstUse] = []

    def application(*, plain: bool = False) -> QApplication:
        app = make(plain=plain)
        watch.append(FirstUse(tabs))
        return app

    program.application = application
    program.Program = Watched
    return main.main(["--server", url, "--data-dir", folder])


if __name__ == "__main__":
    sys.exit(run())
