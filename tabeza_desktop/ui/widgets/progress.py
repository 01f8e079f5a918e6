"""A bar that fills: how long this has taken against how long it may take."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Status, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import draw_box

_HEIGHT, _RADIUS = 10, 3


class ProgressBar(Themed, QWidget):
    """``set_fraction`` from 0 to 1; values outside are held at the ends."""

    def __init__(self, *, status: Status = Status.WAIT, name: str = "") -> None:
        super().__init__()
        self._status, self._fraction = status, 0.0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def fraction(self) -> float:
        return self._fraction

    def set_fraction(self, fraction: float) -> None:
        self._fraction = min(1.0, max(0.0, fraction))
        self.update()

    def set_status(self, status: Status) -> None:
        self._status = status
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(40), px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), theme().tokens, QRectF(self.rect())
        draw_box(painter, box, radius=_RADIUS, fill=tokens.sunken)
        box.setWidth(box.width() * self._fraction)
        if box.width() >= 1:
            draw_box(painter, box, radius=_RADIUS, fill=tokens.status(self._status).solid)
        painter.end()
