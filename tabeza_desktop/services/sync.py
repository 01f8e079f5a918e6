"""The live lane: one waiting request to the changes feed, written to the cache, told to the screens.

The one write path: answer -> cache transaction with the cursor -> change set -> rows on screen. The loop never runs
ahead of the GUI thread by more than two pages, so a first load of thousands of payments is taken in small bites.
Failures change nothing that is shown but its age; the pause before the next try is backoff with full jitter.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.connection import ConnectionMachine
from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.takings import Takings
from tabeza_desktop.core.times import Now, parse_day_turn
from tabeza_desktop.services.backend import Backend, to_problem
from tabeza_desktop.services.lanes import Lane, Lanes
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.business_day import business_day_of

PAGES_AHEAD: Final = 2
TICK_MS: Final = 1000
IDLE_SECONDS: Final = 0.05
"""Between two answered requests: the service itself holds them, this only keeps a broken one from spinning."""
ACK_SECONDS: Final = 30.0
ENDS_SESSION: Final = frozenset({"signed_out", "token_expired", "device_revoked"})


class SyncService(QObject):
    """Keeps state, cache and connection true.

    Private state: the connection machine, shared by the live thread and the tick under one lock; the bar the loop asks
    for (None: nothing to ask). ``session_ended`` is called on the GUI thread with the problem code that ended it.
    """

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState) -> None:
        super().__init__()
        self._lanes, self._backend, self._state = lanes, backend, state
        self.session_ended: Callable[[str], None] = lambda code: None
        self._machine = ConnectionMachine()
        self._lock = threading.Lock()
        self._skew = 0
        self._bar_id: str | None = None
        self._pages = threading.Semaphore(PAGES_AHEAD)
        self._loop = lanes.loop("live", self._step)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    # --- GUI thread

    def start(self) -> None:
        self._timer.start()
        self._loop.start()
        self.tick()

    def stop(self) -> None:
        self._timer.stop()
        for _ in range(PAGES_AHEAD):
            self._pages.release()

    def try_now(self) -> None:
        """Skip the countdown."""
        with self._lock:
            self._machine.trying()
        self._loop.wake()
        self._show()

    def follow(self, bar_id: str | None) -> None:
        """Ask for this bar's changes from now on; None: nobody is signed in, so nothing can be asked."""
        with self._lock:
            self._bar_id = bar_id
            if bar_id is None:
                self._machine.failed(time.monotonic(), "signed_out")
            else:
                self._machine.signed_in_again()
        self._loop.wake()
        self._show()

    def show_cached(self, changes: ChangeSet) -> None:
        """Paint what the cache held, before the service has answered."""
        if changes.fresh:
            self._apply(changes)

    def heard_clock(self, skew_seconds: int) -> None:
        """From any worker: how many seconds this PC's clock is ahead of the service's."""
        self._skew = skew_seconds

    def failed(self, code: str) -> None:
        """Something else found out that the service can't be used (an identity that is not ours)."""
        with self._lock:
            self._machine.failed(time.monotonic(), code)
        self._show()

    def tick(self) -> None:
        """Once a second: the clock, the age of what is shown, what became overdue."""
        before = self._state.clock.value
        now = self._now()
        self._state.clock.set(now)
        self._show()
        if now.utc.minute != before.utc.minute or now.day_turn != before.day_turn:
            self._state.trade.recount(now)
            self._recount_takings()

    def _now(self) -> Now:
        bar = self._state.session.value.bar
        corrected = self._backend.now() - timedelta(seconds=self._skew)
        return Now(corrected, time.monotonic(), parse_day_turn(bar.day_turn if bar else "06:00"))

    def _show(self) -> None:
        with self._lock:
            view = self._machine.view(time.monotonic())
        self._state.connection.set(view)

    def _apply(self, changes: ChangeSet) -> None:
        state = self._state
        if changes.bar is not None:
            self._set_bar(changes)
        if changes.settings is not None:
            state.mpesa.set(changes.settings)
            with self._lock:
                self._machine.paused(changes.settings.pause)
        if changes.notices or changes.fresh:
            held = {} if changes.fresh else {notice.id: notice for notice in state.notices.value}
            held.update({notice.id: notice for notice in changes.notices})
            state.notices.set(tuple(sorted(held.values(), key=lambda notice: notice.at, reverse=True)[:200]))
        state.trade.apply(changes, self._now())

    def _set_bar(self, changes: ChangeSet) -> None:
        session = self._state.session.value
        if session.phase is not Phase.UNPAIRED and changes.bar is not None:
            self._state.session.set(replace(session, bar=changes.bar))

    def _recount_takings(self) -> None:
        now = self._state.clock.value
        if self._state.session.value.bar is None:
            return
        self._lanes.run(Lane.READER, lambda: self._takings(now), apply=self._state.takings.set)

    # --- live thread

    def _takings(self, now: Now) -> Takings:
        return self._backend.history.takings(business_day_of(now.utc, now.day_turn), now.day_turn)

    def _step(self) -> float | None:
        bar_id = self._bar_id
        if bar_id is None:
            return None
        try:
            return self._pull(bar_id)
        except Exception as error:
            problem = to_problem(error)
            if problem is None:
                raise
            return self._pull_failed(problem.code, problem.retry_after_seconds, bar_id)

    def _pull(self, bar_id: str) -> float:
        cache = self._backend.cache
        epoch, cursor = cache.position()
        behind = cursor is None
        changes = self._backend.api.changes(bar_id, cursor, 0 if behind else 8)
        if bar_id != self._bar_id:
            return IDLE_SECONDS  # signed out or moved meanwhile: this answer belongs to nobody
        if cursor is not None and changes.epoch != epoch:
            cache.reset()
            return 0.0
        applied = cache.apply(changes, fresh=behind)
        takings = self._takings(self._now()) if applied.payments or behind else None
        self._answered(changes.server_time)
        self._tell(applied, takings)
        return 0.0 if changes.more else IDLE_SECONDS

    def _answered(self, server_time: datetime) -> None:
        with self._lock:
            self._machine.answered(time.monotonic(), server_time, self._skew)

    def _tell(self, applied: ChangeSet, takings: Takings | None) -> None:
        self._pages.acquire(timeout=ACK_SECONDS)

        def on_gui() -> None:
            self._pages.release()
            if not applied.is_empty:
                self._apply(applied)
            elif not self._state.trade.value.loaded:
                self._state.trade.apply(applied, self._now())
            if takings is not None:
                self._state.takings.set(takings)
            self._show()

        self._lanes.post(on_gui)

    def _pull_failed(self, code: str, retry_after: int | None, bar_id: str) -> float | None:
        if code == "cursor_expired":
            self._backend.cache.reset()
            return 0.0
        with self._lock:
            delay = self._machine.failed(time.monotonic(), code, retry_after, self._skew)
        self._lanes.post(self._show)
        if code in ENDS_SESSION and bar_id == self._bar_id:
            self._bar_id = None
            self._lanes.post(lambda: self.session_ended(code))
        return delay
