"""How far a bar's set-up has come, and the one-time nonces credentials are sealed with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from tabeza_central.store.schema import feed_items, seal_nonces, setup_progress
from tabeza_central.store.uow import SINGLE, Tx


def read(tx: Tx, bar_id: str) -> Any | None:
    """The row (``body``, ``updated_at``) or None before the first step."""
    return tx.one_or_none(select(setup_progress).where(setup_progress.c.bar_id == bar_id))


def write(tx: Tx, bar_id: str, body: str, at: int, by: str) -> None:
    upsert = tx.insert(setup_progress).values(bar_id=bar_id, body=body, updated_at=at, updated_by=by)
    tx.execute(
        upsert.on_conflict_do_update(
            index_elements=["bar_id"], set_={"body": body, "updated_at": at, "updated_by": by}
        )
    )
    tx.touch(bar_id, "setup")


def add_nonce(tx: Tx, bar_id: str, device_id: str, nonce_hash: str, expires_at: int, now: int) -> None:
    """Keeps a nonce; this device's expired ones leave."""
    tx.execute(
        delete(seal_nonces).where(
            seal_nonces.c.bar_id == bar_id,
            seal_nonces.c.device_id == device_id,
            seal_nonces.c.expires_at < now,
        )
    )
    tx.execute(
        seal_nonces.insert().values(
            nonce_hash=nonce_hash, bar_id=bar_id, device_id=device_id, expires_at=expires_at
        )
    )


def take_nonce(tx: Tx, bar_id: str, device_id: str, nonce_hash: str, now: int) -> bool:
    """Uses a nonce up. False if it was never given to this bar and device, has expired, or was used."""
    taken = (
        update(seal_nonces)
        .where(
            seal_nonces.c.nonce_hash == nonce_hash,
            seal_nonces.c.bar_id == bar_id,
            seal_nonces.c.device_id == device_id,
            seal_nonces.c.expires_at >= now,
            seal_nonces.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return tx.changed(taken) == 1


def settings_seq(tx: Tx, bar_id: str) -> int:
    """The feed counter of the last change of the bar's M-Pesa settings, so that a console can tell old from new."""
    found = select(feed_items.c.seq).where(
        feed_items.c.bar_id == bar_id, feed_items.c.kind == "settings", feed_items.c.id == SINGLE
    )
    return tx.execute(found).scalar_one_or_none() or 0
