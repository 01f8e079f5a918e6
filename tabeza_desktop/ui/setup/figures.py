"""Drawings for the help column: the M-Pesa poster at the counter, and what a phone shows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import CENTRE, RADIUS_CARD, RADIUS_INNER, Tone, draw_box, draw_text

_WIDE, _HIGH = 109, 84


class PosterFigure(Themed, QWidget):
    """A small poster: PayBill, its number, the account line. Decoration: the words beside it say the same."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(_WIDE), px(_HIGH))

    def sizeHint(self) -> QSize:
        return QSize(px(_WIDE), px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, wide = QPainter(self), theme().tokens, self.width()
        head, number, account = self._lines
        draw_box(painter, QRectF(self.rect()), radius=RADIUS_INNER, fill=tokens.surface, border=tokens.line2)
        small = theme().font(Role.FINE, weight=600, size=12)
        draw_text(painter, QRectF(0, px(6), wide, px(20)), head, small, tokens.t1, CENTRE)
        box = QRectF(px(7), px(27), wide - 2 * px(7), px(28))
        draw_box(painter, box, radius=RADIUS_INNER, fill=tokens.selected, border=tokens.accent, width=2)
        draw_text(painter, box, number, theme().font(Role.HEADING, tnum=True, size=16, weight=700), tokens.t1, CENTRE)
        draw_text(
            painter, QRectF(0, px(58), wide, px(20)), account, theme().font(Role.FINE, size=12), tokens.t2, CENTRE
        )
        painter.end()


class PosterCard(Themed, QWidget):
    """The poster beside one sentence, on a sunken ground."""

    def __init__(self, lines: tuple[str, ...], title: str, text: str) -> None:
        super().__init__()
        words = Column()
        words.addWidget(Label(title, Role.FINE, weight=600, wrap=True))
        words.addWidget(Label(text, Role.FINE, Tone.T2, wrap=True))
        words.addStretch(1)
        row = Row(spacing=12, margins=(12, 12, 12, 12))
        row.addWidget(PosterFigure(lines), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setLayout(row)
        self.init_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        draw_box(painter, QRectF(self.rect()), radius=RADIUS_CARD, fill=tokens.sunken, border=tokens.line)
        painter.end()
