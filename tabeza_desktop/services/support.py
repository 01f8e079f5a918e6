"""Get help: the owner opens the set-up to one support person, sees who looks, and stops it.

While something is open it is read every few seconds, and at once when the feed says that support did something. A
code is held in memory only; nothing here is written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Capability, Session
from tabeza_desktop.core.support import Sharing
from tabeza_desktop.services.backend import Backend
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Lanes
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.wire.support import SupportLog, SupportShare

READ_EVERY_MS: Final = 4_000


class SupportService(Service):
    """Private state: the timer that reads while something is open, and whether a reading is on its way."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState) -> None:
        super().__init__(lanes, backend, state)
        self._reading = False
        self._timer = QTimer(state)
        self._timer.setInterval(READ_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        state.trade.applied.connect(self._follow)
        state.session.changed.connect(self._session_changed)

    # --- what an owner does

    def share(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """A fresh code; one that was open before ends."""
        bar_id = self._bar_id
        self._ask(lambda: self._backend.support.share(bar_id), owner, done, failed)

    def renew(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Fifteen more minutes."""
        bar_id = self._bar_id
        self._ask(lambda: self._backend.support.renew(bar_id), owner, done, failed)

    def stop(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Nobody sees anything any more. If it can't be told to the service, that is said and it stays open."""
        bar_id = self._bar_id

        def work() -> SupportShare:
            self._backend.support.stop(bar_id)
            return SupportShare(open=False)

        self._ask(work, owner, done, failed)

    def refresh(self) -> None:
        """What is open now, quietly: a failure is told by the connection, not here."""
        session = self._state.session.value
        if self._reading or session.bar is None or not session.may(Capability.SET_UP):
            return
        self._reading = True
        bar_id = session.bar.id
        self._lanes.run(
            Lane.READER, lambda: self._backend.support.shared(bar_id), apply=self._read, undo=self._not_read
        )

    def read_log(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Every code, look, pointer and tip of this bar: a :class:`SupportLog`, newest first."""
        bar_id = self._bar_id

        def work() -> SupportLog:
            return self._backend.support.log(bar_id)

        self._command(work, owner, done, failed)

    def put_tip_away(self) -> None:
        """The owner has read it."""
        sharing = self._sharing
        self._state.support.set(replace(sharing, tip_read_at=sharing.told_at))

    # --- on the GUI thread

    @property
    def _sharing(self) -> Sharing:
        return self._state.support.value

    def _ask(
        self, work: Callable[[], SupportShare], owner: QObject | None, done: Done, failed: Failed
    ) -> None:
        self._state.support.set(replace(self._sharing, busy=True, problem=None))
        self._command(work, owner, done, failed, apply=self._answered, undo=self._refused)

    def _answered(self, share: SupportShare) -> Sharing:
        self._state.support.set(replace(self._merged(share), busy=False, problem=None))
        self._pace()
        return self._sharing

    def _refused(self, problem: Problem) -> None:
        if problem.code == "not_found":  # what was to be renewed has run out
            self._state.support.set(Sharing())
        else:
            self._state.support.set(replace(self._sharing, busy=False, problem=problem))
        self._pace()

    def _read(self, share: SupportShare) -> None:
        self._reading = False
        if not self._sharing.busy:  # else an answer that is newer is on its way
            self._state.support.set(self._merged(share))
        self._pace()

    def _not_read(self, _problem: Problem) -> None:
        self._reading = False

    def _merged(self, share: SupportShare) -> Sharing:
        """What the service says, with the code this PC remembers while it is still the same sharing."""
        if not share.open:
            return Sharing()
        before = self._sharing
        code: Any = share.code or (before.code if before.open else None)
        return replace(
            before,
            open=True,
            code=code,
            expires_at=share.expires_at,
            opened_by=share.opened_by,
            looking=share.looking,
            pointed_at=share.pointed_at,
            tip=share.tip,
            told_at=share.told_at,
        )

    def _pace(self) -> None:
        if self._sharing.open and not self._timer.isActive():
            self._timer.start()
        elif not self._sharing.open:
            self._timer.stop()

    def _follow(self, changes: ChangeSet) -> None:
        if changes.setup_changed and self._sharing.open:
            self.refresh()

    def _session_changed(self, session: Session) -> None:
        """Somebody else at the counter has nothing open; an owner who comes back may have."""
        if session.may(Capability.SET_UP):
            if not self._sharing.open:
                self.refresh()
        elif not session.is_open and session.person is None:
            self._state.support.set(Sharing())
            self._pace()
