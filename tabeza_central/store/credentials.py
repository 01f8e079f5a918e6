"""A bar's credential versions, sealed. A version is a candidate until its KES 1 test passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_C = schema.mpesa_credential_candidates
SEALED_COLUMNS = ("consumer_key_encrypted", "consumer_secret_encrypted", "passkey_encrypted")


@dataclass(frozen=True, slots=True)
class Version:
    """One row of ``mpesa_credential_candidates``. ``checks`` is JSON text."""

    bar_id: str
    version: int
    environment: str
    business_shortcode: str
    declared_kind: str
    registered_name: str | None
    consumer_key_encrypted: str | None
    consumer_secret_encrypted: str | None
    passkey_encrypted: str | None
    consumer_key_fingerprint: str
    consumer_secret_fingerprint: str
    passkey_fingerprint: str
    state: str
    test_status: str
    last_test_at: int | None
    last_test_payment_id: str | None
    checks: str
    created_at: int
    created_by: str


def add(tx: Tx, bar_id: str, values: Mapping[str, Any]) -> int:
    """A new candidate; an earlier one that was never promoted is superseded. Returns its version number."""
    newest = tx.execute(select(func.max(_C.c.version)).where(_C.c.bar_id == bar_id)).scalar_one_or_none()
    version = (newest or 0) + 1
    supersede(tx, bar_id, state="candidate")
    tx.execute(_C.insert().values(bar_id=bar_id, version=version, state="candidate", **values))
    tx.touch(bar_id, "settings")
    return version


def find(tx: Tx, bar_id: str, version: int, *, lock: bool = False) -> Version | None:
    statement = select(_C).where(_C.c.bar_id == bar_id, _C.c.version == version)
    row = tx.one_or_none(statement.with_for_update() if lock else statement)
    return None if row is None else Version(**row._mapping)


def candidate(tx: Tx, bar_id: str) -> Version | None:
    """The version that waits for its KES 1 test, if any."""
    statement = select(_C).where(_C.c.bar_id == bar_id, _C.c.state == "candidate")
    row = tx.execute(statement.order_by(_C.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else Version(**row._mapping)


def change(tx: Tx, bar_id: str, version: int, values: Mapping[str, Any]) -> None:
    where = (_C.c.bar_id == bar_id, _C.c.version == version)
    if tx.changed(update(_C).where(*where).values(**values)) != 1:
        raise AssertionError("this credential version is not there")
    tx.touch(bar_id, "settings")


def supersede(tx: Tx, bar_id: str, *, state: str) -> None:
    """Versions in ``state`` are no longer used for new requests; they stay sealed, for queries."""
    where = (_C.c.bar_id == bar_id, _C.c.state == state)
    tx.execute(update(_C).where(*where).values(state="superseded"))


def superseded(tx: Tx, bar_id: str) -> list[int]:
    rows = tx.all(select(_C.c.version).where(_C.c.bar_id == bar_id, _C.c.state == "superseded"))
    return [row.version for row in rows]


def erase(tx: Tx, bar_id: str, version: int) -> None:
    """Drops the sealed values for good; what happened with the version stays on record."""
    gone: dict[str, Any] = dict.fromkeys(SEALED_COLUMNS)
    where = (_C.c.bar_id == bar_id, _C.c.version == version)
    tx.execute(update(_C).where(*where).values(**gone, state="erased"))
