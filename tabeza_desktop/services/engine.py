"""Starts and stops what runs behind the windows, and ties models to state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.services.backend import CACHE_FILE, STATE_FILE, Backend
from tabeza_desktop.services.console import Models, Services
from tabeza_desktop.services.lanes import Lane, Lanes
from tabeza_desktop.services.memory import Housekeeping
from tabeza_desktop.services.sync import SyncService
from tabeza_desktop.state.app_state import AppState

if TYPE_CHECKING:
    from tabeza_desktop.core.connection import Connection
    from tabeza_desktop.store.glance import Glance

AFTER_FIRST_PAINT_MS: Final = 50


@dataclass(frozen=True, slots=True)
class Remembered:
    """What this PC remembers, read in one go at the start."""

    preferences: Preferences
    session: Session
    snapshot: ChangeSet
    cache_rebuilt: bool


class ConsoleEngine:
    def __init__(
        self,
        lanes: Lanes,
        backend: Backend,
        state: AppState,
        sync: SyncService,
        services: Services,
        models: Models,
    ) -> None:
        self._lanes, self._backend, self._state, self._sync = lanes, backend, state, sync
        self._services, self._models = services, models
        self._followed: str | None = None
        self._glanced: ChangeSet | None = None
        self._housekeeping = Housekeeping()
        self._wire()

    def start(self) -> None:
        """Glance at what this PC remembers and paint it; then read it in full and ask the service."""
        self._lanes.run(Lane.READER, self._glance, apply=self._show_glance, undo=lambda _: self._read_in_full())
        self._services.practice.start()
        self._sync.start()

    def stop(self) -> None:
        """End the lanes; files are closed if all work had ended (else the program's end closes them)."""
        self._sync.stop()
        self._services.payments.stop()
        if self._lanes.stop():
            self._backend.close()

    def try_now(self) -> None:
        self._sync.try_now()

    # --- wiring

    def _wire(self) -> None:
        state, models = self._state, self._models
        for model in (models.tabs, models.payments, models.lines):
            state.trade.applied.connect(model.apply)
            state.clock.changed.connect(model.set_now)
        state.trade.applied.connect(self._people_changed)
        state.preferences.changed.connect(self._preferences_changed)
        state.connection.changed.connect(self._connection_changed)
        state.session.changed.connect(self._session_changed)
        models.payments.ask_more = self._services.history.more
        models.payments.ask_again = self._services.history.again
        models.payments.ask_totals = self._services.history.refresh_totals

    def _people_changed(self, changes: ChangeSet) -> None:
        """Somebody was added, renamed or taken away: the faces of who-are-you follow."""
        if changes.people_changed and self._state.session.value.bar is not None:
            self._services.session.refresh_people()

    def _preferences_changed(self, preferences: Preferences) -> None:
        for model in (self._models.tabs, self._models.payments, self._models.lines):
            model.set_lang(preferences.lang)

    def _connection_changed(self, connection: Connection) -> None:
        for model in (self._models.tabs, self._models.payments, self._models.lines):
            model.set_stale(connection.is_stale)

    def _session_changed(self, session: Session) -> None:
        """Once per bar: find what was on its way when the program last ended."""
        at_bar = session.bar is not None and session.bar.id  # a support desk belongs to none
        if session.phase is Phase.SIGNED_IN and at_bar and self._followed != session.bar.id:
            self._followed = session.bar.id
            self._services.payments.resume(session.bar.id)
            self._housekeeping.settle()
        if session.phase is Phase.UNPAIRED:
            self._followed = None
            self._state.trade.forget()
            self._models.lines.clear()
            self._services.payments.forget()

    # --- the start

    def _glance(self) -> Glance | None:
        from tabeza_desktop.store.glance import glance

        folder = self._backend.config.data_dir
        return glance(folder / STATE_FILE, folder / CACHE_FILE)

    def _show_glance(self, found: Glance | None) -> None:
        """Faces and tabs first. The full reading loads so much that it would hold up their first painting."""
        if found is None:
            self._read_in_full()
            return
        self._glanced = found.snapshot
        self._state.preferences.set(self._chosen(found.preferences))
        device = found.device
        self._state.session.set(
            Session(
                phase=Phase.SIGNED_OUT,
                bar=device.bar,
                device_id=device.device_id,
                device_name=device.device_name,
                people=found.people,
                service_kind=device.service_kind,
            )
        )
        self._sync.show_cached(found.snapshot)
        QTimer.singleShot(AFTER_FIRST_PAINT_MS, self._lanes, self._read_in_full)

    def _read_in_full(self) -> None:
        self._lanes.run(Lane.READER, self._read, apply=self._remember, undo=self._unreadable)

    def _read(self) -> Remembered:
        backend = self._backend
        state = backend.state
        preferences, record = state.preferences(), state.device()
        if record is None or backend.secrets.get("refresh_token") is None:
            problem = backend.secrets.reason if record is not None else None
            session = Session(phase=Phase.UNPAIRED, keyring_problem=problem)
            return Remembered(preferences, session, ChangeSet(), False)
        owner_pin = record.owner_to_set and backend.secrets.get("owner_ticket") is not None
        session = Session(
            phase=Phase.OWNER_PIN if owner_pin else Phase.SIGNED_OUT,
            bar=record.bar,
            device_id=record.device_id,
            device_name=record.device_name,
            people=state.people(),
            keyring_problem=backend.secrets.reason,
            service_kind=record.service_kind,
        )
        cache = backend.cache
        cache.belong_to(f"{record.identity_fingerprint}/{record.bar.id}")
        return Remembered(preferences, session, cache.snapshot(), cache.rebuilt)

    def _remember(self, found: Remembered) -> None:
        """The full reading has the last word, unless somebody signed in meanwhile: then the feed knows better."""
        if found.cache_rebuilt:
            self._state.health.set(replace(self._state.health.value, cache_rebuilt=True))
        if self._state.session.value.person is None:
            if self._glanced is None:
                self._state.preferences.set(self._chosen(found.preferences))
            self._state.session.set(found.session)
            if self._glanced is None or found.snapshot.tabs != self._glanced.tabs:
                self._sync.show_cached(found.snapshot)
        self._housekeeping.settle()
        if found.session.bar is not None:
            self._services.session.refresh_people()

    def _chosen(self, kept: Preferences) -> Preferences:
        """What was kept for this PC, but for a language asked for this time."""
        lang = self._backend.config.lang
        return kept if lang is None else replace(kept, lang=lang)

    def _unreadable(self, problem: Problem) -> None:
        """The state file could not be read: the console says so and offers pairing; it does not pretend."""
        self._state.health.set(replace(self._state.health.value, disk_problem=problem.code))
        self._state.session.set(Session(phase=Phase.UNPAIRED))
