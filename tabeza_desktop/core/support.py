"""Guided set-up as data: what the owner has opened to support, and what a support person's desk shows.

Pure. The code lives in memory only: it is told once, and a restarted console knows just that one is open. Nothing here
holds a value that an owner typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from tabeza_desktop.core.problems import Problem
from tabeza_protocol.wire.support import SupportBar, SupportField, SupportLogLine, SupportTip, SupportView

STUCK: Final = timedelta(minutes=10)
"""On one step for this long, somebody needs help: the row's time turns amber, and with an error its edge red."""
ONLINE: Final = timedelta(seconds=90)
"""A console tells that it is there about once a minute."""
SOON: Final = timedelta(minutes=5)

STEP_OF_FIELD: Final = MappingProxyType(
    {
        "checklist": "checklist",
        "shortcode": "paybill",
        "kind": "paybill",
        "name": "paybill",
        "environment": "credentials",
        "consumer_key": "credentials",
        "consumer_secret": "credentials",
        "passkey": "credentials",
        "send": "send",
        "phone": "test",
        "seen_on_paybill": "test",
        "live_word": "go_live",
    }
)
"""Where on the owner's guide each field stands."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the owner has open. ``code`` is None after a restart: it was told once and is kept nowhere."""

    open: bool = False
    code: str | None = None
    expires_at: datetime | None = None
    opened_by: str | None = None
    looking: bool = False
    pointed_at: SupportField | None = None
    tip: SupportTip | None = None
    told_at: datetime | None = None
    tip_read_at: datetime | None = None
    """When the owner put the tip away: a later one shows again."""
    busy: bool = False
    problem: Problem | None = None

    @property
    def shown_tip(self) -> SupportTip | None:
        """The tip that is still to be read."""
        if self.tip is None or self.told_at is None:
            return None
        read = self.tip_read_at is not None and self.tip_read_at >= self.told_at
        return None if read else self.tip


def minutes_left(until: datetime | None, now: datetime) -> int:
    """Whole minutes, rounded up: "1 min left" to the very end."""
    if until is None:
        return 0
    return max(0, -int((now - until).total_seconds() // 60))


# --- the desk -------------------------------------------------------------------------------------------------------

DeskState = Literal["starting", "live", "slow", "offline"]
LIVE_FOR_S: Final = 10.0
SLOW_FOR_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What a support person sees: the bars they opened, the one in front, and how old that is.

    ``now``: the service's time at the last answer. ``answered``: monotonic seconds of that answer.
    """

    bars: tuple[SupportBar, ...] = ()
    chosen: str | None = None
    view: SupportView | None = None
    now: datetime | None = None
    answered: float | None = None
    opening: bool = False
    problem: Problem | None = None
    """Of the last code that was typed."""
    trouble: Problem | None = None
    """Of the last reading."""

    def bar(self, bar_id: str | None) -> SupportBar | None:
        return next((bar for bar in self.bars if bar.bar_id == bar_id), None)

    def at(self, monotonic: float) -> datetime | None:
        """The service's time now, as this PC counts it on from the last answer."""
        if self.now is None or self.answered is None:
            return None
        return self.now + timedelta(seconds=max(0.0, monotonic - self.answered))

    def state(self, monotonic: float) -> DeskState:
        if self.answered is None:
            return "offline" if self.trouble is not None else "starting"
        age = monotonic - self.answered
        return "live" if age < LIVE_FOR_S else "slow" if age < SLOW_FOR_S else "offline"


def on_step(bar: SupportBar, now: datetime) -> timedelta:
    """How long the bar has stood on its step."""
    return max(timedelta(0), now - bar.on_step_since) if bar.on_step_since is not None else timedelta(0)


def is_stuck(bar: SupportBar, now: datetime) -> bool:
    return not bar.finished and on_step(bar, now) > STUCK


def is_online(bar: SupportBar, now: datetime) -> bool:
    return bar.seen_at is not None and now - bar.seen_at < ONLINE


def needs_help(bar: SupportBar, now: datetime) -> bool:
    """Stuck, and with something in the way: the row gets its red edge."""
    return is_stuck(bar, now) and bar.last_problem is not None


def after_leaving(bars: tuple[SupportBar, ...], chosen: str | None) -> str | None:
    """Which bar is in front when the list changed: the same while it is there, else the first."""
    if any(bar.bar_id == chosen for bar in bars):
        return chosen
    return bars[0].bar_id if bars else None


__all__ = [
    "Desk",
    "Sharing",
    "SupportLogLine",
    "after_leaving",
    "is_online",
    "is_stuck",
    "minutes_left",
    "needs_help",
    "on_step",
]
