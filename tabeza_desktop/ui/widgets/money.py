"""Money on screen: whole shillings, right aligned, cents only when they are not zero, the unit once.

The looks are those of a table cell, so ``paint_money`` is shared with the row delegate. Stale money keeps its figure
and gains a clock; it is never dimmed, because it may still be the answer.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import (
    RADIUS_INNER,
    RIGHT,
    Tone,
    draw_box,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)
from tabeza_protocol.money import Kes, format_kes

_CLOCK_GAP = 6
_BAR_WIDTH, _BAR_HEIGHT = 64, 14


class MoneyLook(StrEnum):
    NORMAL = "normal"
    SETTLED = "settled"
    SUPPORT = "support"
    PAYMENT = "payment"
    STALE = "stale"
    LOADING = "loading"


def format_amount(cents: int) -> str:
    """Cents as ``3,300``, or ``3,300.50`` when there are cents; minus is U+2212."""
    return format_kes(Kes(cents))


def money_face(look: MoneyLook, role: Role | None = None) -> tuple[QFont, QColor]:
    """Font and colour of a look; ``role`` replaces the normal size."""
    tokens = theme().tokens
    if look is MoneyLook.SETTLED:
        return theme().font(role or Role.ROW_MONEY, tnum=True, weight=500), tokens.t2
    if look is MoneyLook.SUPPORT:
        return theme().font(role or Role.SUPPORT, tnum=True), tokens.t2
    if look is MoneyLook.PAYMENT:
        return theme().font(role or Role.BODY, tnum=True, weight=700), tokens.paid
    return theme().font(role or Role.ROW_MONEY, tnum=True), tokens.t1


def paint_money(painter: QPainter, rect: QRectF, text: str, look: MoneyLook, role: Role | None = None) -> None:
    """One figure, right aligned in ``rect``."""
    if look is MoneyLook.LOADING:
        bar = QRectF(rect.right() - px(_BAR_WIDTH), rect.center().y() - px(_BAR_HEIGHT) / 2, 0, 0)
        bar.setSize(QSize(px(_BAR_WIDTH), px(_BAR_HEIGHT)).toSizeF())
        draw_box(painter, bar, radius=RADIUS_INNER, fill=theme().tokens.line)
        return
    font, ink = money_face(look, role)
    draw_text(painter, rect, text, font, ink, RIGHT)
    if look is MoneyLook.STALE:
        at = rect.right() - text_width(font, text) - px(_CLOCK_GAP) - px(16)
        draw_icon_mid(painter, at, rect.center().y(), "clock", theme().tokens.t2, 16)


class MoneyLabel(Themed, QWidget):
    """One right aligned figure. Its accessible name is the figure; say the unit in the row's own name."""

    def __init__(
        self, cents: int = 0, *, role: Role | None = None, look: MoneyLook = MoneyLook.NORMAL
    ) -> None:
        super().__init__()
        self._cents, self._role, self._look = cents, role, look
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_amount(cents, look)
        self.init_theme()

    def cents(self) -> int:
        return self._cents

    def text(self) -> str:
        return format_amount(self._cents)

    def set_amount(self, cents: int, look: MoneyLook | None = None) -> None:
        self._cents = cents
        self._look = look or self._look
        self.setAccessibleName("" if self._look is MoneyLook.LOADING else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font, _ = money_face(self._look, self._role)
        if self._look is MoneyLook.LOADING:
            return QSize(px(_BAR_WIDTH), px(26))
        clock = px(16) + px(_CLOCK_GAP) if self._look is MoneyLook.STALE else 0
        return QSize(text_width(font, self.text()) + clock, max(px(22), round(font.pixelSize() * 1.3)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        paint_money(painter, QRectF(self.rect()), self.text(), self._look, self._role)
        painter.end()


class HeroMoney(Themed, QWidget):
    """The one big figure of a panel or dialog, with a small unit before it on the same baseline."""

    def __init__(self, cents: int = 0, *, size: int = 44, unit: str = "KES", tone: Tone = Tone.T1) -> None:
        super().__init__()
        self._cents, self._size, self._unit, self._tone = cents, size, unit, tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_amount(cents)
        self.init_theme()

    def cents(self) -> int:
        return self._cents

    def text(self) -> str:
        return format_amount(self._cents)

    def set_amount(self, cents: int) -> None:
        self._cents = cents
        self.setAccessibleName(f"{self._unit} {self.text()}".strip())
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        unit_size = 20 if self._size >= 38 else 17
        unit = theme().font(Role.PANEL_NAME, size=unit_size, weight=600)
        return unit, theme().font(Role.HERO, size=self._size)

    def sizeHint(self) -> QSize:
        unit, figure = self._fonts()
        before = text_width(unit, self._unit) + px(9) if self._unit else 0
        return QSize(before + text_width(figure, self.text()), px(round(self._size * 48 / 44)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        unit, figure = self._fonts()
        baseline = self.height() / 2 + theme().metrics(figure).capHeight() / 2
        x = 0
        if self._unit:
            painter.setFont(unit)
            painter.setPen(theme().tokens.t2)
            painter.drawText(0, round(baseline), self._unit)
            x = text_width(unit, self._unit) + px(9)
        painter.setFont(figure)
        painter.setPen(self._tone.colour)
        painter.drawText(x, round(baseline), self.text())
        painter.end()
