"""What came in today, as pure functions over payments. Tests and sandbox payments never count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from tabeza_desktop.core.times import Now
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

FAILED_STATES = frozenset({PaymentState.FAILED, PaymentState.REFUSED})


@dataclass(frozen=True, slots=True)
class Takings:
    """One business day. ``customers_who_paid_percent`` is completion: of the requests that ended, how many were paid.

    None while nothing ended. Acceptance by Safaricom is never counted as anything.
    """

    business_day: date | None = None
    received_cents: int = 0
    paid_count: int = 0
    asked_count: int = 0
    waiting_count: int = 0
    waiting_cents: int = 0
    failed_count: int = 0
    needs_review_count: int = 0

    @property
    def customers_who_paid_percent(self) -> int | None:
        ended = self.paid_count + self.failed_count
        return None if not ended else round(100 * self.paid_count / ended)

    @property
    def ended_count(self) -> int:
        return self.paid_count + self.failed_count


def counts(payment: PaymentView, *, practice: bool = False) -> bool:
    """Whether a payment belongs in takings: a tab's, and with real money (in practice, the practice money)."""
    return payment.kind == "tab" and (practice or payment.environment is Environment.PRODUCTION)


def takings_of_day(
    payments: Iterable[PaymentView], day: date, day_turn: time, *, practice: bool = False
) -> Takings:
    """The figures of one business day.

    A payment belongs to the day it finished in, or, while it is open, to the day it was asked in. Money in review is
    neither received nor failed.
    """
    received = paid = failed = waiting = waiting_cents = review = asked = 0
    for payment in payments:
        if not counts(payment, practice=practice):
            continue
        if business_day_of(payment.finished_at or payment.requested_at, day_turn) != day:
            continue
        asked += 1
        if payment.state is PaymentState.SUCCEEDED:
            paid += 1
            received += payment.amount_cents
        elif payment.state in FAILED_STATES:
            failed += 1
        elif payment.state is PaymentState.NEEDS_REVIEW:
            review += 1
        elif payment.state in UNRESOLVED_STATES:
            waiting += 1
            waiting_cents += payment.amount_cents
    return Takings(day, received, paid, asked, waiting, waiting_cents, failed, review)


def takings_today(payments: Iterable[PaymentView], now: Now, *, practice: bool = False) -> Takings:
    return takings_of_day(payments, business_day_of(now.utc, now.day_turn), now.day_turn, practice=practice)
