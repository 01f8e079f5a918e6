"""A support person's desk: opens bars by code, reads them every two seconds, points and sends tips.

It asks the service only for what the screen shows, and shows nothing that the last answer did not hold: a bar whose
owner stopped sharing is gone with the next reading.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, QTimer

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.support import Desk, after_leaving
from tabeza_desktop.services.backend import Backend, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Lanes
from tabeza_desktop.services.sync import ENDS_SESSION, SyncService
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.wire.support import SupportBar, SupportBars, SupportField, SupportTip, SupportView

READ_EVERY_MS: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """One answer: the list, and the bar in front if it was still there."""

    bars: SupportBars
    view: SupportView | None


class SupportDeskService(Service):
    """Private state: the reading timer, whether one is on its way, and which bar the next one is for."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState, sync: SyncService) -> None:
        super().__init__(lanes, backend, state)
        self._sync = sync
        self._reading = False
        self._timer = QTimer(state)
        self._timer.setInterval(READ_EVERY_MS)
        self._timer.timeout.connect(self.read)
        state.session.changed.connect(self._session_changed)

    def open(self, code: str, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Open the bar whose owner reads this code out; it comes to the front."""
        self._set(opening=True, problem=None)

        def apply(bar: SupportBar) -> SupportBar:
            self._set(opening=False, chosen=bar.bar_id, view=None)
            self.read()
            return bar

        def undo(problem: Problem) -> None:
            self._set(opening=False, problem=problem)
            self._ends(problem)

        self._command(lambda: self._backend.support.open(code), owner, done, failed, apply=apply, undo=undo)

    def choose(self, bar_id: str) -> None:
        """Bring another bar to the front."""
        if bar_id != self._desk.chosen:
            self._set(chosen=bar_id, view=None)
            self.read()

    def point(self, field: SupportField | None) -> None:
        """Mark a field on the owner's screen; None takes the mark away."""
        self._tell(lambda bar_id: self._backend.support.point(bar_id, field))

    def tip(self, tip: SupportTip) -> None:
        """Show a tip on the owner's screen."""
        self._tell(lambda bar_id: self._backend.support.tip(bar_id, tip))

    def close(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Done with the bar in front: its code ends."""
        bar_id = self._desk.chosen
        if bar_id is None:
            return

        def apply(_: None) -> None:
            self.read()

        self._command(lambda: self._backend.support.close(bar_id), owner, done, failed, apply=apply)

    def read(self) -> None:
        """Ask now."""
        if self._reading or self._state.session.value.phase is not Phase.SIGNED_IN:
            return
        self._reading = True
        chosen = self._desk.chosen
        self._lanes.run(Lane.READER, lambda: self._read(chosen), apply=self._answered, undo=self._failed)

    # --- in a lane

    def _read(self, chosen: str | None) -> _Reading:
        bars = self._backend.support.bars()
        front = after_leaving(bars.bars, chosen)
        if front is None:
            return _Reading(bars, None)
        try:
            return _Reading(bars, self._backend.support.look(front))
        except Exception as error:
            problem = to_problem(error)
            if problem is None or problem.code != "not_found":
                raise
            return _Reading(bars, None)  # its owner stopped between the two questions

    # --- on the GUI thread

    @property
    def _desk(self) -> Desk:
        return self._state.support_desk.value

    def _set(self, **fields: object) -> None:
        self._state.support_desk.set(replace(self._desk, **fields))  # type: ignore[arg-type]

    def _answered(self, reading: _Reading) -> None:
        self._reading = False
        desk = self._desk
        chosen = after_leaving(reading.bars.bars, desk.chosen)
        view = reading.view if reading.view is not None and reading.view.bar.bar_id == chosen else None
        self._state.support_desk.set(
            replace(
                desk,
                bars=reading.bars.bars,
                chosen=chosen,
                view=view,
                now=reading.bars.server_time,
                answered=time.monotonic(),
                trouble=None,
            )
        )
        if view is None and chosen is not None:
            self.read()  # another bar came to the front meanwhile

    def _failed(self, problem: Problem) -> None:
        self._reading = False
        self._set(trouble=problem)
        self._ends(problem)

    def _ends(self, problem: Problem) -> None:
        if problem.code in ENDS_SESSION:
            self._sync.session_ended(problem.code)

    def _tell(self, ask: Callable[[str], SupportView]) -> None:
        bar_id = self._desk.chosen
        if bar_id is None:
            return

        def apply(view: SupportView) -> None:
            if view.bar.bar_id == self._desk.chosen:
                self._set(view=view)

        self._command(lambda: ask(bar_id), None, None, None, apply=apply, undo=self._failed)

    def _session_changed(self, session: Session) -> None:
        """Only a support person who is signed in and present has a desk; nobody else ever sees what was on it."""
        if session.phase is Phase.SIGNED_IN and session.role == "support":
            if not self._timer.isActive():
                self._timer.start()
                self.read()
            return
        self._timer.stop()
        if session.phase is not Phase.LOCKED:
            self._state.support_desk.set(Desk())
