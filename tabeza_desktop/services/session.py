"""Who is signed in at this counter: sign-in, lock, unlock (also without the service, read-only), switch, sign-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.diagnostics.logs import get_logger
from tabeza_desktop.services.backend import Backend, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lanes, Refusal
from tabeza_desktop.services.sync import SyncService
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import BarSummary, PersonView, SignedIn

OFFLINE_CODES: Final = frozenset(
    {
        "no_network",
        "timed_out",
        "captive_portal",
        "proxy_sign_in",
        "bad_answer",
        "unavailable",
        "maintenance",
        "too_busy",
        "internal",
    }
)
"""The service said nothing about the PIN: this PC may judge it, for reading only."""
log = get_logger("session")


@dataclass(frozen=True, slots=True)
class Opened:
    """Who came in. ``bar`` is None when only this PC could judge the PIN: then it is for reading only."""

    person: PersonView
    bar: BarSummary | None
    keyring_problem: str | None


class SessionService(Service):
    """Turns PINs into sessions. A PIN is wiped as soon as it was tried."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState, sync: SyncService) -> None:
        super().__init__(lanes, backend, state)
        self._sync = sync
        sync.session_ended = self._ended
        self.disconnected: Callable[[], None] = lambda: None
        """What forgets the bar on this PC once the service said that it was disconnected."""

    def refresh_people(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Who may sign in here, as the service knows it now."""
        bar_id = self._bar_id

        def apply(people: tuple[PersonView, ...]) -> tuple[PersonView, ...]:
            self._state.session.set(replace(self._state.session.value, people=people))
            return people

        self._command(lambda: self._people(bar_id), owner, done, failed, apply=apply)

    def _people(self, bar_id: str) -> tuple[PersonView, ...]:
        people = self._backend.api.people(bar_id).people
        self._backend.state.save_people(people)
        self._backend.verifiers.keep_only(person.id for person in people)
        return people

    def sign_in(
        self,
        person_id: str,
        pin: Secret,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Sign in, or unlock as someone. Without the service: read-only, if this person signed in here this shift."""

        def undo(problem: Problem) -> None:
            if problem.code == "device_revoked":
                self._ended(problem.code)

        self._command(
            lambda: self.open_with(person_id, pin), owner, done, failed, apply=self.opened, undo=undo
        )

    def unlock(
        self, pin: Secret, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """The same person comes back."""
        person = self._state.session.value.person
        if person is None:
            raise ValueError("nobody locked this screen")
        self.sign_in(person.id, pin, owner, done, failed)

    def lock(self) -> None:
        """Hide everything at once. The feed goes on, and so does any payment being asked for."""
        session = self._state.session.value
        if session.phase is Phase.SIGNED_IN:
            self._state.session.set(replace(session, phase=Phase.LOCKED))

    def switch_user(self) -> None:
        """Back to the faces; the session that was open is ended at the service by itself."""
        self._close(ended_by=None)
        self._command(self._end_session, None, None, None)
        self.refresh_people()

    def sign_out(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """End the shift of this person: the next unlock needs the service."""
        person = self._state.session.value.person
        self._close(ended_by=None)

        def work() -> None:
            if person is not None:
                self._backend.verifiers.forget(person.id)
            self._end_session()

        self._command(work, owner, done, failed, apply=lambda _: self._state.session.value)

    # --- in a lane

    def open_with(self, person_id: str, pin: Secret) -> Opened:
        """In a lane: try a PIN at the service, or here if it can't be reached."""
        try:
            answer = self._backend.api.sign_in(person_id, pin)
        except Exception as error:
            problem = to_problem(error)
            if problem is None or problem.code not in OFFLINE_CODES:
                pin.wipe()
                raise
            return self._open_offline(person_id, pin, problem)
        self._remember(answer, pin)
        return Opened(answer.person, answer.bar, self._backend.secrets.reason)

    def _open_offline(self, person_id: str, pin: Secret, problem: Problem) -> PersonView:
        try:
            device_id = self._backend.device_record().device_id
            person = self._backend.verifiers.check(
                person_id, device_id, pin, self._backend.device_key(), self._backend.now()
            )
        finally:
            pin.wipe()
        if person is None:
            raise Refusal(problem)
        return Opened(person, None, self._backend.secrets.reason)

    def _remember(self, answer: SignedIn, pin: Secret) -> None:
        """Keep what an offline unlock needs. A disk that refuses costs that convenience, not the sign-in."""
        api, record = self._backend.api, self._backend.device_record()
        try:
            self._backend.verifiers.remember(
                answer.person, record.device_id, pin, self._backend.device_key(), answer.expires_at
            )
            self._backend.cache.belong_to(f"{record.identity_fingerprint}/{answer.bar.id}")
        except Exception as error:
            if to_problem(error) is None:
                raise
            log.warning("offline_unlock_unavailable", kind=type(error).__name__)
        finally:
            pin.wipe()
        api.replace_session(Secret(answer.session_token))

    def _end_session(self) -> None:
        api = self._backend.api
        try:
            if api.has_session:
                api.sign_out()
        except Exception as error:
            if to_problem(error) is None:
                raise  # the session runs out by itself at the end of the shift
        finally:
            api.end_session()

    # --- on the GUI thread

    def opened(self, answer: Opened) -> Session:
        """On the GUI thread: show who came in."""
        session = self._state.session.value
        opened = replace(
            session,
            phase=Phase.SIGNED_IN,
            person=answer.person,
            bar=answer.bar or session.bar,
            read_only=answer.bar is None,
            ended_by=None,
            keyring_problem=answer.keyring_problem,
        )
        self._state.session.set(opened)
        if answer.bar is not None and answer.bar.id:  # a support desk belongs to no bar and has no feed
            self._sync.follow(answer.bar.id)
        return opened

    def _close(self, ended_by: str | None) -> None:
        self._sync.follow(None)
        session = self._state.session.value
        phase = Phase.UNPAIRED if ended_by == "device_revoked" else Phase.SIGNED_OUT
        self._state.session.set(
            replace(session, phase=phase, person=None, read_only=False, ended_by=ended_by)
        )

    def _ended(self, code: str) -> None:
        """The service ended the session: back to the faces, or to pairing if this PC was disconnected."""
        session = self._state.session.value
        if session.phase not in (Phase.SIGNED_IN, Phase.LOCKED, Phase.SIGNED_OUT):
            return
        self._close(ended_by=code)
        if code == "device_revoked":
            self.disconnected()
            return
        self._command(lambda: self._forget_session(session.person if code == "signed_out" else None), None, None, None)
        self.refresh_people()

    def _forget_session(self, ended_at_service: PersonView | None) -> None:
        """In a lane. Ended before its time (new PIN, other role, taken away): nor does the old PIN unlock offline."""
        self._backend.api.end_session()
        if ended_at_service is not None:
            self._backend.verifiers.forget(ended_at_service.id)
