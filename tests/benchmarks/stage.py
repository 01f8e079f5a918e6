"""What every measurement of the console needs: a town, a real window on a signed-in console, and a loop to wait in."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from tabeza_desktop.application import application
from tabeza_desktop.store.secrets import SecretStore
from tabeza_desktop.window import Window
from tests.journeys.counter import Counter, open_counter
from tests.journeys.town import Bar, Town

WAIT_MS = 50


class EventLoop:
    """Waits as pytest-qt's ``qtbot`` does."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def waitUntil(self, callback: Callable[[], None], *, timeout: int) -> None:
        deadline = time.monotonic() + timeout / 1000
        while True:
            try:
                callback()
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
                self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, WAIT_MS)
            else:
                return


@contextmanager
def town() -> Iterator[Town]:
    """A town in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="tabeza-bench-") as folder:
        made = Town(Path(folder) / "town")
        try:
            yield made
        finally:
            made.end()


@dataclass
class Screen:
    """A counter PC with its window, showing the tabs page."""

    counter: Counter
    window: Window


@contextmanager
def screen(here: Town, bar: Bar, folder: Path, secrets: SecretStore | None = None) -> Iterator[Screen]:
    """Paired by the owner's code and not yet signed in beyond that: the window is up before the tabs come."""
    app = application()
    counter = open_counter(EventLoop(app), here, folder, secrets=secrets)
    window = Window(counter.console, practice=False)
    window.show()
    try:
        counter.claim(bar.code)
        window.show_page("tabs")
        yield Screen(counter, window)
    finally:
        window.close()
        counter.stop()
