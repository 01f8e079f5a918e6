"""Table rows: one delegate a table, one fixed row height, every cell painted from ``CellData``.

Rows look the same wherever they stand: a 1 px line below, a 4 px edge at the left for what needs a person, the selected
row tinted between two rules. A cell that news changed holds a tint for 2.5 s and then drops it; nothing fades or moves.
Models give ``CellData`` under ``CELL_ROLE``, the edge under ``EDGE_ROLE`` and the time of the last change under
``CHANGED_ROLE`` (see ``models/cells.py``); the whole sentence for screen readers under ``Qt.AccessibleTextRole``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tabeza_desktop.models.cells import CELL_ROLE, CHANGED_ROLE, EDGE_ROLE, CellData
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.chip import LOOKS, paint_chip
from tabeza_desktop.ui.widgets.money import MoneyLook, paint_money
from tabeza_desktop.ui.widgets.paint import (
    LEFT,
    RIGHT,
    Tone,
    draw_elided,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)

HOLD_SECONDS = 2.5
EDGE_WIDTH = 4
_EDGES = {"waiting": "wait_solid", "overdue": "warn_solid", "error": "fail_solid"}

Index = QModelIndex | QPersistentModelIndex


class Cell(StrEnum):
    """What a column holds; decides type and colour where ``CellData`` leaves them open."""

    TAB = "tab"
    NAME = "name"
    TEXT = "text"
    TIME = "time"
    MONEY = "money"
    CHIP = "chip"
    CODE = "code"


@dataclass(frozen=True)
class Column:
    """Unscaled px. ``inset`` is the left padding, ``outset`` the right; ``split`` is where the second part of a cell
    starts (age or small chip beside the time). ``role`` bends the type; ``strong`` prints the header in t1."""

    key: str
    title: str
    width: int
    kind: Cell = Cell.TEXT
    align: Qt.AlignmentFlag = LEFT
    inset: int = 0
    outset: int = 0
    stretch: bool = False
    split: int = 0
    role: Role | None = None
    strong: bool = False
    dated: bool = False
    """The header says how old the figures are, so the cells carry no clock."""

    @property
    def right(self) -> bool:
        return bool(self.align & Qt.AlignmentFlag.AlignRight)


_ROLES = {
    Cell.TAB: Role.TAB_NO,
    Cell.NAME: Role.NAME,
    Cell.TEXT: Role.BODY,
    Cell.TIME: Role.BODY,
    Cell.CODE: Role.BODY,
    Cell.CHIP: Role.BODY,
    Cell.MONEY: Role.ROW_MONEY,
}


def _tone(name: str) -> QColor:
    return Tone(name).colour


class RowDelegate(QStyledItemDelegate):
    """Paints every cell of one table. Private state: the columns, the hovered row, the timer that drops tints."""

    def __init__(self, columns: Sequence[Column], row_height: int = 52, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.row_height = row_height
        self.hovered = -1
        self._drop = QTimer(self)
        self._drop.setSingleShot(True)
        self._drop.timeout.connect(self._repaint)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(self.columns[index.column()].width), px(self.row_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column = self.columns[index.column()]
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        smooth(painter)
        self._paint_ground(painter, option, index, box)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, CellData):
            inner = box.adjusted(px(column.inset), 0, -px(column.outset), -px(1))
            paint_cell(painter, inner, column, cell)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, box: QRectF) -> None:
        tokens, one = theme().tokens, px(1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        changed = self._is_changed(index)
        if chosen or changed:
            painter.fillRect(box, tokens.selected)
        elif index.row() == self.hovered:
            painter.fillRect(box, tokens.hover)
        rule = tokens.accent_line if chosen else tokens.line
        painter.fillRect(QRectF(box.left(), box.bottom() - one, box.width(), one), rule)
        if chosen:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), one), rule)
        if index.column() == 0:
            colour = tokens.accent if chosen else self._edge(index)
            if colour is not None:
                painter.fillRect(QRectF(box.left(), box.top(), px(EDGE_WIDTH), box.height()), colour)

    def _edge(self, index: Index) -> QColor | None:
        name = _EDGES.get(str(index.data(EDGE_ROLE) or ""))
        colour: QColor | None = getattr(theme().tokens, name) if name else None
        return colour

    def _is_changed(self, index: Index) -> bool:
        at = index.data(CHANGED_ROLE)
        left = HOLD_SECONDS - (time.monotonic() - at) if isinstance(at, float) and at else 0.0
        if left > 0 and not self._drop.isActive():
            self._drop.start(int(left * 1000) + 20)
        return left > 0

    def _repaint(self) -> None:
        view = self.parent()
        if isinstance(view, QAbstractItemView):
            view.viewport().update()


# cells: pure painting


def paint_cell(painter: QPainter, box: QRectF, column: Column, cell: CellData) -> None:
    """One cell's content in its padded box."""
    if cell.money is not None:
        look = MoneyLook(cell.money)
        if look is MoneyLook.STALE and column.dated:
            look = MoneyLook.SETTLED if cell.text == "0" else MoneyLook.NORMAL
        role = column.role if look in (MoneyLook.NORMAL, MoneyLook.STALE) else None
        paint_money(painter, box, cell.text, look, role)
    elif column.kind is Cell.CHIP:
        _paint_chip_cell(painter, box, cell)
    elif cell.second:
        _paint_two_lines(painter, box, column, cell)
    else:
        _paint_line(painter, box, column, cell)


def _paint_chip_cell(painter: QPainter, box: QRectF, cell: CellData) -> None:
    mid = box.center().y()
    end = box.left()
    if cell.chip is not None:
        end += paint_chip(painter, box.left(), mid, cell.chip, cell.chip_text, cell.chip_small)
    if cell.aside:
        strong = cell.aside_tone not in ("t2", "mute")
        font = theme().font(Role.LABEL, tnum=True, weight=600 if strong else 400)
        if text_width(font, cell.aside) <= box.right() - end - px(4):
            draw_text(painter, box, cell.aside, font, _tone(cell.aside_tone), RIGHT)


def _main_font(column: Column, cell: CellData) -> tuple[Role, bool, int | None]:
    """Role, codes and weight of a cell's main text."""
    role = column.role or _ROLES[column.kind]
    codes = cell.codes or column.kind is Cell.CODE
    weight = 700 if cell.strong else 500 if column.kind is Cell.CODE else None
    if column.kind is Cell.TIME and cell.tone not in ("t1", "t2", "mute"):
        weight = 600  # a time that needs an eye: still running, or slow
    return role, codes, weight


def _paint_line(painter: QPainter, box: QRectF, column: Column, cell: CellData) -> None:
    role, codes, weight = _main_font(column, cell)
    numbers = column.kind is not Cell.NAME
    font = theme().font(role, tnum=numbers, codes=codes, weight=weight)
    ink = _tone(cell.tone)
    split = px(column.split)
    two = bool(split and (cell.chip is not None or cell.aside))
    words = QRectF(box.left(), box.top(), split - px(8) if two else box.width(), box.height())
    draw_elided(painter, words, cell.text, font, ink, RIGHT if column.right else LEFT)
    if not two:
        return
    left = box.left() + split
    if cell.chip is not None:
        kind = cell.chip
        paint_chip(painter, left, box.center().y(), kind, cell.chip_text, cell.chip_small)
    else:
        rest = QRectF(left, box.top(), box.right() - left, box.height())
        label = theme().font(Role.LABEL, tnum=True, weight=400)
        draw_elided(painter, rest, cell.aside, label, _tone(cell.aside_tone))


def _paint_two_lines(painter: QPainter, box: QRectF, column: Column, cell: CellData) -> None:
    """Name over a fine line; a chip in the cell lends its icon and colour to the fine line."""
    role, codes, weight = _main_font(column, cell)
    mid = box.center().y()
    font = theme().font(role, codes=codes, weight=weight)
    top = QRectF(box.left(), mid - px(21), box.width(), px(22))
    draw_elided(painter, top, cell.text, font, _tone(cell.tone), RIGHT if column.right else LEFT)
    left, ink, strong = box.left(), theme().tokens.t2, False
    low = mid + px(10)
    if cell.chip is not None:
        look = LOOKS[cell.chip]
        ink, strong = theme().tokens.status(look.status).text, True
        draw_icon_mid(painter, left, low, look.icon, ink, 14)
        left += px(18)
    fine = theme().font(Role.FINE, tnum=True, weight=600 if strong else 400)
    line = QRectF(left, low - px(9), box.right() - left, px(18))
    draw_elided(painter, line, cell.second, fine, ink, RIGHT if column.right else LEFT)

