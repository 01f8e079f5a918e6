"""Claims due jobs and works each with its one function. A failure puts the job off; nothing is ever dropped.

What is decided here, what sends and what asks each have their own lane (a claiming thread and a bounded pool), so
that a slow Safaricom keeps nothing else waiting. A simulation calls :meth:`Workers.run_due` alone, in its thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import SECOND
from tabeza_central.observe import alerts, audit
from tabeza_central.services import callbacks, dispatching, heartbeat, janitor, promotion, retention
from tabeza_central.services.judging import Judge
from tabeza_central.store import jobs
from tabeza_central.store.engine import is_sqlite
from tabeza_central.store.jobs import Job, JobKind
from tabeza_central.store.uow import ALL_BARS, StoreDown

Work = Callable[[Job], None]
FAST: Final[tuple[JobKind, ...]] = ("judge", "expire", "erase")
SENDING: Final[tuple[JobKind, ...]] = ("dispatch",)
ASKING: Final[tuple[JobKind, ...]] = ("inquire", "check")
WATCHING: Final[tuple[JobKind, ...]] = ("heartbeat", "watch", "audit", "retention")
"""Nobody waits for these: their lane looks for work by the clock alone."""
FAILURE_DELAY_US: Final = 5 * SECOND
IDLE_WAIT_SECONDS: Final = 1.0
WATCH_WAIT_SECONDS: Final = 5.0
FIGURES_EVERY: Final = 10
"""Seconds between two writings of what this process counted."""


class Workers:
    """The background of one process. ``start`` and ``stop`` frame its threads; ``run_due`` works without any."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._owner = ctx.ids.new_id()
        judge = Judge(ctx)
        self._work: dict[JobKind, Work] = {
            "dispatch": lambda job: dispatching.dispatch(ctx, job),
            "check": lambda job: janitor.check(ctx, job),
            "expire": lambda job: janitor.expire(ctx, job),
            "judge": judge.judge,
            "inquire": judge.inquire,
            "erase": lambda job: promotion.erase_superseded(ctx, job),
            "heartbeat": lambda job: heartbeat.beat(ctx, job),
            "watch": lambda job: alerts.work(ctx, job),
            "audit": lambda job: audit.work(ctx, job),
            "retention": lambda job: retention.work(ctx, job),
        }
        self._stopping = threading.Event()
        self._lanes: list[_Lane] = []

    def run_due(self, limit: int = 100) -> int:
        """Claims and works what is due, one after the other, in this thread. Returns how many jobs were worked."""
        claimed = self._claim(limit, None)
        for job in claimed:
            self.run(job)
        return len(claimed)

    def _claim(self, limit: int, kinds: tuple[JobKind, ...] | None) -> list[Job]:
        with self._ctx.store.write("claim", bar=ALL_BARS) as tx:
            return jobs.claim(
                tx,
                owner=self._owner,
                now=self._ctx.now(),
                lease_us=self._ctx.policy.lease_us,
                limit=limit,
                kinds=kinds,
            )

    def run(self, job: Job) -> None:
        """Works one claimed job. Whatever it raises, the job stays and is tried again."""
        try:
            self._work[job.kind](job)
        except StoreDown:
            return  # its lease runs out and it is claimed again
        except Exception as problem:  # noqa: BLE001 - one bad job must not stop the others; it is logged and tried again
            self._failed(job, problem)

    def _failed(self, job: Job, problem: Exception) -> None:
        error = type(problem).__name__
        self._ctx.log.emit(
            "job_failed", level="error", job=job.kind, key=job.key, attempts=job.attempts, error=error
        )
        delay = FAILURE_DELAY_US * min(2 ** min(job.attempts, 10), 720)
        try:
            with self._ctx.store.write("job_failed", bar=job.bar_id or ALL_BARS) as tx:
                jobs.put_off(tx, job, self._ctx.now() + delay, error)
        except StoreDown:
            return

    def recover(self) -> None:
        """Marks cut-short pushes unknown and frees what a dead process had claimed."""
        dispatching.recover(self._ctx)
        if is_sqlite(
            self._ctx.store.engine
        ):  # one process owns such a database, so no claim in it can be alive
            with self._ctx.store.write("free_claims", bar=ALL_BARS) as tx:
                jobs.free_claims(tx)

    # --- threads ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Puts right what the last process left, then starts the lanes."""
        self.recover()
        heartbeat.start_watching(self._ctx)
        retention.plan(self._ctx)
        for name, kinds, threads in (("judge", FAST, 4), ("dispatch", SENDING, 4), ("check", ASKING, 4)):
            self._lanes.append(_Lane(name, kinds, threads, self._claim, self.run, self._ctx))
        self._watch = _Lane("watch", WATCHING, 1, self._claim, self.run, self._ctx, WATCH_WAIT_SECONDS)
        self._ctx.wake_workers = self.wake
        for lane in (*self._lanes, self._watch):
            lane.start()
        self._drainer = threading.Thread(target=self._drain, name="tabeza-spool", daemon=True)
        self._drainer.start()

    def wake(self) -> None:
        for lane in self._lanes:
            lane.wake()

    def stop(self) -> None:
        """Claims nothing more and waits for what is under way."""
        self._stopping.set()
        for lane in (*self._lanes, self._watch):
            lane.stop()
        self._drainer.join()
        heartbeat.write_figures_down(self._ctx)

    def _drain(self) -> None:
        """What each process does by the clock: empties its spool, writes down what it counted."""
        seconds = 0
        while not self._stopping.wait(IDLE_WAIT_SECONDS):
            seconds += 1
            try:
                callbacks.drain_spool(self._ctx)
                if seconds % FIGURES_EVERY == 0:
                    heartbeat.write_figures_down(self._ctx)
            except Exception as problem:  # noqa: BLE001 - the spool keeps its entries; it is tried again
                self._ctx.log.emit("worker_error", level="error", where="spool", error=type(problem).__name__)


class _Lane:
    """One thread that claims jobs of its kinds, and a pool that works them; never more claimed than threads free."""

    def __init__(
        self,
        name: str,
        kinds: tuple[JobKind, ...],
        threads: int,
        claim: Callable[[int, tuple[JobKind, ...] | None], list[Job]],
        run: Work,
        ctx: Context,
        idle_wait_s: float = IDLE_WAIT_SECONDS,
    ) -> None:
        self._idle_wait_s = idle_wait_s
        self._kinds, self._threads, self._claim, self._run, self._ctx = kinds, threads, claim, run, ctx
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"tabeza-{name}")
        self._busy = 0
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name=f"tabeza-{name}-claims", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._stopping = True
        self._woken.set()
        self._thread.join()
        self._pool.shutdown(wait=True)

    def _loop(self) -> None:
        while not self._stopping:
            self._woken.clear()
            free = self._free()
            claimed = self._claim_quietly(free) if free else []
            for job in claimed:
                self._take(job)
            if not claimed:
                self._woken.wait(self._idle_wait_s)

    def _free(self) -> int:
        with self._lock:
            return self._threads - self._busy

    def _claim_quietly(self, free: int) -> list[Job]:
        try:
            return self._claim(free, self._kinds)
        except Exception as problem:  # noqa: BLE001 - the database may be away for a while; the lane must outlive it
            self._ctx.log.emit("worker_error", level="error", where="claim", error=type(problem).__name__)
            return []

    def _take(self, job: Job) -> None:
        with self._lock:
            self._busy += 1
        self._pool.submit(self._run, job).add_done_callback(self._freed)

    def _freed(self, _done: Future[None]) -> None:
        with self._lock:
            self._busy -= 1
        self._woken.set()
