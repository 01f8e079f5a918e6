"""The six steps of one bar with the time spent on each; the one they stand on says for how long."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import (
    CENTRE,
    RIGHT,
    Tone,
    draw_elided,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)

_ROW, _DOT = 30, 24
_SOLID = {"done": "paid_solid", "now": "accent", "blocked": "warn_solid", "failed": "fail_solid"}
_GLYPH = {"done": "check", "blocked": "ban", "failed": "x"}


@dataclass(frozen=True, slots=True)
class StepRow:
    """``state``: ``done now blocked failed todo``. ``aside``: the time, in ``tone``."""

    number: int
    title: str
    state: str
    aside: str = ""
    tone: Tone = Tone.T2


class StepList(Themed, QWidget):
    """Painted, not clickable: support looks, it does not act."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[StepRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def set_rows(self, rows: tuple[StepRow, ...]) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        self.setAccessibleName(
            ". ".join(f"{row.number}. {row.title}, {row.aside or row.state}" for row in rows)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(_ROW) * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        for n, row in enumerate(self._rows):
            self._paint_row(painter, row, n * px(_ROW))
        painter.end()

    def _paint_row(self, painter: QPainter, row: StepRow, top: int) -> None:
        tokens, mid = theme().tokens, top + px(_ROW) / 2
        dot = QRectF(px(1), mid - px(_DOT) / 2, px(_DOT), px(_DOT))
        solid = _SOLID.get(row.state)
        colour: QColor = getattr(tokens, solid) if solid else tokens.line2
        painter.setPen(colour)
        painter.setBrush(colour if solid else tokens.surface)
        if not solid:
            pen = painter.pen()
            pen.setWidth(px(2))
            painter.setPen(pen)
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        glyph = _GLYPH.get(row.state)
        if glyph:
            draw_icon_mid(painter, dot.left() + px(4), mid, glyph, tokens.surface, 16)
        else:
            ink = tokens.accent_on if row.state == "now" else tokens.t2
            draw_text(painter, dot, str(row.number), theme().font(Role.FINE, weight=700), ink, CENTRE)
        aside = theme().font(Role.LABEL, tnum=True, weight=700 if row.tone is not Tone.T2 else 400)
        wide = text_width(aside, row.aside)
        draw_text(painter, QRectF(0, top, self.width(), px(_ROW)), row.aside, aside, row.tone.colour, RIGHT)
        ahead = row.state == "todo"
        font = theme().font(Role.BODY, weight=400 if ahead else 600)
        box = QRectF(dot.right() + px(10), top, self.width() - dot.right() - px(18) - wide, px(_ROW))
        draw_elided(painter, box, row.title, font, tokens.t2 if ahead else tokens.t1)
