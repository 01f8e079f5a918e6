"""The figure on the pairing panel: three tabs, one of them just paid. Decoration, made-up names, not read aloud."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import (
    RADIUS_CARD,
    RIGHT,
    draw_box,
    draw_elided,
    draw_icon_mid,
    draw_text,
    smooth,
)

tr = words("TabFigure")
_CARD, _STEP, _INDENT, _LEAST_WIDTH = 68, 78, 32, 320
_WAITING_ON_BRAND = QColor("#CFE0FF")
_PAID_ON_WHITE = QColor("#07562D")
"""The panel is aubergine in both themes, so what lies on it does not change with the theme either."""


@dataclass(frozen=True)
class _Tab:
    number: str
    name: str
    icon: str
    word: str
    amount: str


class TabFigure(Translated, Themed, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[_Tab, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()
        self.init_theme()

    def retranslate(self) -> None:
        self._tabs = (
            _Tab("118", "Wanjiru Kamau", "phone-ring", tr("Waiting for PIN"), "4,450"),
            _Tab("121", "Hassan Abdi", "dash", tr("Not asked"), "1,850"),
            _Tab("124", "Brian Otieno", "check-circle", tr("Paid {time}", time="21:43"), "3,300"),
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(2 * _STEP + _CARD))

    def retheme(self) -> None:
        self.setFixedHeight(px(2 * _STEP + _CARD))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() < px(_LEAST_WIDTH):
            return  # a narrow panel has no room for whole names
        painter = smooth(QPainter(self))
        for place, tab in enumerate(self._tabs):
            paid = place == 2
            left = px(_INDENT) if paid else 0
            box = QRectF(left, px(_STEP) * place, self.width() - px(_INDENT), px(_CARD))
            self._paint_tab(painter, box, tab, paid=paid)
        painter.end()

    def _paint_tab(self, painter: QPainter, box: QRectF, tab: _Tab, *, paid: bool) -> None:
        tokens, fonts = theme().tokens, theme().font
        draw_box(painter, box, radius=RADIUS_CARD, fill=tokens.brand_on if paid else tokens.brand_line)
        ink = tokens.brand if paid else tokens.brand_on
        soft = _PAID_ON_WHITE if paid else _WAITING_ON_BRAND if tab.icon == "phone-ring" else tokens.brand_muted
        draw_text(painter, box.adjusted(px(17), 0, 0, 0), tab.number, fonts(Role.TAB_NO), ink)
        left, room = box.left() + px(69), box.width() - px(69 + 90)
        name = QRectF(left, box.top() + px(12), room, px(22))
        draw_elided(painter, name, tab.name, fonts(Role.BODY, weight=600), ink)
        draw_icon_mid(painter, left, box.top() + px(45), tab.icon, soft, 16)
        word = QRectF(left + px(22), box.top() + px(34), room - px(22), px(22))
        draw_elided(painter, word, tab.word, fonts(Role.LABEL), soft)
        draw_text(painter, box.adjusted(0, 0, -px(17), 0), tab.amount, fonts(Role.ROW_MONEY), ink, RIGHT)


