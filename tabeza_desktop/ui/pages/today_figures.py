"""What the Today page shows, from the day's payments: takings by hour, why payments failed, slow answers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from tabeza_desktop.core.takings import counts
from tabeza_protocol.business_day import NAIROBI, business_day_of
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

SLOW_SECONDS: Final = 30
_FAILED = frozenset({PaymentState.FAILED, PaymentState.REFUSED})


@dataclass(frozen=True)
class HourTakings:
    """What came in during one hour of Nairobi's clock. ``hour`` is 0 to 23; ``cents`` may be 0.

    ``before_cents`` is the same hour of the day compared with; None without one.
    """

    hour: int
    cents: int
    before_cents: int | None = None


@dataclass(frozen=True)
class FailureCount:
    """``code`` is a result code, or None for requests refused before any prompt."""

    code: str | None
    count: int


@dataclass(frozen=True)
class SlowAnswer:
    """A payment whose answer took, or so far has taken, more than 30 s."""

    payment: PaymentView
    seconds: int
    still_open: bool


def of_day(
    payments: Iterable[PaymentView], day: date, day_turn: time, *, practice: bool = False
) -> tuple[PaymentView, ...]:
    """The payments that belong to one business day's takings."""
    return tuple(
        row for row in payments
        if counts(row, practice=practice)
        and business_day_of(row.finished_at or row.requested_at, day_turn) == day
    )


def by_hour(
    payments: Iterable[PaymentView], now: datetime, day_turn: time, before: Iterable[PaymentView] = ()
) -> tuple[HourTakings, ...]:
    """From the first hour with money to the present one, with the empty hours between; in the order of the night.

    ``before`` is an earlier day, whole: its hours stand beside these, and after the present one.
    """
    sums, then = _sums(payments, day_turn), _sums(before, day_turn)
    here = _place(now, day_turn)
    if not sums and not then:
        return (HourTakings((here + day_turn.hour) % 24, 0),)
    places = [*sums, *then]
    first, last = min(places), max(here, *places)
    return tuple(
        HourTakings((place + day_turn.hour) % 24, sums[place], then[place] if then else None)
        for place in range(first, last + 1)
    )


def _sums(payments: Iterable[PaymentView], day_turn: time) -> Counter[int]:
    sums: Counter[int] = Counter()
    for row in payments:
        if row.state is PaymentState.SUCCEEDED and row.finished_at is not None:
            sums[_place(row.finished_at, day_turn)] += row.amount_cents
    return sums


@dataclass(frozen=True)
class DayTotals:
    """The four figures at the top, of a day or of a day so far."""

    received_cents: int
    paid: int
    ended: int

    @property
    def average_cents(self) -> int | None:
        """Whole shillings."""
        return round(self.received_cents / self.paid / 100) * 100 if self.paid else None

    @property
    def percent(self) -> int | None:
        return round(100 * self.paid / self.ended) if self.ended else None


def totals_until(payments: Iterable[PaymentView], until: datetime) -> DayTotals:
    """What a day had come to by a moment of it."""
    ended = [row for row in payments if row.finished_at is not None and row.finished_at <= until]
    paid = [row for row in ended if row.state is PaymentState.SUCCEEDED]
    count = len(paid) + sum(row.state in _FAILED for row in ended)
    return DayTotals(sum(row.amount_cents for row in paid), len(paid), count)


def _place(at: datetime, day_turn: time) -> int:
    """Hours since the business day began: 06:00 is 0 and 01:00 of the next morning 19."""
    return (at.astimezone(NAIROBI).hour - day_turn.hour) % 24


def failures(payments: Iterable[PaymentView]) -> tuple[FailureCount, ...]:
    """How many failed and why, most frequent first; codes that mean the same stand together."""
    found: Counter[str] = Counter()
    code_of: dict[str, str | None] = {}
    for row in payments:
        if row.state in _FAILED:
            outcome = outcome_for(row.result_code)
            key = outcome.key if outcome is not None else row.result_code or "refused"
            found[key] += 1
            code_of.setdefault(key, row.result_code)
    return tuple(FailureCount(code_of[key], count) for key, count in found.most_common())


def slow_answers(payments: Iterable[PaymentView], now: datetime) -> tuple[SlowAnswer, ...]:
    """The slow ones, newest first."""
    found = []
    for row in payments:
        still_open = row.state in UNRESOLVED_STATES
        end = now if still_open else row.finished_at
        if end is None:
            continue
        seconds = int((end - row.requested_at).total_seconds())
        if seconds > SLOW_SECONDS:
            found.append(SlowAnswer(row, seconds, still_open))
    return tuple(sorted(found, key=lambda slow: slow.payment.requested_at, reverse=True))
