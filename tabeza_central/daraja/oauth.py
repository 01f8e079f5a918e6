"""One OAuth token per pair of keys, shared by all workers through the database.

Safaricom invalidates the previous token at every fetch ("each request invalidates the previous token", its
Authorization FAQ), so two workers that each fetch knock each other out. A token is therefore kept, sealed, under a
keyed digest of environment, key and secret; it is fetched single-flight under a lease on its row, and refreshed a
minute early. The lease is taken and given back in short transactions of its own: the fetch happens in between, with
no transaction open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from tabeza_central.daraja.errors import Fetched
from tabeza_central.ports import Clock, DarajaCredentials, NoAnswer, Refused
from tabeza_protocol.secret import Secret

REFRESH_EARLY: Final = timedelta(seconds=60)
LEASE: Final = timedelta(seconds=25)
"""Longer than a fetch may take (its total deadline is 15 s)."""
POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token in hand. ``generation`` grows with each fetch, so that a refusal of an old one is recognised."""

    token: Secret
    expires_at: datetime
    generation: int


class TokenStore(Protocol):
    """Where tokens are kept between workers. Every call is one short transaction."""

    def read(self, cache_key: str) -> HeldToken | None: ...

    def lease(self, cache_key: str, now: datetime, until: datetime) -> bool:
        """Whether this caller alone may fetch until ``until``."""
        ...

    def put(
        self, cache_key: str, leased_until: datetime, token: Secret, expires_at: datetime
    ) -> HeldToken | None:
        """Keep a fetched token and end the lease. None if the lease was lost to somebody else meanwhile."""
        ...

    def release(self, cache_key: str, leased_until: datetime) -> None:
        """End the lease without a token."""
        ...


Fetch = Callable[[DarajaCredentials], Fetched | Refused | NoAnswer]


class OAuthTokens:
    """Gives the current token, fetching it if nobody else is.

    Private state: one lock per pair of keys, so that this process's threads queue here and not in the database.
    A failed fetch ends the lease and reaches only the caller that asked; the next caller tries again.
    """

    def __init__(
        self,
        store: TokenStore,
        fetch: Fetch,
        cache_key: Callable[[DarajaCredentials], str],
        clock: Clock,
        pause: Callable[[float], object],
    ) -> None:
        self._store = store
        self._fetch = fetch
        self._cache_key = cache_key
        self._clock = clock
        self._pause = pause
        self._locks: dict[str, threading.Lock] = {}
        self._locks_guard = threading.Lock()

    def current(self, credentials: DarajaCredentials) -> HeldToken | Refused | NoAnswer:
        """A token that lives for at least another minute."""
        return self._get(credentials, newer_than=-1)

    def after_refusal(
        self, credentials: DarajaCredentials, refused: HeldToken
    ) -> HeldToken | Refused | NoAnswer:
        """A newer token than the one Safaricom just refused: somebody else's, or a fresh one."""
        return self._get(credentials, newer_than=refused.generation)

    def _get(self, credentials: DarajaCredentials, newer_than: int) -> HeldToken | Refused | NoAnswer:
        key = self._cache_key(credentials)
        held = self._usable(key, newer_than)
        if held is not None:
            return held
        with self._lock_for(key):
            return self._usable(key, newer_than) or self._fetch_or_wait(key, credentials, newer_than)

    def _fetch_or_wait(
        self, key: str, credentials: DarajaCredentials, newer_than: int
    ) -> HeldToken | Refused | NoAnswer:
        give_up = self._clock.monotonic() + LEASE.total_seconds()
        while True:
            now = self._clock.now()
            until = now + LEASE
            if self._store.lease(key, now, until):
                return self._usable_under_lease(key, until, newer_than) or self._fetch_leased(
                    key, credentials, until
                )
            if self._clock.monotonic() >= give_up:
                return NoAnswer("busy")
            self._pause(POLL_S)
            held = self._usable(key, newer_than)
            if held is not None:
                return held

    def _usable_under_lease(self, key: str, until: datetime, newer_than: int) -> HeldToken | None:
        """Another worker may have finished between our look and our lease."""
        held = self._usable(key, newer_than)
        if held is not None:
            self._store.release(key, until)
        return held

    def _fetch_leased(
        self, key: str, credentials: DarajaCredentials, until: datetime
    ) -> HeldToken | Refused | NoAnswer:
        try:
            fetched = self._fetch(credentials)
        except BaseException:
            self._store.release(key, until)  # nobody must wait for a fetch that will never come
            raise
        if not isinstance(fetched, Fetched):
            self._store.release(key, until)
            return fetched
        expires_at = self._clock.now() + timedelta(seconds=fetched.lifetime_s)
        held = self._store.put(key, until, fetched.token, expires_at)
        return held or self._usable(key, -1) or NoAnswer("busy")

    def _usable(self, key: str, newer_than: int) -> HeldToken | None:
        held = self._store.read(key)
        if held is None or held.generation <= newer_than:
            return None
        return held if held.expires_at - REFRESH_EARLY > self._clock.now() else None

    def _lock_for(self, key: str) -> threading.Lock:
        with self._locks_guard:
            return self._locks.setdefault(key, threading.Lock())
