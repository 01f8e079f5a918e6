"""The bar above the history: which days, which states, and the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from tabeza_desktop.core.history import HistoryStatus
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Status, px, theme
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_desktop.ui.widgets.label import Line
from tabeza_desktop.ui.widgets.search import SearchBox
from tabeza_desktop.ui.widgets.segmented import SegmentedControl

tr = words("FilterBar")

_HEIGHT, _TWO_ROWS, _PAUSE_MS = 60, 104, 150


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
        days = [("today", ""), ("week", ""), ("custom", "")]
        self._range = SegmentedControl(days, tr("Days"), chosen="today", pad=22)
        self._chips = FilterChips([Filter("all", "")], tr("State"))
        self._search = SearchBox("", key="/")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._line = Line(vertical=True, length=28)
        column = QVBoxLayout(self)
        scaled(column, (16, 0, 12, 0))
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._second):
            scaled(row, spacing=7)
            column.addLayout(row)
        self._first.addWidget(self._range)
        self._first.addWidget(self._line)
        self._first.addWidget(self._chips)
        self._first.addWidget(self._search, 1)
        self._search.setMinimumWidth(px(96))
        theme().changed.connect(self._fit)
        self._fit()
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
        """In a small window the states stand in a row of their own."""
        self._narrow = narrow
        row = self._second if narrow else self._first
        self._first.removeWidget(self._chips)
        self._second.removeWidget(self._chips)
        row.insertWidget(0 if narrow else 2, self._chips, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.setVisible(not narrow)
        self._fit()
        self.reword()

    def _fit(self) -> None:
        self.setFixedHeight(px(_TWO_ROWS if self._narrow else _HEIGHT))
        self.updateGeometry()  # the page may be hidden, and hidden layouts are not asked again by themselves

    def reword(self) -> None:
        chosen = self._chips.chosen or "all"
        counts = {key: self._counts.get(key, 0) for key in ("all", "paid", "waiting", "failed")}
        self._range.set_texts([tr("Today"), tr("7 days"), tr("Custom")])
        roomy = current_language() == "en"  # longer words need the room of the icons
        self._chips.set_filters(
            [
                Filter("all", tr("All"), count=counts["all"]),
                Filter("paid", tr("Paid"), "check-circle" if roomy else "", counts["paid"], Status.PAID),
                Filter("waiting", tr("Waiting"), "phone-ring" if roomy else "", counts["waiting"], Status.WAIT),
                Filter("failed", tr("Failed"), "x-circle" if roomy else "", counts["failed"], Status.FAIL),
            ],
            chosen,
        )
        self._search.set_placeholder(tr("Find") if self._narrow else tr("Receipt, name"))
