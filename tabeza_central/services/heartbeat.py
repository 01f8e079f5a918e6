"""The service's pulse: one row a minute while a worker lives, and what every process counted.

The beat is a job like any other, so a minute with a beat had a worker that claimed work and a database that took a
write: what "up" means in the month's report.
"""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.alarms import ALARMS, GAP_US
from tabeza_central.domain.instants import HOUR, MINUTE, instant
from tabeza_central.store import jobs, pulse, switches, watch
from tabeza_central.store.jobs import Job, JobKind
from tabeza_central.store.switches import GLOBAL
from tabeza_central.store.uow import ALL_BARS, StoreDown, Tx
from tabeza_protocol.business_day import NAIROBI

KEPT_US = 400 * 24 * HOUR
"""Heartbeats and figures older than this go: a year and a month can be reported."""


def start_watching(ctx: Context) -> None:
    """Makes the jobs that repeat, if they are not there: the beat, the look at alarms, the audit."""
    now = ctx.now()
    with ctx.store.write("start_watching", bar=ALL_BARS) as tx:
        for kind in ("heartbeat", "watch", "audit"):
            jobs.put_once(tx, job_id=ctx.ids.new_id(), kind=kind, key=kind, run_at=now, now=now)


def again(ctx: Context, tx: Tx, job: Job, run_at: int) -> None:
    """This run of a repeating job is done; the next is a fresh job, so that past tries do not slow it down."""
    kind: JobKind = job.kind
    jobs.finish(tx, job)
    jobs.put_once(tx, job_id=ctx.ids.new_id(), kind=kind, key=job.key, run_at=run_at, now=ctx.now())


def beat(ctx: Context, job: Job) -> None:
    """Works a ``heartbeat`` job."""
    now = ctx.now()
    with ctx.store.write("heartbeat", bar=ALL_BARS) as tx:
        last = pulse.last_beat(tx)
        if last is not None and now - last > GAP_US:
            _tell_of_gap(ctx, tx, last, now)
        everyone = switches.find(tx, GLOBAL).get(GLOBAL)
        paused = everyone is not None and not (everyone.enabled and everyone.percent)
        pulse.beat(tx, now, paused=paused)
        if pulse.minute_of(now) % HOUR == 0:
            pulse.forget_before(tx, now - KEPT_US)
        again(ctx, tx, job, pulse.minute_of(now) + MINUTE)


def _tell_of_gap(ctx: Context, tx: Tx, last: int, now: int) -> None:
    alarm = ALARMS["was_away"]
    text = f"The service did not live from {_clock(last + MINUTE)} to {_clock(now)} (Nairobi)"
    watch.open_alert(
        tx,
        alert_id=ctx.ids.new_id(),
        bar_id=None,
        kind=alarm.kind,
        severity=alarm.severity,
        text=text,
        at=now,
    )
    tx.after_commit(lambda: ctx.log.emit("alert", level="warning", kind=alarm.kind))


def _clock(at: int) -> str:
    return instant(at).astimezone(NAIROBI).strftime("%d %b %H:%M")


def write_figures_down(ctx: Context) -> None:
    """What this process has counted since the last time. While the database is away the counts are kept."""
    counts = ctx.log.figures.take()
    if not counts:
        return
    try:
        with ctx.store.write("figures", bar=ALL_BARS) as tx:
            pulse.add_figures(tx, ctx.now(), counts)
    except StoreDown:
        ctx.log.figures.give_back(counts)
