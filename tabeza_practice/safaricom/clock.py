"""Time as a port: milliseconds since 1970 (UTC), from the computer's clock or moved by hand.

The simulator reads time only here, so a test owns every second of it. Safaricom writes times in Nairobi
(UTC+3, no summer time since 1960), whatever the caller's zone.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Protocol

NAIROBI = timezone(timedelta(hours=3), "EAT")
DAY_MS = 24 * 60 * 60 * 1000


class Clock(Protocol):
    """Where the simulator gets the time."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC; never goes backwards."""
        ...


class SystemClock:
    """The computer's clock at start, carried on by the monotonic clock: a changed wall clock moves nothing back."""

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - time.monotonic_ns()

    def now_ms(self) -> int:
        return (time.monotonic_ns() + self._offset_ns) // 1_000_000


class VirtualClock:
    """Stands still until it is moved."""

    def __init__(self, start_ms: int) -> None:
        self._now_ms = start_ms

    def now_ms(self) -> int:
        return self._now_ms

    def move_to(self, to_ms: int) -> None:
        """Forwards only: a scenario that needs the past starts earlier."""
        if to_ms < self._now_ms:
            raise ValueError(f"the clock is at {self._now_ms} ms and cannot go back to {to_ms} ms")
        self._now_ms = to_ms


def nairobi(at_ms: int) -> datetime:
    """The same moment on a wall in Nairobi."""
    return datetime.fromtimestamp(at_ms / 1000, tz=NAIROBI)


def nairobi_stamp(at_ms: int) -> str:
    """`YYYYMMDDHHmmss` in Nairobi, as in `Timestamp` and `TransactionDate`."""
    return nairobi(at_ms).strftime("%Y%m%d%H%M%S")


def nairobi_day(at_ms: int) -> int:
    """The number of the Nairobi calendar day: what the customer's day limit counts by."""
    return (at_ms + 3 * 60 * 60 * 1000) // DAY_MS


def iso(at_ms: int) -> str:
    """For people reading the record: Nairobi time with its offset, to the millisecond."""
    return nairobi(at_ms).isoformat(timespec="milliseconds")
