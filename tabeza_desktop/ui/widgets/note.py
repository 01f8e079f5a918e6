"""A box that tells one thing: a hint, a warning, our promise, or that this is only practice."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, Tone, draw_box
from tabeza_desktop.ui.widgets.richtext import plain


class NoteKind(StrEnum):
    INFO = "info"
    WAIT = "wait"
    WARN = "warn"
    FAIL = "fail"
    PAID = "paid"
    PROMISE = "promise"
    PRACTICE = "practice"
    PLAIN = "plain"


_ICONS = {
    NoteKind.INFO: ("info", Tone.T2),
    NoteKind.WAIT: ("chat", Tone.WAIT),
    NoteKind.WARN: ("alert", Tone.WARN),
    NoteKind.FAIL: ("x-circle", Tone.FAIL),
    NoteKind.PAID: ("check-circle", Tone.PAID),
    NoteKind.PROMISE: ("shield", Tone.ACCENT),
    NoteKind.PRACTICE: ("flask", Tone.WARN),
    NoteKind.PLAIN: ("", Tone.T2),
}


class NoteBox(Themed, QFrame):
    """Icon, an optional title and rich text; widgets may stand at the right."""

    def __init__(
        self,
        kind: NoteKind,
        text: str,
        *,
        title: str = "",
        icon: str | None = None,
        title_role: Role = Role.BODY,
    ) -> None:
        super().__init__()
        self._kind = kind
        name, tone = _ICONS[kind]
        small = kind in (
            NoteKind.WARN,
            NoteKind.INFO,
            NoteKind.WAIT,
            NoteKind.FAIL,
            NoteKind.PAID,
            NoteKind.PLAIN,
        )
        practice = kind is NoteKind.PRACTICE
        line = Role.BODY if small else None
        self._icon = Icon(icon if icon is not None else name, 20 if small else 24, tone, line=line)
        if not (icon or name):
            self._icon.hide()
        self.title = Label(title, Role.HEADING if practice else title_role, weight=600, wrap=True)
        role, weight = (Role.LABEL, 400) if practice else (Role.BODY, None)
        self.label = Label(text, role, self._text_tone(), wrap=True, weight=weight)
        self._row = QHBoxLayout(self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.label)
        at = Qt.AlignmentFlag.AlignTop if small else Qt.AlignmentFlag.AlignVCenter
        self._row.addWidget(self._icon, 0, at)
        self._row.addLayout(words, 1)
        self.set_text(text, title)
        self.init_theme()

    def _text_tone(self) -> Tone:
        return Tone.T2 if self._kind in (NoteKind.PRACTICE, NoteKind.INFO, NoteKind.PLAIN) else Tone.T1

    def set_text(self, text: str, title: str | None = None) -> None:
        self.label.set_text(text)
        self.label.setVisible(bool(text))
        if title is not None:
            self.title.set_text(title)
            self.title.setVisible(bool(title))
        self.setAccessibleName(plain(f"{self.title.text()} {text}").strip())

    def add_widget(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def retheme(self) -> None:
        side = px(16)
        self._row.setContentsMargins(side, px(12), side, px(12))
        self._row.setSpacing(px(12))

    def _colours(self) -> tuple[QColor, QColor]:
        tokens = theme().tokens
        if self._kind is NoteKind.PROMISE:
            return tokens.accent_tint, tokens.accent_line
        if self._kind is NoteKind.PRACTICE:
            return tokens.surface, tokens.warn_solid
        if self._kind in (NoteKind.INFO, NoteKind.PLAIN):
            return tokens.bg, tokens.line
        colours = tokens.status(Status(self._kind.value))
        return colours.fill, colours.border

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, border = self._colours()
        dashed = self._kind is NoteKind.PRACTICE
        box = QRectF(self.rect())
        draw_box(
            painter,
            box,
            radius=RADIUS_CARD,
            fill=fill,
            border=border,
            width=2 if dashed else 1,
            dashed=dashed,
        )
        painter.end()
