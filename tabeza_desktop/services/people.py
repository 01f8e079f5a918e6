"""The bar's people and counter PCs, for the owner. Who may sign in is in ``state.session.people``, kept by the feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QObject

from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView


class PeopleService(Service):
    """Every change is the service's to make; its answer is shown at once. A PIN is wiped as soon as it was sent."""

    def add(
        self, name: str, pin: Secret, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """A new cashier, with the PIN that he or she chose."""
        bar_id = self._bar_id
        self._change(lambda: self._with_pin(pin, lambda: self._backend.api.add_person(bar_id, name, pin)), owner, done,
                     failed)

    def change_role(
        self, person_id: str, role: Literal["owner", "cashier"], owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:
        bar_id = self._bar_id
        self._change(lambda: self._backend.people.change_role(bar_id, person_id, role), owner, done, failed)

    def reset_pin(
        self, person_id: str, pin: Secret, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        bar_id = self._bar_id
        self._change(
            lambda: self._with_pin(pin, lambda: self._backend.people.reset_pin(bar_id, person_id, pin)), owner, done,
            failed,
        )

    def remove(
        self, person_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Takes a person away for good."""
        bar_id = self._bar_id

        def apply(_: None) -> None:
            session = self._state.session.value
            left = tuple(person for person in session.people if person.id != person_id)
            self._state.session.set(replace(session, people=left))

        self._command(lambda: self._backend.people.remove(bar_id, person_id), owner, done, failed, apply=apply)

    def devices(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """The bar's counter PCs, disconnected ones too."""
        bar_id = self._bar_id
        self._command(lambda: self._backend.api.devices(bar_id).devices, owner, done, failed)

    def disconnect(
        self, device_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Ends another PC's pairing; ``done`` gets the devices as they are then."""
        bar_id = self._bar_id

        def work() -> object:
            self._backend.people.disconnect(bar_id, device_id)
            return self._backend.api.devices(bar_id).devices

        self._command(work, owner, done, failed)

    def new_pairing_code(
        self, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """A code for one more PC: single use, ten minutes."""
        bar_id = self._bar_id
        self._command(lambda: self._backend.api.new_pairing_code(bar_id), owner, done, failed)

    # --- helpers

    @staticmethod
    def _with_pin(pin: Secret, work: Callable[[], PersonView]) -> PersonView:
        try:
            return work()
        finally:
            pin.wipe()

    def _change(self, work: Callable[[], PersonView], owner: QObject | None, done: Done, failed: Failed) -> None:
        def apply(person: PersonView) -> PersonView:
            session = self._state.session.value
            others = [held for held in session.people if held.id != person.id]
            people = sorted((*others, person), key=lambda one: (one.role != "owner", one.name))
            self._state.session.set(replace(session, people=tuple(people)))
            return person

        self._command(work, owner, done, failed, apply=apply)
