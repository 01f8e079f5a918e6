"""Numbered steps to follow, each with its number in a disc."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import CENTRE, Tone, draw_text, smooth


class NumberDisc(Themed, QWidget):
    """A number in a 24 px disc."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setAccessibleName(str(number))
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(24), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.sunken)
        painter.drawEllipse(self.rect())
        draw_text(
            painter, QRectF(self.rect()), str(self._number), theme().font(Role.FINE, weight=700), tokens.t1, CENTRE
        )
        painter.end()


class NumberedList(Themed, QWidget):
    """``set_items`` replaces the sentences; ``<b>`` is allowed."""

    def __init__(
        self, items: Sequence[str] = (), *, role: Role = Role.BODY, tone: Tone = Tone.T1, weight: int | None = None
    ) -> None:
        super().__init__()
        self._role, self._tone, self._weight = role, tone, weight
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.set_items(items)
        self.init_theme()

    def set_items(self, items: Sequence[str]) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._make_row(at, text) for at, text in enumerate(items, 1)]
        for row in self._rows:
            self._column.addWidget(row)

    def _make_row(self, number: int, text: str) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        box.addWidget(NumberDisc(number), 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(Label(text, self._role, self._tone, weight=self._weight, wrap=True), 1)
        row.setAccessibleName(f"{number}")
        return row

    def retheme(self) -> None:
        self._column.setSpacing(px(8))
