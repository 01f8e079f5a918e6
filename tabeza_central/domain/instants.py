"""Times in the store are integers: microseconds since the Unix epoch, UTC. Nothing else ever goes in a ``*_at``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """An aware datetime as microseconds UTC. Exact: no float is involved. Raises ``ValueError`` if naive."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone can't be stored")
    return (at - _EPOCH) // _TICK


def instant(at_micros: int) -> datetime:
    """Stored microseconds as an aware UTC datetime."""
    return _EPOCH + timedelta(microseconds=at_micros)


def instant_or_none(at_micros: int | None) -> datetime | None:
    return None if at_micros is None else instant(at_micros)
