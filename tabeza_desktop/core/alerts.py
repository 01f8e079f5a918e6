"""What is worth an alert, which alerts are still unseen, and how a burst of them is told in one breath. Pure.

Paid is good news and passes by itself. Not paid and needs review wait for a person: they stay until somebody at any
console of the bar took note, or until they no longer matter because the tab was asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

BURST_SECONDS: Final = 1.5
"""Alerts that follow each other faster than this are gathered and told together."""
STAYS_FOR: Final = timedelta(minutes=30)
"""A console that was away does not come back to the failures of the whole evening."""
REMIND_SECONDS: Final = 60.0
MOST_REMINDERS: Final = 3
SNOOZE_MINUTES: Final = 30


class AlertKind(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    REVIEW = "review"


_KINDS: Final = {
    PaymentState.SUCCEEDED: AlertKind.PAID,
    PaymentState.FAILED: AlertKind.FAILED,
    PaymentState.REFUSED: AlertKind.FAILED,
    PaymentState.NEEDS_REVIEW: AlertKind.REVIEW,
}
STAYING: Final = frozenset({AlertKind.FAILED, AlertKind.REVIEW})


def kind_of(payment: PaymentView) -> AlertKind | None:
    """What a payment's end is to the counter; None while it is open."""
    return _KINDS.get(payment.state)


def ended_at(payment: PaymentView) -> datetime:
    return payment.finished_at or payment.requested_at


def is_unseen(payment: PaymentView, now: datetime) -> bool:
    """Whether somebody still has to take note of how it ended."""
    return (
        kind_of(payment) in STAYING
        and payment.kind == "tab"
        and payment.seen_at is None
        and now - ended_at(payment) < STAYS_FOR
    )


def unseen_after(
    held: Mapping[str, PaymentView], arrived: Iterable[PaymentView], now: datetime
) -> dict[str, PaymentView]:
    """What is unseen once ``arrived`` is known: in a later payment of a tab its earlier failures have been dealt with.

    Oldest first, by payment id.
    """
    left = {key: row for key, row in held.items() if is_unseen(row, now)}
    for payment in arrived:
        if is_unseen(payment, now):
            left[payment.id] = payment
        else:
            left.pop(payment.id, None)
        if payment.state in UNRESOLVED_STATES or payment.state is PaymentState.SUCCEEDED:
            left = {
                key: row
                for key, row in left.items()
                if row.tab_id != payment.tab_id or row.requested_at >= payment.requested_at
            }
    return dict(sorted(left.items(), key=lambda pair: ended_at(pair[1])))


@dataclass(frozen=True, slots=True)
class Group:
    """Several alerts of one kind, told together. Cents; tab numbers in order, each once."""

    kind: AlertKind
    payments: tuple[PaymentView, ...]

    @property
    def total_cents(self) -> int:
        return sum(payment.amount_cents for payment in self.payments)

    @property
    def tab_numbers(self) -> tuple[int, ...]:
        return tuple(
            sorted({payment.tab_number for payment in self.payments if payment.tab_number is not None})
        )


def grouped(payments: Iterable[PaymentView]) -> tuple[Group, ...]:
    """By kind, bad news last, so that it is the newest on screen."""
    given = tuple(payments)
    found = (Group(kind, tuple(row for row in given if kind_of(row) is kind)) for kind in AlertKind)
    return tuple(group for group in found if group.payments)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Whether alerts may be heard and leave the window now. On screen and to a screen reader they are told always."""

    chosen: bool = False
    """Quiet mode, until it is switched off."""
    snoozed_until: float | None = None
    """On the clock that never jumps."""

    def holds(self, monotonic: float) -> bool:
        return self.chosen or (self.snoozed_until is not None and monotonic < self.snoozed_until)


class Reminders:
    """When to sound again about what nobody has taken note of: each minute, three times, then only on screen.

    Private state: when it last sounded and how often, by payment.
    """

    def __init__(self) -> None:
        self._told: dict[str, tuple[float, int]] = {}

    def due(self, unseen: Iterable[str], monotonic: float) -> tuple[str, ...]:
        """The payments to sound about now; counts them as told."""
        wanted = set(unseen)
        self._told = {key: told for key, told in self._told.items() if key in wanted}
        due = []
        for key in sorted(wanted):
            at, count = self._told.setdefault(key, (monotonic, 0))
            if count < MOST_REMINDERS and monotonic - at >= REMIND_SECONDS:
                self._told[key] = (monotonic, count + 1)
                due.append(key)
        return tuple(due)
