"""Six boxes for a PIN and a pad for fingers. The digits are never painted, never in accessible text, and leave once.

``completed`` fires on the last digit; the caller then calls ``take()``, which hands the PIN over and empties the boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.field_state import FieldState
from tabeza_desktop.ui.widgets.paint import CENTRE, draw_box, draw_text, smooth
from tabeza_protocol.secret import Secret

if TYPE_CHECKING:  # a class of Qt's costs the start when it is named; these are told, never made
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

_ASCII_DIGITS = frozenset("0123456789")
_BOX_WIDTH, _BOX_HEIGHT, _GAP = 44, 52, 5
_KEY_WIDTH, _KEY_HEIGHT, _KEY_GAP = 81, 60, 10


class PinBoxes(Themed, QWidget):
    """Takes digits from the keyboard or from ``push``."""

    changed = Signal(int)
    completed = Signal()

    def __init__(self, name: str, *, count: int = 6) -> None:
        super().__init__()
        self._count = count
        self._digits: list[str] = []
        self._state = FieldState.EMPTY
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.init_theme()

    def __repr__(self) -> str:
        return f"PinBoxes({len(self._digits)} of {self._count})"

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)

    def length(self) -> int:
        return len(self._digits)

    def push(self, digit: str) -> None:
        """Add one ASCII digit; anything else, or a seventh, is ignored."""
        if digit not in _ASCII_DIGITS or len(self._digits) >= self._count or not self.isEnabled():
            return
        self._digits.append(digit)
        self._state = FieldState.TYPING
        self._tell()
        if len(self._digits) == self._count:
            self.completed.emit()

    def undo(self) -> None:
        if self._digits:
            self._digits.pop()
            self._tell()

    def clear(self) -> None:
        self._digits.clear()
        self._tell()

    def take(self) -> Secret:
        """The PIN, once; the boxes are empty afterwards."""
        pin = Secret("".join(self._digits))
        self.clear()
        return pin

    def set_state(self, state: FieldState) -> None:
        self._state = state
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(f"{len(self._digits)} / {self._count}")
        self.update()
        self.changed.emit(len(self._digits))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            self.undo()
        elif event.key() == Qt.Key.Key_Escape and self._digits:
            self.clear()
        elif event.text() in _ASCII_DIGITS and not event.isAutoRepeat():
            self.push(event.text())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._count * px(_BOX_WIDTH) + (self._count - 1) * px(_GAP), px(_BOX_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        begun = bool(self._digits) or self.hasFocus()  # boxes nobody is in look open, not switched off
        for at in range(self._count):
            box = QRectF(at * (px(_BOX_WIDTH) + px(_GAP)), 0, px(_BOX_WIDTH), px(_BOX_HEIGHT))
            filled, here = at < len(self._digits), at == len(self._digits) and self.hasFocus()
            border = tokens.fail_solid if self._state is FieldState.WRONG else tokens.line2
            fill = tokens.accent_tint if here else tokens.surface if filled or not begun else tokens.bg
            wide = here or self._state is FieldState.WRONG
            draw_box(painter, box, fill=fill, border=tokens.accent if here else border, width=2 if wide else 1)
            if filled:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(tokens.t1)
                painter.drawEllipse(box.center(), px(6), px(6))
            elif here:
                caret = QRectF(box.center().x() - px(1), box.center().y() - px(12), px(2), px(24))
                painter.fillRect(caret, tokens.accent)
        painter.end()


class PinKey(Themed, QAbstractButton):
    """One key of the pad. Not a tab stop: the keyboard's own digits do the same."""

    def __init__(self, text: str, *, plain: bool = False) -> None:
        super().__init__()
        self._plain = plain
        self.set_text(text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(_KEY_WIDTH), px(_KEY_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        rest = None if self._plain else tokens.surface
        fill = tokens.sunken if self.isDown() else tokens.hover if self.underMouse() and self.isEnabled() else rest
        draw_box(painter, box, fill=fill, border=None if self._plain else tokens.line2)
        font = theme().font(Role.BODY, weight=600) if self._plain else theme().font(Role.DISPLAY, size=24)
        draw_text(painter, box, self.text(), font, tokens.t1 if self.isEnabled() else tokens.disabled_on, CENTRE)
        painter.end()


class PinPad(Themed, QWidget):
    """1 to 9, then clear, 0 and undo."""

    digit = Signal(str)
    cleared = Signal()
    undone = Signal()

    def __init__(self, clear_text: str, undo_text: str) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.keys: dict[str, PinKey] = {}
        for at, digit in enumerate("123456789"):
            self._add_digit(digit, at // 3, at % 3)
        self._add_digit("0", 3, 1)
        self._clear, self._undo = PinKey(clear_text, plain=True), PinKey(undo_text, plain=True)
        self._grid.addWidget(self._clear, 3, 0)
        self._grid.addWidget(self._undo, 3, 2)
        self._clear.clicked.connect(self.cleared)
        self._undo.clicked.connect(self.undone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_texts(clear_text, undo_text)
        self.init_theme()

    def set_texts(self, clear_text: str, undo_text: str) -> None:
        self._clear.set_text(clear_text)
        self._undo.set_text(undo_text)
        self.setAccessibleName(f"0-9, {clear_text}, {undo_text}")

    def connect_boxes(self, boxes: PinBoxes) -> None:
        """Let the pad type into these boxes and keep the focus there."""
        self.digit.connect(boxes.push)
        self.cleared.connect(boxes.clear)
        self.undone.connect(boxes.undo)

    def _add_digit(self, digit: str, row: int, column: int) -> None:
        key = PinKey(digit)
        self.keys[digit] = key
        key.clicked.connect(self._digit_clicked)
        self._grid.addWidget(key, row, column)

    def _digit_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, PinKey):
            self.digit.emit(sender.text())

    def retheme(self) -> None:
        self._grid.setSpacing(px(_KEY_GAP))
