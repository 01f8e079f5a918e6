"""Pairing this PC with a bar: look what a code is for, compare who the service is, claim it, set the owner's PIN.

The claim's key is written down before the claim is sent, so that a power cut between the two is mended by typing the
same code again. Nothing is sent to a service whose identity is not the one this PC knows.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject

from tabeza_desktop.core.pairing import Pairing, PairingOffer, ServiceWho
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.services.backend import Backend, new_id
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lanes, Refusal
from tabeza_desktop.services.session import Opened, SessionService
from tabeza_desktop.services.sync import SyncService
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.pairing_codes import PairingPurpose, normalise_code
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import Paired

if TYPE_CHECKING:
    from tabeza_desktop.store.state import DeviceRecord

NAME_MAX: Final = 60


class PairingService(Service):
    def __init__(
        self, lanes: Lanes, backend: Backend, state: AppState, sync: SyncService, session: SessionService
    ) -> None:
        super().__init__(lanes, backend, state)
        self._sync, self._session = sync, session
        session.disconnected = self._forget_bar

    def look(self, code: str, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """What the code is for and who the service is. Uses nothing up; a wrong code counts as a try."""
        self._state.pairing.set(Pairing(busy=True))

        def apply(offer: PairingOffer) -> PairingOffer:
            self._state.pairing.set(Pairing(offer=offer))
            return offer

        self._command(lambda: self._look(code), owner, done, failed, apply=apply, undo=self._refused)

    def forget_offer(self) -> None:
        """Back to the code."""
        self._state.pairing.set(Pairing())

    def claim(
        self,
        offer: PairingOffer,
        device_name: str,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Pair this PC. Afterwards the owner's PIN is to be set, or someone signs in."""
        self._state.pairing.set(replace(self._state.pairing.value, offer=offer, busy=True, problem=None))
        self._command(
            lambda: self._claim(offer, device_name),
            owner,
            done,
            failed,
            apply=self._claimed,
            undo=self._refused,
        )

    def set_owner(
        self, name: str, pin: Secret, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """The owner's name and PIN, once; then the owner is signed in."""
        self._command(lambda: self._set_owner(name, pin), owner, done, failed, apply=self._session.opened)

    def unpair(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """Forget the bar on this PC."""
        self._sync.follow(None)
        self._command(self._unpair, owner, done, failed, apply=self._unpaired)

    def _forget_bar(self) -> None:
        """The owner disconnected this PC: nothing of the bar stays on it, and the pairing screen says what happened."""

        def apply(_: None) -> None:
            self._unpaired(None, ended_by="device_revoked")

        self._command(self._unpair, None, None, None, apply=apply)

    # --- in a lane

    def _look(self, text: str) -> PairingOffer:
        from tabeza_desktop.api.sealing import check_identity, fingerprint_of, words_of

        code = normalise_code(text)
        if code is None:
            raise Refusal(Problem("pairing_code_wrong"))
        api, pinned = self._backend.api, self._backend.config.identity_fingerprint
        identity = api.identity()
        check_identity(identity, pinned)
        look = api.pairing_look(code)
        if (look.purpose is PairingPurpose.SUPPORT_DESK) != self._backend.config.support:
            raise Refusal(Problem("code_of_other_kind"))
        who = ServiceWho(
            identity.kind, words_of(identity), fingerprint_of(identity), must_compare=pinned is None
        )
        return PairingOffer(code, look, who)

    def _claim(self, offer: PairingOffer, device_name: str) -> tuple[Paired, str | None]:
        from tabeza_desktop.api.sealing import check_identity
        from tabeza_desktop.store.state import DeviceRecord

        backend = self._backend
        code_hash = hashlib.sha256(
            f"tabeza/claim/{offer.identity.fingerprint}/{offer.code}".encode()
        ).hexdigest()
        claim_key = backend.state.claim_key(code_hash, new_id(), backend.now())
        check_identity(backend.api.identity(), offer.identity.fingerprint)
        paired = backend.api.pairing_claim(offer.code, claim_key, device_name.strip()[:NAME_MAX] or "PC")
        backend.secrets.put("refresh_token", Secret(paired.tokens.refresh_token))
        if paired.owner_ticket is not None:
            backend.secrets.put("owner_ticket", Secret(paired.owner_ticket))
        backend.state.save_device(
            DeviceRecord(
                service_url=backend.service_url(),
                service_kind=offer.identity.kind,
                identity_fingerprint=offer.identity.fingerprint,
                device_id=paired.device_id,
                device_name=paired.device_name,
                bar=paired.bar,
                owner_to_set=paired.purpose is PairingPurpose.CLAIM_OWNER and paired.owner_ticket is not None,
            )
        )
        backend.state.forget_claims()
        backend.api.begin_device(paired.tokens)
        return paired, backend.secrets.reason

    def _set_owner(self, name: str, pin: Secret) -> Opened:
        backend = self._backend
        ticket = backend.secrets.get("owner_ticket")
        if ticket is None:
            raise Refusal(Problem("person_exists"))
        keep = Secret(pin.reveal())
        try:
            person = backend.api.set_owner(ticket, name.strip(), pin)
            record = backend.device_record()
            backend.state.save_device(_with_owner_set(record))
            backend.secrets.drop("owner_ticket")
            opened = self._session.open_with(person.id, keep)
        finally:
            pin.wipe()
            keep.wipe()
        return opened

    def _unpair(self) -> None:
        backend = self._backend
        for name in ("refresh_token", "device_key", "owner_ticket"):
            backend.secrets.drop(name)
        backend.cache.belong_to("nobody")
        backend.api.forget_device()
        backend.state.forget_device()

    # --- on the GUI thread

    def _refused(self, problem: Problem) -> None:
        self._state.pairing.set(replace(self._state.pairing.value, busy=False, problem=problem))
        if problem.code == "identity_mismatch":
            self._sync.failed(problem.code)

    def _claimed(self, answer: tuple[Paired, str | None]) -> Session:
        paired, keyring_problem = answer
        phase = Phase.OWNER_PIN if paired.owner_ticket is not None else Phase.SIGNED_OUT
        offer = self._state.pairing.value.offer
        session = Session(
            phase=phase,
            bar=paired.bar,
            device_id=paired.device_id,
            device_name=paired.device_name,
            keyring_problem=keyring_problem,
            service_kind=offer.identity.kind if offer else None,
        )
        self._state.pairing.set(Pairing())
        self._state.session.set(session)
        if phase is Phase.SIGNED_OUT:
            self._session.refresh_people()
        return session

    def _unpaired(self, _: None, ended_by: str | None = None) -> Session:
        self._state.trade.forget()
        self._state.mpesa.set(None)
        session = Session(phase=Phase.UNPAIRED, ended_by=ended_by)
        self._state.session.set(session)
        return session


def _with_owner_set(record: DeviceRecord) -> DeviceRecord:
    return msgspec.structs.replace(record, owner_to_set=False)
