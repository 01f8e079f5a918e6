"""One business day as the Today page shows it: takings by hour, why payments failed, slow answers. Pure.

Counted from payments; nothing is guessed. Tests and sandbox payments never count (:func:`core.takings.counts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.wire.trade import PaymentView

SLOW_SECONDS: Final = 30
"""An answer that took longer than this is slow."""


@dataclass(frozen=True, slots=True)
class HourSum:
    """What came in during one hour of Nairobi's clock. ``place`` counts hours from the business day's first, 0."""

    place: int
    hour: int
    cents: int
    count: int


@dataclass(frozen=True, slots=True)
class DaySums:
    """The four figures at the top, of a day or of a day so far. ``ended`` is paid and failed together."""

    received_cents: int = 0
    paid: int = 0
    ended: int = 0

    @property
    def average_cents(self) -> int | None:
        """Whole shillings; None while nothing was paid."""
        return (self.received_cents + 50 * self.paid) // (100 * self.paid) * 100 if self.paid else None

    @property
    def percent(self) -> int | None:
        """Customers who paid, of those whose request ended; None while none did."""
        return round(100 * self.paid / self.ended) if self.ended else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why payments failed. ``code`` is a result code, or None for requests refused before any prompt."""

    code: str | None
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class SlowAnswer:
    """A payment whose answer took, or so far has taken, more than :data:`SLOW_SECONDS`."""

    payment: PaymentView
    seconds: int
    still_open: bool


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Everything the page shows of ``day``, as it was at ``until``.

    ``before`` is the same weekday a week earlier, whole, and ``before_sums`` what it had come to at the same time of
    the day; both are empty when nothing was asked for then. ``usual_seconds`` is the median of answers that paid.
    """

    day: date
    until: datetime
    sums: DaySums = DaySums()
    hours: tuple[HourSum, ...] = ()
    before: tuple[HourSum, ...] = ()
    before_sums: DaySums | None = None
    reasons: tuple[Reason, ...] = ()
    slow: tuple[SlowAnswer, ...] = ()
    slow_count: int = 0
    usual_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class HourRow:
    """One hour of the chart and of the table behind it. ``before_cents`` None: there is nothing to compare with."""

    hour: int
    cents: int
    count: int
    before_cents: int | None = None


def hour_rows(figures: DayFigures, here: int | None, day_turn_hour: int) -> tuple[HourRow, ...]:
    """From the first hour with money to the last, with the empty hours between, in the order of the night.

    ``here`` is the place of the present hour, which is always shown; None for a day that is over.
    """
    now = {row.place: row for row in figures.hours}
    then = {row.place: row for row in figures.before}
    places = [*now, *then, *(() if here is None else (here,))]
    if not places:
        return ()
    compared = bool(then)
    rows = []
    for place in range(min(places), max(places) + 1):
        held, before = now.get(place), then.get(place)
        rows.append(
            HourRow(
                (place + day_turn_hour) % 24,
                held.cents if held else 0,
                held.count if held else 0,
                (before.cents if before else 0) if compared else None,
            )
        )
    return tuple(rows)


def merge_reasons(found: Iterable[tuple[str | None, int, int]]) -> tuple[Reason, ...]:
    """(result code, count, cents) as reasons, most frequent first; codes that mean the same stand together."""
    merged: dict[str, Reason] = {}
    for code, count, cents in found:
        outcome = outcome_for(code)
        key = outcome.key if outcome is not None else code or "refused"
        held = merged.get(key)
        if held is None:
            merged[key] = Reason(code, count, cents)
        else:
            merged[key] = Reason(held.code, held.count + count, held.cents + cents)
    return tuple(sorted(merged.values(), key=lambda reason: (-reason.count, reason.code or "")))
