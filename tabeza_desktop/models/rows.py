"""What every table model shares: rows by key, and telling exactly the cells that changed.

A row keeps its place for as long as it is shown. News replaces a row by its key, the new cells are compared with the
old ones and only those that differ are told, so selection, focus and scroll stay.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tabeza_desktop.core.changes import Versioned
from tabeza_desktop.core.times import Now
from tabeza_desktop.models.cells import CELL_ROLE, CHANGED_ROLE, EDGE_ROLE, KEY_ROLE, ROW_ROLE, CellData, Edge

RowT = TypeVar("RowT", bound=Versioned)
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ALL_ROLES = [
    int(Qt.ItemDataRole.DisplayRole),
    CELL_ROLE,
    EDGE_ROLE,
    ROW_ROLE,
    CHANGED_ROLE,
    int(Qt.ItemDataRole.AccessibleTextRole),
]


class RowModel(QAbstractTableModel, Generic[RowT]):
    """Rows in ``_rows``, their places by id in ``_place``, their rendered cells in ``_cells``.

    Subclasses say how a row is rendered (:meth:`cells_of`, :meth:`edge_of`, :meth:`sentence_of`) and where it belongs.
    """

    titles: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Column titles by language."""

    def __init__(self, now: Now, lang: str = "en", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now, self._lang, self._stale = now, lang, False
        self._rows: list[RowT] = []
        self._place: dict[str, int] = {}
        self._cells: list[tuple[CellData, ...]] = []
        self._changed_at: dict[tuple[str, int], float] = {}

    # --- for subclasses

    def cells_of(self, row: RowT) -> tuple[CellData, ...]:
        raise NotImplementedError

    def edge_of(self, row: RowT) -> Edge:
        return Edge.NONE

    def sentence_of(self, row: RowT) -> str:
        raise NotImplementedError

    def ticks(self, row: RowT) -> bool:
        """Whether the row's words change with the clock alone."""
        return True

    # --- Qt

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.titles["en"])

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        at, column = index.row(), index.column()
        if role == CELL_ROLE:
            return self._cells[at][column]
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self._cells[at][column]
            return cell.text or cell.chip_text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence_of(self._rows[at])
        if role == EDGE_ROLE:
            return self.edge_of(self._rows[at])
        if role == KEY_ROLE:
            return self._rows[at].id
        if role == ROW_ROLE:
            return self._rows[at]
        if role == CHANGED_ROLE:
            return self._changed_at.get((self._rows[at].id, column), 0.0)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = self.titles.get(self._lang, self.titles["en"])
        return titles[section] if 0 <= section < len(titles) else None

    # --- reading

    def row_of(self, key: str) -> int:
        """The row of an id, or -1."""
        return self._place.get(key, -1)

    def at(self, row: int) -> RowT | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    @property
    def keys(self) -> list[str]:
        return [row.id for row in self._rows]

    # --- time and language

    def set_lang(self, lang: str) -> None:
        if lang != self._lang:
            self._lang = lang
            self._reword()
            last = self.columnCount() - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def set_now(self, now: Now) -> None:
        """Age the rows that tell of time; told are only the cells that read differently."""
        self._now = now
        for at, row in enumerate(self._rows):
            if self.ticks(row):
                self._render(at, news=False)

    def set_stale(self, stale: bool) -> None:
        if stale != self._stale:
            self._stale = stale
            self._reword()

    def _reword(self) -> None:
        for at in range(len(self._rows)):
            self._render(at, news=False)

    # --- changing rows

    def _replace_all(self, rows: Sequence[RowT]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._cells = [self.cells_of(row) for row in self._rows]
        self._changed_at.clear()
        self._index()
        self.endResetModel()

    def _insert(self, at: int, rows: Sequence[RowT]) -> None:
        if not rows:
            return
        self.beginInsertRows(_NO_PARENT, at, at + len(rows) - 1)
        self._rows[at:at] = rows
        self._cells[at:at] = [self.cells_of(row) for row in rows]
        self._index()
        self.endInsertRows()

    def _remove(self, key: str) -> None:
        at = self._place[key]
        self.beginRemoveRows(_NO_PARENT, at, at)
        del self._rows[at], self._cells[at]
        self._index()
        for column in range(len(self.titles["en"])):
            self._changed_at.pop((key, column), None)
        self.endRemoveRows()

    def _update(self, row: RowT) -> None:
        at = self._place[row.id]
        self._rows[at] = row
        self._render(at, news=True)

    def _render(self, at: int, *, news: bool) -> None:
        """Compare the cells with what they were; tell the runs of columns that differ."""
        before, after = self._cells[at], self.cells_of(self._rows[at])
        if before == after:
            return
        self._cells[at] = after
        changed = [column for column, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        if news:
            stamp = time.monotonic()
            self._changed_at.update({(self._rows[at].id, column): stamp for column in changed})
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(at, first), self.index(at, last), _ALL_ROLES)

    def _index(self) -> None:
        self._place = {row.id: at for at, row in enumerate(self._rows)}


def _runs(columns: Iterable[int]) -> list[tuple[int, int]]:
    """``[0, 1, 4]`` as ``[(0, 1), (4, 4)]``."""
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs
