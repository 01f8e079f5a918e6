"""The bar above the history: which days, which states, and the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout

from tabeza_desktop.core.history import HistoryStatus
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import fixed_height, scaled
from tabeza_desktop.ui.theme import Status
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_desktop.ui.widgets.label import Line
from tabeza_desktop.ui.widgets.search import SearchBox
from tabeza_desktop.ui.widgets.segmented import SegmentedControl

tr = words("FilterBar")

_HEIGHT, _PAUSE_MS = 60, 150


class FilterBar(Panel):
    """``changed()`` when anything but the dates changed; ``custom_asked()`` when two days are wanted.

    Private state: the counts shown, so that a language change keeps them.
    """

    changed = Signal()
    custom_asked = Signal()
    left_search = Signal()

    def __init__(self) -> None:
        super().__init__(edges="b")
        self._counts: Mapping[str, int] = {}
        self._narrow = False
        self._range = SegmentedControl([("today", ""), ("week", ""), ("custom", "")], tr("Days"), chosen="today")
        self._chips = FilterChips([Filter("all", "")], tr("State"))
        self._search = SearchBox("", key="/")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._line = Line(vertical=True, length=28)
        row = QHBoxLayout(self)
        scaled(row, (16, 0, 12, 0), 7)
        row.addWidget(self._range)
        row.addWidget(self._line)
        row.addWidget(self._chips)
        row.addWidget(self._search, 1)
        fixed_height(self, _HEIGHT)
        self._range.changed.connect(self._range_changed)
        self._chips.changed.connect(lambda _: self.changed.emit())
        self._search.text_changed.connect(lambda _: self._timer.start())
        self._search.submitted.connect(lambda _: self.left_search.emit())
        self._search.left.connect(self.left_search)
        self._timer.timeout.connect(self.changed)
        self.reword()
        self._chips.choose("all")

    def _range_changed(self, key: str) -> None:
        (self.custom_asked if key == "custom" else self.changed).emit()

    def range_key(self) -> str:
        """``today``, ``week`` or ``custom``."""
        return self._range.chosen

    def status(self) -> HistoryStatus:
        return cast(HistoryStatus, self._chips.chosen or "all")

    def search_text(self) -> str:
        return self._search.text().strip()

    def choose_today(self, status: str) -> None:
        """Today's payments of one state, as a figure above was pressed."""
        self._range.choose("today")
        self._chips.choose(status)

    def focus_search(self) -> None:
        self._search.edit.setFocus()
        self._search.edit.selectAll()

    def clear_search(self) -> None:
        if self._search.text():
            self._search.edit.clear()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._chips.set_counts({key: counts.get(key, 0) for key in ("all", "paid", "waiting", "failed")})

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.reword()

    def reword(self) -> None:
        chosen = self._chips.chosen or "all"
        counts = {key: self._counts.get(key, 0) for key in ("all", "paid", "waiting", "failed")}
        self._range.set_texts([tr("Today"), tr("7 days"), tr("Custom")])
        self._chips.set_filters(
            [
                Filter("all", tr("All"), count=counts["all"]),
                Filter("paid", tr("Paid"), "check-circle", counts["paid"], Status.PAID),
                Filter("waiting", tr("Waiting"), "phone-ring", counts["waiting"], Status.WAIT),
                Filter("failed", tr("Failed"), "x-circle", counts["failed"], Status.FAIL),
            ],
            chosen,
        )
        self._search.set_placeholder(tr("Find") if self._narrow else tr("Receipt, name"))
