"""The incident log: what went wrong, when, and what was learned. Written by people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_I = schema.incidents


@dataclass(frozen=True, slots=True)
class Incident:
    """One entry. ``number`` is what people call it; times in microseconds UTC."""

    id: str
    number: int
    kind: str
    text: str
    began_at: int
    opened_by: str
    opened_at: int
    ended_at: int | None = None
    closed_by: str | None = None
    lesson: str | None = None


def next_number(tx: Tx) -> int:
    return int(tx.execute(select(func.coalesce(func.max(_I.c.number), 0))).scalar_one()) + 1


def add(tx: Tx, incident: Incident) -> None:
    """Raises ``Duplicate`` if somebody took the number first."""
    values = {
        "id": incident.id, "number": incident.number, "kind": incident.kind, "text": incident.text,
        "began_at": incident.began_at, "opened_by": incident.opened_by, "opened_at": incident.opened_at,
    }  # fmt: skip
    tx.execute(_I.insert().values(**values))


def find(tx: Tx, number: int, *, lock: bool = False) -> Incident | None:
    statement = select(_I).where(_I.c.number == number)
    row = tx.one_or_none(statement.with_for_update() if lock else statement)
    return None if row is None else Incident(**row._mapping)


def close(tx: Tx, number: int, *, ended_at: int, by: str, lesson: str) -> None:
    values = {"ended_at": ended_at, "closed_by": by, "lesson": lesson}
    tx.execute(update(_I).where(_I.c.number == number).values(**values))


def listed(tx: Tx, limit: int = 100) -> list[Incident]:
    """Newest first."""
    rows = tx.all(select(_I).order_by(_I.c.began_at.desc(), _I.c.number.desc()).limit(limit))
    return [Incident(**row._mapping) for row in rows]


def between(tx: Tx, since: int, until: int) -> dict[str, int]:
    """How many of each kind went on at some time from ``since`` to ``until``."""
    inside = (_I.c.began_at < until, or_(_I.c.ended_at.is_(None), _I.c.ended_at >= since))
    rows = tx.all(select(_I.c.kind, func.count().label("n")).where(*inside).group_by(_I.c.kind))
    return {row.kind: int(row.n) for row in rows}
