"""A key as it is printed on a keyboard, 22 px high. Painted alone and inside buttons, search boxes and hint bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import CENTRE, RADIUS_INNER, Tone, draw_box, draw_text, text_width

HEIGHT = 22
_PAD = 6
_ARROW_SIGNS = {"Up": "\u2191", "Down": "\u2193", "Left": "\u2190", "Right": "\u2192"}


def keycap_width(text: str) -> int:
    """Width in scaled px."""
    shown = _ARROW_SIGNS.get(text, text)
    return max(px(22), text_width(theme().font(Role.FINE, weight=600), shown) + 2 * px(_PAD) + 2 * px(1))


def paint_keycap(
    painter: QPainter, x: float, mid: float, text: str, colour: QColor, border: QColor, fill: QColor | None = None
) -> int:
    """Draw the cap with its left edge at x, centred on ``mid``; returns its width."""
    width, height = keycap_width(text), px(HEIGHT)
    box = QRectF(x, round(mid - height / 2), width, height)
    draw_box(painter, box, radius=RADIUS_INNER, fill=fill, border=border)
    draw_text(painter, box, _ARROW_SIGNS.get(text, text), theme().font(Role.FINE, weight=600), colour, CENTRE)
    return width


class KeyCap(Themed, QWidget):
    """A key by itself. ``Up Down Left Right`` show arrows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(self.sizeHint())

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(keycap_width(self._text), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        paint_keycap(painter, 0, self.height() / 2, self._text, Tone.T2.colour, tokens.line2, tokens.surface)
        painter.end()
