"""What has happened lately, over all bars: the counts that alerts, figures and the rollout judge by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from tabeza_central.domain.alarms import CallbackTimes, PushCount
from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars
from tabeza_protocol.payment_states import PaymentState

_P = schema.mpesa_transactions
_C = schema.mpesa_callbacks
_J = schema.jobs
_A = schema.alerts
_ENDED = (PaymentState.SUCCEEDED, PaymentState.FAILED)
_WATCHING = ("heartbeat", "watch", "audit")


@all_bars("how Safaricom takes pushes is judged over all bars, and bar by bar")
def pushes_by_bar(tx: Tx, since: int, slack_us: int) -> dict[str, PushCount]:
    """Pushes sent after ``since`` whose answer is in (or will not come), by bar.

    Accepted: Safaricom took it, or it ended, which proves as much. ``slack_us`` is how long a request may have been
    queued before it was sent; it keeps the search inside an index.
    """
    taken = or_(_P.c.prompted_at.is_not(None), _P.c.state.in_(_ENDED))
    statement = (
        select(
            _P.c.bar_id,
            func.count().label("attempted"),
            func.sum(case((taken, 1), else_=0)).label("accepted"),
        )
        .where(
            _P.c.initiated_at > since - slack_us,
            _P.c.dispatched_at > since,
            _P.c.state != PaymentState.DISPATCHED,
        )
        .group_by(_P.c.bar_id)
    )
    return {row.bar_id: PushCount(int(row.attempted), int(row.accepted)) for row in tx.all(statement)}


@all_bars("callbacks are judged by one inbox for all bars")
def callback_times(tx: Tx, since: int, now: int) -> CallbackTimes:
    """Callbacks with a token of ours: the mean time to the first look, and the oldest nobody has looked at."""
    seconds = (_C.c.judged_at - _C.c.received_at) / 1_000_000.0
    looked_at = and_(_C.c.judged_at > since, _C.c.payment_id != "", _C.c.tries <= 1)
    done = tx.execute(select(func.count(), func.avg(seconds)).where(looked_at)).one()
    waiting = and_(_C.c.judged_at.is_(None), _C.c.tries == 0, _C.c.payment_id != "")
    oldest = tx.execute(select(func.min(_C.c.received_at)).where(waiting)).scalar_one()
    return CallbackTimes(
        int(done[0]), float(done[1] or 0), None if oldest is None else max(now - int(oldest), 0)
    )


@all_bars("what ends payments is judged over all bars")
def result_codes(tx: Tx, since: int, until: int, bar_id: str | None = None) -> dict[str, int]:
    """How many payments requested from ``since`` to ``until`` ended with each code; of one bar, or of all."""
    where = [
        _P.c.initiated_at > since,
        _P.c.initiated_at <= until,
        _P.c.state.in_(_ENDED),
        _P.c.result_code.is_not(None),
    ]
    if bar_id is not None:
        where.append(_P.c.bar_id == bar_id)
    rows = tx.all(select(_P.c.result_code, func.count().label("n")).where(*where).group_by(_P.c.result_code))
    return {row.result_code: int(row.n) for row in rows}


@all_bars("finds the bars whose payments fail often just now")
def failing_bars(tx: Tx, since: int, least: int) -> list[str]:
    """Bars with at least ``least`` payments requested after ``since`` that failed."""
    failed = and_(_P.c.initiated_at > since, _P.c.state == PaymentState.FAILED)
    grouped = select(_P.c.bar_id).where(failed).group_by(_P.c.bar_id).having(func.count() >= least)
    return [row.bar_id for row in tx.all(grouped.order_by(_P.c.bar_id))]


@all_bars("the backlog is one for all bars")
def jobs_waiting(tx: Tx, now: int) -> dict[str, tuple[int, int]]:
    """By kind: how many jobs are due, and for how long the oldest (microseconds). Watching itself is left out."""
    due = and_(_J.c.run_at <= now, _J.c.kind.not_in(_WATCHING))
    rows = tx.all(
        select(_J.c.kind, func.count().label("n"), func.min(_J.c.run_at).label("at"))
        .where(due)
        .group_by(_J.c.kind)
    )
    return {row.kind: (int(row.n), now - int(row.at)) for row in rows}


@all_bars("the inbox is one for all bars")
def inbox_depth(tx: Tx) -> int:
    """Callbacks kept and not judged to their end."""
    return int(tx.execute(select(func.count()).select_from(_C).where(_C.c.judged_at.is_(None))).scalar_one())


@all_bars("counts by state, for operators")
def unresolved(tx: Tx, states: Iterable[PaymentState]) -> dict[str, int]:
    """How many payments are in each of these states now."""
    wanted = list(states)
    rows = tx.all(
        select(_P.c.state, func.count().label("n")).where(_P.c.state.in_(wanted)).group_by(_P.c.state)
    )
    return {state.value: 0 for state in wanted} | {row.state: int(row.n) for row in rows}


@all_bars("counts over all bars, for operators")
def reviews_older_than(tx: Tx, at: int) -> int:
    """Payments a person has not decided on since before ``at``."""
    where = (_P.c.state == PaymentState.NEEDS_REVIEW, _P.c.state_at < at)
    return int(tx.execute(select(func.count()).select_from(_P).where(*where)).scalar_one())


@all_bars("alerts of the operator's, whichever bar they are about")
def open_alerts(tx: Tx, kinds: Iterable[str]) -> list[Any]:
    """Alerts of these kinds that are not resolved, oldest first."""
    where = (_A.c.kind.in_(list(kinds)), _A.c.resolved_at.is_(None))
    return tx.all(select(_A).where(*where).order_by(_A.c.at, _A.c.id))


@all_bars("alerts of the operator's, whichever bar they are about")
def alerts_since(tx: Tx, kinds: Iterable[str], since: int) -> list[Any]:
    """Alerts of these kinds, open or raised after ``since``, newest first."""
    wanted = or_(_A.c.resolved_at.is_(None), _A.c.at > since)
    where = (_A.c.kind.in_(list(kinds)), wanted)
    return tx.all(select(_A).where(*where).order_by(_A.c.at.desc(), _A.c.id))


def open_alert(
    tx: Tx, *, alert_id: str, bar_id: str | None, kind: str, severity: str, text: str, at: int
) -> None:
    """Writes an alert. One about a bar is told to its consoles."""
    values = {
        "id": alert_id,
        "bar_id": bar_id,
        "kind": kind,
        "severity": severity,
        "text": text[:300],
        "at": at,
    }
    tx.execute(_A.insert().values(**values))
    if bar_id is not None:
        tx.touch(bar_id, "notice", alert_id)


@all_bars("an alert is named by its own id")
def close_alert(tx: Tx, alert_id: str, bar_id: str | None, at: int) -> None:
    """What it said is over."""
    tx.execute(_A.update().where(_A.c.id == alert_id, _A.c.resolved_at.is_(None)).values(resolved_at=at))
    if bar_id is not None:
        tx.touch(bar_id, "notice", alert_id)
