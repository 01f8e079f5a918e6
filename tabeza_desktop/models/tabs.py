"""The open tabs, by number. A tab that stops matching the filter stays until the filter is chosen again."""

from __future__ import annotations

from bisect import bisect_left
from enum import IntEnum
from typing import ClassVar, Literal

from tabeza_desktop.core.changes import ChangeSet, is_newer
from tabeza_desktop.core.display import ChipKind, Edge, tab_display
from tabeza_desktop.core.search import tab_matches, words
from tabeza_desktop.core.speech import tab_sentence
from tabeza_desktop.core.times import age, clock_text, day_clock_text
from tabeza_desktop.core.trade import apply_tabs, is_waiting
from tabeza_desktop.models.cells import CellData, MoneyLook
from tabeza_desktop.models.rows import RowModel
from tabeza_protocol.business_day import is_overdue
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.wire.trade import TabView

TabFilter = Literal["all", "waiting", "overdue"]
EN_DASH = "\u2013"


class TabColumn(IntEnum):
    TAB = 0
    NAME = 1
    OPENED = 2
    CHARGED = 3
    PAID = 4
    BALANCE = 5
    LAST = 6
    PHONE = 7
    """Last, so that small windows can leave it out; large ones show it beside the name."""


class TabsModel(RowModel[TabView]):
    """Private state besides the rows: every open tab by id, filter and search."""

    titles: ClassVar[dict[str, tuple[str, ...]]] = {
        "en": ("Tab", "Name", "Opened", "Charged", "Paid", "Balance KES", "Last payment", "Phone"),
        "sw": (
            "Bili",
            "Jina",
            "Ilifunguliwa",
            "Gharama",
            "Imelipwa",
            "Salio KES",
            "Malipo ya mwisho",
            "Simu",
        ),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._tabs: dict[str, TabView] = {}
        self._filter: TabFilter = "all"
        self._query: tuple[str, ...] = ()
        self._two_line = False

    # --- what is shown

    def set_filter(self, chosen: TabFilter) -> None:
        """Choose a filter; choosing the same again drops the rows that no longer match."""
        self._filter = chosen
        self._refill()

    def set_search(self, text: str) -> None:
        query = words(text)
        if query != self._query:
            self._query = query
            self._refill()

    def set_two_line(self, on: bool) -> None:
        """In narrow windows the opening time stands under the name."""
        if on != self._two_line:
            self._two_line = on
            self._reword()

    def row_of_number(self, text: str) -> int:
        """The first row whose number begins with these digits, an exact one before any other; -1 if none."""
        if not text.isascii() or not text.isdigit():
            return -1
        exact = next((at for at, tab in enumerate(self._rows) if str(tab.number) == text), -1)
        if exact >= 0:
            return exact
        return next((at for at, tab in enumerate(self._rows) if str(tab.number).startswith(text)), -1)

    def tab_at(self, row: int) -> TabView | None:
        return self.at(row)

    # --- news

    def apply(self, changes: ChangeSet) -> None:
        """Take in one change set: rows change in place, new tabs come in by number, closed ones leave."""
        if changes.fresh:
            self._tabs = apply_tabs({}, changes)
            self._refill()
            return
        for tab in changes.tabs:
            self._take(tab)

    def _take(self, tab: TabView) -> None:
        if not is_newer(self._tabs.get(tab.id), tab):
            return
        shown = tab.id in self._place
        if tab.status != "open":
            self._tabs.pop(tab.id, None)
            if shown:
                self._remove(tab.id)
            return
        self._tabs[tab.id] = tab
        if shown:
            self._update(tab)
        elif self._matches(tab):
            self._insert(bisect_left(self._rows, _order(tab), key=_order), [tab])

    def _refill(self) -> None:
        self._replace_all(sorted((tab for tab in self._tabs.values() if self._matches(tab)), key=_order))

    def _matches(self, tab: TabView) -> bool:
        if self._filter == "waiting" and not is_waiting(tab):
            return False
        if self._filter == "overdue" and not is_overdue(
            tab.balance_cents, tab.opened_at, self._now.utc, self._now.day_turn
        ):
            return False
        return tab_matches(tab, self._query)

    # --- how a row reads

    def cells_of(self, row: TabView) -> tuple[CellData, ...]:
        shown = tab_display(row, self._now, self._lang, stale=self._stale)
        last = shown.last
        return (
            CellData(str(row.number), strong=True),
            self._name_cell(row, shown.overdue),
            self._opened_cell(row),
            CellData(_figure(row.charged_cents), money="support", tone="t2"),
            CellData(_figure(row.paid_cents), money="support", tone="t2"),
            CellData(format_kes(Kes(row.balance_cents)), money=self._balance_look(row)),
            CellData(
                chip=last.chip,
                chip_text=last.word,
                aside=last.aside,
                ticking=last.ticking,
                tone=last.tone,
                aside_tone="wait" if last.ticking else "t2",
            ),
            CellData(row.phone_masked or EN_DASH, tone="t2"),
        )

    def _name_cell(self, tab: TabView, overdue: bool) -> CellData:
        if not self._two_line:
            return CellData(tab.customer_name)
        chip = ChipKind.OVERDUE if overdue else None
        return CellData(tab.customer_name, second=self._opened_text(tab), chip=chip)

    def edge_of(self, row: TabView) -> Edge:
        return tab_display(row, self._now, self._lang, stale=self._stale).edge

    def sentence_of(self, row: TabView) -> str:
        return tab_sentence(row, self._now, self._lang, stale=self._stale)

    def _opened_text(self, tab: TabView) -> str:
        shown = tab_display(tab, self._now, self._lang)
        opened = day_clock_text(tab.opened_at, self._now, self._lang)
        if shown.overdue:
            return f"{shown.overdue_word} {clock_text(tab.opened_at)}"
        return f"{opened} \u00b7 {age(shown.age_seconds, self._lang)}"

    def _opened_cell(self, tab: TabView) -> CellData:
        shown = tab_display(tab, self._now, self._lang)
        opened = day_clock_text(tab.opened_at, self._now, self._lang)
        if shown.overdue:
            return CellData(opened, chip=ChipKind.OVERDUE, chip_text=shown.overdue_word, chip_small=True)
        return CellData(opened, aside=age(shown.age_seconds, self._lang))

    def _balance_look(self, tab: TabView) -> MoneyLook:
        if self._stale:
            return "stale"
        return "settled" if tab.balance_cents == 0 else "normal"


def _order(tab: TabView) -> tuple[int, str]:
    return tab.number, tab.id


def _figure(cents: int) -> str:
    return format_kes(Kes(cents)) if cents else EN_DASH
