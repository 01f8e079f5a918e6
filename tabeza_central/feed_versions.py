"""The newest feed counter per bar, in memory, so that a waiting console costs nearly nothing.

Fed after each commit; a waiter is a callback (the web shell hands in one that wakes its own event loop). It is only
a hint to look: after a restart everything starts from 0 and the first look reads the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

Waiter = Callable[[], None]
"""Called at most once, from the committing thread: it must only signal, never work."""


class FeedVersions:
    """Thread-safe. Private state: the last counter seen per bar and who waits for the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seqs: dict[str, int] = {}
        self._waiters: dict[str, list[Waiter]] = {}

    def version(self, bar_id: str) -> int:
        """The newest counter this process has seen commit; 0 if none."""
        with self._lock:
            return self._seqs.get(bar_id, 0)

    def subscribe(self, bar_id: str, seen: int, waiter: Waiter) -> Callable[[], None]:
        """Calls ``waiter`` once when the bar passes ``seen``: at once if it has already. Returns how to give up."""
        with self._lock:
            ready = self._seqs.get(bar_id, 0) > seen
            if not ready:
                self._waiters.setdefault(bar_id, []).append(waiter)
        if ready:
            waiter()

        def give_up() -> None:
            with self._lock:
                waiting = self._waiters.get(bar_id)
                if waiting and waiter in waiting:
                    waiting.remove(waiter)
                    if not waiting:
                        del self._waiters[bar_id]

        return give_up

    def notify(self, seqs: dict[str, int]) -> None:
        """After a commit: these bars' counters moved."""
        woken: list[Waiter] = []
        with self._lock:
            for bar_id, seq in seqs.items():
                if seq > self._seqs.get(bar_id, 0):
                    self._seqs[bar_id] = seq
                    woken += self._waiters.pop(bar_id, [])
        for waiter in woken:
            waiter()

    def waited_for(self) -> list[str]:
        """The bars somebody waits for now."""
        with self._lock:
            return list(self._waiters)

    def waiting(self) -> int:
        """How many wait now, over all bars."""
        with self._lock:
            return sum(len(waiters) for waiters in self._waiters.values())
