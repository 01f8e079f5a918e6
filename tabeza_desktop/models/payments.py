"""The payment history, page by page from SQL, newest first unless sorted otherwise; shown rows follow the feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Signal

from tabeza_desktop.core.changes import ChangeSet, is_newer
from tabeza_desktop.core.display import Edge, payment_display, took_text
from tabeza_desktop.core.history import HistoryPage, HistoryQuery, matches
from tabeza_desktop.core.search import matches as text_matches
from tabeza_desktop.core.search import payment_text, words
from tabeza_desktop.core.speech import payment_sentence
from tabeza_desktop.core.times import clock_seconds_text, day_clock_text
from tabeza_desktop.models.cells import CellData
from tabeza_desktop.models.rows import Index, RowModel
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView

EN_DASH = "\u2013"
SLOW_SECONDS = 60
MOST_ROWS = 20_000
"""Nobody reads further down than this; it bounds what the table weighs."""
_NO_PARENT = QModelIndex()


class PaymentColumn(IntEnum):
    TIME = 0
    TAB = 1
    CUSTOMER = 2
    AMOUNT = 3
    RESULT = 4
    RECEIPT = 5
    TOOK = 6


class PaymentsModel(RowModel[PaymentView]):
    """Private state besides the rows: the page shown, and the offset that was asked for and has not come."""

    page_changed = Signal(object)
    titles: ClassVar[dict[str, tuple[str, ...]]] = {
        "en": ("Time", "Tab", "Customer", "Amount KES", "Result", "Receipt", "Took"),
        "sw": ("Saa", "Bili", "Mteja", "Kiasi KES", "Matokeo", "Risiti", "Muda"),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._page = HistoryPage(HistoryQuery())
        self._asked: int | None = None
        self._loading = False
        self.ask_more: Callable[[int], None] = lambda offset: None
        self.ask_totals: Callable[[], None] = lambda: None
        self.ask_again: Callable[[], None] = lambda: None

    @property
    def page(self) -> HistoryPage:
        """Counts and totals of what is shown."""
        return self._page

    def payment_at(self, row: int) -> PaymentView | None:
        return self.at(row)

    # --- pages

    def show_page(self, page: HistoryPage) -> None:
        """A page has come: the first one replaces what is shown, a further one is put at the end."""
        totals_only = page.query == self._page.query and not page.rows and page.total_count > 0
        if page.offset == 0 and not totals_only:
            self._replace_all(page.rows)
        elif not totals_only:
            self._insert(len(self._rows), [row for row in page.rows if row.id not in self._place])
        self._asked = None
        self._page = page
        self.page_changed.emit(page)

    def canFetchMore(self, parent: Index = _NO_PARENT) -> bool:
        wanted = min(self._page.total_count, MOST_ROWS)
        return not parent.isValid() and self._asked is None and len(self._rows) < wanted

    @property
    def is_cut(self) -> bool:
        """Whether more match than the table will ever hold: the days or the search have to be narrowed."""
        return len(self._rows) >= MOST_ROWS < self._page.total_count

    def fetchMore(self, parent: Index = _NO_PARENT) -> None:
        if self.canFetchMore(parent):
            self._asked = len(self._rows)
            self.ask_more(self._asked)

    # --- news

    def apply(self, changes: ChangeSet) -> None:
        """Rows that are shown change in place; a new payment of the same query comes in on top.

        While a load of many pages runs, nothing is inserted: its last page asks for the query anew.
        """
        if changes.fresh:
            self._replace_all([])
        loading = self._loading
        self._loading = changes.more
        arrived = []
        for payment in changes.payments:
            if payment.id in self._place:
                if is_newer(self._rows[self._place[payment.id]], payment):
                    self._update(payment)
            elif self._belongs_on_top(payment):
                arrived.append(payment)
        if loading or changes.more or changes.fresh:
            if not changes.more:
                self.ask_again()
            return
        if arrived:
            arrived.sort(key=lambda payment: payment.requested_at, reverse=True)
            self._insert(0, arrived)
        if changes.payments:
            self.ask_totals()

    def _belongs_on_top(self, payment: PaymentView) -> bool:
        query = self._page.query
        if query.sort != "time" or not query.descending or not matches(payment, query):
            return False
        if query.text and not text_matches(payment_text(payment), words(query.text)):
            return False
        if not _in_days(payment, query.day_from, query.day_to, self._day):
            return False
        return not self._rows or payment.requested_at >= self._rows[0].requested_at

    def _day(self, payment: PaymentView) -> date:
        return business_day_of(payment.requested_at, self._now.day_turn)

    # --- how a row reads

    def cells_of(self, row: PaymentView) -> tuple[CellData, ...]:
        shown = payment_display(row, self._now, self._lang, stale=self._stale)
        today = business_day_of(self._now.utc, self._now.day_turn) == self._day(row)
        when = (
            clock_seconds_text(row.requested_at)
            if today
            else day_clock_text(row.requested_at, self._now, self._lang)
        )
        took = took_text(row, self._now, self._lang)
        slow = (
            row.finished_at is not None
            and (row.finished_at - row.requested_at).total_seconds() > SLOW_SECONDS
        )
        return (
            CellData(when, tone="t2"),
            CellData(EN_DASH if row.tab_number is None else str(row.tab_number), strong=True),
            CellData(self._customer(row), second=row.phone_masked),
            CellData(format_kes(Kes(row.amount_cents)), money="normal"),
            CellData(chip=shown.chip, chip_text=shown.word, tone=shown.tone),
            CellData(row.receipt or EN_DASH, codes=row.receipt is not None),
            CellData(
                took, tone="wait" if shown.ticking else ("warn" if slow else "t2"), ticking=shown.ticking
            ),
        )

    def edge_of(self, row: PaymentView) -> Edge:
        return payment_display(row, self._now, self._lang, stale=self._stale).edge

    def sentence_of(self, row: PaymentView) -> str:
        return payment_sentence(row, self._now, self._lang, stale=self._stale)

    def ticks(self, row: PaymentView) -> bool:
        return row.state not in (PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.REFUSED)

    def _customer(self, payment: PaymentView) -> str:
        if payment.kind == "test":
            return "Jaribio la KES 1" if self._lang == "sw" else "KES 1 test"
        return payment.customer_name


def _in_days(
    payment: PaymentView, first: date | None, last: date | None, day_of: Callable[[PaymentView], date]
) -> bool:
    day = day_of(payment)
    return (first is None or day >= first) and (last is None or day <= last)
