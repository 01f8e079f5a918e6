"""The end-of-night report as figures: what came in, through what and by whom, and what is still open. Pure.

The report repeats the ledger: every figure is a sum of its lines or a count of payments, and it says as of when, up
to which change, and whether anything may be missing. It never rounds and never estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.takings_day import DaySums, Reason
from tabeza_protocol.wire.trade import PaymentView, TabView


class Channel(StrEnum):
    """How money came in. ``BY_HAND`` is what somebody says the PayBill was paid by hand: unconfirmed."""

    MPESA = "mpesa"
    CASH = "cash"
    BY_HAND = "by_hand"


class Missing(StrEnum):
    """Why a figure may not be the last word."""

    NOTHING = "nothing"
    LOADING = "loading"
    """This PC is still fetching the bar's past."""
    OFFLINE = "offline"
    """What happened after ``as_of`` is not known here."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """As of when figures are true. ``change`` is the bar's last change held here, 0 for none; ``as_of`` None: never."""

    as_of: datetime | None
    change: int = 0
    missing: Missing = Missing.NOTHING

    @property
    def is_complete(self) -> bool:
        return self.missing is Missing.NOTHING and self.as_of is not None


@dataclass(frozen=True, slots=True)
class Extent:
    """What an export holds: how many payments, what of them was received, and as of when."""

    query: HistoryQuery
    count: int
    received_cents: int
    completeness: Completeness


@dataclass(frozen=True, slots=True)
class Taking:
    """What one person took through one channel: cents and how many times. Taken-back money counts below zero."""

    channel: Channel
    person: str
    cents: int
    count: int


@dataclass(frozen=True, slots=True)
class OpenTab:
    """A tab that was open when the report was made. ``balance_cents`` below zero is the customer's credit."""

    tab: TabView
    balance_cents: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class NightReport:
    """One business day, as of ``until`` (the present, or the day's end if that is past).

    ``ledger_mpesa_cents`` is what the ledger's lines of that day say M-Pesa brought; it equals the payments' sum once
    everything has arrived here. ``waiting`` has no answer yet; ``review`` waits for the owner.
    """

    day: date
    day_turn: time
    until: datetime
    bar: str
    completeness: Completeness
    sums: DaySums
    takings: tuple[Taking, ...]
    ledger_mpesa_cents: int
    open_tabs: tuple[OpenTab, ...]
    reasons: tuple[Reason, ...]
    review: tuple[PaymentView, ...]
    waiting: tuple[PaymentView, ...]
    by_hand: tuple[PaymentByHand, ...]

    def channel_cents(self, channel: Channel) -> int:
        return sum(row.cents for row in self.takings if row.channel is channel)

    def channel_count(self, channel: Channel) -> int:
        return sum(row.count for row in self.takings if row.channel is channel)

    @property
    def confirmed_cents(self) -> int:
        """M-Pesa and cash: what nobody has to check any more."""
        return self.channel_cents(Channel.MPESA) + self.channel_cents(Channel.CASH)

    @property
    def failed_count(self) -> int:
        return sum(reason.count for reason in self.reasons)

    @property
    def owed_cents(self) -> int:
        return sum(row.balance_cents for row in self.open_tabs if row.balance_cents > 0)

    @property
    def overdue(self) -> tuple[OpenTab, ...]:
        return tuple(row for row in self.open_tabs if row.overdue)

    @property
    def agrees(self) -> bool:
        """Whether the payments and the ledger's lines say the same."""
        return self.ledger_mpesa_cents == self.channel_cents(Channel.MPESA)

    def by_person(self) -> tuple[tuple[str, dict[Channel, int]], ...]:
        """Cents by channel for each person, by name."""
        found: dict[str, dict[Channel, int]] = {}
        for row in self.takings:
            sums = found.setdefault(row.person, {})
            sums[row.channel] = sums.get(row.channel, 0) + row.cents
        return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class PaymentByHand:
    """One record of money that somebody says came to the PayBill by hand; nothing has confirmed it."""

    at: datetime
    tab_number: int | None
    customer: str
    receipt: str
    amount_cents: int
    person: str
