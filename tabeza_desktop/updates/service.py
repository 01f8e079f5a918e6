"""Updating, as the console lives with it: asks now and then, fetches quietly, installs when nobody is in the way.

One daemon thread seeks (``seeker``); the GUI thread alone decides about installing, because it knows who is at work
and what is being paid. Modules that take time to load are loaded in the thread.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from tabeza_desktop.core.session import Session
from tabeza_desktop.core.updates import Counter, Occasion, UpdateKind, Updates, may_install
from tabeza_desktop.diagnostics.logs import get_logger
from tabeza_desktop.services.lanes import Lane, Lanes, Loop
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.payment_states import OPEN_STATES

if TYPE_CHECKING:
    from tabeza_desktop.services.backend import Backend
    from tabeza_desktop.updates.seeker import Seeker
    from tabeza_desktop.updates.shelf import Ready
    from tabeza_desktop.updates.trust import Plan

FIRST_LOOK_S: Final = (60.0, 600.0)
"""After the start, at a moment of this PC's own: a thousand bars open at the same hour."""
IDLE_LOOK_MS: Final = 60_000
log = get_logger("updates")


def _shipped() -> Plan | None:
    from tabeza_desktop.updates.trust import shipped_plan

    return shipped_plan()


def _some_while() -> float:
    return random.SystemRandom().uniform(*FIRST_LOOK_S)


class UpdateService(QObject):
    """``restart_asked()``: an update is ready and nobody is at work, or the person asked; the program should end, and
    :meth:`leave` has it opened again.

    Private state: the seeker (None: off), what is ready, since when the same people are here, and why the program ends.
    """

    restart_asked = Signal()

    def __init__(
        self,
        lanes: Lanes,
        backend: Backend,
        state: AppState,
        *,
        plan: Callable[[], Plan | None] = _shipped,
        first_look_s: Callable[[], float] = _some_while,
    ) -> None:
        super().__init__()
        self._lanes, self._backend, self._state = lanes, backend, state
        self._plan, self._first_look_s = plan, first_look_s
        self._seeker: Seeker | None = None
        self._ready: Ready | None = None
        self._loop: Loop | None = None
        self._waited = self._reopen = False
        self._phase_since = state.clock.value.monotonic
        state.session.changed.connect(self._session_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(IDLE_LOOK_MS)
        self._timer.timeout.connect(self.install_if_idle)

    def start(self) -> None:
        """Once the window stands. In practice mode, from source, or without an address nothing is asked of anybody."""
        if not self._backend.is_practice and not self._backend.config.memory_only:
            self._lanes.run(Lane.READER, self._prepare, apply=self._begin)

    def install_now(self) -> None:
        """The person asked. If somebody is paying, that comes first, and they are told."""
        held_back = not may_install(Occasion.ASKED, self.counter())
        self._state.updates.set(replace(self._state.updates.value, held_back=held_back))
        if self._is_ready() and not held_back:
            self._restart()

    def install_if_idle(self) -> None:
        """Every minute: nobody at work for a while, and nothing open."""
        if self._is_ready() and may_install(Occasion.IDLE, self.counter()):
            self._restart()

    def leave(self) -> bool:
        """The program has ended its work: start the installer if there is one to start. Returns whether it did.

        A console that a person closed stays closed; one that ended for the update is opened again.
        """
        self._timer.stop()
        if self._seeker is None or self._ready is None or not self._is_ready():
            return False
        if not may_install(Occasion.QUIT, self.counter()):
            return False
        try:
            return self._seeker.start_installer(self._ready, reopen=self._reopen)
        except OSError as problem:
            log.warning("update_not_started", kind=type(problem).__name__)
            return False

    def counter(self) -> Counter:
        """What is going on here: requests not settled, tabs whose payment is open, and a KES 1 test under way."""
        state = self._state
        test = state.setup.value.test
        testing = test is not None and test.state in OPEN_STATES
        open_requests = len(state.requests.value.unsettled) + state.trade.value.waiting_count + testing
        since = state.clock.value.monotonic - self._phase_since
        return Counter(state.session.value.phase, since, open_requests)

    def _session_changed(self, _session: Session) -> None:
        self._phase_since = self._state.clock.value.monotonic

    def _is_ready(self) -> bool:
        return self._ready is not None and self._state.updates.value.kind is UpdateKind.READY

    def _restart(self) -> None:
        self._reopen = True
        self.restart_asked.emit()

    # --- the thread

    def _prepare(self) -> Seeker | None:
        plan = self._plan()
        if plan is None:
            return None
        from tabeza_desktop.services.backend import new_id
        from tabeza_desktop.updates.seeker import Seeker
        from tabeza_desktop.updates.shelf import Shelf

        backend, clock = self._backend, self._state.clock
        seeker = Seeker(
            plan,
            Shelf(backend.config.data_dir),
            running=backend.config.client_version,
            device_id=lambda: backend.state.install_id(new_id()),
            now=lambda: clock.value.utc,
            tell=self._tell,
            stopping=self._stopping,
        )
        seeker.settle()
        return seeker

    def _begin(self, seeker: Seeker | None) -> None:
        self._seeker = seeker
        if seeker is None:
            return
        self._state.updates.set(Updates(UpdateKind.CURRENT))
        self._loop = self._lanes.loop("updates", self._step)
        self._loop.start()
        self._timer.start()

    def _step(self) -> float:
        if not self._waited:
            self._waited = True
            return self._first_look_s()
        assert self._seeker is not None
        return self._seeker.look()

    def _stopping(self) -> bool:
        return self._loop is not None and self._loop.stopping

    def _tell(self, updates: Updates, ready: Ready | None = None) -> None:
        self._lanes.post(lambda: self._told(updates, ready))

    def _told(self, updates: Updates, ready: Ready | None) -> None:
        self._ready = ready
        self._state.updates.set(updates)
