"""The open tabs of the bar and their totals, as the strip above the table shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tabeza_desktop.core.changes import ChangeSet, is_newer
from tabeza_desktop.core.times import Now
from tabeza_protocol.business_day import is_overdue
from tabeza_protocol.payment_states import UNRESOLVED_STATES
from tabeza_protocol.wire.trade import TabView


def _empty() -> Mapping[str, TabView]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Trade:
    """Money in cents. Waiting counts tabs whose newest payment has no answer yet, and what it asks for."""

    tabs: Mapping[str, TabView] = field(default_factory=_empty)
    open_count: int = 0
    owed_cents: int = 0
    waiting_count: int = 0
    waiting_cents: int = 0
    overdue_count: int = 0
    overdue_cents: int = 0
    loaded: bool = False
    """False until the cache or the service has answered once: nothing to show yet is not the same as no tabs."""

    def by_number(self, number: int) -> TabView | None:
        """The open tab with this number, if there is one."""
        return next((tab for tab in self.tabs.values() if tab.number == number), None)


def is_waiting(tab: TabView) -> bool:
    return tab.last_payment is not None and tab.last_payment.state in UNRESOLVED_STATES


def apply_tabs(tabs: Mapping[str, TabView], changes: ChangeSet) -> dict[str, TabView]:
    """Open tabs after a change set. A closed tab leaves; ``changes.fresh`` forgets what was held."""
    rows: dict[str, TabView] = {} if changes.fresh else dict(tabs)
    for tab in changes.tabs:
        if not is_newer(rows.get(tab.id), tab):
            continue
        if tab.status == "open":
            rows[tab.id] = tab
        else:
            rows.pop(tab.id, None)
    return rows


def summarise(tabs: Mapping[str, TabView], now: Now) -> Trade:
    """The totals of the strip, from the rows themselves: one definition of owed."""
    rows = tabs.values()
    owing = [tab for tab in rows if tab.balance_cents > 0]
    waiting = [tab.last_payment for tab in rows if tab.last_payment is not None and is_waiting(tab)]
    overdue = [tab for tab in owing if is_overdue(tab.balance_cents, tab.opened_at, now.utc, now.day_turn)]
    return Trade(
        tabs=MappingProxyType(dict(tabs)),
        open_count=len(tabs),
        owed_cents=sum(tab.balance_cents for tab in owing),
        waiting_count=len(waiting),
        waiting_cents=sum(payment.amount_cents for payment in waiting),
        overdue_count=len(overdue),
        overdue_cents=sum(tab.balance_cents for tab in overdue),
        loaded=True,
    )
