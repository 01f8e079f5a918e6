"""The icons drawn for this project, tinted by replacing ``currentColor`` and cached by size, colour and pixel ratio.

Under 18 px the stroke goes from 1.75 to 2 so that it still holds at arm's length.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from tabeza_desktop.resources import resource_path

_THIN, _THICK = 'stroke-width="1.75"', 'stroke-width="2"'
_THICK_UNDER_PX = 18


@lru_cache(maxsize=1)
def _folder() -> Path:
    return resource_path("icons")


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


def icon_pixmap(name: str, colour: QColor, size: int, dpr: float, *, stroke_size: float | None = None) -> QPixmap:
    """The icon in one colour, ``size`` logical pixels square. Raises FileNotFoundError for an unknown name."""
    key = f"icon:{name}:{colour.name(QColor.NameFormat.HexArgb)}:{size}:{dpr:.3f}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    source = _source(name).replace("currentColor", colour.name())
    if (stroke_size or size) < _THICK_UNDER_PX:
        source = source.replace(_THIN, _THICK)
    side = max(1, round(size * dpr))
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source.encode("utf-8"))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(dpr)
    QPixmapCache.insert(key, pixmap)
    return pixmap
