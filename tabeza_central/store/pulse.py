"""Signs of life: a row for each minute lived, what every process counted in it, and how the audits went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update

from tabeza_central.domain.instants import MINUTE
from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_H = schema.heartbeats
_F = schema.figures
_R = schema.audit_runs


def minute_of(at: int) -> int:
    return at - at % MINUTE


def beat(tx: Tx, at: int, *, paused: bool) -> None:
    """This minute was lived through; ``paused``: M-Pesa was off for everyone."""
    made = tx.insert(_H).values(minute_at=minute_of(at), paused=paused)
    tx.execute(made.on_conflict_do_nothing(index_elements=["minute_at"]))


def last_beat(tx: Tx) -> int | None:
    """The start of the last minute lived through."""
    value = tx.execute(select(func.max(_H.c.minute_at))).scalar_one()
    return None if value is None else int(value)


@dataclass(frozen=True, slots=True)
class Beats:
    """``first_at``: the first minute ever known. ``lived`` and ``paused``: minutes of the time asked about."""

    first_at: int | None
    lived: int
    paused: int


def beats(tx: Tx, since: int, until: int) -> Beats:
    first = tx.execute(select(func.min(_H.c.minute_at))).scalar_one()
    inside = (_H.c.minute_at >= minute_of(since), _H.c.minute_at < minute_of(until))
    lived = int(tx.execute(select(func.count()).select_from(_H).where(*inside)).scalar_one())
    off = int(tx.execute(select(func.count()).select_from(_H).where(*inside, _H.c.paused)).scalar_one())
    return Beats(None if first is None else int(first), lived, off)


def forget_before(tx: Tx, at: int) -> None:
    """Heartbeats and figures older than ``at`` go; reports reach no further back."""
    tx.execute(_H.delete().where(_H.c.minute_at < at))
    tx.execute(_F.delete().where(_F.c.minute_at < at))


# --- what the processes counted -----------------------------------------------------------------------------------


def add_figures(tx: Tx, at: int, counts: Mapping[tuple[str, str], int]) -> None:
    """Adds what a process counted to this minute's figures."""
    for (name, label), count in sorted(counts.items()):
        made = tx.insert(_F).values(minute_at=minute_of(at), name=name, label=label[:40], count=count)
        tx.execute(
            made.on_conflict_do_update(
                index_elements=["minute_at", "name", "label"],
                set_={"count": _F.c.count + made.excluded.count},
            )
        )


def figure(tx: Tx, name: str, since: int, until: int) -> int:
    """The sum of a figure over the minutes that end after ``since``."""
    inside = (_F.c.name == name, _F.c.minute_at > since - MINUTE, _F.c.minute_at <= until)
    return int(tx.execute(select(func.coalesce(func.sum(_F.c.count), 0)).where(*inside)).scalar_one())


# --- audits -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AuditRun:
    """One pass through all bars, in slices. ``first_findings`` are readable lines, ids and cents only."""

    id: str
    started_at: int
    finished_at: int | None
    last_bar_id: str
    bars: int
    findings: int
    first_findings: tuple[str, ...]


KEPT_FINDINGS = 20


def start_audit(tx: Tx, run_id: str, at: int) -> AuditRun:
    tx.execute(_R.insert().values(id=run_id, started_at=at))
    return AuditRun(run_id, at, None, "", 0, 0, ())


def unfinished_audit(tx: Tx) -> AuditRun | None:
    newest = select(_R).where(_R.c.finished_at.is_(None)).order_by(_R.c.started_at.desc(), _R.c.id).limit(1)
    return _run(tx.one_or_none(newest))


def last_audit(tx: Tx) -> AuditRun | None:
    """The last one that went through to its end."""
    newest = (
        select(_R).where(_R.c.finished_at.is_not(None)).order_by(_R.c.started_at.desc(), _R.c.id).limit(1)
    )
    return _run(tx.one_or_none(newest))


def first_audit_at(tx: Tx) -> int | None:
    """When the first audit ever kept was started."""
    value = tx.execute(select(func.min(_R.c.started_at))).scalar_one()
    return None if value is None else int(value)


def _run(row: object) -> AuditRun | None:
    if row is None:
        return None
    values = dict(row._mapping)  # type: ignore[attr-defined]
    return AuditRun(**{**values, "first_findings": tuple(json.loads(values["first_findings"]))})


@all_bars("writes how far an audit of all bars has come")
def keep_audit(tx: Tx, run: AuditRun) -> None:
    kept = json.dumps(run.first_findings[:KEPT_FINDINGS])
    values = {
        "finished_at": run.finished_at, "last_bar_id": run.last_bar_id, "bars": run.bars, "findings": run.findings,
        "first_findings": kept,
    }  # fmt: skip
    tx.execute(update(_R).where(_R.c.id == run.id).values(**values))


@all_bars("an audit goes through every bar, in the order of their ids")
def bars_after(tx: Tx, last_bar_id: str, limit: int) -> list[str]:
    bars = schema.bars
    rows = tx.all(select(bars.c.id).where(bars.c.id > last_bar_id).order_by(bars.c.id).limit(limit))
    return [row.id for row in rows]
