"""Two or three choices side by side in a track: language, period, environment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.paint import (
    CENTRE,
    RADIUS_INNER,
    Tone,
    draw_box,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)


class Segment(ChoiceButton):
    """One segment. ``solid`` fills the chosen one with accent and a check."""

    ring_radius = RADIUS_INNER

    def __init__(self, key: str, text: str, *, solid: bool, height: int, pad: int) -> None:
        super().__init__(key, text)
        self._solid, self._height, self._pad = solid, height, pad
        self.init_theme()

    def _role(self) -> Role:
        return Role.BODY if self._solid else Role.LABEL

    def sizeHint(self) -> QSize:
        words = text_width(theme().font(self._role(), weight=600), self.text())
        check = px(28) if self._solid else 0
        return QSize(words + check + px(self._pad if not self._solid else 26), px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        on = self.isChecked()
        ink = tokens.t1 if on or self.underMouse() else Tone.T2.colour
        if on and self._solid:
            draw_box(painter, box, radius=RADIUS_INNER, fill=tokens.accent)
            ink = tokens.accent_on
        elif on:
            draw_box(painter, box, radius=RADIUS_INNER, fill=tokens.surface, border=tokens.line2)
        font = theme().font(self._role(), weight=600)
        if on and self._solid:
            words = text_width(font, self.text())
            left = (self.width() - words - px(28)) / 2
            draw_icon_mid(painter, left, self.height() / 2, "check", ink, 18)
            box.setLeft(left + px(28))
            box.setWidth(words)
        draw_text(painter, box, self.text(), font, ink, CENTRE)
        painter.end()


class SegmentedControl(ChoiceGroup):
    """A track of segments; see ``ChoiceGroup`` for keys and signals."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        name: str,
        *,
        chosen: str | None = None,
        solid: bool = False,
        height: int = 40,
        pad: int = 36,
    ) -> None:
        super().__init__(name)
        self._solid, self._height = solid, height
        self._row = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        segments = [Segment(key, text, solid=solid, height=height - 6, pad=pad) for key, text in options]
        self.fill(segments, self._row, chosen)
        self.init_theme()

    def set_texts(self, texts: Sequence[str]) -> None:
        """New words for the same options, in order."""
        for button, text in zip(self.buttons, texts, strict=True):
            button.set_text(text)

    def retheme(self) -> None:
        pad = px(3)
        self._row.setContentsMargins(pad, pad, pad, pad)
        self._row.setSpacing(0)
        self.setFixedHeight(px(self._height - 6) + 2 * pad)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        draw_box(painter, QRectF(self.rect()), fill=tokens.sunken, border=tokens.line)
        painter.end()
