"""Hands and eyes for the tour: real key presses and clicks, waiting on conditions, pictures of the window.

Never sleeps: every wait is on a condition with a time limit, while the event loop runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)

PATIENCE_S: Final = 20.0
_LOOK_EVERY_MS: Final = 10


class Surprise(AssertionError):
    """Something did not happen, or not as it should. Ends the tour with a non-zero exit code."""


class Robot:
    """Drives one top-level window. ``window`` may change during the tour (sign-in, then the console)."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    # --- waiting --------------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], T], what: str, patience_s: float = PATIENCE_S) -> T:
        """Runs the event loop until ``condition`` gives something true and returns it. Raises :class:`Surprise`."""
        found = condition()
        if found:
            return found
        loop = QEventLoop()
        deadline = time.monotonic() + patience_s
        kept: list[T] = []
        failed: list[Exception] = []

        def look() -> None:
            try:
                value = condition()
            except RuntimeError as gone:  # a widget was deleted between two looks: look again until the deadline
                value, error = None, gone
            else:
                error = None
            if value:
                kept.append(value)
                loop.quit()
            elif time.monotonic() > deadline:
                if error is not None:
                    failed.append(error)
                loop.quit()

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(_LOOK_EVERY_MS)
        loop.exec()
        timer.stop()
        if not kept:
            raise Surprise(f"waited {patience_s:.0f} s for {what}") from (failed[0] if failed else None)
        return kept[0]

    def settle(self) -> None:
        """Lets what is already queued happen: layouts, paints, deferred calls."""
        for _ in range(3):
            QApplication.processEvents()

    # --- finding --------------------------------------------------------------------------------------------

    def see(self, kind: type[W], name: str = "", text: str = "") -> W | None:
        """The visible widget of a class with this object name, or whose accessible name or text holds ``text``."""
        for widget in self.window.findChildren(kind, name) if name else self.window.findChildren(kind):
            if widget.isVisibleTo(self.window) and (not text or text in _texts_of(widget)):
                return widget
        return None

    def wait_for(self, kind: type[W], name: str = "", text: str = "", patience_s: float = PATIENCE_S) -> W:
        """The same, once it is there."""
        found = self.until(
            lambda: self.see(kind, name, text), f"{kind.__name__} {name or text!r} on screen", patience_s
        )
        assert found is not None
        return found

    # --- acting ---------------------------------------------------------------------------------------------

    def click(self, widget: QWidget) -> None:
        """A left click in the middle, once it is enabled."""
        self.until(widget.isEnabled, f"{_texts_of(widget)[:60]!r} to be enabled")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, widget.rect().center())
        self.settle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus."""
        QTest.keyClick(self._focus(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Characters for whatever has the focus, one by one: the focus may move on the way (code boxes)."""
        for character in text:
            QTest.keyClicks(self._focus(), character)
            self.settle()

    def fill(self, field: QWidget, text: str) -> None:
        """Focuses a field, replaces what is in it and types."""
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(self._focus(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(text)

    def _focus(self) -> QWidget:
        """What has the keyboard. Off screen no window is ever "active" for the platform, so ask the window too."""
        return QApplication.focusWidget() or self.window.focusWidget() or self.window

    # --- looking --------------------------------------------------------------------------------------------

    def picture(self) -> QImage:
        """The window as it is painted now."""
        self.settle()
        return self.window.grab().toImage()


def _texts_of(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    shown = text() if callable(text) else ""
    return f"{widget.accessibleName()} {shown}"
