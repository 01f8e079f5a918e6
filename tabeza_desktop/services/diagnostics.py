"""The console's own history in its log, and the text that support may see: collected and saved when a person asks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.health import Health, StallFigures
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.diagnostics.logs import get_logger
from tabeza_desktop.services.backend import Backend
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Lanes, Refusal
from tabeza_desktop.state.app_state import AppState

log = get_logger("console")


class DiagnosticsService(Service):
    """Private state: the connection and the pauses last written down, so that each change is one line."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState) -> None:
        super().__init__(lanes, backend, state)
        self._connection: ConnectionKind | None = None
        self._stalls = StallFigures()
        state.connection.changed.connect(self._note_connection)
        state.health.changed.connect(self._note_pauses)

    def collect(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """The text, exactly as it would be saved. Nothing is written or sent."""
        health = self._state.health.value

        def work() -> str:
            from tabeza_desktop.diagnostics.bundle import build_bundle, sources_of

            return build_bundle(sources_of(self._backend.config.data_dir, health))

        self._command(work, owner, done, failed)

    def save(
        self, text: str, path: Path, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Write what was shown, to the letter. Raises ``disk_failed`` if it can't be written there."""

        def work() -> None:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise Refusal(Problem("disk_failed")) from error

        self._command(work, owner, done, failed)

    def _note_connection(self, connection: Connection) -> None:
        if connection.kind is self._connection:
            return
        self._connection = connection.kind
        state = connection.kind.value
        self._lanes.run(Lane.KEEPER, lambda: log.info("connection", state=state))

    def _note_pauses(self, health: Health) -> None:
        stalls = health.stalls
        if stalls.stalls_over_50_ms == self._stalls.stalls_over_50_ms:
            return
        self._stalls = stalls
        self._lanes.run(
            Lane.KEEPER,
            lambda: log.info(
                "pauses", beats=stalls.beats, stalls=stalls.stalls_over_50_ms, longest_ms=stalls.longest_ms
            ),
        )
