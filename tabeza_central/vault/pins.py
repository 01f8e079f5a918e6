"""PINs as they are kept: Argon2id with a pepper derived from the master key, so a dump alone cannot be searched.

A PIN has four to eight digits, so the real guard is the number of tries (counted by the service); the hash makes a
stolen database useless without the key.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tabeza_central.vault.keyring import Keyring
from tabeza_protocol.secret import Secret

_ITERATIONS: Final = 2
_LANES: Final = 1
_MEMORY_KIB: Final = 19 * 1024
"""OWASP's second recommended setting (19 MiB, t=2, p=1): about 35 ms here."""
SALT_BYTES: Final = 16


class Pins:
    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def hash(self, pin: Secret, salt: bytes) -> str:
        """``key id : PHC string``. ``salt`` is 16 fresh random bytes."""
        key_id = self._keyring.current_id
        kdf = Argon2id(
            salt=salt,
            length=32,
            iterations=_ITERATIONS,
            lanes=_LANES,
            memory_cost=_MEMORY_KIB,
            secret=self._pepper(key_id),
        )
        return f"{key_id}:{kdf.derive_phc_encoded(pin.reveal().encode())}"

    def matches(self, pin: Secret, stored: str) -> bool:
        """Whether ``pin`` is the one behind ``stored``. A hash under a key we no longer hold matches nothing."""
        key_id, _, phc = stored.partition(":")
        if key_id not in self._keyring:
            return False
        try:
            Argon2id.verify_phc_encoded(pin.reveal().encode(), phc, self._pepper(key_id))
        except (InvalidKey, ValueError):
            return False
        return True

    def needs_rehash(self, stored: str) -> bool:
        return stored.partition(":")[0] != self._keyring.current_id

    def _pepper(self, key_id: str) -> bytes:
        return self._keyring.derive(key_id, "pin-pepper/v1")
