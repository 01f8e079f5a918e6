"""How fresh the screen is, judged only from the last good answer of the service, never from the system's opinion.

A pure state machine: events go in with the time they happened (monotonic seconds), a :class:`Connection` comes out.
Nothing here sleeps or reads a clock. After a failure the next try waits by backoff with full jitter, and the wait is
part of the value, because the banner shows it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tabeza_protocol.wire.setup import PauseNotice

LIVE_SECONDS: Final = 15
SLOW_SECONDS: Final = 60
MAX_CLOCK_SKEW_SECONDS: Final = 300
BACKOFF_FIRST_SECONDS: Final = 2.0
BACKOFF_MAX_SECONDS: Final = 60.0


class ConnectionKind(StrEnum):
    STARTING = "starting"
    LIVE = "live"
    SLOW = "slow"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"
    WRONG_CLOCK = "wrong_clock"
    IDENTITY_MISMATCH = "identity_mismatch"
    UPGRADE_NEEDED = "upgrade_needed"
    PAUSED = "paused"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Connection:
    """What the connection label, the banner and the off buttons read.

    ``last_good_at`` is the service's own time of the last good answer; ``age_seconds`` is how long ago that was.
    ``retry_in_seconds`` counts down while offline (None while a try is under way). ``problem`` is a problem code.
    """

    kind: ConnectionKind = ConnectionKind.STARTING
    problem: str | None = None
    last_good_at: datetime | None = None
    age_seconds: int | None = None
    retry_in_seconds: int | None = None
    attempt: int = 0
    clock_skew_seconds: int = 0
    pause: PauseNotice | None = None

    @property
    def is_stale(self) -> bool:
        """Whether what is shown must be shown as old: over 60 s without a good answer, or none possible."""
        fresh = (ConnectionKind.LIVE, ConnectionKind.SLOW, ConnectionKind.PAUSED)
        return self.kind not in fresh or self.age_seconds is None or self.age_seconds > SLOW_SECONDS

    @property
    def can_request(self) -> bool:
        """Whether a new payment may be asked for now."""
        return self.kind in (ConnectionKind.LIVE, ConnectionKind.SLOW)


class Backoff:
    """Exponential, full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), never under a second."""

    def __init__(self, rng: random.Random | None = None) -> None:
        self._rng = rng or random.Random()  # noqa: S311 - spreads consoles out; not a secret
        self.attempt = 0

    def next_delay(self, at_least: float = 1.0) -> float:
        """Seconds to wait before the next try; counts the try."""
        self.attempt += 1
        ceiling = min(BACKOFF_MAX_SECONDS, BACKOFF_FIRST_SECONDS * 2 ** min(self.attempt - 1, 10))
        return max(at_least, self._rng.uniform(1.0, max(1.0, ceiling)))

    def reset(self) -> None:
        self.attempt = 0


_STICKY: Final = {
    "signed_out": ConnectionKind.SIGNED_OUT,
    "token_expired": ConnectionKind.SIGNED_OUT,
    "device_revoked": ConnectionKind.SIGNED_OUT,
    "clock_wrong": ConnectionKind.WRONG_CLOCK,
    "identity_mismatch": ConnectionKind.IDENTITY_MISMATCH,
    "upgrade_required": ConnectionKind.UPGRADE_NEEDED,
    "maintenance": ConnectionKind.MAINTENANCE,
}
_REFUSED: Final = frozenset({"no_network", "captive_portal", "proxy_sign_in", "tls_failed"})
"""There is plainly no way to the service now; anything softer shows only through the age of what is shown."""
_STOPS: Final = frozenset(
    {ConnectionKind.SIGNED_OUT, ConnectionKind.IDENTITY_MISMATCH, ConnectionKind.UPGRADE_NEEDED}
)
"""Trying again by itself would not help; a person must act first."""


class ConnectionMachine:
    """Turns answers and failures into a :class:`Connection`.

    Private state: the last good answer (service time and monotonic second), the last failure's kind, when to try
    again, the pause the service told of. A refusal is offline at once; a slow or broken answer only lets what is shown
    grow old, through live and slow to offline.
    """

    def __init__(self, rng: random.Random | None = None) -> None:
        self._backoff = Backoff(rng)
        self._good_at: datetime | None = None
        self._good_mono: float | None = None
        self._problem: str | None = None
        self._failed_kind: ConnectionKind | None = None
        self._retry_mono: float | None = None
        self._skew = 0
        self._pause: PauseNotice | None = None

    def answered(self, mono: float, server_time: datetime, skew_seconds: int = 0) -> None:
        """A good answer arrived. ``skew_seconds`` is this PC's clock minus the service's."""
        self._backoff.reset()
        self._good_at, self._good_mono = server_time, mono
        self._problem = self._failed_kind = self._retry_mono = None
        self._skew = skew_seconds
        if abs(skew_seconds) > MAX_CLOCK_SKEW_SECONDS:
            self._failed_kind, self._problem = ConnectionKind.WRONG_CLOCK, "clock_wrong"

    def failed(
        self, mono: float, code: str, retry_after: float | None = None, skew_seconds: int = 0
    ) -> float | None:
        """A try failed. Returns the seconds until the next try, or None if a person must act first."""
        self._problem = code
        self._failed_kind = _STICKY.get(code)
        if code in _REFUSED or (self._failed_kind is None and self._good_mono is None):
            self._failed_kind = ConnectionKind.OFFLINE
        if skew_seconds:
            self._skew = skew_seconds
        if self._failed_kind in _STOPS:
            self._retry_mono = None
            return None
        delay = self._backoff.next_delay(max(1.0, min(retry_after or 0.0, BACKOFF_MAX_SECONDS)))
        self._retry_mono = mono + delay
        return delay

    def trying(self) -> None:
        """A try is under way: there is no countdown to show."""
        self._retry_mono = None

    def paused(self, pause: PauseNotice | None) -> None:
        """The service told why no new requests go out, or that they do again."""
        self._pause = pause

    def signed_in_again(self) -> None:
        """What stopped us is gone: start over."""
        self._backoff.reset()
        self._problem = self._failed_kind = self._retry_mono = None

    def view(self, mono: float) -> Connection:
        """The connection as it stands at ``mono``."""
        age = None if self._good_mono is None else max(0, int(mono - self._good_mono))
        retry = None if self._retry_mono is None else max(0, round(self._retry_mono - mono))
        return Connection(
            kind=self._kind(age),
            problem=self._problem,
            last_good_at=self._good_at,
            age_seconds=age,
            retry_in_seconds=retry,
            attempt=self._backoff.attempt,
            clock_skew_seconds=self._skew,
            pause=self._pause,
        )

    def _kind(self, age: int | None) -> ConnectionKind:
        if self._failed_kind is not None:
            return self._failed_kind
        if age is None:
            return ConnectionKind.STARTING
        if age > SLOW_SECONDS:
            return ConnectionKind.OFFLINE
        if self._pause is not None:
            return ConnectionKind.PAUSED
        return ConnectionKind.LIVE if age <= LIVE_SECONDS else ConnectionKind.SLOW
