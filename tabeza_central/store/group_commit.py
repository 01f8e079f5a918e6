"""Many callbacks, one fsync: whoever comes while a commit is under way is taken along by the next one.

The first thread to arrive leads: it takes everything that waits, commits it in one transaction and wakes the others
with their result. Nobody is told "stored" before the commit that stored it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass
class _Waiting(Generic[Item]):
    item: Item
    done: threading.Event = field(default_factory=threading.Event)
    failure: BaseException | None = None


class GroupCommit(Generic[Item]):
    """``submit`` returns once ``commit`` has taken the item, or raises what that commit raised."""

    def __init__(self, commit: Callable[[Sequence[Item]], None], *, most: int = 128) -> None:
        self._commit = commit
        self._most = most
        self._lock = threading.Lock()
        self._queue: list[_Waiting[Item]] = []
        self._leading = False

    def submit(self, item: Item) -> None:
        mine = _Waiting(item)
        with self._lock:
            self._queue.append(mine)
            lead = not self._leading
            self._leading = True
        if lead:
            self._lead()
        mine.done.wait()
        if mine.failure is not None:
            raise mine.failure

    def _lead(self) -> None:
        """Commits batch after batch until nobody waits; the leader's own item is in the first."""
        while True:
            with self._lock:
                batch, self._queue = self._queue[: self._most], self._queue[self._most :]
                if not batch:
                    self._leading = False
                    return
            failure: BaseException | None = None
            try:
                self._commit([waiting.item for waiting in batch])
            except BaseException as problem:  # noqa: BLE001 - handed to every submitter of the batch, who raises it
                failure = problem
            for waiting in batch:
                waiting.failure = failure
                waiting.done.set()
