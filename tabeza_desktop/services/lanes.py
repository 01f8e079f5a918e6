"""Worker threads whose results land on the GUI thread, through one bridge.

A signal emitted in a worker and connected to a lambda runs in the worker, so nothing outside this file connects to
one: work is a plain function that returns a value, and the bridge alone crosses over. Callbacks always run on the GUI
thread, lambdas included. If the asking object is destroyed first, its callbacks are dropped; what the result means for
``state`` still happens.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.diagnostics.logs import get_logger

ResultT = TypeVar("ResultT")
STOP_SECONDS: Final = 1.5
SWITCH_SECONDS: Final = 0.001
"""How soon a lane gives way to the window: with Python's own 5 ms a painting interrupted a few times is late."""
log = get_logger("lanes")


class Lane(StrEnum):
    READER = "reader"
    """The cache and the state file, read; one thread, so answers keep their order."""
    KEEPER = "keeper"
    """Small writes to the state file; one thread, so the last word wins."""
    COMMANDS = "commands"
    """What a person asked the service to do."""


THREADS: Final = {Lane.READER: 1, Lane.KEEPER: 1, Lane.COMMANDS: 4}


class Refusal(Exception):
    """Raised by work to fail with a problem; lanes hand the problem to ``failed``."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class _Call:
    apply: Callable[[Any], Any] | None
    undo: Callable[[Problem], None] | None
    owner: QObject | None
    done: Callable[[Any], object] | None
    failed: Callable[[Problem], object] | None
    result: Any = None
    problem: Problem | None = None


class Lanes(QObject):
    """The lanes and their bridge. Lives on the GUI thread.

    ``to_problem`` turns an exception of a worker into a problem, or returns None for one nobody foresaw; that one is
    logged with its traceback and becomes ``internal``.
    """

    _finished = Signal(object)

    def __init__(self, to_problem: Callable[[BaseException], Problem | None]) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._to_problem = to_problem
        self._pools = {
            lane: ThreadPoolExecutor(count, thread_name_prefix=f"tabeza-{lane.value}")
            for lane, count in THREADS.items()
        }
        self._loops: list[Loop] = []
        self._pending: set[Future[None]] = set()
        self._pending_lock = threading.Lock()
        self._stopped = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        work: Callable[[], ResultT],
        *,
        apply: Callable[[ResultT], Any] | None = None,
        undo: Callable[[Problem], None] | None = None,
        owner: QObject | None = None,
        done: Callable[..., object] | None = None,
        failed: Callable[[Problem], object] | None = None,
    ) -> None:
        """Run ``work`` in a lane. Then, on the GUI thread: ``apply(result)``, whose value goes to ``done``; or
        ``undo(problem)`` and ``failed(problem)``.
        """
        if self._stopped:
            return
        call = _Call(apply, undo, owner, done, failed)
        future = self._pools[lane].submit(self._work, call, work)
        with self._pending_lock:
            self._pending.add(future)
        future.add_done_callback(self._forget)

    def post(self, apply: Callable[[], object]) -> None:
        """From any thread: run something on the GUI thread, soon."""
        self._hand_over(_Call(lambda _: apply(), None, None, None, None))

    def loop(self, name: str, step: Callable[[], float | None]) -> Loop:
        """A daemon thread that runs ``step`` over and over; it returns how long to pause, or None to await a wake."""
        made = Loop(name, step)
        self._loops.append(made)
        return made

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """End every lane. Returns whether all work had ended; a blocked read may outlive this, as a daemon or until
        its own time-out. After this no callback runs.
        """
        self._stopped = True
        for loop in self._loops:
            loop.stop()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        with self._pending_lock:
            pending = set(self._pending)
        deadline = time.monotonic() + seconds
        left = wait_for(pending, timeout=seconds).not_done
        ended = [loop.join(max(0.0, deadline - time.monotonic())) for loop in self._loops]
        return not left and all(ended)

    def _work(self, call: _Call, work: Callable[[], Any]) -> None:
        try:
            call.result = work()
        except Exception as error:  # noqa: BLE001 - a lane outlives any one piece of work
            call.problem = self._problem_of(error)
            log.info("problem", code=call.problem.code, ref=call.problem.ref)
        self._hand_over(call)

    def _problem_of(self, error: Exception) -> Problem:
        if isinstance(error, Refusal):
            return error.problem
        known = self._to_problem(error)
        if known is not None:
            return known
        log.error("work_failed", kind=type(error).__name__, exc_info=error)
        return Problem("internal")

    def _hand_over(self, call: _Call) -> None:
        if self._stopped or not shiboken6.isValid(self):
            return
        try:
            self._finished.emit(call)
        except RuntimeError:
            return  # the program is ending; the bridge is gone and so is everyone who could have listened

    def _forget(self, future: Future[None]) -> None:
        with self._pending_lock:
            self._pending.discard(future)

    def _deliver(self, call: _Call) -> None:
        if self._stopped:
            return
        alive = call.owner is None or shiboken6.isValid(call.owner)
        if call.problem is not None:
            if call.undo is not None:
                call.undo(call.problem)
            if alive and call.failed is not None:
                call.failed(call.problem)
            return
        result = call.result if call.apply is None else call.apply(call.result)
        if alive and call.done is not None:
            call.done(result)


class Loop:
    """One daemon thread for requests that wait at the service: it may be cut off at the end of the program."""

    def __init__(self, name: str, step: Callable[[], float | None]) -> None:
        self._step = step
        self._wake = threading.Condition()
        self._woken = False
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"tabeza-{name}", daemon=True)
        self._started = False

    @property
    def stopping(self) -> bool:
        return self._stopping

    def start(self) -> None:
        if not self._started:
            self._started = True
            self._thread.start()

    def wake(self) -> None:
        """End the pause, if there is one, or skip the next."""
        with self._wake:
            self._woken = True
            self._wake.notify_all()

    def stop(self) -> None:
        self._stopping = True
        self.wake()

    def join(self, seconds: float) -> bool:
        """Whether the thread has ended."""
        if self._started:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping:
            try:
                pause = self._step()
            except Exception as error:
                log.error("loop_failed", kind=type(error).__name__, exc_info=error)
                pause = 5.0
            with self._wake:
                if not self._stopping and not self._woken:
                    self._wake.wait(pause)
                self._woken = False
