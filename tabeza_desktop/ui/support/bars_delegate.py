"""Paints the rows of the desk: bar and place, step with its six marks, time on it, last problem, time left."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.models.cells import ROW_ROLE
from tabeza_desktop.ui.support.bars_model import BarColumn, BarsModel
from tabeza_desktop.ui.support.phrases import (
    left_phrase,
    numbered_step,
    on_step_phrase,
    problem_phrase,
    seen_phrase,
)
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.paint import (
    LEFT,
    RIGHT,
    draw_box,
    draw_elided,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)
from tabeza_desktop.ui.widgets.rows import Column, Index, RowDelegate
from tabeza_protocol.wire.support import SupportBar

tr = words("Support")
ROW_HEIGHT = 56
_MARK_WIDE, _MARK_HIGH, _MARK_STEP = 14, 9, 17
_FILLED = {"done": "paid_solid", "now": "accent", "blocked": "warn_solid", "failed": "fail_solid"}


def columns() -> tuple[Column, ...]:
    """The widths of the picture at 1366."""
    return (
        Column("bar", tr("Bars you opened"), 208, inset=20, stretch=True),
        Column("step", tr("Step"), 184),
        Column("on_step", tr("On this step"), 116),
        Column("problem", tr("Last error"), 250),
        Column("left", tr("Time left"), 112, align=RIGHT, outset=20),
    )


class BarsDelegate(RowDelegate):
    """One row is one bar; every cell reads the whole of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(columns(), ROW_HEIGHT, parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, bar = index.model(), index.data(ROW_ROLE)
        if not isinstance(model, BarsModel) or not isinstance(bar, SupportBar) or model.now is None:
            super().paint(painter, option, index)
            return
        column = self.columns[index.column()]
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        smooth(painter)
        self._paint_ground(painter, option, index, box)
        inner = box.adjusted(px(column.inset), 0, -px(column.outset), -px(1))
        _CELLS[BarColumn(index.column())](painter, inner, bar, model.now)
        painter.restore()


def _two_lines(box: QRectF) -> tuple[QRectF, QRectF]:
    mid = box.center().y()
    return (
        QRectF(box.left(), mid - px(21), box.width() - px(8), px(22)),
        QRectF(box.left(), mid + px(1), box.width() - px(8), px(18)),
    )


def _paint_bar(painter: QPainter, box: QRectF, bar: SupportBar, _now: datetime) -> None:
    top, low = _two_lines(box)
    draw_elided(painter, top, bar.name, theme().font(Role.NAME, weight=600), theme().tokens.t1)
    draw_elided(painter, low, bar.place, theme().font(Role.FINE), theme().tokens.t2)


def _paint_step(painter: QPainter, box: QRectF, bar: SupportBar, _now: datetime) -> None:
    top, low = _two_lines(box)
    draw_elided(painter, top, numbered_step(bar.step), theme().font(Role.BODY, weight=600), theme().tokens.t1)
    x = low.left()
    for step in bar.steps:
        fill = _FILLED.get(step.state)
        mark = QRectF(x, low.top() + px(5), px(_MARK_WIDE), px(_MARK_HIGH))
        colour: QColor | None = getattr(theme().tokens, fill) if fill is not None else None
        draw_box(painter, mark, radius=3, fill=colour, border=colour or theme().tokens.line2)
        x += px(_MARK_STEP)


def _paint_time(painter: QPainter, box: QRectF, bar: SupportBar, now: datetime) -> None:
    top, low = _two_lines(box)
    spent, seen = on_step_phrase(bar, now), seen_phrase(bar, now)
    calm = spent.tone.value == "t2"
    font = theme().font(Role.BODY, tnum=True, weight=400 if calm else 700)
    draw_elided(painter, top, spent.text, font, spent.tone.colour)
    draw_elided(painter, low, seen.text, theme().font(Role.FINE, weight=500), seen.tone.colour)


def _paint_problem(painter: QPainter, box: QRectF, bar: SupportBar, _now: datetime) -> None:
    said = problem_phrase(bar.last_problem)
    draw_icon_mid(painter, box.left(), box.center().y(), said.icon, said.tone.colour, 18)
    words_box = box.adjusted(px(24), 0, -px(8), 0)
    weight = 400 if bar.last_problem is None else 600
    draw_elided(painter, words_box, said.text, theme().font(Role.BODY, weight=weight), said.tone.colour, LEFT)


def _paint_left(painter: QPainter, box: QRectF, bar: SupportBar, now: datetime) -> None:
    left = left_phrase(bar.expires_at, now)
    font = theme().font(Role.BODY, tnum=True, weight=600)
    draw_text(painter, box, left.text, font, left.tone.colour, RIGHT)
    draw_icon_mid(
        painter,
        box.right() - text_width(font, left.text) - px(23),
        box.center().y(),
        left.icon,
        left.tone.colour,
        16,
    )


_CELLS = {
    BarColumn.BAR: _paint_bar,
    BarColumn.STEP: _paint_step,
    BarColumn.ON_STEP: _paint_time,
    BarColumn.PROBLEM: _paint_problem,
    BarColumn.LEFT: _paint_left,
}
