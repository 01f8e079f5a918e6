"""What a person asks of the history, and what comes back: rows page by page, counts and totals from SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView, TabLine, TabView

HistoryStatus = Literal["all", "paid", "waiting", "failed", "review"]
HistorySort = Literal["time", "tab", "customer", "amount", "receipt"]
PAGE_ROWS: Final = 200

STATES_OF: Final[Mapping[str, frozenset[PaymentState]]] = MappingProxyType(
    {
        "paid": frozenset({PaymentState.SUCCEEDED}),
        "waiting": UNRESOLVED_STATES,
        "failed": frozenset({PaymentState.FAILED, PaymentState.REFUSED}),
        "review": frozenset({PaymentState.NEEDS_REVIEW}),
    }
)


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Business days, both included; None leaves an end open. ``text`` matches receipt, name, tab or phone tail."""

    day_from: date | None = None
    day_to: date | None = None
    status: HistoryStatus = "all"
    text: str = ""
    tab_id: str | None = None
    sort: HistorySort = "time"
    descending: bool = True
    with_tests: bool = True


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The first or a further page. ``counts`` are of every status for the same days and text."""

    query: HistoryQuery
    rows: tuple[PaymentView, ...] = ()
    offset: int = 0
    total_count: int = 0
    received_cents: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + len(self.rows)

    def counted_for(self, query: HistoryQuery) -> HistoryPage | None:
        """These counts for another query, if they are the same ones: neither the state chosen nor the order matters."""
        if _of_all(query) != _of_all(self.query):
            return None
        return replace(self, query=query, rows=(), offset=0, total_count=self.counts.get(query.status, 0))


def _of_all(query: HistoryQuery) -> HistoryQuery:
    return replace(query, status="all", sort="time", descending=True)


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of Ctrl+K."""

    kind: Literal["tab", "payment", "action"]
    id: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class TabLedger:
    """A tab with its lines, oldest first. ``from_cache``: the service could not be asked."""

    tab: TabView
    lines: tuple[TabLine, ...]
    from_cache: bool = False


def matches(payment: PaymentView, query: HistoryQuery) -> bool:
    """Whether a payment belongs to the query's status and tab, for rows that arrive while it is shown.

    Days and text are left to the caller, which knows the bar's day.
    """
    if query.tab_id is not None and payment.tab_id != query.tab_id:
        return False
    if payment.kind == "test" and not query.with_tests:
        return False
    return query.status == "all" or payment.state in STATES_OF[query.status]
