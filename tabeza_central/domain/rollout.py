"""Which bars are in at a share, and when a rollout holds by itself. Pure.

The choice is stable: a bar's place is the hash of its id, so whoever is in at a share is in at every higher one, and
nobody is thrown out by raising it. A program may stop a rollout; only a person lets it go on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from tabeza_central.domain.alarms import ACCEPTANCE_LEAST, MIN_PUSHES, PushCount

STOP_BELOW: Final = 0.5
"""Under this share of accepted pushes going on helps nobody: the hold also switches off those who are in."""


def place(bar_id: str) -> int:
    """0 to 99: the bar is in at every share greater than this."""
    return int.from_bytes(hashlib.sha256(bar_id.encode()).digest()[:4], "big") % 100


def is_in(bar_id: str, percent: int) -> bool:
    """Whether the bar is among this share of bars."""
    return place(bar_id) < percent


@dataclass(frozen=True, slots=True)
class Hold:
    """What a rollout does about its own trouble. ``stops``: the bars that are in are switched off as well."""

    reason: str
    stops: bool


def hold_for(by_bar: dict[str, PushCount]) -> Hold | None:
    """Whether what was pushed since the last step says to hold. One bar's own trouble holds nobody.

    The bar with the most pushes not accepted is left out of the judgement: wrong keys of one bar look like a bad
    release otherwise.
    """
    if not by_bar:
        return None
    worst = max(by_bar, key=lambda bar_id: (by_bar[bar_id].attempted - by_bar[bar_id].accepted, bar_id))
    others = PushCount.total(count for bar_id, count in by_bar.items() if bar_id != worst)
    share = others.acceptance
    if share is None or others.attempted < MIN_PUSHES or share >= ACCEPTANCE_LEAST:
        return None
    return Hold(
        reason=f"Safaricom took {others.accepted} of {others.attempted} requests since the last step"
        f" ({share:.0%}; at least {ACCEPTANCE_LEAST:.0%} is wanted)",
        stops=share < STOP_BELOW,
    )


AUDIT_HOLD: Final = Hold("The audit of the books found something that does not add up", stops=False)
