"""What people must be told, and the append-only audit log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import and_, func, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_A = schema.alerts
Severity = Literal["info", "warn", "fail"]


def raise_alert(
    tx: Tx,
    *,
    alert_id: str,
    bar_id: str,
    kind: str,
    severity: Severity,
    text: str,
    at: int,
    payment_id: str | None = None,
    tab_id: str | None = None,
) -> None:
    """Tells every console of the bar. The same kind about the same payment is told once."""
    if payment_id is not None:
        told = and_(_A.c.bar_id == bar_id, _A.c.kind == kind, _A.c.payment_id == payment_id)
        if tx.execute(select(_A.c.id).where(told).limit(1)).one_or_none() is not None:
            return
    tx.execute(
        _A.insert().values(
            id=alert_id, bar_id=bar_id, kind=kind, severity=severity, text=text, at=at,
            payment_id=payment_id, tab_id=tab_id,
        )
    )  # fmt: skip
    tx.touch(bar_id, "notice", alert_id)


def some(tx: Tx, bar_id: str, ids: Sequence[str]) -> list[Any]:
    """These alerts, each with its feed counter."""
    if not ids:
        return []
    items = schema.feed_items
    on = and_(items.c.bar_id == bar_id, items.c.kind == "notice", items.c.id == _A.c.id)
    statement = select(_A, func.coalesce(items.c.seq, 0).label("feed_seq")).select_from(
        _A.outerjoin(items, on)
    )
    return tx.all(statement.where(_A.c.bar_id == bar_id, _A.c.id.in_(ids)))


def mark_seen(tx: Tx, bar_id: str, alert_id: str, at: int) -> bool:
    """Whether nobody had taken note of it before."""
    where = and_(_A.c.bar_id == bar_id, _A.c.id == alert_id, _A.c.seen_at.is_(None))
    marked = bool(tx.changed(update(_A).where(where).values(seen_at=at)))
    if marked:
        tx.touch(bar_id, "notice", alert_id)
    return marked


def audit(
    tx: Tx,
    *,
    bar_id: str | None,
    at: int,
    actor: str,
    action: str,
    obj: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One line of the audit log. ``detail`` holds ids, states and codes, never a secret or a phone."""
    text = json.dumps(dict(detail or {}), sort_keys=True)
    values = {"bar_id": bar_id, "at": at, "actor": actor, "action": action, "object": obj, "detail": text}
    tx.execute(schema.audit_log.insert().values(**values))
