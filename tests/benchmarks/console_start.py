"""One start of the console, as ``python main.py --server URL --data-dir DIR``: milliseconds until it can be used.

Usable is: who-are-you is painted with its faces, and the cached tabs stand in their model. Run as a program by
:mod:`tests.benchmarks.startup`; the program's own files are not changed for it.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

import main
from tabeza_desktop import program
from tests.benchmarks.process_age import process_age_ms


class FirstUse(QObject):
    """Writes the age of this process when the sign-in page was painted with people over loaded tabs, then quits."""

    def __init__(self, window: program.Window, tabs: int) -> None:
        super().__init__(window)
        self._window, self._tabs = window, tabs
        window.sign_in.page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_usable():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._done)
        return False

    def _is_usable(self) -> bool:
        console = self._window._console
        return bool(console.state.session.value.people) and console.models.tabs.rowCount() == self._tabs

    def _done(self) -> None:
        sys.stdout.write(f"{process_age_ms():.1f}\n")
        sys.stdout.flush()
        if os.environ.get("TABEZA_BENCH_MODULES"):
            sys.stderr.write("\n".join(sorted(sys.modules)))
        os._exit(0)  # the measurement is over; an orderly end would only be waited for


def watch(tabs: int) -> None:
    window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, program.Window))
    FirstUse(window, tabs)


def run() -> int:
    tabs, url, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    make = program.application

    def application() -> QApplication:
        app = make()
        QTimer.singleShot(0, lambda: watch(tabs))
        return app

    program.application = application
    return main.main(["--server", url, "--data-dir", folder])


if __name__ == "__main__":
    sys.exit(run())
