"""Holds of a rollout, and the bars that a switch is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars
from tabeza_protocol.payment_states import PaymentState

_H = schema.rollout_holds
_B = schema.bars
_A = schema.alerts
_P = schema.mpesa_transactions


@dataclass(frozen=True, slots=True)
class Held:
    """A hold. ``stopped``: the bars that were in at ``percent`` were switched off too. Open until a person resumes."""

    id: str
    at: int
    percent: int
    stopped: bool
    reason: str
    resumed_at: int | None = None
    resumed_by: str | None = None
    resumed_why: str | None = None


def open_hold(tx: Tx, *, lock: bool = False) -> Held | None:
    """The hold that nobody has resumed yet."""
    statement = select(_H).where(_H.c.resumed_at.is_(None)).order_by(_H.c.at, _H.c.id).limit(1)
    row = tx.one_or_none(statement.with_for_update() if lock else statement)
    return None if row is None else Held(**row._mapping)


def add_hold(tx: Tx, held: Held) -> None:
    values = {
        "id": held.id,
        "at": held.at,
        "percent": held.percent,
        "stopped": held.stopped,
        "reason": held.reason,
    }
    tx.execute(_H.insert().values(**values))


def resume(tx: Tx, hold_id: str, *, at: int, by: str, why: str) -> None:
    values = {"resumed_at": at, "resumed_by": by, "resumed_why": why}
    tx.execute(update(_H).where(_H.c.id == hold_id).values(**values))


@all_bars("a switch for everyone is told to every bar")
def all_with_state(tx: Tx) -> list[tuple[str, bool]]:
    """Every bar, and whether its M-Pesa is on: only those notice a pause."""
    rows = tx.all(select(_B.c.id, _B.c.mpesa_enabled).order_by(_B.c.id))
    return [(row.id, bool(row.mpesa_enabled)) for row in rows]


@all_bars("how many pushes are on their way out, whichever bar's")
def sends_in_flight(tx: Tx) -> int:
    """Pushes that were committed and whose answer is not in."""
    where = _P.c.state == PaymentState.DISPATCHED
    return int(tx.execute(select(func.count()).select_from(_P).where(where)).scalar_one())


def tell(tx: Tx, notices: Sequence[tuple[str, str]], *, kind: str, severity: str, text: str, at: int) -> None:
    """One notice to each of many bars: (notice id, bar id)."""
    if not notices:
        return
    rows = [
        {"id": notice_id, "bar_id": bar_id, "kind": kind, "severity": severity, "text": text[:300], "at": at}
        for notice_id, bar_id in notices
    ]
    tx.execute(_A.insert(), rows)
    for notice_id, bar_id in notices:
        tx.touch(bar_id, "notice", notice_id)
