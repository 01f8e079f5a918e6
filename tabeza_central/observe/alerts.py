"""The checklist's alerts, computed inside: each minute every alarm gets a verdict, and its alert opens or closes.

Judged from what is stored, so that it is the same whichever worker looks. An alert about one bar is told to its
consoles; the others are the operator's (``tabeza-central alerts``). No verdict leaves an alert as it is, until it has
stood for an hour with nothing new to judge by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.domain import alarms
from tabeza_central.domain.alarms import ALARMS, PushCount, Verdict
from tabeza_central.domain.instants import MINUTE, SECOND, instant, instant_or_none
from tabeza_central.observe.figures import DATABASE_ERRORS, LIMIT_HITS
from tabeza_central.services import heartbeat, rollout
from tabeza_central.store import pulse, rollouts, watch
from tabeza_central.store.jobs import Job
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.wire.notices import NOTICES

EVERY_US = MINUTE


def work(ctx: Context, job: Job) -> None:
    """Works a ``watch`` job: looks, opens and closes, lets the rollout look at itself."""
    try:
        look(ctx)
    finally:
        with ctx.store.write("watch", bar=ALL_BARS) as tx:
            heartbeat.again(ctx, tx, job, ctx.now() + EVERY_US)


def look(ctx: Context) -> list[Verdict]:
    """One look at everything. Returns the verdicts."""
    rollout.look(ctx)
    with ctx.store.read(bar=ALL_BARS) as tx:
        verdicts = judge(ctx, tx)
    with ctx.store.write("alarms", bar=ALL_BARS) as tx:
        _settle(ctx, tx, verdicts)
    return verdicts


# --- verdicts -------------------------------------------------------------------------------------------------------


def judge(ctx: Context, tx: Tx) -> list[Verdict]:
    """What every alarm says now, in one snapshot."""
    now, slack = ctx.now(), ctx.policy.queue_timeout_us
    since = now - alarms.WINDOW_US
    lately = watch.pushes_by_bar(tx, since, slack)
    by_bar = watch.pushes_by_bar(tx, now - alarms.BAR_WINDOW_US, slack)
    limited = pulse.figure(tx, LIMIT_HITS, since, now)
    errors = pulse.figure(tx, DATABASE_ERRORS, since, now)
    late = max((age for _count, age in watch.jobs_waiting(tx, now).values()), default=0)
    waiting = watch.reviews_older_than(tx, now - alarms.REVIEW_MOST_US)
    return [
        alarms.acceptance(PushCount.total(lately.values())),
        *alarms.bar_acceptance(by_bar),
        *alarms.callback_times(watch.callback_times(tx, since, now)),
        *_codes(tx, now),
        alarms.more_than(
            "limits_hit",
            limited,
            alarms.LIMIT_HITS_MOST,
            f"{limited} requests were told to wait in five minutes",
        ),
        alarms.more_than(
            "database_errors",
            errors,
            alarms.DATABASE_ERRORS_MOST,
            f"The database failed {errors} times in five minutes",
        ),
        alarms.more_than("jobs_late", late, alarms.JOBS_MOST_US, f"Work has been due for {late // SECOND} s"),
        alarms.more_than(
            "review_waiting", waiting, 0, f"{waiting} payments have waited for a decision for a day"
        ),
        *_books(tx, now),
        Verdict("rollout_held", rollouts.open_hold(tx) is not None),
    ]


def _codes(tx: Tx, now: int) -> list[Verdict]:
    """Over all bars, and for those bars whose payments fail often just now, each against its own past."""
    recent, past = now - alarms.CODES_WINDOW_US, now - alarms.CODES_PAST_US
    lately = watch.result_codes(tx, recent, now)
    failing = any(count >= alarms.CODES_MIN_COUNT for code, count in lately.items() if code != "0")
    before = watch.result_codes(tx, past, recent) if failing else {"0": alarms.CODES_MIN_ENDED}
    verdicts = [alarms.unusual_codes(lately, before)]
    since = now - alarms.BAR_CODES_WINDOW_US
    open_for = {row.bar_id for row in watch.open_alerts(tx, ["bar_codes_unusual"])}
    failing_now = watch.failing_bars(tx, since, alarms.CODES_MIN_COUNT)
    verdicts += [_codes_of(tx, bar_id, since, past, now) for bar_id in sorted({*failing_now, *open_for})]
    return verdicts


def _codes_of(tx: Tx, bar_id: str, since: int, past: int, now: int) -> Verdict:
    lately, before = watch.result_codes(tx, since, now, bar_id), watch.result_codes(tx, past, since, bar_id)
    return alarms.unusual_codes(lately, before, kind="bar_codes_unusual", bar_id=bar_id)


def _books(tx: Tx, now: int) -> list[Verdict]:
    """What the last audit found, and whether audits happen at all."""
    last, first_at = pulse.last_audit(tx), pulse.first_audit_at(tx)
    found = Verdict("audit_found", None)
    if last is not None:
        some = "; ".join(last.first_findings[:3])
        found = Verdict("audit_found", last.findings > 0, f"The audit found {last.findings}: {some}")
    done_at = (last.finished_at if last is not None else first_at) or first_at
    if done_at is None:
        return [found, Verdict("audit_late", None)]
    age = now - done_at
    return [
        found,
        Verdict(
            "audit_late", age > alarms.AUDIT_LATE_US, f"No audit has finished for {age // MINUTE} minutes"
        ),
    ]


# --- alerts ---------------------------------------------------------------------------------------------------------


def _settle(ctx: Context, tx: Tx, verdicts: list[Verdict]) -> None:
    """Opens what fires and is not open, closes what is over."""
    now = ctx.now()
    standing: dict[tuple[str, str | None], Any] = {
        (row.kind, row.bar_id): row for row in watch.open_alerts(tx, ALARMS)
    }
    judged = {(verdict.kind, verdict.bar_id): verdict for verdict in verdicts}
    for key, verdict in judged.items():
        if verdict.firing and key not in standing and verdict.kind != "rollout_held":
            _open(ctx, tx, verdict, now)
    for key, row in standing.items():
        said = judged[key].firing if key in judged else None
        if said is False or (said is None and now - row.at > alarms.SILENT_US):
            watch.close_alert(tx, row.id, row.bar_id, now)
            tx.after_commit(lambda row=row: ctx.log.emit("alert_closed", bar_id=row.bar_id, kind=row.kind))  # type: ignore[misc]


def _open(ctx: Context, tx: Tx, verdict: Verdict, now: int) -> None:
    """The operator reads the figures; a bar reads the words of its kind of notice."""
    alarm = ALARMS[verdict.kind]
    text = f"{NOTICES[alarm.kind].en.text} ({verdict.text}.)" if alarm.bars else verdict.text
    watch.open_alert(
        tx,
        alert_id=ctx.ids.new_id(),
        bar_id=verdict.bar_id,
        kind=alarm.kind,
        severity=alarm.severity,
        text=text,
        at=now,
    )
    tx.after_commit(lambda: ctx.log.emit("alert", level="warning", bar_id=verdict.bar_id, kind=alarm.kind))


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as the operator reads it. ``ended`` None: it stands."""

    kind: str
    severity: str
    bar_id: str | None
    text: str
    cure: str
    began: Any
    ended: Any


def listed(ctx: Context, since_us: int = 0) -> list[AlertLine]:
    """Alerts that stand, and those raised in the last ``since_us``, newest first."""
    with ctx.store.read(bar=ALL_BARS) as tx:
        rows = watch.alerts_since(tx, ALARMS, ctx.now() - since_us)
    return [
        AlertLine(
            row.kind, row.severity, row.bar_id, row.text, ALARMS[row.kind].cure, instant(row.at),
            instant_or_none(row.resolved_at),
        )
        for row in rows
    ]  # fmt: skip
