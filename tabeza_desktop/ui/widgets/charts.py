"""Two plain bar charts. Every value is printed: colour and length only repeat it. No library, no animation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import (
    CENTRE,
    RIGHT,
    draw_box,
    draw_elided,
    draw_text,
    smooth,
    text_width,
)


@dataclass(frozen=True)
class Bar:
    """``compare`` is the pale bar behind; ``value`` None means not yet. ``now`` marks the bar still growing."""

    label: str
    value: float | None
    compare: float | None = None
    value_text: str = ""
    now: bool = False


@dataclass(frozen=True)
class HBar:
    label: str
    value: float
    code: str = ""
    text: str = ""


def _top_rounded(box: QRectF, radius: float) -> QPainterPath:
    """A bar with round upper corners that stands flat on the axis."""
    path = QPainterPath()
    path.addRoundedRect(box.adjusted(0, 0, 0, radius), radius, radius)
    floor = QPainterPath()
    floor.addRect(box)
    return path.intersected(floor)


class BarChart(Themed, QWidget):
    """Upright bars with an axis the caller labels: ``set_axis([(value, text), ...])`` from 0 upwards."""

    def __init__(self, bars: Sequence[Bar], name: str, *, now_text: str = "") -> None:
        super().__init__()
        self._bars: list[Bar] = []
        self._axis: list[tuple[float, str]] = [(0, "0")]
        self._name, self.now_text = name, now_text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_bars(bars)
        self.init_theme()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        self._bars = list(bars)
        said = ", ".join(f"{bar.label}: {bar.value_text}" for bar in self._bars if bar.value is not None)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(said)
        self.update()

    def set_axis(self, marks: Sequence[tuple[float, str]]) -> None:
        self._axis = list(marks) or [(0, "0")]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(500), px(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), px(180))

    def _plot(self) -> QRectF:
        low = px(50) if any(bar.now for bar in self._bars) and self.now_text else px(30)
        return QRectF(px(46), px(36), self.width() - px(46) - px(12), self.height() - px(36) - low)

    def _highest(self) -> float:
        values = [value for bar in self._bars for value in (bar.value, bar.compare) if value is not None]
        return max([mark for mark, _ in self._axis] + values + [1.0])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot, top = smooth(QPainter(self)), self._plot(), self._highest()
        self._paint_axis(painter, plot, top)
        if self._bars:
            pitch = plot.width() / len(self._bars)
            for at, bar in enumerate(self._bars):
                self._paint_bar(painter, plot, top, bar, plot.left() + pitch * (at + 0.5), pitch)
        painter.end()

    def _paint_axis(self, painter: QPainter, plot: QRectF, top: float) -> None:
        tokens, font = theme().tokens, theme().font(Role.FINE, tnum=True)
        for value, text in self._axis:
            y = plot.bottom() - plot.height() * value / top
            painter.fillRect(QRectF(plot.left(), y, plot.width(), px(1)), tokens.line2 if value == 0 else tokens.line)
            draw_text(painter, QRectF(0, y - px(9), plot.left() - px(10), px(18)), text, font, tokens.t2, RIGHT)

    def _paint_bar(self, painter: QPainter, plot: QRectF, top: float, bar: Bar, x: float, pitch: float) -> None:
        tokens, radius, highest = theme().tokens, px(3), plot.bottom()
        if bar.compare is not None:
            wide = min(px(40), pitch * 0.72)
            high = plot.height() * bar.compare / top
            path = _top_rounded(QRectF(x - wide / 2, plot.bottom() - high, wide, high), radius)
            painter.setPen(QPen(tokens.line2, px(1)))
            painter.setBrush(tokens.sunken)
            painter.drawPath(path)
            highest = plot.bottom() - high
        if bar.value is not None:
            wide = min(px(24), pitch * 0.45)
            high = plot.height() * bar.value / top
            body = _top_rounded(QRectF(x - wide / 2, plot.bottom() - high, wide, high), radius)
            painter.fillPath(body, tokens.accent)
            highest = min(highest, plot.bottom() - high)
            figure = QRectF(x - pitch / 2, highest - px(24), pitch, px(20))
            draw_text(painter, figure, bar.value_text, theme().font(Role.LABEL, tnum=True), tokens.t1, CENTRE)
        self._paint_label(painter, plot, bar, x, pitch)

    def _paint_label(self, painter: QPainter, plot: QRectF, bar: Bar, x: float, pitch: float) -> None:
        tokens = theme().tokens
        box = QRectF(x - px(21), plot.bottom() + px(6), px(42), px(20))
        ink, font = tokens.t2, theme().font(Role.LABEL, tnum=True, weight=400)
        if bar.now:
            draw_box(painter, box, radius=4, fill=tokens.accent)
            ink, font = tokens.accent_on, theme().font(Role.LABEL, tnum=True, weight=700)
            below = QRectF(x - pitch, box.bottom() + px(2), pitch * 2, px(18))
            draw_text(painter, below, self.now_text, theme().font(Role.FINE, weight=600), tokens.t1, CENTRE)
        draw_text(painter, box, bar.label, font, ink, CENTRE)


class HBarChart(Themed, QWidget):
    """Lying bars, each with its words and figure above it; 46 a row."""

    def __init__(self, bars: Sequence[HBar], name: str, status: Status = Status.FAIL) -> None:
        super().__init__()
        self._bars: list[HBar] = []
        self._name, self._status = name, status
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_bars(bars)
        self.init_theme()

    def set_bars(self, bars: Sequence[HBar]) -> None:
        self._bars = list(bars)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(", ".join(f"{bar.label} {_figure(bar)}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(46) * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(46) * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        most = max([bar.value for bar in self._bars] + [1.0])
        label, code = theme().font(Role.LABEL), theme().font(Role.FINE, codes=True)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, bar in enumerate(self._bars):
            row = QRectF(0, at * px(46), self.width(), px(24))
            figure = theme().font(Role.BODY, tnum=True, weight=700)
            draw_text(painter, row, _figure(bar), figure, tokens.t1, RIGHT)
            words = row.adjusted(0, 0, -text_width(figure, _figure(bar)) - px(8), 0)
            draw_elided(painter, words, bar.label, label, tokens.t1)
            after = words.adjusted(text_width(label, bar.label) + px(9), 0, 0, 0)
            if bar.code and after.width() > px(20):
                draw_elided(painter, after, bar.code, code, tokens.t2)
            track = QRectF(0, row.bottom() + px(2), self.width(), px(10))
            draw_box(painter, track, radius=3, fill=tokens.sunken)
            track.setWidth(track.width() * bar.value / most)
            if bar.value > 0:
                draw_box(painter, track, radius=3, fill=tokens.status(self._status).solid)
        painter.end()


def _figure(bar: HBar) -> str:
    return bar.text or f"{bar.value:g}"
