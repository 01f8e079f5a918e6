"""Medians and tails, by the nearest rank: every figure printed was really measured."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` of all values do not exceed. Raises ``ValueError`` for none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def summary(values: Sequence[float], unit: str = "ms") -> dict[str, float | int]:
    """Count, least, median, 99th percentile and most, rounded to a tenth; the unit is in the names."""
    return {
        "count": len(values),
        f"min_{unit}": round(min(values), 1),
        f"p50_{unit}": round(percentile(values, 50), 1),
        f"p99_{unit}": round(percentile(values, 99), 1),
        f"max_{unit}": round(max(values), 1),
    }
