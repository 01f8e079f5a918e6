"""The table behind a chart: the same figures as rows, for eyes, keys and screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView

from tabeza_desktop.models.cells import CELL_ROLE, CellData
from tabeza_desktop.ui.widgets.rows import Column, RowDelegate
from tabeza_desktop.ui.widgets.table import style_table

ROW = 36
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class FiguresModel(QAbstractTableModel):
    """Rows of cells under titled columns; replaced whole, for they are few."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._rows: list[tuple[CellData, ...]] = []

    def show_rows(self, titles: Sequence[str], rows: Sequence[tuple[CellData, ...]]) -> None:
        self.beginResetModel()
        self._titles, self._rows = tuple(titles), list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == CELL_ROLE:
            return row[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row[index.column()].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(
                f"{title}: {cell.text}" for title, cell in zip(self._titles, row, strict=True) if cell.text
            )
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        across = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._titles[section] if across and section < len(self._titles) else None


class FiguresTable(QTableView):
    """``show_figures(columns, rows)``; the columns' titles are the header."""

    def __init__(self) -> None:
        super().__init__()
        self._figures = FiguresModel()
        self.setModel(self._figures)

    def show_figures(self, columns: Sequence[Column], rows: Sequence[tuple[CellData, ...]]) -> None:
        self._figures.show_rows([column.title for column in columns], rows)
        style_table(self, RowDelegate(columns, row_height=ROW, parent=self))

    def figures(self) -> list[tuple[str, ...]]:
        """What stands in it, as words."""
        return [tuple(cell.text for cell in row) for row in self._figures._rows]
