"""Work to do, as rows: made in the transaction that makes it necessary, claimed under a lease, gone when done.

A worker that dies lets its lease run out and another takes the row. A job is finished or put off only by whoever
holds its lease, in the same transaction as what the work changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, func, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_J = schema.jobs
JobKind = Literal[
    "dispatch", "check", "expire", "judge", "inquire", "erase", "heartbeat", "watch", "audit", "retention"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. ``lease_owner`` proves the claim, ``run_at`` is when it was due."""

    id: str
    kind: JobKind
    key: str
    bar_id: str | None
    run_at: int
    lease_owner: str
    attempts: int


def put(tx: Tx, *, job_id: str, kind: JobKind, key: str, bar_id: str | None, run_at: int, now: int) -> None:
    """Makes the job, or brings the one with this key forward to ``run_at`` if that is earlier."""
    made = tx.insert(_J).values(id=job_id, kind=kind, key=key, bar_id=bar_id, run_at=run_at, created_at=now)
    earlier = _J.c.run_at > made.excluded.run_at
    tx.execute(
        made.on_conflict_do_update(
            index_elements=["kind", "key"], set_={"run_at": made.excluded.run_at}, where=earlier
        )
    )
    if run_at <= now:
        tx.wake()


def put_once(tx: Tx, *, job_id: str, kind: JobKind, key: str, run_at: int, now: int) -> None:
    """Makes a job of no bar's, unless the one with this key is there."""
    made = tx.insert(_J).values(id=job_id, kind=kind, key=key, bar_id=None, run_at=run_at, created_at=now)
    tx.execute(made.on_conflict_do_nothing(index_elements=["kind", "key"]))


@all_bars("workers serve every bar; the row names its own")
def claim(
    tx: Tx, *, owner: str, now: int, lease_us: int, limit: int, kinds: tuple[JobKind, ...] | None = None
) -> list[Job]:
    """Takes up to ``limit`` due jobs that nobody holds, the longest due first."""
    where = and_(_J.c.run_at <= now, _J.c.lease_until <= now)
    if kinds is not None:
        where = and_(where, _J.c.kind.in_(kinds))
    due = select(_J.c.id).where(where).order_by(_J.c.run_at, _J.c.created_at, _J.c.id).limit(limit)
    ids = [row.id for row in tx.all(due.with_for_update(skip_locked=True))]
    if not ids:
        return []
    taken = (
        update(_J)
        .where(_J.c.id.in_(ids), _J.c.lease_until <= now)
        .values(lease_until=now + lease_us, lease_owner=owner, attempts=_J.c.attempts + 1)
        .returning(_J.c.id, _J.c.kind, _J.c.key, _J.c.bar_id, _J.c.run_at, _J.c.lease_owner, _J.c.attempts)
    )
    rows = sorted(tx.all(taken), key=lambda row: ids.index(row.id))
    return [Job(*row) for row in rows]


@all_bars("a claimed job is named by its own id and lease")
def finish(tx: Tx, job: Job) -> None:
    """The work is done. Does nothing if the lease was lost: whoever took it over will see it done."""
    tx.execute(_J.delete().where(_J.c.id == job.id, _J.c.lease_owner == job.lease_owner))


@all_bars("a claimed job is named by its own id and lease")
def put_off(tx: Tx, job: Job, run_at: int, error: str | None = None) -> None:
    """Again at ``run_at``; a request to run it sooner that came meanwhile is kept."""
    mine = and_(_J.c.id == job.id, _J.c.lease_owner == job.lease_owner)
    put_off_at = update(_J).where(mine, _J.c.run_at == job.run_at).values(run_at=run_at)
    tx.execute(put_off_at)
    tx.execute(
        update(_J).where(mine).values(lease_until=0, lease_owner=None, last_error=error and error[:200])
    )


@all_bars("what a process that died left claimed, whichever bar's it was")
def free_claims(tx: Tx) -> int:
    """Every claim is given up, at the start of the only process there is. Returns how many there were."""
    return tx.changed(update(_J).where(_J.c.lease_owner.is_not(None)).values(lease_until=0, lease_owner=None))


@all_bars("how far the worker may sleep")
def next_due(tx: Tx, now: int) -> int | None:
    """When the next job can be claimed: the least of its time and its lease's end; None if there is none."""
    later = (
        func.max(_J.c.run_at, _J.c.lease_until)
        if tx.connection.dialect.name == "sqlite"
        else func.greatest(_J.c.run_at, _J.c.lease_until)
    )
    value = tx.execute(select(func.min(later))).scalar_one_or_none()
    return None if value is None else int(value)


@all_bars("counts work by kind for operators")
def backlog(tx: Tx, now: int) -> dict[str, int]:
    """How many jobs of each kind are due."""
    rows = tx.all(select(_J.c.kind, func.count().label("due")).where(_J.c.run_at <= now).group_by(_J.c.kind))
    return {row.kind: int(row.due) for row in rows}
