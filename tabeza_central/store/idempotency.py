"""Keys of writes other than payments: the same key gives the same object, never a second one."""

from __future__ import annotations

from sqlalchemy import select

from tabeza_central.problems import Problem
from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_I = schema.idempotency


def seen(tx: Tx, bar_id: str, client_key: str, request_hash: str) -> str | None:
    """The object this key made, or None. Raises ``idempotency_mismatch`` if it was used for another request."""
    row = tx.one_or_none(select(_I).where(_I.c.bar_id == bar_id, _I.c.client_key == client_key))
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Problem("idempotency_mismatch")
    return str(row.object_id)


def keep(tx: Tx, bar_id: str, client_key: str, request_hash: str, object_id: str, at: int) -> None:
    values = {"client_key": client_key, "request_hash": request_hash, "object_id": object_id, "at": at}
    tx.execute(_I.insert().values(bar_id=bar_id, **values))
