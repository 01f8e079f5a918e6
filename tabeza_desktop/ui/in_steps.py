"""Work for the GUI thread that would hold it up in one go, done a part at a time.

Such work is a generator that yields wherever the window may answer in between, and returns what it made.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

MadeT = TypeVar("MadeT")


def at_once(steps: Generator[None, None, MadeT]) -> MadeT:
    """All of it now."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


class InSteps(QObject):
    """One part in each turn of the event loop; ``done(made)`` after the last. Ends quietly with its parent."""

    def __init__(self, steps: Generator[None, None, Any], done: Callable[[Any], object], parent: QObject) -> None:
        super().__init__(parent)
        self._steps, self._done = steps, done
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration as end:
            self._timer.stop()
            self._done(end.value)
        except BaseException:
            self._timer.stop()
            raise
