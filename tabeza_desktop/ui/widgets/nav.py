"""The rail at the left: pages, how many payments wait for the owner's eyes, and the theme switch at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import PressableMixin
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.focus import RingMixin
from tabeza_desktop.ui.widgets.label import Icon
from tabeza_desktop.ui.widgets.paint import (
    CENTRE,
    RADIUS_CONTROL,
    Tone,
    draw_box,
    draw_icon,
    draw_text,
    smooth,
    text_width,
)

_WIDE, _NARROW, _ITEM = 80, 72, 64


@dataclass(frozen=True)
class NavItem:
    key: str
    icon: str
    text: str
    count: int = 0


def _paint_item(painter: QPainter, box: QRectF, icon: str, text: str, on: bool, hot: bool) -> None:
    tokens = theme().tokens
    if on:
        draw_box(painter, box, radius=RADIUS_CONTROL, fill=tokens.brand_line)
    elif hot:
        draw_box(painter, box, radius=RADIUS_CONTROL, border=tokens.brand_line)
    ink = tokens.brand_on if on else tokens.brand_muted
    draw_icon(painter, box.center().x() - px(12), box.top() + px(10), icon, ink, 24)
    label = QRectF(box.left(), box.top() + px(37), box.width(), px(18))
    draw_text(painter, label, text, theme().font(Role.FINE, weight=600 if on else 500), ink, CENTRE)


class NavButton(ChoiceButton):
    """One page."""

    def __init__(self, item: NavItem) -> None:
        super().__init__(item.key, item.text)
        self._icon, self._count = item.icon, item.count
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(item.count)
        self.init_theme()

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def count(self) -> int:
        return self._count

    def retheme(self) -> None:
        self.setFixedHeight(px(_ITEM))

    def sizeHint(self) -> QSize:
        return QSize(px(60), px(_ITEM))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        _paint_item(painter, box, self._icon, self.text(), self.isChecked(), self.underMouse())
        if self._count:
            text, font = str(min(self._count, 99)), theme().font(Role.FINE, tnum=True, weight=700)
            wide = max(px(20), text_width(font, text) + px(10))
            pill = QRectF(box.center().x() + px(10), px(3), wide, px(20))
            draw_box(painter, pill, radius=10, fill=tokens.warn_bg, border=tokens.warn_solid)
            draw_text(painter, pill, text, font, tokens.warn, CENTRE)
        painter.end()


class ThemeButton(PressableMixin, RingMixin, Themed, QAbstractButton):
    """Light and dark, at the foot of the rail."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(_ITEM))

    def sizeHint(self) -> QSize:
        return QSize(px(60), px(_ITEM))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        _paint_item(painter, QRectF(self.rect()), "moon", self.text(), False, self.underMouse())
        painter.end()


class NavRail(ChoiceGroup):
    """80 wide, 72 in small windows."""

    theme_clicked = Signal()

    def __init__(self, items: Sequence[NavItem], theme_text: str, name: str) -> None:
        super().__init__(name)
        self._compact = False
        self._outer = QVBoxLayout(self)
        self._mark = Icon("_tally-mark", 36, Tone.BRAND_ON)
        self._mark_box = QWidget()
        mark = QVBoxLayout(self._mark_box)
        mark.setContentsMargins(0, 0, 0, 0)
        mark.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignCenter)
        self._column = QVBoxLayout()
        self.theme_button = ThemeButton(theme_text)
        self.theme_button.clicked.connect(self.theme_clicked)
        self._outer.addWidget(self._mark_box)
        self._outer.addLayout(self._column)
        self._outer.addStretch(1)
        self._outer.addWidget(self.theme_button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_items(items)
        self.init_theme()

    def set_items(self, items: Sequence[NavItem]) -> None:
        """Other pages, or the same in another language; the chosen one stays chosen when it is still there."""
        self.fill([NavButton(item) for item in items], self._column, self.chosen or None)

    def set_theme_text(self, text: str) -> None:
        self.theme_button.setText(text)
        self.theme_button.setAccessibleName(text)
        self.theme_button.update()

    def set_count(self, key: str, count: int) -> None:
        button = self.button(key)
        if isinstance(button, NavButton):
            button.set_count(count)

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.retheme()

    def retheme(self) -> None:
        self.setFixedWidth(px(_NARROW if self._compact else _WIDE))
        side = px(3 if self._compact else 6)
        self._outer.setContentsMargins(side, 0, side, px(3))
        self._outer.setSpacing(0)
        self._mark_box.setFixedHeight(px(56))
        self._column.setContentsMargins(0, px(8), 0, 0)
        self._column.setSpacing(px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.brand)
        painter.end()
