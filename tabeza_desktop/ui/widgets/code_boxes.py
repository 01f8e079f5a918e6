"""A short code typed or pasted into boxes: ten characters of a pairing code, six digits of a support code.

Lower case, dashes and spaces do not matter. One widget, one tab stop; the caret is the box that is filled next.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.paint import CENTRE, draw_box, draw_text, smooth
from tabeza_protocol.pairing_codes import LENGTH, normalise_code

_BOX_WIDTH, _BOX_HEIGHT, _GAP, _DASH = 50, 68, 8, 36
_PASTE_LIMIT = 200
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def pairing_character(char: str) -> str | None:
    """The pairing-code character that a typed one stands for, or None. Look-alikes follow the code's own rule."""
    code = normalise_code(char * LENGTH) if len(char) == 1 else None
    return code[0] if code else None


class CodeBoxes(Themed, QWidget):
    """``changed`` on every edit, ``completed`` when the last box is filled. ``alphabet`` None means a pairing code."""

    changed = Signal(str)
    completed = Signal(str)

    def __init__(self, name: str, *, groups: Sequence[int] = (5, 5), alphabet: str | None = None) -> None:
        super().__init__()
        self._groups, self._alphabet = tuple(groups), alphabet
        self._chars: list[str] = []
        self._caret = 0
        self._all = False
        self._state = FieldState.EMPTY
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.init_theme()

    @property
    def length(self) -> int:
        return sum(self._groups)

    def code(self) -> str:
        return "".join(self._chars)

    def is_complete(self) -> bool:
        return len(self._chars) == self.length

    def set_code(self, text: str) -> None:
        """Fill from any spelling of a code; what cannot be in one is left out."""
        self._chars = self._accepted(text)[: self.length]
        self._caret, self._all = len(self._chars), False
        self._tell()

    def clear(self) -> None:
        self.set_code("")

    def paste(self) -> None:
        """Take the clipboard's text; leaves the clipboard as it is."""
        text = QGuiApplication.clipboard().text()[:_PASTE_LIMIT]
        if self._accepted(text):
            self.set_code(text)

    def set_state(self, state: FieldState) -> None:
        self._state = state
        self.update()

    def _accepted(self, text: str) -> list[str]:
        if self._alphabet is not None:
            return [char for char in text.upper() if char in self._alphabet]
        return [accepted for char in text if (accepted := pairing_character(char))]

    def _tell(self) -> None:
        done = f"{len(self._chars)} / {self.length}"
        self.setAccessibleDescription(done)
        self.update()
        self.changed.emit(self.code())
        if self.is_complete():
            self.completed.emit(self.code())

    def _type(self, text: str) -> None:
        for char in self._accepted(text):
            if self._all:
                self._chars, self._caret, self._all = [], 0, False
            if self._caret < len(self._chars):
                self._chars[self._caret] = char
            elif len(self._chars) < self.length:
                self._chars.append(char)
            else:
                return
            self._caret += 1
            self._tell()

    def _erase(self, back: bool) -> None:
        if self._all:
            self.set_code("")
            return
        at = self._caret - 1 if back else self._caret
        if 0 <= at < len(self._chars):
            del self._chars[at]
            self._caret = at
            self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        moves = {
            Qt.Key.Key_Left: max(0, self._caret - 1),
            Qt.Key.Key_Right: min(len(self._chars), self._caret + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._chars),
        }
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._all = bool(self._chars)
        elif key in moves:
            self._caret, self._all = moves[Qt.Key(key)], False
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._erase(key == Qt.Key.Key_Backspace)
        elif event.text() and self._accepted(event.text()) and not event.modifiers() & _COMMANDS:
            self._type(event.text())
        else:
            event.ignore()
            return
        self.update()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._type(event.commitString())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at, box in enumerate(self._boxes()):
            if box.contains(event.position()):
                self._caret, self._all = min(at, len(self._chars)), False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._all = False
        self.update()

    def _boxes(self) -> list[QRectF]:
        boxes, x = [], 0
        for group in self._groups:
            for _ in range(group):
                boxes.append(QRectF(x, 0, px(_BOX_WIDTH), px(_BOX_HEIGHT)))
                x += px(_BOX_WIDTH) + px(_GAP)
            x += px(_DASH) - px(_GAP)
        return boxes

    def sizeHint(self) -> QSize:
        return QSize(round(self._boxes()[-1].right()), px(_BOX_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        boxes = self._boxes()
        for at, box in enumerate(boxes):
            self._paint_box(painter, box, at)
        at = 0
        for group in self._groups[:-1]:
            at += group
            gap = QRectF(boxes[at - 1].right(), 0, boxes[at].left() - boxes[at - 1].right(), px(_BOX_HEIGHT))
            side = px(_GAP)
            painter.fillRect(gap.adjusted(side, px(33), -side, -px(33)), tokens.line2)
        painter.end()

    def _paint_box(self, painter: QPainter, box: QRectF, at: int) -> None:
        tokens = theme().tokens
        here = self.hasFocus() and at == min(self._caret, self.length - 1) and not self._all
        border, width, fill = tokens.line2, 1, tokens.surface
        if self._state is FieldState.WRONG:
            border, width = tokens.fail_solid, 2
        elif self._state is FieldState.RIGHT:
            border = tokens.paid_solid
        if here or (self._all and at < len(self._chars)):
            border, width, fill = tokens.accent, 2, tokens.accent_tint
        draw_box(painter, box, fill=fill, border=border, width=width)
        if at < len(self._chars):
            draw_text(painter, box, self._chars[at], theme().font(Role.DISPLAY, codes=True, size=30), tokens.t1, CENTRE)
        elif here:
            caret = QRectF(box.center().x() - px(1), box.center().y() - px(17), px(2), px(34))
            painter.fillRect(caret, tokens.accent)
