"""What every service shares: where it works, what it may touch, and the three callbacks of a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.services.backend import Backend
from tabeza_desktop.services.lanes import Lane, Lanes, Refusal
from tabeza_desktop.state.app_state import AppState

Done = Callable[..., object] | None
Failed = Callable[[Problem], object] | None


class Service:
    """A service lives on the GUI thread; its private ``_work`` functions run in lanes and touch only ``_backend``."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState) -> None:
        self._lanes, self._backend, self._state = lanes, backend, state

    def _command(
        self,
        work: Callable[[], Any],
        owner: QObject | None,
        done: Done,
        failed: Failed,
        *,
        apply: Callable[[Any], Any] | None = None,
        undo: Callable[[Problem], None] | None = None,
    ) -> None:
        self._lanes.run(Lane.COMMANDS, work, apply=apply, undo=undo, owner=owner, done=done, failed=failed)

    def _keep(self, write: Callable[[], None]) -> None:
        """A small write to the state file. If the disk refuses, the person is told once, in ``state.health``."""
        self._lanes.run(Lane.KEEPER, write, undo=self._note_disk)

    def _note_disk(self, problem: Problem) -> None:
        if problem.code == "disk_failed":
            self._state.health.set(replace(self._state.health.value, disk_problem=problem.code))

    @property
    def _bar_id(self) -> str:
        """The bar at hand. Raises :class:`Refusal` (``signed_out``) if there is none."""
        bar = self._state.session.value.bar
        if bar is None:
            raise Refusal(Problem("signed_out"))
        return bar.id
