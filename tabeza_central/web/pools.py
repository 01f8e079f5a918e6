"""Bounded thread pools for the synchronous core: one per kind of work, none of which can take another's threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from tabeza_central.problems import Problem
from tabeza_central.web.route import Pool

_P = ParamSpec("_P")
_R = TypeVar("_R")

SIZES: Final = {
    Pool.READS: (8, 400),
    Pool.COMMANDS: (8, 200),
    Pool.SAFARICOM: (8, 32),
    Pool.CALLBACKS: (8, 2_000),
}
"""Threads, and how many calls may be inside or waiting before new ones are told to come back."""


class _Bounded:
    """An executor that refuses when too many wait, instead of queueing without end."""

    def __init__(self, name: str, threads: int, limit: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=f"central-{name}")
        self._room = threading.BoundedSemaphore(limit)

    async def run(self, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """The function's result. Raises :class:`Problem` ``too_busy`` at once if there is no room."""
        if not self._room.acquire(blocking=False):
            raise Problem("too_busy", retry_after_seconds=1)

        def work() -> _R:
            try:
                return function(*args, **kwargs)
            finally:
                self._room.release()

        try:
            future = self._executor.submit(work)
        except RuntimeError:  # shutting down: nothing was started
            self._room.release()
            raise Problem("unavailable", retry_after_seconds=2) from None
        # A caller that goes away must not tear up work that is under way: shield it.
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """Finishes what is inside."""
        self._executor.shutdown(wait=True)


class Pools:
    """All pools of one app."""

    def __init__(self) -> None:
        self._pools = {kind: _Bounded(kind.value, *size) for kind, size in SIZES.items()}

    def __getitem__(self, kind: Pool) -> _Bounded:
        return self._pools[kind]

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
