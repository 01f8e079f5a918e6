"""Lets customers' phones and the raw messages of M-Pesa go after so many days, by itself, a batch at a time.

The books stay as they are: only what names a person goes, and only of payments at rest and tabs closed. Payments that a
person still has to decide on keep everything. How many days: ``TABEZA_RETENTION_CALLBACK_DAYS`` and
``TABEZA_RETENTION_PHONE_DAYS``.
"""

from __future__ import annotations

from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import DAY, HOUR
from tabeza_central.services.data_rights import MAY_STILL_SPEAK_US, empty_body, erase_payment, tab_values
from tabeza_central.store import alerts, erasure, jobs
from tabeza_central.store.jobs import Job
from tabeza_central.store.uow import ALL_BARS

BATCH: Final = 200
KEY: Final = "daily"
BY: Final = "retention"


def plan(ctx: Context) -> None:
    """Sees to it that a worker runs it: within the hour, then each day."""
    now = ctx.now()
    with ctx.store.write("retention.plan", bar=ALL_BARS) as tx:
        jobs.put_once(tx, job_id=ctx.ids.new_id(), kind="retention", key=KEY, run_at=now + HOUR, now=now)


def work(ctx: Context, job: Job) -> None:
    """One batch; the job comes back at once while there is more, else tomorrow."""
    done = run_batch(ctx)
    now = ctx.now()
    with ctx.store.write("retention.next", bar=ALL_BARS) as tx:
        jobs.put_off(tx, job, now if sum(done.values()) else now + DAY)


def run(ctx: Context) -> dict[str, int]:
    """Everything that is due. Returns how much went, by kind."""
    total = dict.fromkeys(("payments", "tabs", "callbacks"), 0)
    while sum((done := run_batch(ctx)).values()):
        total = {name: total[name] + done[name] for name in total}
    return total


def due(ctx: Context) -> dict[str, int]:
    """How much would go now."""
    phones_before, bodies_before = _before(ctx)
    with ctx.store.read(bar=ALL_BARS) as tx:
        return erasure.waiting(tx, phones_before=phones_before, bodies_before=bodies_before)


def run_batch(ctx: Context) -> dict[str, int]:
    """At most ``BATCH`` of each kind, in one transaction, audited if anything went."""
    phones_before, bodies_before = _before(ctx)
    with ctx.store.write("retention", bar=ALL_BARS) as tx:
        callbacks = erasure.old_callbacks(tx, bodies_before, BATCH)
        for callback_id in callbacks:
            erasure.empty_callback(tx, callback_id, empty_body(ctx))
        payments = erasure.old_payments(tx, phones_before, BATCH)
        for payment in payments:
            erase_payment(ctx, tx, payment, _token(ctx), name=None)
        tabs = erasure.old_tabs(tx, phones_before, BATCH)
        for tab in tabs:
            erasure.change_tab(tx, tab.bar_id, tab.id, tab_values(None, name=None))
            erasure.forget_request(tx, tab.bar_id, tab.id, _token(ctx))
        erasure.drop_old_gates(tx, ctx.now() - DAY)
        done = {"payments": len(payments), "tabs": len(tabs), "callbacks": len(callbacks)}
        if sum(done.values()):
            alerts.audit(tx, bar_id=None, at=ctx.now(), actor=BY, action="retention", detail=done)
    return done


def _token(ctx: Context) -> str:
    return erasure.token_of(ctx.ids.new_id() + ctx.ids.new_id())


def _before(ctx: Context) -> tuple[int, int]:
    """Phones and raw messages from before these times go; never while M-Pesa's word is still believed."""
    now, policy = ctx.now(), ctx.policy
    return (
        now - max(policy.keep_phones_us, MAY_STILL_SPEAK_US),
        now - max(policy.keep_callbacks_us, MAY_STILL_SPEAK_US),
    )
