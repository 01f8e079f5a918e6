"""Short points, each with a dot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone, smooth


class _Dot(Themed, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(10), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().tokens.t2)
        side = px(6)
        painter.drawEllipse(QRectF(px(2), (self.height() - side) / 2, side, side))
        painter.end()


class BulletList(QWidget):
    """``set_items`` replaces the points; ``<b>`` is allowed."""

    def __init__(self, items: Sequence[str] = (), *, tone: Tone = Tone.T1, spacing: int = 10) -> None:
        super().__init__()
        self._tone = tone
        self._rows: list[QWidget] = []
        self._column = Column(spacing=spacing)
        self.setLayout(self._column)
        self.set_items(items)

    def set_items(self, items: Sequence[str]) -> None:
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [self._make(text) for text in items]
        for row in self._rows:
            self._column.addWidget(row)

    def _make(self, text: str) -> QWidget:
        row = QWidget()
        line = Row(spacing=10)
        line.addWidget(_Dot(), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Label(text, Role.LABEL, self._tone, weight=400, wrap=True), 1)
        row.setLayout(line)
        return row
