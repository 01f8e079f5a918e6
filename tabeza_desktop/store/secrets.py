"""The operating system's keyring, and what happens without one: the sign-in lives in memory and the person is told.

Never call this on the GUI thread: a locked keyring may ask the user, and blocks until they answer. Only tokens and
the device key are ever put here; Daraja keys never are.
"""

from __future__ import annotations

from threading import Lock
from typing import Final, Literal, Protocol

from tabeza_protocol.secret import Secret

SecretName = Literal["refresh_token", "device_key", "owner_ticket"]
KeyringReason = Literal["no_backend", "locked", "failed"]
SERVICE_NAME: Final = "tabeza"
PRACTICE_SERVICE_NAME: Final = "tabeza-practice"


class SecretStore(Protocol):
    """Where a few secrets are kept. ``reason`` says why they are in memory only, or is None."""

    @property
    def reason(self) -> KeyringReason | None: ...
    def get(self, name: SecretName) -> Secret | None: ...
    def put(self, name: SecretName, value: Secret) -> None: ...
    def drop(self, name: SecretName) -> None: ...


class MemoryStore:
    """Forgets everything when the program ends."""

    def __init__(self, reason: KeyringReason | None = None) -> None:
        self.reason: KeyringReason | None = reason
        self._held: dict[SecretName, Secret] = {}

    def get(self, name: SecretName) -> Secret | None:
        return self._held.get(name)

    def put(self, name: SecretName, value: Secret) -> None:
        self._held[name] = value

    def drop(self, name: SecretName) -> None:
        self._held.pop(name, None)


class KeyringStore:
    """The system keyring, with a copy in memory so that one failure does not end a running shift.

    Never raises for a keyring that is missing, locked or broken: it goes on in memory and ``reason`` says why. A value
    is read back after writing, because a null backend accepts everything and keeps nothing.
    """

    def __init__(self, service: str, install_id: str) -> None:
        self._service, self._install_id = service, install_id
        self._memory: dict[SecretName, Secret] = {}
        self._gone: set[SecretName] = set()
        self._lock = Lock()
        self.reason: KeyringReason | None = None

    def get(self, name: SecretName) -> Secret | None:
        with self._lock:
            if name in self._memory:
                return self._memory[name]
            held = None if name in self._gone else self._read(name)
            if held is not None:
                self._memory[name] = held
            return held

    def put(self, name: SecretName, value: Secret) -> None:
        import keyring

        with self._lock:
            self._memory[name] = value
            self._gone.discard(name)
            try:
                keyring.set_password(self._service, self._user(name), value.reveal())
                kept = keyring.get_password(self._service, self._user(name))
            except keyring.errors.KeyringError as error:
                self.reason = _reason(error)
                return
            self.reason = None if kept == value.reveal() else "no_backend"

    def drop(self, name: SecretName) -> None:
        import keyring

        with self._lock:
            self._memory.pop(name, None)
            self._gone.add(name)
            try:
                if keyring.get_password(self._service, self._user(name)) is not None:
                    keyring.delete_password(self._service, self._user(name))
            except keyring.errors.KeyringError as error:
                self.reason = _reason(error)

    def _read(self, name: SecretName) -> Secret | None:
        import keyring

        try:
            value = keyring.get_password(self._service, self._user(name))
        except keyring.errors.KeyringError as error:
            self.reason = _reason(error)
            return None
        return None if value is None else Secret(value)

    def _user(self, name: SecretName) -> str:
        return f"{name}@{self._install_id}"


def _reason(error: Exception) -> KeyringReason:
    from keyring import errors

    if isinstance(error, errors.NoKeyringError):
        return "no_backend"
    return "locked" if isinstance(error, (errors.KeyringLocked, errors.InitError)) else "failed"
