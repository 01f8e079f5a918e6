"""The durable inbox of callbacks: written before the sender is answered, judged later, never forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_C = schema.mpesa_callbacks


@dataclass(frozen=True, slots=True)
class Arrived:
    """A callback to be stored. ``payment_id`` is what a valid token named, else empty."""

    id: str
    payment_id: str
    body_sha256: str
    body_encrypted: str
    source_address: str | None
    received_at: int


@all_bars("which bar a callback is for is only known once it is judged")
def add(tx: Tx, arrived: Sequence[Arrived]) -> list[str]:
    """Stores those not stored yet (same payment and same bytes); returns the ids of the new ones."""
    unique = {(item.payment_id, item.body_sha256): item for item in reversed(arrived)}
    values = [asdict(item) for item in unique.values()]
    made = tx.insert(_C).values(values).on_conflict_do_nothing(index_elements=["payment_id", "body_sha256"])
    return [row.id for row in tx.all(made.returning(_C.c.id))]


@all_bars("which bar a callback is for is only known once it is judged")
def find(tx: Tx, callback_id: str) -> Any:
    """The row, or None."""
    return tx.one_or_none(select(_C).where(_C.c.id == callback_id))


@all_bars("payment ids are unique over all bars; only rows whose token was valid carry one")
def for_payment(tx: Tx, payment_id: str) -> list[Any]:
    """Every callback that came to this payment's own address, oldest first."""
    return tx.all(select(_C).where(_C.c.payment_id == payment_id).order_by(_C.c.received_at, _C.c.id))


@all_bars("a judged callback is named by its own id")
def set_verdict(tx: Tx, callback_id: str, verdict: str, *, at: int | None, bar_id: str | None = None) -> None:
    """What was made of it; ``at`` None means it waits and will be judged again."""
    values: dict[str, Any] = {"verdict": verdict, "judged_at": at, "tries": _C.c.tries + 1}
    if bar_id is not None:
        values["bar_id"] = bar_id
    tx.execute(update(_C).where(_C.c.id == callback_id).values(**values))


@all_bars("how many callbacks without a valid token wait: they may be a flood")
def waiting_untrusted(tx: Tx) -> int:
    where = (_C.c.judged_at.is_(None), _C.c.payment_id == "")
    return int(tx.execute(select(func.count()).select_from(_C).where(*where)).scalar_one())
