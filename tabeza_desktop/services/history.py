"""The history page and Ctrl+K: pages, counts and totals, read from the cache by SQL in the reader lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject

from tabeza_desktop.core.display import payment_display
from tabeza_desktop.core.history import HistoryPage, HistoryQuery, Hit
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.search import tab_matches, words
from tabeza_desktop.services.backend import Backend
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Lanes
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.wire.trade import PaymentView

HITS: Final = 12


class HistoryService(Service):
    """``show_page`` is told every page, on the GUI thread; a page of a query that was replaced is dropped."""

    def __init__(
        self, lanes: Lanes, backend: Backend, state: AppState, show_page: Callable[[HistoryPage], None]
    ) -> None:
        super().__init__(lanes, backend, state)
        self._show_page = show_page
        self._query: HistoryQuery | None = None
        self._counted: HistoryPage | None = None
        self._counting = self._count_again = False

    def show(
        self, query: HistoryQuery, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Show the first page of a query. Another state or order of the same days and search is not counted again for
        it; the counts follow at once, should they have changed.
        """
        known = None if self._counted is None else self._counted.counted_for(query)
        self._query, self._counted = query, known
        self._page(query, 0, owner, done, failed, known)
        if known is not None:
            self.refresh_totals()

    def more(self, offset: int) -> None:
        """The page that begins at ``offset`` of what is shown; nothing is counted again for it."""
        if self._query is not None:
            self._page(self._query, offset, None, None, None, self._counted)

    def again(self) -> None:
        """The first page of what is shown, as it is now."""
        if self._query is not None:
            self._page(self._query, 0, None, None, None)

    def refresh_totals(self) -> None:
        """The counts of the query shown, after payments changed; no rows. A burst of changes asks once more, not once
        each.
        """
        query, day_turn = self._query, self._state.clock.value.day_turn
        if query is None or self._counting:
            self._count_again = self._counting
            return
        self._counting, self._count_again = True, False

        def counted(page: HistoryPage | Problem) -> None:
            self._counting = False
            if isinstance(page, HistoryPage):
                self._show(page)
            if self._count_again:
                self.refresh_totals()

        self._lanes.run(
            Lane.READER,
            lambda: self._backend.history.page(query, day_turn, limit=0),
            apply=counted,
            undo=counted,
        )

    def in_review(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Every payment that waits for the owner's decision, of whatever day, oldest first; fills no model."""
        query = HistoryQuery(status="review", descending=False, with_tests=False)
        day_turn = self._state.clock.value.day_turn
        self._lanes.run(
            Lane.READER,
            lambda: self._backend.history.page(query, day_turn).rows,
            owner=owner,
            done=done,
            failed=failed,
        )

    def find(self, text: str, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Tabs that are open and payments that match, newest first, at most twelve."""
        query, now, lang = words(text), self._state.clock.value, self._state.lang
        tabs = [tab for tab in self._state.trade.value.tabs.values() if query and tab_matches(tab, query)]
        tabs.sort(key=lambda tab: tab.number)
        hits = tuple(
            Hit(
                "tab",
                tab.id,
                f"{tab.number} {tab.customer_name}",
                f"KES {format_kes(Kes(tab.balance_cents))}",
            )
            for tab in tabs[:HITS]
        )

        def hit(payment: PaymentView) -> Hit:
            word = payment_display(payment, now, lang).word
            title = payment.receipt or f"{payment.tab_number or ''} {payment.customer_name}".strip()
            return Hit("payment", payment.id, title, f"{word} KES {format_kes(Kes(payment.amount_cents))}")

        def work() -> tuple[Hit, ...]:
            return (*hits, *(hit(payment) for payment in self._backend.history.find(text)))[:HITS]

        self._lanes.run(Lane.READER, work, owner=owner, done=done, failed=failed)

    def _page(
        self, query: HistoryQuery, offset: int, owner: QObject | None, done: Done, failed: Failed,
        counted: HistoryPage | None = None,
    ) -> None:  # fmt: skip
        day_turn = self._state.clock.value.day_turn
        self._lanes.run(
            Lane.READER,
            lambda: self._backend.history.page(query, day_turn, offset, counted=counted),
            apply=self._show,
            owner=owner,
            done=done,
            failed=failed,
        )

    def _show(self, page: HistoryPage) -> HistoryPage:
        if page.query == self._query:
            self._counted = replace(page, rows=(), offset=0)
            self._show_page(page)
        return page
