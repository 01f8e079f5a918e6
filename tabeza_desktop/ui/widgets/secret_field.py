"""A field for a Daraja key, secret or passkey: held between typing and sealing, shown only on purpose, given once.

Invariants: the value is never in ``repr``, in accessible text, in a signal, in an undo history or on the clipboard;
there is no copy, no drag and no selection by the system. Reveal shows it for 10 seconds, and hides it again when the
window loses focus or the page goes away. Judging is about shape only and happens in this process.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.field import MESSAGE_LOOKS, FieldBox, FieldState
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import LEFT, draw_text, smooth
from tabeza_protocol.secret import Secret

REVEAL_MS = 10_000
MAX_LENGTH = 4096
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_DOT_PITCH = 12.5
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier

Judge = Callable[[str], tuple[FieldState, str]]


class SecretEdit(Themed, QWidget):
    """The typing area. Holds the only copy; paints dots, or the text while revealed."""

    changed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._value = Secret("")
        self._shown = False
        self._all = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        hints = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        self.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.init_theme()

    def __repr__(self) -> str:
        return f"SecretEdit({len(self._value)} characters)"

    def length(self) -> int:
        return len(self._value)

    def value(self) -> Secret:
        return self._value

    def replace(self, text: str) -> None:
        """Take this instead, without blanks and line breaks."""
        old, self._value = self._value, Secret(_BLANKS.sub("", text)[:MAX_LENGTH])
        old.wipe()
        self._all = False
        self.update()
        self.changed.emit(len(self._value))

    def show_value(self, shown: bool) -> None:
        self._shown = shown
        self.update()

    def is_shown(self) -> bool:
        return self._shown

    def paste(self) -> None:
        """Replace all with the clipboard's text; the clipboard itself is not touched."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.replace(text)

    def _type(self, text: str) -> None:
        self.replace(text if self._all else self._value.reveal() + text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        erase = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._all = len(self._value) > 0
            self.update()
        elif erase:
            self.replace("" if self._all else self._value.reveal()[:-1])
        elif event.text().isprintable() and event.text().strip() and not event.modifiers() & _COMMANDS:
            self._type(event.text())
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString():
            self._type(event.commitString())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._all = event.reason() == Qt.FocusReason.TabFocusReason and len(self._value) > 0
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._all = False
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        end = self._paint_text(painter) if self._shown else self._paint_dots(painter)
        if self.hasFocus() and not self._all:
            mid = self.height() / 2
            painter.fillRect(QRectF(min(end + px(2), self.width() - px(2)), mid - px(10), px(2), px(20)), tokens.accent)
        painter.end()

    def _paint_dots(self, painter: QPainter) -> float:
        tokens, pitch, mid = theme().tokens, px(_DOT_PITCH), self.height() / 2
        count = min(len(self._value), max(1, int(self.width() / pitch)))
        if self._all and count:
            painter.fillRect(QRectF(0, mid - px(12), count * pitch, px(24)), tokens.selected)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.t1)
        for at in range(count):
            painter.drawEllipse(QRectF(at * pitch + px(1), mid - px(3), px(6), px(6)))
        return float(count * pitch)

    def _paint_text(self, painter: QPainter) -> float:
        font, room = theme().font(Role.BODY, codes=True), float(self.width())
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(self._value.reveal(), Qt.TextElideMode.ElideMiddle, room)
        draw_text(painter, QRectF(0, 0, room, self.height()), shown, font, theme().tokens.t1, LEFT)
        return metrics.horizontalAdvance(shown)


class SecretField(Themed, QWidget):
    """Label with its judgement, masked box, Reveal and Paste. There is no ``text()``: see ``take``."""

    changed = Signal(int)

    def __init__(self, label: str, *, reveal_text: str, hide_text: str, paste_text: str) -> None:
        super().__init__()
        self._reveal_text, self._hide_text = reveal_text, hide_text
        self._judge: Judge | None = None
        self._state = FieldState.EMPTY
        self.edit = SecretEdit(label)
        self.box = FieldBox(self.edit, 44, "key")
        self.label = Label(label, Role.LABEL)
        self.message = IconLabel("", "", Role.LABEL, weight=500, gap=6)
        self.reveal_button = Button(reveal_text, icon="eye")
        self.paste_button = Button(paste_text, icon="paste")
        self._column, self._head, self._row = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_MS)
        self._timer.timeout.connect(self.hide_value)
        self.edit.changed.connect(self._edited)
        self.reveal_button.clicked.connect(self._toggle)
        self.paste_button.clicked.connect(self._paste_clicked)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_texts(label, reveal_text, hide_text, paste_text)
        self.set_state(FieldState.EMPTY, "")
        self.init_theme()

    def __repr__(self) -> str:
        return f"SecretField({self.edit.length()} characters)"

    def _lay_out(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self.label)
        self._head.addStretch(1)
        self._head.addWidget(self.message)
        self._row.addWidget(self.box, 1)
        self._row.addWidget(self.reveal_button)
        self._row.addWidget(self.paste_button)
        self._column.addLayout(self._head)
        self._column.addLayout(self._row)

    def set_texts(self, label: str, reveal_text: str, hide_text: str, paste_text: str) -> None:
        """All words anew, after a language change."""
        self._reveal_text, self._hide_text = reveal_text, hide_text
        self.label.set_text(label)
        self.edit.setAccessibleName(label)
        self.setAccessibleName(label)
        self.reveal_button.set_text(hide_text if self.edit.is_shown() else reveal_text)
        self.reveal_button.setAccessibleDescription(label)
        self.paste_button.set_text(paste_text)
        self.paste_button.setAccessibleDescription(label)

    def retheme(self) -> None:
        self._column.setSpacing(px(5))
        self._row.setSpacing(px(8))
        self.message.setFixedHeight(px(20))
        self.label.setFixedHeight(px(20))

    def length(self) -> int:
        return self.edit.length()

    def is_empty(self) -> bool:
        return self.edit.length() == 0

    def check(self, judge: Judge) -> None:
        """Judge the shape now and after every change: text -> (state, message). The message must not quote the text."""
        self._judge = judge
        self.recheck()

    def recheck(self) -> None:
        """Judge again, after something else on the page changed."""
        if self._judge is not None:
            state, message = self._judge(self.edit.value().reveal())
            self.set_state(state, message)

    @property
    def state(self) -> FieldState:
        return self._state

    def set_state(self, state: FieldState, message: str = "") -> None:
        self._state = state
        icon, tone = MESSAGE_LOOKS[state]
        self.message.set_all(icon if message else "", message, tone)
        self.edit.setAccessibleDescription(message)
        self.box.set_state(state)

    def take(self) -> Secret:
        """The value, once: the field is empty afterwards. The receiver wipes it when sealed."""
        secret = Secret(self.edit.value().reveal())
        self.wipe()
        return secret

    def wipe(self) -> None:
        self.hide_value()
        self.edit.replace("")

    def hide_value(self) -> None:
        """Back to dots."""
        self._timer.stop()
        self.edit.show_value(False)
        self.reveal_button.set_text(self._reveal_text)
        self.reveal_button.set_icon("eye")

    def _toggle(self) -> None:
        if self.edit.is_shown():
            self.hide_value()
            return
        self.edit.show_value(True)
        self.reveal_button.set_text(self._hide_text)
        self.reveal_button.set_icon("eye-off")
        self._timer.start()

    def _paste_clicked(self) -> None:
        self.edit.paste()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, length: int) -> None:
        self.recheck()
        self.changed.emit(length)

    def hideEvent(self, event: QHideEvent) -> None:
        self.hide_value()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hide_value()
        super().changeEvent(event)
