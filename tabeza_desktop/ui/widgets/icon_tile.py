"""An icon in a small box: what a line of text is about. Decoration; the words beside it say it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.theme import Themed, px, theme
from tabeza_desktop.ui.widgets.paint import Tone, draw_box, draw_icon


class IconTile(Themed, QWidget):
    """``sunken`` is the grey box of a list row; else white with the accent's icon. ``size`` is unscaled px."""

    def __init__(self, icon: str, size: int = 36, *, sunken: bool = False) -> None:
        super().__init__()
        self._icon, self._size, self._sunken = icon, size, sunken
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(self._size), px(self._size))

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        fill, border = (tokens.bg, tokens.line) if self._sunken else (tokens.surface, tokens.line2)
        tone = Tone.T2 if self._sunken else Tone.ACCENT
        draw_box(painter, QRectF(self.rect()), fill=fill, border=border)
        glyph = 18 if self._size < 40 else 20
        at = (self.width() - px(glyph)) / 2
        draw_icon(painter, at, at, self._icon, tone.colour, glyph)
        painter.end()
