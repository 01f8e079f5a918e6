"""What the two colours of the hours mean: a square and its word, twice."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import draw_box, draw_text, smooth, text_width


class Legend(Themed, QWidget):
    """``set_words(now, before)``; an empty word leaves its square out."""

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, str] = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def set_words(self, now: str, before: str) -> None:
        self._words = (now, before)
        self.setAccessibleName(", ".join(word for word in self._words if word))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = theme().font(Role.LABEL, weight=400)
        wide = sum(px(14 + 7 + 16) + text_width(font, word) for word in self._words if word)
        return QSize(max(0, wide - px(16)), px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        font, x, mid = theme().font(Role.LABEL, weight=400), 0.0, self.height() / 2
        looks = ((tokens.accent, tokens.accent), (tokens.sunken, tokens.line2))
        for word, (fill, border) in zip(self._words, looks, strict=True):
            if not word:
                continue
            draw_box(painter, QRectF(x, mid - px(7), px(14), px(14)), radius=3, fill=fill, border=border)
            width = text_width(font, word)
            draw_text(painter, QRectF(x + px(21), 0, width, self.height()), word, font, tokens.t2)
            x += px(21 + 16) + width
        painter.end()
