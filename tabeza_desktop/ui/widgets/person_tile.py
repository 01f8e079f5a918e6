"""Who are you: one tile a person, chosen by arrows, pointer or finger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.paint import CENTRE, RADIUS_CARD, draw_box, draw_elided, draw_text, smooth


class PersonTile(ChoiceButton):
    """Initial, name and role; 72 high."""

    ring_radius = RADIUS_CARD

    def __init__(self, key: str, name: str, role_text: str) -> None:
        super().__init__(key, name)
        self._role_text = role_text
        self.setAccessibleDescription(role_text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(72))

    def sizeHint(self) -> QSize:
        return QSize(px(192), px(72))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(140), px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        on = self.isChecked()
        fill = tokens.selected if on else tokens.hover if self.underMouse() else tokens.surface
        border = tokens.accent if on else tokens.line2
        draw_box(painter, box, radius=RADIUS_CARD, fill=fill, border=border, width=2 if on else 1)
        disc = QRectF(px(15), (self.height() - px(40)) / 2, px(40), px(40))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent if on else tokens.sunken)
        painter.drawEllipse(disc)
        ink = tokens.accent_on if on else tokens.t1
        draw_text(painter, disc, self.text()[:1].upper(), theme().font(Role.TAB_NO), ink, CENTRE)
        left, room = px(67), self.width() - px(67) - px(10)
        name = QRectF(left, px(15), room, px(24))
        draw_elided(painter, name, self.text(), theme().font(Role.HEADING), tokens.t1)
        role = QRectF(left, px(39), room, px(18))
        draw_elided(painter, role, self._role_text, theme().font(Role.FINE), tokens.t2)
        painter.end()


class People(ChoiceGroup):
    """Tiles in a row of equal widths."""

    def __init__(self, tiles: Sequence[PersonTile], name: str = "", *, chosen: str | None = None) -> None:
        super().__init__(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tiles(tiles, chosen)
        self.init_theme()

    def set_tiles(self, tiles: Sequence[PersonTile], chosen: str | None = None) -> None:
        self.fill(tiles, self._row, chosen)

    def retheme(self) -> None:
        self._row.setSpacing(px(12))
