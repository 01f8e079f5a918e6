"""Small pure painting functions shared by widgets and delegates. They keep no state and read the theme when called."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from tabeza_desktop.ui.theme import theme

RADIUS_CONTROL = 6
RADIUS_CARD = 8
RADIUS_INNER = 4

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class Tone(StrEnum):
    """A text colour by meaning; the value is the token's name."""

    T1 = "t1"
    T2 = "t2"
    T3 = "t3"
    ACCENT = "accent"
    ACCENT_ON = "accent_on"
    PAID = "paid"
    WAIT = "wait"
    WARN = "warn"
    FAIL = "fail"
    MUTE = "mute"
    BRAND_ON = "brand_on"
    BRAND_MUTED = "brand_muted"
    DISABLED_ON = "disabled_on"

    @property
    def colour(self) -> QColor:
        colour: QColor = getattr(theme().tokens, self.value)
        return colour


def smooth(painter: QPainter) -> QPainter:
    """Turn antialiasing on and return the painter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def text_width(font: QFont, text: str) -> int:
    """Width of one line, rounded up so that the last letter is never cut."""
    return int(QFontMetricsF(font).horizontalAdvance(text) + 0.999)


def draw_text(
    painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT
) -> None:
    """One line, not clipped."""
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, text)


def draw_elided(
    painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT
) -> bool:
    """One line that ends in an ellipsis when it does not fit. Returns whether anything was left out."""
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) <= rect.width() + 0.5:
        draw_text(painter, rect, text, font, colour, align)
        return False
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    draw_text(painter, rect, shown, font, colour, align)
    return True


def draw_box(
    painter: QPainter,
    rect: QRectF,
    *,
    radius: float = RADIUS_CONTROL,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A rounded box with its border wholly inside ``rect``; radius and width are unscaled px."""
    smooth(painter)
    stroke = theme().px(width) if border is not None else 0
    half = stroke / 2
    inner = rect.adjusted(half, half, -half, -half)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(border, stroke)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    corner = max(0.0, theme().px(radius) - half) if radius else 0.0
    painter.drawRoundedRect(inner, corner, corner)


def draw_left_edge(painter: QPainter, rect: QRectF, colour: QColor, width: float, radius: float) -> None:
    """A solid bar down the left side that follows the box's rounded corners."""
    path = QPainterPath()
    corner = theme().px(radius)
    path.addRoundedRect(rect, corner, corner)
    bar = QPainterPath()
    bar.addRect(QRectF(rect.left(), rect.top(), theme().px(width), rect.height()))
    smooth(painter).fillPath(path.intersected(bar), colour)


def draw_icon(painter: QPainter, x: float, y: float, name: str, colour: QColor, size: float) -> None:
    """An icon with its top left corner at x, y; ``size`` is unscaled px."""
    device = painter.device()
    dpr = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(QPointF(round(x), round(y)), theme().pixmap(name, colour, size, dpr))


def draw_icon_mid(painter: QPainter, x: float, mid: float, name: str, colour: QColor, size: float) -> None:
    """An icon at x, centred on the line ``mid``."""
    draw_icon(painter, x, mid - theme().px(size) / 2, name, colour, size)


def rect_f(x: float, y: float, width: float, height: float) -> QRectF:
    return QRectF(x, y, width, height)
