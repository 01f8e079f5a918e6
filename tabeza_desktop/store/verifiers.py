"""Unlocking without the service: Argon2id verifiers of people who signed in here this shift, bound to this device.

The PIN is mixed with a device key that lives in the keyring, so a copied file alone lets nobody try PINs. Five tries,
counted on the disk; then only the service can say. What it opens is read-only.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from tabeza_desktop.core.times import micros
from tabeza_desktop.store.database import disk_errors
from tabeza_desktop.store.state import StateStore
from tabeza_desktop.store.state_schema import offline_verifiers as table
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView

TRIES: Final = 5
MEMORY_KIB: Final = 32 * 1024
ITERATIONS: Final = 3
LANES: Final = 1
SALT_BYTES: Final = 16
DIGEST_BYTES: Final = 32


class OfflineVerifiers:
    """Remembers and checks. ``device_key`` is this device's key from the keyring."""

    def __init__(self, state: StateStore) -> None:
        self._state = state

    def remember(
        self, person: PersonView, device_id: str, pin: Secret, device_key: Secret, until: datetime
    ) -> None:
        """After a sign-in that the service accepted. Replaces what was held of this person."""
        salt = os.urandom(SALT_BYTES)
        values = {
            "person_id": person.id,
            "device_id": device_id,
            "body": msgspec.json.encode(person),
            "salt": salt,
            "digest": _digest(pin, salt, device_key, device_id),
            "valid_until": micros(until),
            "tries_left": TRIES,
        }
        statement = insert(table).values(values)
        with disk_errors(), self._state.engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))

    def check(
        self, person_id: str, device_id: str, pin: Secret, device_key: Secret, now: datetime
    ) -> PersonView | None:
        """The person if the PIN is theirs, the shift is not over and tries are left; else None, and one try less."""
        with disk_errors(), self._state.engine.begin() as connection:
            row = connection.execute(
                select(table).where(table.c.person_id == person_id, table.c.device_id == device_id)
            ).one_or_none()
            if row is None or row.tries_left <= 0 or row.valid_until <= micros(now):
                return None
            # The try is spent before it is judged: pulling the plug gains nobody another one.
            connection.execute(
                update(table).where(table.c.person_id == person_id).values(tries_left=row.tries_left - 1)
            )
        if not hmac.compare_digest(_digest(pin, row.salt, device_key, device_id), row.digest):
            return None
        with disk_errors(), self._state.engine.begin() as connection:
            connection.execute(update(table).where(table.c.person_id == person_id).values(tries_left=TRIES))
        return msgspec.json.decode(row.body, type=PersonView)

    def keep_only(self, person_ids: Iterable[str]) -> None:
        """Who is not at this bar any more unlocks nothing."""
        with disk_errors(), self._state.engine.begin() as connection:
            connection.execute(delete(table).where(table.c.person_id.not_in(list(person_ids))))

    def forget(self, person_id: str) -> None:
        """Signed out: the next unlock needs the service."""
        with disk_errors(), self._state.engine.begin() as connection:
            connection.execute(delete(table).where(table.c.person_id == person_id))


def _digest(pin: Secret, salt: bytes, device_key: Secret, device_id: str) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=DIGEST_BYTES,
        iterations=ITERATIONS,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
        ad=device_id.encode(),
        secret=bytes.fromhex(device_key.reveal()),
    )
    return kdf.derive(pin.reveal().encode())
