"""The keys that work here, along the bottom. Each hint is also a button, for whoever has a mouse or a finger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.keycap import keycap_width, paint_keycap
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone, draw_text, rect_f, smooth, text_width


class KeyHint(NamedTuple):
    """``keys`` are drawn in order; ``joiner`` is a word between two keys, such as "to"."""

    action: str
    keys: tuple[str, ...]
    text: str
    joiner: str = ""


class KeyHintButton(Themed, QAbstractButton):
    """One hint. Not a tab stop: the key itself is the keyboard way."""

    def __init__(self, hint: KeyHint) -> None:
        super().__init__()
        self.hint = hint
        self.setText(hint.text)
        self.setAccessibleName(f"{hint.text}, {' '.join(hint.keys)}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def _joiner_width(self) -> int:
        return text_width(theme().font(Role.FINE), self.hint.joiner) + px(6) if self.hint.joiner else 0

    def sizeHint(self) -> QSize:
        caps = sum(keycap_width(key) for key in self.hint.keys)
        gaps = (len(self.hint.keys) - 1) * (px(6) + self._joiner_width())
        return QSize(caps + gaps + px(6) + text_width(theme().font(Role.FINE), self.hint.text), px(34))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        hot = self.underMouse()
        fill = tokens.hover if hot else tokens.surface
        font, x, mid = theme().font(Role.FINE), 0, self.height() / 2
        for at, key in enumerate(self.hint.keys):
            if at and self.hint.joiner:
                draw_text(painter, rect_f(x, 0, px(60), self.height()), self.hint.joiner, font, tokens.t2)
                x += self._joiner_width()
            x += paint_keycap(painter, x, mid, key, tokens.t1, tokens.line2, fill) + px(6)
        words = rect_f(x, 0, self.width() - x, self.height())
        draw_text(painter, words, self.hint.text, font, tokens.t1 if hot else tokens.t2)
        painter.end()


class KeyHints(Themed, QWidget):
    """Hints in a row."""

    triggered = Signal(str)

    def __init__(self, hints: Sequence[KeyHint] = ()) -> None:
        super().__init__()
        self._buttons: list[KeyHintButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.addStretch(1)
        self.set_hints(hints)
        self.init_theme()

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        if [button.hint for button in self._buttons] == list(hints):
            return
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = [KeyHintButton(hint) for hint in hints]
        for at, button in enumerate(self._buttons):
            self._row.insertWidget(at, button)
            button.clicked.connect(self._clicked)

    def button(self, action: str) -> KeyHintButton:
        """The hint of an action; raises KeyError when there is none."""
        for button in self._buttons:
            if button.hint.action == action:
                return button
        raise KeyError(action)

    def fit(self, room: int) -> None:
        """Show as many hints as ``room`` holds, whole. "All keys", the last, stays; those before it give way."""
        gap = px(16)
        widths = [button.sizeHint().width() for button in self._buttons]
        shown = set(range(len(widths)))
        order = [*range(len(widths) - 2, 0, -1), 0] if len(widths) > 1 else []
        for place in order:
            if sum(widths[at] + gap for at in shown) - gap <= room:
                break
            shown.discard(place)
        for at, button in enumerate(self._buttons):
            button.setVisible(at in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self.width())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(40), px(34))

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, KeyHintButton):
            self.triggered.emit(sender.hint.action)

    def retheme(self) -> None:
        self._row.setSpacing(px(16))


class KeyHintBar(Themed, QWidget):
    """The bar: hints at the left, one fact at the right, 34 high."""

    triggered = Signal(str)

    def __init__(self, hints: Sequence[KeyHint] = (), note: str = "") -> None:
        super().__init__()
        self.hints = KeyHints(hints)
        self.hints.triggered.connect(self.triggered)
        self.setAccessibleName(QCoreApplication.translate("widgets", "Keys"))
        self.note = Label(note, Role.FINE, Tone.T2, tnum=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.hints, 1)
        self._row.addWidget(self.note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        self.hints.set_hints(hints)
        self._fit()

    def set_note(self, note: str) -> None:
        self.note.set_text(note)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """No hint is ever cut: one that has no room is left out, since F1 shows them all."""
        note = self.note.sizeHint().width() + px(16) if self.note.text() else 0
        self.hints.fit(self.width() - px(32) - note)

    def retheme(self) -> None:
        self.setFixedHeight(px(34))
        self._row.setContentsMargins(px(16), 0, px(16), 0)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.fillRect(self.rect(), tokens.bg)
        painter.fillRect(rect_f(0, 0, self.width(), px(1)), tokens.line)
        painter.end()
