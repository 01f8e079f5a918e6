"""Bars where rows will be. Static; only while a first load takes over 300 ms, never over data already shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.theme import Themed, px, theme
from tabeza_desktop.ui.widgets.paint import RADIUS_INNER, draw_box

DELAY_MS = 300
_NAME_SHARES = (0.44, 0.37, 0.45, 0.32)
_FIRST = (32, 34, 31, 34)


class Skeleton(Themed, QWidget):
    """Blank for the first 300 ms after it is shown, then bars."""

    def __init__(self, rows: int = 6, *, row_height: int = 52, at_once: bool = False) -> None:
        super().__init__()
        self._rows, self._row_height, self._at_once = rows, row_height, at_once
        self._drawn = at_once
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(DELAY_MS)
        self._wait.timeout.connect(self._draw_now)
        self.setAccessibleName(QCoreApplication.translate("widgets", "Loading"))
        self.init_theme()

    def sizeHint(self) -> QSize:
        return QSize(px(300), self._rows * px(self._row_height))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._at_once:
            self._drawn = False
            self._wait.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._wait.stop()

    def _draw_now(self) -> None:
        self._drawn = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._drawn:
            return
        painter, tokens = QPainter(self), theme().tokens
        high, pad, bar = px(self._row_height), px(16), px(14)
        for row in range(self._rows):
            top = row * high + (high - bar) / 2
            first = px(_FIRST[row % len(_FIRST)])
            draw_box(painter, QRectF(pad, top, first, bar), radius=RADIUS_INNER, fill=tokens.line)
            left = pad + px(48)
            name = self.width() * _NAME_SHARES[row % len(_NAME_SHARES)]
            draw_box(painter, QRectF(left, top, name, bar), radius=RADIUS_INNER, fill=tokens.line)
            last = px(58)
            box = QRectF(self.width() - pad - last, top, last, bar)
            draw_box(painter, box, radius=RADIUS_INNER, fill=tokens.line)
            painter.fillRect(QRectF(0, (row + 1) * high - px(1), self.width(), px(1)), tokens.line)
        painter.end()
