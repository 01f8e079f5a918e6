"""One of several: what segments, radio cards, filter chips, people and navigation share.

One tab stop for the group; arrows, Home and End choose. ``changed`` tells of the user's choice only: ``choose`` is
silent, so a page may set what it shows without answering itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Themed
from tabeza_desktop.ui.widgets.focus import RingMixin

if TYPE_CHECKING:  # a class of Qt's costs the start when it is named; these are told, never made
    from PySide6.QtGui import QKeyEvent

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class ChoiceButton(RingMixin, Themed, QAbstractButton):
    """One option: a radio button to screen readers. Subclasses paint it and give its size."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__()
        self.key = key
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End belong to the group; Enter to the page; Space chooses."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.click()
            return
        event.ignore()


class ChoiceGroup(Themed, QWidget):
    """Holds the options of one question. ``name`` is the question, for screen readers."""

    changed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.buttons: list[ChoiceButton] = []
        self.setAccessibleName(name)

    def fill(self, buttons: Sequence[ChoiceButton], layout: QBoxLayout, chosen: str | None) -> None:
        """Replace the options; ``chosen`` or the first is chosen."""
        for old in self.buttons:
            layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = list(buttons)
        for place, button in enumerate(self.buttons):
            layout.insertWidget(place, button)
            button.clicked.connect(self._clicked)
        if self.buttons:
            known = {button.key for button in self.buttons}
            self.choose(chosen if chosen in known else self.buttons[0].key)

    @property
    def chosen(self) -> str:
        """The key of the chosen option; empty when there is none."""
        return next((button.key for button in self.buttons if button.isChecked()), "")

    def button(self, key: str) -> ChoiceButton:
        """The option of a key; raises KeyError."""
        for button in self.buttons:
            if button.key == key:
                return button
        raise KeyError(key)

    def choose(self, key: str) -> None:
        """Choose without telling; raises KeyError for an unknown key."""
        self.button(key).setChecked(True)
        self._settle()

    def clear_choice(self) -> None:
        """No option chosen: a question not answered yet."""
        for button in self.buttons:
            button.setAutoExclusive(False)
            button.setChecked(False)
            button.setAutoExclusive(True)
        self._settle()

    def _settle(self) -> None:
        """One tab stop: the chosen option, or the first while none is."""
        stop = next((button for button in self.buttons if button.isChecked()), None)
        if stop is None and self.buttons:
            stop = self.buttons[0]
        for button in self.buttons:
            policy = Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
            button.update()
        self.setFocusProxy(stop)

    def _clicked(self) -> None:
        self._settle()
        self.changed.emit(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enabled = [button for button in self.buttons if button.isEnabled()]
        here = next((at for at, button in enumerate(enabled) if button.hasFocus()), None)
        key = Qt.Key(event.key())
        if not enabled or here is None or key not in {*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(enabled) - 1}
        goal = ends[key] if key in ends else (here + _STEPS[key]) % len(enabled)
        target = enabled[goal]
        target.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if not target.isChecked():
            target.click()
