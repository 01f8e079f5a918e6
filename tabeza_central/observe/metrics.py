"""The figures of the service in Prometheus' text form: what this process counted, and how things stand in the store.

Counters are each process's own (sum them); what stands in the store is the same from every process (take the
greatest). While the database is away the counters are still told, with ``tabeza_database_up 0``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tabeza_central.app_context import Context
from tabeza_central.domain import alarms
from tabeza_central.domain.alarms import ALARMS, PushCount
from tabeza_central.domain.instants import SECOND
from tabeza_central.store import pulse, rollouts, switches, watch
from tabeza_central.store.switches import GLOBAL
from tabeza_central.store.uow import ALL_BARS, StoreDown, Tx
from tabeza_protocol.payment_states import PaymentState

STATES: Final = (
    PaymentState.DISPATCHED,
    PaymentState.PROMPTED,
    PaymentState.UNKNOWN,
    PaymentState.NEEDS_REVIEW,
)


def exposition(ctx: Context) -> bytes:
    """Prometheus text. Never raises for a database that is away."""
    stored = CollectorRegistry()
    stored.register(_Stored(ctx))
    return generate_latest(ctx.log.figures.registry) + generate_latest(stored)


class _Stored(Collector):
    """Gauges read when they are asked for."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "tabeza_feed_waiters",
            "Consoles waiting for changes at this process",
            self._ctx.feed_versions.waiting(),
        )
        try:
            with self._ctx.store.read(bar=ALL_BARS) as tx:
                found = list(_gauges(self._ctx, tx))
        except StoreDown:
            yield GaugeMetricFamily("tabeza_database_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("tabeza_database_up", "Whether the database answers", 1)
        yield from found


def _gauges(ctx: Context, tx: Tx) -> Iterator[Metric]:
    now = ctx.now()
    yield from _backlog(tx, now)
    yield from _acceptance(ctx, tx, now)
    states = GaugeMetricFamily(
        "tabeza_payments_now", "Payments in a state that is not their end", labels=["state"]
    )
    for state, count in watch.unresolved(tx, STATES).items():
        states.add_metric([state], count)
    yield states
    yield from _books_and_pulse(tx, now)
    yield from _rollout(tx)
    standing = GaugeMetricFamily("tabeza_alerts_open", "Alerts that stand", labels=["kind", "severity"])
    counts = dict.fromkeys(ALARMS, 0)
    for row in watch.open_alerts(tx, ALARMS):
        counts[row.kind] += 1
    for kind, count in counts.items():
        standing.add_metric([kind, ALARMS[kind].severity], count)
    yield standing


def _backlog(tx: Tx, now: int) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("tabeza_jobs_waiting", "Jobs that are due", labels=["kind"])
    oldest = GaugeMetricFamily(
        "tabeza_jobs_oldest_seconds", "How long the oldest has been due", labels=["kind"]
    )
    jobs = watch.jobs_waiting(tx, now)
    for kind in ("dispatch", "check", "expire", "judge", "inquire", "erase"):
        count, age = jobs.get(kind, (0, 0))
        waiting.add_metric([kind], count)
        oldest.add_metric([kind], age / SECOND)
    yield waiting
    yield oldest
    yield GaugeMetricFamily(
        "tabeza_inbox_waiting", "Callbacks kept and not judged to their end", watch.inbox_depth(tx)
    )
    times = watch.callback_times(tx, now - alarms.WINDOW_US, now)
    age = (times.oldest_waiting_us or 0) / SECOND
    yield GaugeMetricFamily(
        "tabeza_inbox_oldest_seconds", "How long a callback has waited for its first look", age
    )


def _acceptance(ctx: Context, tx: Tx, now: int) -> Iterator[Metric]:
    """Over five minutes; no sample where nothing was pushed, or nothing ended."""
    since = now - alarms.WINDOW_US
    pushes = PushCount.total(watch.pushes_by_bar(tx, since, ctx.policy.queue_timeout_us).values())
    accepted = GaugeMetricFamily(
        "tabeza_push_acceptance_ratio", "Pushes Safaricom took, of those sent in five minutes"
    )
    completed = GaugeMetricFamily(
        "tabeza_push_completion_ratio", "Payments made, of those that ended in five minutes"
    )
    if pushes.acceptance is not None:
        accepted.add_metric([], pushes.acceptance)
    codes = watch.result_codes(tx, since, now)
    if codes:
        completed.add_metric([], codes.get("0", 0) / sum(codes.values()))
    yield accepted
    yield completed


def _books_and_pulse(tx: Tx, now: int) -> Iterator[Metric]:
    audit, beat = pulse.last_audit(tx), pulse.last_beat(tx)
    if audit is not None and audit.finished_at is not None:
        yield GaugeMetricFamily("tabeza_audit_findings", "What the last audit found", audit.findings)
        age = (now - audit.finished_at) / SECOND
        yield GaugeMetricFamily("tabeza_audit_age_seconds", "How long ago the last audit finished", age)
    if beat is not None:
        age = (now - beat) / SECOND
        yield GaugeMetricFamily("tabeza_heartbeat_age_seconds", "Since the minute of the last heartbeat", age)


def _rollout(tx: Tx) -> Iterator[Metric]:
    switch = switches.find(tx, GLOBAL).get(GLOBAL)
    percent = 100 if switch is None else switch.percent if switch.enabled else 0
    yield GaugeMetricFamily("tabeza_rollout_percent", "The share of bars that may send requests", percent)
    held = int(rollouts.open_hold(tx) is not None)
    yield GaugeMetricFamily("tabeza_rollout_held", "Whether the rollout waits for a person", held)
