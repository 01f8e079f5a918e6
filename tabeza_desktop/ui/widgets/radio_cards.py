"""A question answered by a card: PayBill, Till or Not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.paint import draw_box, draw_elided, draw_icon_mid, smooth, text_width


@dataclass(frozen=True)
class Choice:
    key: str
    title: str
    sub: str = ""
    icon: str = ""


class RadioCard(ChoiceButton):
    """One card, 58 high; 44 when its sub-label is hidden."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.key, choice.title)
        self._sub, self._icon, self._compact = choice.sub, choice.icon, False
        self.setAccessibleDescription(choice.sub)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.retheme()

    def retheme(self) -> None:
        self.setFixedHeight(px(44 if self._compact or not self._sub else 58))

    def sizeHint(self) -> QSize:
        widest = text_width(theme().font(Role.NAME), self.text())
        if self._sub and not self._compact:
            widest = max(widest, text_width(theme().font(Role.FINE), self._sub))
        return QSize(widest + px(60) + (px(28) if self._icon else 0), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(text_width(theme().font(Role.NAME), self.text()) + px(56), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        on = self.isChecked()
        fill = tokens.selected if on else tokens.hover if self.underMouse() else tokens.surface
        draw_box(painter, box, fill=fill, border=tokens.accent if on else tokens.line2, width=2 if on else 1)
        self._paint_dot(painter, on)
        left, two = px(45), bool(self._sub) and not self._compact
        room = self.width() - left - px(12) - (px(26) if self._icon else 0)
        top = px(9) if two else (self.height() - px(22)) / 2
        title = QRectF(left, top, room, px(22))
        draw_elided(painter, title, self.text(), theme().font(Role.BODY, weight=600), tokens.t1)
        if two:
            sub = QRectF(left, top + px(22), room, px(18))
            draw_elided(painter, sub, self._sub, theme().font(Role.FINE), tokens.t2)
        if self._icon:
            draw_icon_mid(painter, self.width() - px(34), self.height() / 2, self._icon, tokens.t2, 20)
        painter.end()

    def _paint_dot(self, painter: QPainter, on: bool) -> None:
        tokens, side = theme().tokens, px(20)
        ring = QRectF(px(15), (self.height() - side) / 2, side, side)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent)
            painter.drawEllipse(ring)
            inner = px(6)
            painter.setBrush(tokens.accent_on)
            painter.drawEllipse(ring.adjusted(inner, inner, -inner, -inner))
        else:
            painter.setPen(QPen(tokens.line2, px(2)))
            painter.setBrush(tokens.surface)
            painter.drawEllipse(ring.adjusted(1, 1, -1, -1))


class RadioCards(ChoiceGroup):
    """Cards of equal width in a row; none is chosen until somebody chooses, unless ``chosen`` says so."""

    def __init__(self, choices: Sequence[Choice], name: str, *, chosen: str | None = None) -> None:
        super().__init__(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices, chosen)
        self.init_theme()

    def set_choices(self, choices: Sequence[Choice], chosen: str | None = None) -> None:
        self.fill([RadioCard(choice) for choice in choices], self._row, chosen)
        if chosen is None:
            self.clear_choice()
        self.set_compact(self._compact)

    def set_compact(self, compact: bool) -> None:
        """Hide the sub-labels, for windows under 1200 wide."""
        self._compact = compact
        for button in self.buttons:
            if isinstance(button, RadioCard):
                button.set_compact(compact)

    def retheme(self) -> None:
        self._row.setSpacing(px(12))
