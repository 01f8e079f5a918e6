"""What every table model shares: rows by key, and telling exactly the cells that changed.

A row keeps its place for as long as it is shown. News replaces a row by its key, the new cells are compared with the
old ones and only those that differ are told, so selection, focus and scroll stay. Cells are worked out when somebody
looks at them, and the oldest are forgotten: a history of a hundred thousand rows costs what its rows weigh.
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


CELLS_KEPT = 4000
"""Rows whose cells are remembered: far more than any window shows at once."""


class RowModel(QAbstractTableModel, Generic[RowT]):
    """Rows in ``_rows``, their places by id in ``_place``, the cells of those seen in ``_cells``, and in ``_ticking``
    the ids of those that tell of time.

    Subclasses say how a row is rendered (:meth:`cells_of`, :meth:`edge_of`, :meth:`sentence_of`) and where it belongs.
    """

    titles: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Column titles by language."""

    def __init__(self, now: Now, lang: str = "en", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now, self._lang, self._stale = now, lang, False
        self._rows: list[RowT] = []
        self._place: dict[str, int] = {}
        self._cells: dict[str, tuple[CellData, ...]] = {}
        self._ticking: set[str] = set()
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
            return self._cells_at(at)[column]
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self._cells_at(at)[column]
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
        """Age the rows that tell of time; told are only the cells somebody saw that read differently."""
        self._now = now
        self._render_seen(self._ticking)

    def set_stale(self, stale: bool) -> None:
        if stale != self._stale:
            self._stale = stale
            self._reword()

    def _reword(self) -> None:
        self._render_seen(self._cells)

    def _render_seen(self, ids: Iterable[str]) -> None:
        """Cells that nobody has seen will be worked out when somebody does: there is nothing to tell."""
        for key in [key for key in ids if key in self._cells and key in self._place]:
            self._render(self._place[key], self._cells[key], news=False)

    def _cells_at(self, at: int) -> tuple[CellData, ...]:
        key = self._rows[at].id
        cells = self._cells.get(key)
        if cells is None:
            if len(self._cells) >= CELLS_KEPT:
                for old in list(self._cells)[: CELLS_KEPT // 2]:
                    del self._cells[old]
            cells = self._cells[key] = self.cells_of(self._rows[at])
        return cells

    # --- changing rows

    def _replace_all(self, rows: Sequence[RowT]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._cells.clear()
        self._changed_at.clear()
        self._ticking = {row.id for row in self._rows if self.ticks(row)}
        self._index()
        self.endResetModel()

    def _insert(self, at: int, rows: Sequence[RowT]) -> None:
        if not rows:
            return
        self.beginInsertRows(_NO_PARENT, at, at + len(rows) - 1)
        at_end = at == len(self._rows)
        self._rows[at:at] = rows
        self._ticking.update(row.id for row in rows if self.ticks(row))
        if at_end:
            self._place.update({row.id: at + n for n, row in enumerate(rows)})
        else:
            self._index()
        self.endInsertRows()

    def _remove(self, key: str) -> None:
        at = self._place[key]
        self.beginRemoveRows(_NO_PARENT, at, at)
        del self._rows[at]
        self._cells.pop(key, None)
        self._ticking.discard(key)
        self._index()
        for column in range(len(self.titles["en"])):
            self._changed_at.pop((key, column), None)
        self.endRemoveRows()

    def _update(self, row: RowT) -> None:
        at = self._place[row.id]
        before = self._cells.get(row.id) or self.cells_of(self._rows[at])
        self._rows[at] = row
        (self._ticking.add if self.ticks(row) else self._ticking.discard)(row.id)
        self._render(at, before, news=True)

    def _render(self, at: int, before: tuple[CellData, ...], *, news: bool) -> None:
        """Compare the cells with what they were; tell the runs of columns that differ."""
        key = self._rows[at].id
        after = self.cells_of(self._rows[at])
        if key in self._cells:
            self._cells[key] = after
        if before == after:
            return
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
