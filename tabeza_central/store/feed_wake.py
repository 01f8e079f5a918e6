"""Tells the other workers which bars' feeds moved, so that a console is woken whichever worker it waits at.

With a ``DATABASE_LISTEN_URL`` (a direct connection: a transaction pooler can't listen) by LISTEN/NOTIFY, once per
batch of commits and outside their transactions, since NOTIFY in each would make all commits queue. Without one, and
while that connection is away, by looking at the counters of the bars that are waited for here, four times a second;
nobody waiting, nothing asked. A lost notice costs a console one hold: it asks again by itself. psycopg is loaded by the
two threads only: practice mode keeps its books in SQLite and ships without it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from tabeza_central.feed_versions import FeedVersions
from tabeza_central.store import schema
from tabeza_central.store.uow import ALL_BARS, Store, StoreDown

if TYPE_CHECKING:
    import psycopg

CHANNEL: Final = "tabeza_feed"
POLL_S: Final = 0.25
LISTEN_S: Final = 1.0
"""How long the listener hears before it looks whether it should stop."""
MOST_PER_NOTICE: Final = 100
"""A notice holds under 8,000 bytes; a bar with its counter takes at most 52."""


def encoded(seqs: dict[str, int]) -> list[str]:
    """The notices for these counters."""
    entries = [f"{bar_id}:{seq}" for bar_id, seq in sorted(seqs.items())]
    return [",".join(entries[n : n + MOST_PER_NOTICE]) for n in range(0, len(entries), MOST_PER_NOTICE)]


def decoded(payload: str) -> dict[str, int]:
    """The counters in a notice; what is not one of ours reads as none."""
    try:
        pairs = (entry.rpartition(":") for entry in payload.split(","))
        return {bar_id: int(seq) for bar_id, _, seq in pairs if bar_id}
    except ValueError:
        return {}


class FeedWake:
    """Two threads of one process. ``start`` and ``stop`` frame them. Private state: counters not told of yet."""

    def __init__(
        self, store: Store, versions: FeedVersions, listen_url: str | None, failed: Callable[[str], None]
    ) -> None:
        self._store, self._versions, self._failed = store, versions, failed
        self._listen_url = listen_url and listen_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._untold: dict[str, int] = {}
        self._something = threading.Event()
        self._threads: list[threading.Thread] = []
        self.heard = 0
        """How many notices came in, our own included."""

    def start(self) -> None:
        """Begins to hear and to tell. Does nothing on SQLite: there is one process."""
        if self._store.engine.dialect.name != "postgresql":
            return
        works = {"hear": self._hear}
        if self._listen_url:
            works["tell"] = self._tell
            self._store.after_commit(self._committed)
        for name, work in works.items():
            self._threads.append(threading.Thread(target=work, name=f"tabeza-feed-{name}", daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        self._stopping.set()
        self._something.set()
        for thread in self._threads:
            thread.join()

    def _committed(self, seqs: dict[str, int], _jobs_made: bool) -> None:
        if seqs:
            with self._lock:
                for bar_id, seq in seqs.items():
                    self._untold[bar_id] = max(seq, self._untold.get(bar_id, 0))
            self._something.set()

    # --- telling ----------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Sends what has piled up since the last time: while one batch travels, the next one gathers."""
        import psycopg

        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._listen_url or "", autocommit=True, prepare_threshold=None) as wire:
                    self._tell_on(wire)
            except psycopg.Error as problem:
                self._failed(type(problem).__name__)
                self._stopping.wait(LISTEN_S)

    def _tell_on(self, wire: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._stopping.is_set():
            self._something.wait()
            self._something.clear()
            with self._lock:
                batch, self._untold = self._untold, {}
            for notice in encoded(batch):
                wire.execute("SELECT pg_notify(%s, %s)", (CHANNEL, notice))

    # --- hearing ----------------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        import psycopg

        while not self._stopping.is_set():
            if self._listen_url:
                try:
                    self._listen(self._listen_url)
                except psycopg.Error as problem:
                    self._failed(type(problem).__name__)
            self._look()
            self._stopping.wait(POLL_S)

    def _listen(self, url: str) -> None:
        import psycopg

        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as wire:
            wire.execute(f"LISTEN {CHANNEL}")
            self._look()  # what was missed while nobody listened
            while not self._stopping.is_set():
                for notice in wire.notifies(timeout=LISTEN_S):
                    self.heard += 1
                    self._versions.notify(decoded(notice.payload))
                    if self._stopping.is_set():
                        return

    def _look(self) -> None:
        """The counters of the bars somebody waits for here."""
        waited_for = self._versions.waited_for()
        if not waited_for:
            return
        feeds = schema.bar_feeds
        wanted = select(feeds.c.bar_id, feeds.c.seq).where(feeds.c.bar_id.in_(waited_for))
        try:
            with self._store.read(bar=ALL_BARS) as tx:
                self._versions.notify({row.bar_id: int(row.seq) for row in tx.all(wanted)})
        except StoreDown as problem:
            self._failed(type(problem).__name__)
