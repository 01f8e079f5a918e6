"""The bars of a desk as a table: the order is the service's, the longest on its step first; changes by key."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from tabeza_desktop.core.support import needs_help
from tabeza_desktop.models.cells import EDGE_ROLE, KEY_ROLE, ROW_ROLE
from tabeza_desktop.ui.support.phrases import (
    left_phrase,
    numbered_step,
    on_step_phrase,
    problem_phrase,
    seen_phrase,
)
from tabeza_protocol.wire.support import SupportBar

Index = QModelIndex | QPersistentModelIndex


class BarColumn(IntEnum):
    BAR = 0
    STEP = 1
    ON_STEP = 2
    PROBLEM = 3
    LEFT = 4


class BarsModel(QAbstractTableModel):
    """Private state: the rows, and the service's time they are counted up to."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[SupportBar, ...] = ()
        self.now: datetime | None = None

    def show_bars(self, rows: tuple[SupportBar, ...], now: datetime | None) -> None:
        """New rows; when only their content differs, the selection stays where it is."""
        same = [row.bar_id for row in rows] == [row.bar_id for row in self._rows]
        self.now = now
        if same:
            self._rows = rows
            self.tick(now)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def tick(self, now: datetime | None) -> None:
        """Times have moved on."""
        self.now = now
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(BarColumn) - 1))

    def row_of(self, bar_id: str | None) -> int:
        """-1 if it is not here."""
        return next((n for n, row in enumerate(self._rows) if row.bar_id == bar_id), -1)

    def bar_at(self, row: int) -> SupportBar | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(BarColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        bar = self.bar_at(index.row())
        if bar is None:
            return None
        if role == ROW_ROLE:
            return bar
        if role == KEY_ROLE:
            return bar.bar_id
        if role == EDGE_ROLE:
            return "error" if self.now is not None and needs_help(bar, self.now) else "none"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(bar)
        if role == Qt.ItemDataRole.DisplayRole:
            return bar.name if index.column() == BarColumn.BAR else ""
        return None

    def sentence(self, bar: SupportBar) -> str:
        """The whole row, as a screen reader says it."""
        parts = [bar.name, bar.place, numbered_step(bar.step)]
        if self.now is not None:
            parts += [on_step_phrase(bar, self.now).text, seen_phrase(bar, self.now).text]
            parts += [problem_phrase(bar.last_problem).text, left_phrase(bar.expires_at, self.now).text]
        return ", ".join(part for part in parts if part)
