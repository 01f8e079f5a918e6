"""What the person is told about updates, and when one may be installed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from tabeza_desktop.core.session import Phase

IDLE_MINUTES: Final = 20
"""How long nobody has been at work here before an update may close and reopen the console by itself."""
MOST_TRIES: Final = 3
NOBODY_AT_WORK: Final = frozenset({Phase.UNPAIRED, Phase.SIGNED_OUT, Phase.LOCKED})


class UpdateKind(StrEnum):
    OFF = "off"
    """Nothing is configured, or this is no installed program: nothing is asked and nothing said."""
    CURRENT = "current"
    DOWNLOADING = "downloading"
    READY = "ready"
    BY_HAND = "by_hand"
    """Here and checked; this system wants an administrator to install it."""
    GAVE_UP = "gave_up"
    """Installing it did not work ``MOST_TRIES`` times."""


class Occasion(StrEnum):
    """Why an update might be installed now."""

    ASKED = "asked"
    QUIT = "quit"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Updates:
    """``version`` is the one on offer. ``percent`` of the download. ``required``: the one running is too old to stay.
    ``command`` installs it by hand. ``held_back``: the person asked, and somebody is paying.
    """

    kind: UpdateKind = UpdateKind.OFF
    version: str = ""
    percent: int = 0
    required: bool = False
    command: str = ""
    held_back: bool = False
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """What is going on at this PC: who is at work since how long, and how many payments are not settled."""

    phase: Phase
    phase_seconds: float
    open_requests: int


def may_install(occasion: Occasion, counter: Counter) -> bool:
    """Never while a payment is open. By itself only where nobody has been at work for a while."""
    if counter.open_requests:
        return False
    if occasion is Occasion.IDLE:
        return counter.phase in NOBODY_AT_WORK and counter.phase_seconds >= IDLE_MINUTES * 60
    return True
