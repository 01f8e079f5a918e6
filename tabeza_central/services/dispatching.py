"""Sends the one push of a queued payment and records the answer."""

from __future__ import annotations

from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.failpoints import failpoint
from tabeza_central.observe.logs import EventLog
from tabeza_central.ports import Accepted, DarajaCredentials, NoAnswer, PushAnswer, PushRequest, Refused
from tabeza_central.problems import Problem
from tabeza_central.services import promotion, settlement
from tabeza_central.services.inquiries import credentials_of
from tabeza_central.services.switchboard import pause_of
from tabeza_central.store import callbacks, jobs, payments
from tabeza_central.store.jobs import Job
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import ALL_BARS, Duplicate, Tx
from tabeza_protocol.money import CENTS_PER_SHILLING, Kes, format_kes
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.phones import Msisdn

S = PaymentState


def dispatch(ctx: Context, job: Job) -> None:
    """Works a ``dispatch`` job: at most one push for its payment, whoever runs this and however often."""
    assert job.bar_id is not None
    with ctx.store.read(bar=job.bar_id) as tx:
        payment = payments.find(tx, job.bar_id, job.key)
    if payment is None or payment.state is not S.QUEUED:
        _already_sent(ctx, job)
        return
    try:
        credentials = credentials_of(ctx, payment.bar_id, payment.credential_version)
    except Problem as problem:
        _refuse(ctx, job, problem.code)
        return
    request = _push_request(ctx, payment)
    if _commit_dispatched(ctx, job):
        failpoint("dispatch.before_send")
        answer = ctx.daraja.push(credentials, request)
        failpoint("dispatch.after_send")
        _record(ctx, job, credentials, answer)


def _push_request(ctx: Context, payment: Payment) -> PushRequest:
    return PushRequest(
        amount_shillings=payment.amount_cents // CENTS_PER_SHILLING,
        phone=Msisdn(ctx.vault.open(payment.bar_id, "phone", payment.phone_number_encrypted).decode()),
        callback_url=f"{ctx.callback_url_base.rstrip('/')}/{ctx.callback_tokens.make(payment.id)}",
        account_reference=payment.wire_reference,
        description="Tabeza test" if payment.kind == "test" else f"Tab {payment.tab_number}",
    )


def _commit_dispatched(ctx: Context, job: Job) -> bool:
    """The point of no return: True only if this very call moved the payment to ``dispatched``."""
    assert job.bar_id is not None
    now = ctx.now()
    with ctx.store.write("dispatch", bar=job.bar_id) as tx:
        pause = pause_of(tx, job.bar_id, lock=True)
        payment = payments.find(tx, job.bar_id, job.key, lock=True)
        if payment is None or payment.state is not S.QUEUED:
            return False
        if pause is not None:
            _refuse_in(ctx, tx, job, payment, "paused")
            return False
        if abs(now - payment.initiated_at) > ctx.policy.queue_timeout_us:
            _refuse_in(ctx, tx, job, payment, "unavailable")
            return False
        payments.move(
            tx,
            payment,
            S.DISPATCHED,
            at=now,
            event="dispatched",
            actor="service",
            values={"dispatched_at": now},
        )
        for kind, delay in (
            ("check", ctx.policy.query_delays_us[0]),
            ("expire", ctx.policy.prompt_timeout_us),
        ):
            jobs.put(
                tx, job_id=ctx.ids.new_id(), kind="check" if kind == "check" else "expire", key=payment.id,
                bar_id=payment.bar_id, run_at=now + delay, now=now,
            )  # fmt: skip
    return True


def _already_sent(ctx: Context, job: Job) -> None:
    """Someone started this push and was cut short: whether it left is not known, and it is never sent again."""
    assert job.bar_id is not None
    with ctx.store.write("cut_short", bar=job.bar_id) as tx:
        payment = payments.find(tx, job.bar_id, job.key, lock=True)
        if payment is not None:
            mark_cut_short(ctx, tx, payment)
        jobs.finish(tx, job)


def mark_cut_short(ctx: Context, tx: Tx, payment: Payment) -> None:
    """A push without a recorded answer is ``unknown``: a prompt may be showing."""
    if payment.state is S.DISPATCHED:
        payments.move(
            tx, payment, S.UNKNOWN, at=ctx.now(), event="no_answer", actor="service", detail="cut_short"
        )


def recover(ctx: Context) -> int:
    """At start: every push that may have been cut short becomes unknown at once. Returns how many."""
    with ctx.store.write("recover", bar=ALL_BARS) as tx:
        found = payments.dispatched_without_answer(tx)
        for payment in found:
            mark_cut_short(ctx, tx, payment)
    return len(found)


def _refuse(ctx: Context, job: Job, problem: str) -> None:
    assert job.bar_id is not None
    with ctx.store.write("refuse", bar=job.bar_id) as tx:
        payment = payments.find(tx, job.bar_id, job.key, lock=True)
        if payment is not None and payment.state is S.QUEUED:
            _refuse_in(ctx, tx, job, payment, problem)
            if problem == "keys_unreadable":
                settlement.alert(ctx, tx, payment, problem)
        jobs.finish(tx, job)


def _refuse_in(
    ctx: Context, tx: Tx, job: Job, payment: Payment, problem: str, code: str | None = None
) -> None:
    """We or Safaricom said no before any prompt."""
    values: dict[str, Any] = {"problem": problem, "result_code": code, "finished_at": ctx.now()}
    refused = payments.move(
        tx, payment, S.REFUSED, at=ctx.now(), event="refused", actor="service", detail=problem, result_code=code,
        values=values,
    )  # fmt: skip
    if refused.kind == "test":
        promotion.test_failed(tx, refused)
    jobs.finish(tx, job)
    _log(tx, ctx.log, refused, "refused", code or problem)


def _record(ctx: Context, job: Job, credentials: DarajaCredentials, answer: PushAnswer) -> None:
    """For all bars: callbacks that came before this answer, and their jobs, name no bar yet."""
    try:
        with ctx.store.write("answer", bar=ALL_BARS) as tx:
            _take_answer(ctx, tx, job, credentials.bar_id, answer)
    except Duplicate:
        # Safaricom gave a CheckoutRequestID that another payment of this bar already has: it can't be asked by.
        with ctx.store.write("answer", bar=ALL_BARS) as tx:
            _take_answer(ctx, tx, job, credentials.bar_id, NoAnswer("not_an_envelope"))
            payment = payments.find(tx, credentials.bar_id, job.key, lock=True)
            assert payment is not None
            settlement.review(ctx, tx, payment, "id_mismatch")


def _take_answer(ctx: Context, tx: Tx, job: Job, bar_id: str, answer: PushAnswer) -> None:
    payment = payments.find(tx, bar_id, job.key, lock=True)
    assert payment is not None
    if isinstance(answer, Accepted):
        _accepted(ctx, tx, payment, answer)
    elif isinstance(answer, Refused) and payment.state is S.DISPATCHED:
        _refuse_in(ctx, tx, job, payment, answer.problem, answer.error_code)
    else:
        reason = answer.reason if isinstance(answer, NoAnswer) else "refused"
        if payment.state is S.DISPATCHED:
            payments.move(
                tx, payment, S.UNKNOWN, at=ctx.now(), event="no_answer", actor="service", detail=reason
            )
        else:
            payments.note(tx, payment, at=ctx.now(), event="no_answer", actor="service", detail=reason)
        _log(tx, ctx.log, payment, "unknown", reason)
    jobs.finish(tx, job)
    for row in callbacks.for_payment(tx, payment.id):
        if row.judged_at is None:  # it came before this answer and waits for it
            now = ctx.now()
            jobs.put(
                tx, job_id=ctx.ids.new_id(), kind="judge", key=row.id, bar_id=bar_id, run_at=now, now=now
            )


def _accepted(ctx: Context, tx: Tx, payment: Payment, answer: Accepted) -> None:
    """The prompt should be showing. A callback may have been quicker: then only the ids are news."""
    now = ctx.now()
    ids = {
        "merchant_request_id": answer.merchant_request_id,
        "checkout_request_id": answer.checkout_request_id,
        "checkout_adopted": False,
    }
    adopted_other = payment.checkout_request_id not in (None, answer.checkout_request_id)
    in_time = payment.dispatched_at is not None and now - payment.dispatched_at < ctx.policy.prompt_timeout_us
    if payment.state is S.DISPATCHED or (payment.state is S.UNKNOWN and in_time):
        payments.move(
            tx,
            payment,
            S.PROMPTED,
            at=now,
            event="accepted",
            actor="service",
            values={**ids, "prompted_at": now},
        )
    else:
        payments.note(tx, payment, at=now, event="accepted", actor="service", values=ids)
    if adopted_other:
        settlement.alert(ctx, tx, payment, "id_mismatch")
    _log(tx, ctx.log, payment, "prompted", None)


def _log(tx: Tx, log: EventLog, payment: Payment, status: str, code: str | None) -> None:
    amount = format_kes(Kes(payment.amount_cents))
    tx.after_commit(
        lambda: log.stk_push(
            bar_id=payment.bar_id, payment_id=payment.id, amount=amount, status=status, code=code
        )
    )
