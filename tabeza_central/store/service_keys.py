"""The service's own keys as they lie in the database, and what is remembered of the master keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select, update

from tabeza_central.store.schema import index_keys, key_checks, service_keys
from tabeza_central.store.uow import Tx, all_bars

KeyKind = Literal["identity", "sealing"]
INDEX_FIELD: Final = "index_key"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """``sealed`` is the private key under the master key; ``not_after`` is Unix seconds."""

    key_id: str
    kind: KeyKind
    public_key: str
    sealed: str
    not_after: int | None


def of_kind(tx: Tx, kind: KeyKind) -> list[StoredKey]:
    """Keys in use, newest first."""
    rows = tx.all(
        select(service_keys)
        .where(service_keys.c.kind == kind, service_keys.c.retired_at.is_(None))
        .order_by(service_keys.c.created_at.desc(), service_keys.c.key_id)
    )
    return [
        StoredKey(row.key_id, row.kind, row.public_key, row.private_key_encrypted, row.not_after)
        for row in rows
    ]


def add(tx: Tx, key: StoredKey, at: int) -> None:
    """Adds a key; the same key again is nothing new (two workers starting at once)."""
    tx.execute(
        tx.insert(service_keys)
        .values(
            key_id=key.key_id,
            kind=key.kind,
            public_key=key.public_key,
            private_key_encrypted=key.sealed,
            created_at=at,
            not_after=key.not_after,
        )
        .on_conflict_do_nothing()
    )


@all_bars("master keys belong to the service")
def check_values(tx: Tx) -> dict[str, str]:
    """Check value by key id, for every master key not retired."""
    rows = tx.all(select(key_checks).where(key_checks.c.retired_at.is_(None)))
    return {row.key_id: row.check_value for row in rows}


@all_bars("master keys belong to the service")
def retired_ids(tx: Tx) -> set[str]:
    """Master keys that must not come back."""
    return {row.key_id for row in tx.all(select(key_checks.c.key_id).where(key_checks.c.retired_at.is_not(None)))}


@all_bars("master keys belong to the service")
def first_seen_at(tx: Tx, key_id: str) -> int | None:
    """When a worker first started with this master key."""
    found = tx.one_or_none(select(key_checks.c.created_at).where(key_checks.c.key_id == key_id))
    return None if found is None else int(found.created_at)


def index_key(tx: Tx) -> str | None:
    """The sealed key of keyed digests, if it was made."""
    found = tx.one_or_none(select(index_keys.c.key_encrypted).where(index_keys.c.key_id == INDEX_FIELD))
    return None if found is None else str(found.key_encrypted)


def keep_index_key(tx: Tx, sealed: str, at: int) -> str:
    """Keeps it unless another worker was first; gives the one that is kept."""
    values = {"key_id": INDEX_FIELD, "key_encrypted": sealed, "created_at": at}
    tx.execute(tx.insert(index_keys).values(**values).on_conflict_do_nothing())
    kept = index_key(tx)
    assert kept is not None
    return kept


def remember_check(tx: Tx, key_id: str, check_value: str, at: int) -> None:
    tx.execute(
        tx.insert(key_checks)
        .values(key_id=key_id, check_value=check_value, created_at=at)
        .on_conflict_do_nothing()
    )


def retire_check(tx: Tx, key_id: str, at: int) -> None:
    tx.execute(update(key_checks).where(key_checks.c.key_id == key_id).values(retired_at=at))
