"""The ring that says something is under way: 12 steps a second while it can be seen, still with reduced motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.theme import Themed, px, theme
from tabeza_desktop.ui.widgets.paint import Tone, smooth

if TYPE_CHECKING:  # a class of Qt's costs the start when it is named; these are told, never made
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

STEPS_PER_SECOND = 12
_ARC_DEGREES = 285


def paint_ring(painter: QPainter, rect: QRectF, colour: QColor, step: int, width: float = 1.5) -> None:
    """An open ring turned by ``step`` twelfths."""
    smooth(painter)
    pen = QPen(colour, px(width))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    gap = px(width) / 2 + rect.width() * 0.12
    start = 120 - (step % STEPS_PER_SECOND) * 30
    painter.drawArc(rect.adjusted(gap, gap, -gap, -gap), start * 16, -_ARC_DEGREES * 16)


class Spinner(Themed, QWidget):
    """A turning ring. Decoration: the words beside it carry the meaning."""

    def __init__(self, size: float = 20, tone: Tone = Tone.WAIT) -> None:
        super().__init__()
        self._size, self._tone, self._step = size, tone, 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // STEPS_PER_SECOND)
        self._timer.timeout.connect(self._advance)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(self._size), px(self._size))
        self._run()

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    @property
    def turning(self) -> bool:
        return self._timer.isActive()

    def _run(self) -> None:
        if self.isVisible() and not theme().reduced_motion:
            self._timer.start()
        else:
            self._timer.stop()

    def _advance(self) -> None:
        self._step = (self._step + 1) % STEPS_PER_SECOND
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ring(painter, QRectF(self.rect()), self._tone.colour, self._step)
        painter.end()
