"""The frame that Tabs and Payments share: figures on top, a table or why it is empty, key hints below, a panel beside.

Hidden, the figures are not worked out: news waits until the page is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.pages.grid import Grid
from tabeza_desktop.ui.pages.page import Page, WhenShown
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.keyhints import KeyHintBar
from tabeza_desktop.ui.widgets.metrics import Metric, MetricStrip
from tabeza_desktop.ui.widgets.rows import Column, RowDelegate
from tabeza_desktop.ui.widgets.table import style_table


class ListPage(Page):
    """Subclasses say the figures (:meth:`_metrics`), what an empty list says (:meth:`_word_emptiness`) and how the
    table is dressed (:meth:`_dress_table`); they call :meth:`_frame` once their parts stand.
    """

    def __init__(self, console: Console, model: QAbstractItemModel, strip_name: str, empty_icon: str) -> None:
        super().__init__()
        self._console = console
        self._narrow = False
        self._strip = MetricStrip(self._metrics(), strip_name)
        self.table = Grid()
        self.table.setModel(model)
        self._empty = EmptyState(empty_icon, "", "")
        self._stack = QStackedWidget()
        self._hints = KeyHintBar()
        self._figures = WhenShown(self, self._refresh)

    def _frame(self, above: Sequence[QWidget], panel: QWidget) -> None:
        """Lay the parts out; ``above`` stands between the figures and the table."""
        self.side_panel = panel
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        left = QVBoxLayout()
        scaled(left)
        for widget in (self._strip, *above):
            left.addWidget(widget)
        left.addWidget(self._stack, 1)
        left.addWidget(self._hints)
        outer = QHBoxLayout(self)
        scaled(outer)
        outer.addLayout(left, 1)
        outer.addWidget(panel)
        self._hints.triggered.connect(self._do)
        self.table.keys.connect(self._ask_keys)
        theme().changed.connect(self._dress_table)

    def _dress(self, columns: Sequence[Column], row_height: int) -> None:
        style_table(self.table, RowDelegate(columns, row_height=row_height, parent=self.table))

    def _refresh(self) -> None:
        """The figures anew."""
        for metric in self._metrics():
            self._strip.set_metric(metric)

    def _show_emptiness(self) -> None:
        empty = self.table.model().rowCount() == 0
        self._stack.setCurrentIndex(1 if empty else 0)
        if empty:
            self._word_emptiness()

    def _do(self, action: str) -> None:
        """An action of this page, or else of the window."""
        if not self.perform(action):
            self.asked.emit(action)

    def _ask_keys(self) -> None:
        self.asked.emit("all_keys")

    def _metrics(self) -> list[Metric]:
        raise NotImplementedError

    def _word_emptiness(self) -> None:
        raise NotImplementedError

    def _dress_table(self) -> None:
        raise NotImplementedError
