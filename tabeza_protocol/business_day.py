"""A bar's day turns at 06:00 Nairobi time, not at midnight. Kenya keeps no daylight saving time (UTC+3 always)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

NAIROBI: Final = timezone(timedelta(hours=3), "Africa/Nairobi")
DEFAULT_DAY_TURN: Final = time(6, 0)


def business_day_of(at: datetime, day_turn: time = DEFAULT_DAY_TURN) -> date:
    """The business day that ``at`` (aware) falls in: 02:00 on Thursday belongs to Wednesday."""
    local = at.astimezone(NAIROBI)
    offset = timedelta(hours=day_turn.hour, minutes=day_turn.minute)
    return (local - offset).date()


def business_day_start(day: date, day_turn: time = DEFAULT_DAY_TURN) -> datetime:
    """When business day ``day`` begins, in UTC."""
    return datetime.combine(day, day_turn, NAIROBI).astimezone(UTC)


def business_day_end(day: date, day_turn: time = DEFAULT_DAY_TURN) -> datetime:
    """When business day ``day`` is over (and the next one begins), in UTC."""
    return business_day_start(day + timedelta(days=1), day_turn)


def is_overdue(balance_cents: int, opened_at: datetime, now: datetime, day_turn: time = DEFAULT_DAY_TURN) -> bool:
    """Overdue: money is owed and the business day in which the tab was opened is over."""
    return balance_cents > 0 and now >= business_day_end(business_day_of(opened_at, day_turn), day_turn)
