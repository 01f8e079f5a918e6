"""Looking payments up, checking one again, and a person's decision on one that nobody else can settle."""

from __future__ import annotations

from datetime import datetime

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR, micros
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import cursors, inquiries, settlement
from tabeza_central.services.guard import checked_id, checked_key, checked_name, require
from tabeza_central.services.views import payment_view, timeline_event
from tabeza_central.store import alerts, jobs, payments
from tabeza_central.store.payments import Filter
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.receipts import normalise_receipt
from tabeza_protocol.wire.trade import PaymentActionRequest, PaymentDetail, PaymentPage, PaymentView

PAGE = 200
MOST_REASON = 150

ASK_FAILED_FOR_US = 24 * HOUR
"""How long a failed payment may still be asked about: Safaricom answers queries of the day."""


def list_payments(
    ctx: Context,
    principal: Principal,
    bar_id: str,
    *,
    states: tuple[PaymentState, ...] = (),
    text: str = "",
    tab_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> PaymentPage:
    """Newest first. ``text`` is looked for in the customer's name, receipt, tab reference and masked phone."""
    require(principal, bar_id)
    most = max(1, min(limit, PAGE))
    wanted = Filter(
        states, text.strip()[:80], tab_id, since and micros(since), until and micros(until),
        cursors.read_page(ctx, bar_id, cursor),
    )  # fmt: skip
    with ctx.store.read(bar=bar_id) as tx:
        rows = payments.page(tx, bar_id, wanted, most + 1)
    shown = rows[:most]
    more = None
    if len(rows) > most:
        more = cursors.page_cursor(ctx, bar_id, shown[-1][0].initiated_at, shown[-1][0].id)
    return PaymentPage(payments=tuple(payment_view(*row) for row in shown), next_cursor=more)


def get_payment(ctx: Context, principal: Principal, bar_id: str, payment_id: str) -> PaymentDetail:
    """One payment with its append-only history."""
    require(principal, bar_id)
    return _detail(ctx, bar_id, checked_id(payment_id))


def payment_by_key(ctx: Context, principal: Principal, bar_id: str, client_key: str) -> PaymentView:
    """What became of a request whose answer was lost. ``not_found``: it never arrived, and was never sent."""
    require(principal, bar_id)
    with ctx.store.read(bar=bar_id) as tx:
        payment = payments.by_client_key(tx, bar_id, checked_key(client_key))
        if payment is None:
            raise Problem("not_found")
        ((payment, seq),) = payments.some(tx, bar_id, [payment.id])
    return payment_view(payment, seq)


def act(ctx: Context, principal: Principal, payment_id: str, request: PaymentActionRequest) -> PaymentDetail:
    """Check again, or decide. Raises ``not_reviewable``, ``reason_needed``, ``not_allowed``."""
    require(principal, request.bar_id)
    wanted = checked_id(payment_id)
    if request.decision is None:
        _check_again(ctx, principal, request.bar_id, wanted)
    else:
        _decide(ctx, principal, wanted, request)
    return _detail(ctx, request.bar_id, wanted)


def _check_again(ctx: Context, principal: Principal, bar_id: str, payment_id: str) -> None:
    """Brings the next status query forward; asking twice asks Safaricom once.

    A payment that a callback called failed is asked about at once: if the money moved after all, it is credited now.
    """
    if _ask_about_failed(ctx, bar_id, payment_id):
        return
    with ctx.store.write("check_again", bar=bar_id) as tx:
        payment = payments.find(tx, bar_id, payment_id, lock=True)
        if payment is None:
            raise Problem("not_found")
        if payment.state in UNRESOLVED_STATES and payment.dispatched_at is not None:
            now = ctx.now()
            jobs.put(
                tx, job_id=ctx.ids.new_id(), kind="check", key=payment.id, bar_id=bar_id, run_at=now, now=now
            )
            alerts.audit(
                tx, bar_id=bar_id, at=now, actor=principal.name, action="check_again", obj=payment_id
            )


def _ask_about_failed(ctx: Context, bar_id: str, payment_id: str) -> bool:
    """One status query for a failed payment of the last day. False if it is not one, and nothing was asked."""
    with ctx.store.read(bar=bar_id) as tx:
        payment = payments.find(tx, bar_id, payment_id)
    if payment is None or payment.state is not PaymentState.FAILED or payment.checkout_request_id is None:
        return False
    if ctx.now() - payment.initiated_at > ASK_FAILED_FOR_US:
        return False
    answer = inquiries.ask(ctx, payment)
    with ctx.store.write("check_failed", bar=bar_id) as tx:
        payment = payments.find(tx, bar_id, payment_id, lock=True)
        if payment is not None and payment.state is PaymentState.FAILED:
            settlement.apply_query(ctx, tx, payment, answer)
    return True


def _decide(ctx: Context, principal: Principal, payment_id: str, request: PaymentActionRequest) -> None:
    """A person settles what no evidence did, with a reason and, if paid, the receipt from the statement."""
    require(principal, request.bar_id, ("owner",))
    if not (request.reason or "").strip():
        raise Problem("reason_needed")
    reason = checked_name(request.reason or "", field="reason", most=MOST_REASON)
    receipt = _receipt(request.receipt)
    with ctx.store.write("decide", bar=request.bar_id) as tx:
        payment = payments.find(tx, request.bar_id, payment_id, lock=True)
        if payment is None:
            raise Problem("not_found")
        if payment.state is not PaymentState.NEEDS_REVIEW:
            raise Problem("not_reviewable")
        if request.decision == "paid":
            other = payments.by_receipt(tx, request.bar_id, receipt) if receipt else None
            if other is not None and other.id != payment.id:
                raise Problem("conflict", payment_id=other.id)
            settlement.settle(
                ctx, tx, payment, receipt=receipt, source="person", actor=principal.name, detail=reason
            )
        else:
            code = payment.result_code
            settlement.fail(ctx, tx, payment, code=code, source="person", actor=principal.name, detail=reason)
        detail = {"decision": request.decision, "reason": reason, "receipt": receipt}
        alerts.audit(
            tx,
            bar_id=request.bar_id,
            at=ctx.now(),
            actor=principal.name,
            action="decide",
            obj=payment_id,
            detail=detail,
        )


def _receipt(typed: str | None) -> str | None:
    if not typed:
        return None
    receipt = normalise_receipt(typed)
    if receipt is None:
        raise Problem("bad_request", fields={"receipt": "bad_request"})
    return receipt


def _detail(ctx: Context, bar_id: str, payment_id: str) -> PaymentDetail:
    with ctx.store.read(bar=bar_id) as tx:
        found = payments.some(tx, bar_id, [payment_id])
        if not found:
            raise Problem("not_found")
        history = payments.events(tx, bar_id, payment_id)
    return PaymentDetail(
        payment=payment_view(*found[0]), timeline=tuple(timeline_event(row) for row in history)
    )
