"""Filters above a list: chips with a count, one chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from tabeza_desktop.ui.theme import Role, Status, px, theme
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.paint import draw_box, draw_icon_mid, draw_text, smooth, text_width


@dataclass(frozen=True)
class Filter:
    """``count`` may be any short figure: how many, or an amount."""

    key: str
    text: str
    icon: str = ""
    count: int | str | None = None
    status: Status | None = None


class FilterChip(ChoiceButton):
    """One filter, 36 high (40 in dialogs); the hit area is 44."""

    def __init__(self, spec: Filter, height: int) -> None:
        super().__init__(spec.key, spec.text)
        self._spec, self._height = spec, height
        self._count = spec.count
        self.set_count(spec.count)
        self.init_theme()

    def set_count(self, count: int | str | None) -> None:
        self._count = count
        self.setAccessibleName(self.text() if count is None else f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        grow = max(0, (px(44) - self.height()) // 2)
        return self.rect().adjusted(0, -grow, 0, grow).contains(pos)

    def _count_text(self) -> str:
        return "" if self._count is None else f"{self._count:,}" if isinstance(self._count, int) else self._count

    def sizeHint(self) -> QSize:
        width = px(10) * 2 + text_width(theme().font(Role.LABEL), self.text())
        if self._spec.icon:
            width += px(18 + 6)
        if self._count is not None:
            width += px(6) + text_width(theme().font(Role.LABEL, tnum=True, weight=700), self._count_text())
        return QSize(width, px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        on = self.isChecked()
        fill = tokens.selected if on else tokens.hover if self.underMouse() else tokens.surface
        border = tokens.accent if on else tokens.line
        draw_box(painter, QRectF(self.rect()), fill=fill, border=border, width=2 if on else 1)
        x, mid = px(10), self.height() / 2
        if self._spec.icon:
            ink = tokens.status(self._spec.status).text if self._spec.status else tokens.t2
            draw_icon_mid(painter, x, mid, self._spec.icon, ink, 18)
            x += px(18 + 6)
        font = theme().font(Role.LABEL)
        width = text_width(font, self.text())
        ink = tokens.t1 if on else tokens.t2
        draw_text(painter, QRectF(x, 0, width, self.height()), self.text(), font, ink)
        if self._count is not None:
            bold = theme().font(Role.LABEL, tnum=True, weight=700)
            box = QRectF(x + width + px(6), 0, self.width(), self.height())
            draw_text(painter, box, self._count_text(), bold, tokens.t1)
        painter.end()


class FilterChips(ChoiceGroup):
    """A row of filters; see ``ChoiceGroup``."""

    def __init__(
        self, filters: Sequence[Filter], name: str, *, height: int = 36, chosen: str | None = None
    ) -> None:
        super().__init__(name)
        self._height = height
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_filters(filters, chosen)
        self.init_theme()

    def set_filters(self, filters: Sequence[Filter], chosen: str | None = None) -> None:
        keep = chosen or self.chosen
        self.fill([FilterChip(spec, self._height) for spec in filters], self._row, keep or None)

    def set_counts(self, counts: Mapping[str, int | str | None]) -> None:
        for button in self.buttons:
            if button.key in counts and isinstance(button, FilterChip):
                button.set_count(counts[button.key])

    def retheme(self) -> None:
        self._row.setSpacing(px(8))
