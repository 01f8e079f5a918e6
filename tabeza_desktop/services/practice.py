"""The practice phone on screen: what it shows, and what the person playing the customer answers."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from tabeza_desktop.core.practice import PhoneAnswer, PhonePrompt, Practice
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.services.backend import Backend, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lanes, Refusal
from tabeza_desktop.state.app_state import AppState

if TYPE_CHECKING:
    from tabeza_desktop.api.practice_phone import PracticePhone

RETRY_SECONDS: Final = 2.0
SPIN_SECONDS: Final = 0.2
"""The simulator holds the request; one that answers at once without news is asked no faster than this."""


class PracticeService(Service):
    """Does nothing outside practice mode."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState) -> None:
        super().__init__(lanes, backend, state)
        self._phone: PracticePhone | None = None
        self._version: int | None = None
        self._loop = lanes.loop("practice-phone", self._step)

    def start(self) -> None:
        info = self._backend.config.practice
        if info is not None:
            self._state.practice.set(Practice(info))
            self._loop.start()

    def answer(
        self, answer: PhoneAnswer, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """What the customer does with the prompt that shows now. Fails with ``not_found`` if none does."""
        prompt = self._state.practice.value.prompt

        def work() -> None:
            if prompt is None or self._phone is None:
                raise Refusal(Problem("not_found"))
            self._phone.answer(prompt.id, answer)

        self._command(work, owner, done, failed)

    def _step(self) -> float | None:
        if self._phone is None:
            self._phone = self._backend.practice_phone()
        started = time.monotonic()
        try:
            version, prompt = self._phone.wait(self._version)
        except Exception as error:
            problem = to_problem(error)
            if problem is None:
                raise
            self._lanes.post(lambda: self._show(None, problem))
            return RETRY_SECONDS
        if version != self._version:
            self._version = version
            self._lanes.post(lambda: self._show(prompt, None))
        return 0.0 if time.monotonic() - started > SPIN_SECONDS else SPIN_SECONDS

    def _show(self, prompt: PhonePrompt | None, problem: Problem | None) -> None:
        self._state.practice.set(replace(self._state.practice.value, prompt=prompt, problem=problem))
