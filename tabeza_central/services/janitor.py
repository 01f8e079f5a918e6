"""Resolves what the callbacks did not: asks on a schedule, times prompts out, and hands the rest to a person."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.ports import QueryAnswer
from tabeza_central.services import settlement
from tabeza_central.services.inquiries import ask
from tabeza_central.store import jobs, payments
from tabeza_central.store.jobs import Job
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import Tx
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState

S = PaymentState
_TIMES_OUT = frozenset({S.DISPATCHED, S.PROMPTED})


def check(ctx: Context, job: Job) -> None:
    """Works a ``check`` job: one status query, then its next turn, until the payment is final or a person's.

    Also confirms payments that a callback settled at once.
    """
    assert job.bar_id is not None
    with ctx.store.read(bar=job.bar_id) as tx:
        payment = payments.find(tx, job.bar_id, job.key)
    answer: QueryAnswer | None = None
    if payment is not None and _wants_answer(payment) and payment.checkout_request_id is not None:
        answer = ask(ctx, payment)
    with ctx.store.write("check", bar=job.bar_id) as tx:
        _take(ctx, tx, job, answer)


def _wants_answer(payment: Payment) -> bool:
    unconfirmed = payment.state is S.SUCCEEDED and payment.queried_paid_at is None
    return payment.state in UNRESOLVED_STATES or (unconfirmed and payment.confirmed_by == "callback")


def _take(ctx: Context, tx: Tx, job: Job, answer: QueryAnswer | None) -> None:
    assert job.bar_id is not None
    payment = payments.find(tx, job.bar_id, job.key, lock=True)
    if payment is None:
        jobs.finish(tx, job)
        return
    if answer is not None:
        payment = settlement.apply_query(ctx, tx, payment, answer)
    payments.count_check(tx, payment.bar_id, payment.id)
    if not _wants_answer(payment):
        jobs.finish(tx, job)
        return
    again = _next_check(ctx, payment)
    if again is not None:
        jobs.put_off(tx, job, again)
        return
    _give_up(ctx, tx, payment)
    jobs.finish(tx, job)


def _next_check(ctx: Context, payment: Payment) -> int | None:
    """By count, not by the clock alone: after a standstill every step is still taken, a little apart.

    Without a CheckoutRequestID no step can learn anything: only a callback could still bring one, and those come within
    minutes. A person who has the PayBill's statement knows sooner; a callback that comes after that still settles.
    """
    delays = ctx.policy.query_delays_us
    if payment.checkout_request_id is None:
        delays = tuple(delay for delay in delays if delay <= ctx.policy.unaskable_us)
    done = payment.checks + 1
    if done >= len(delays):
        return None
    base = payment.dispatched_at if payment.dispatched_at is not None else payment.initiated_at
    return max(base + delays[done], ctx.now() + ctx.policy.query_gap_us)


def _give_up(ctx: Context, tx: Tx, payment: Payment) -> None:
    if payment.state is S.SUCCEEDED:
        settlement.alert(ctx, tx, payment, "unconfirmed")
    else:
        settlement.review(ctx, tx, payment, "not_resolved")


def expire(ctx: Context, job: Job) -> None:
    """Works an ``expire`` job: a prompt without a result after 120 s is ``unknown``, never failed."""
    assert job.bar_id is not None
    with ctx.store.write("expire", bar=job.bar_id) as tx:
        payment = payments.find(tx, job.bar_id, job.key, lock=True)
        if payment is not None and payment.state in _TIMES_OUT:
            payments.move(tx, payment, S.UNKNOWN, at=ctx.now(), event="expired", actor="service")
        jobs.finish(tx, job)
