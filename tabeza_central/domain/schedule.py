"""When an unresolved payment is asked about again."""

from __future__ import annotations

from collections.abc import Sequence


def next_after(delays: Sequence[int], base: int, now: int) -> int | None:
    """The first moment ``base + delay`` that lies after ``now``; None when the schedule is worked off."""
    return next((base + delay for delay in delays if base + delay > now), None)
