"""Turns judged evidence into state, ledger, feed and alerts, in one transaction: the only door for money.

A payment succeeds once: the conditional move, the journal's unique cause and the receipt's uniqueness each stop a
second credit on their own. Nothing here talks to Safaricom.
"""

from __future__ import annotations

from typing import Any, Literal

from tabeza_central.app_context import Context
from tabeza_central.domain.callback_body import CallbackBody, parse_callback
from tabeza_central.domain.judgement import HELD_FOR_A_PERSON, Do, Judgement, Known, judge_query
from tabeza_central.domain.ledger import Line, money_account, receipt_lines, test_lines
from tabeza_central.domain.payment_texts import ALERT_TEXTS
from tabeza_central.ports import NotYet, QueryAnswer, Result
from tabeza_central.services import by_hand, promotion
from tabeza_central.store import alerts, bars, callbacks, ledger, payments, tabs
from tabeza_central.store.ledger import Cause, Entry
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import Tx
from tabeza_protocol.environment import Environment
from tabeza_protocol.money import Kes
from tabeza_protocol.payment_states import PaymentState

S = PaymentState
Source = Literal["callback", "query", "person"]
_MAY_REVIEW = frozenset({S.DISPATCHED, S.PROMPTED, S.UNKNOWN})
_MAY_DOUBT = frozenset({S.DISPATCHED, S.PROMPTED})


def known(tx: Tx, payment: Payment) -> Known:
    """What the judge is told of a payment."""
    bar = bars.find(tx, payment.bar_id)
    assert bar is not None
    return Known(
        state=payment.state,
        amount_cents=payment.amount_cents,
        exception=payment.exception,
        merchant_request_id=payment.merchant_request_id,
        checkout_request_id=payment.checkout_request_id,
        adopted=payment.checkout_adopted,
        receipt=payment.mpesa_receipt_number,
        queried_paid=payment.queried_paid_at is not None,
        instant_limit_cents=bar.instant_limit_cents,
    )


def apply(
    ctx: Context, tx: Tx, payment: Payment, judgement: Judgement, source: Source, *, actor: str | None = None,
    detail: str | None = None,
) -> Payment:  # fmt: skip
    """Does what was judged; returns the payment as it now is. The payment's row must be locked."""
    if judgement.do is Do.SETTLE:
        return settle(ctx, tx, payment, receipt=judgement.receipt, source=source, actor=actor, detail=detail)
    if judgement.do is Do.FAIL:
        return fail(ctx, tx, payment, code=judgement.code, source=source, actor=actor, detail=detail)
    if judgement.do is Do.REVIEW:
        return review(ctx, tx, payment, judgement.reason, code=judgement.code)
    if judgement.do is Do.ALERT:
        alert(ctx, tx, payment, judgement.reason)
        return payment
    if judgement.do is Do.DOUBT:
        return doubt(ctx, tx, payment, source, judgement.code if judgement.reason == "unknown_code" else None)
    return payment


def apply_query(ctx: Context, tx: Tx, payment: Payment, answer: QueryAnswer) -> Payment:
    """Takes Safaricom's answer to a status query into the (locked) payment; anything but a result changes nothing."""
    if isinstance(answer, NotYet) or not isinstance(answer, Result):
        return payment
    claimed, receipt = claims(ctx, tx, payment)
    judgement = judge_query(known(tx, payment), answer.code, claimed_paid=claimed, receipt=receipt)
    if judgement.do is Do.DOUBT and judgement.reason == "not_yet":
        return payment
    return apply(ctx, tx, payment, judgement, "query")


def claims(ctx: Context, tx: Tx, payment: Payment) -> tuple[bool, str | None]:
    """Whether a callback to this payment's own address claims it was paid in full, and with which receipt."""
    claimed, receipt = False, None
    for row in callbacks.for_payment(tx, payment.id):
        body = open_body(ctx, row, ctx.policy.callback_depth)
        if body is None or body.result_code != "0" or body.checkout_request_id != payment.checkout_request_id:
            continue
        claimed = True
        if body.amount_cents == payment.amount_cents:
            receipt = receipt or body.receipt
    return claimed, receipt


def open_body(ctx: Context, row: Any, depth: int) -> CallbackBody | None:
    """The claims in a stored callback, or None if it can't be read."""
    parsed = parse_callback(ctx.vault.open("-", "callback", row.body_encrypted), depth)
    return parsed if isinstance(parsed, CallbackBody) else None


def settle(
    ctx: Context, tx: Tx, payment: Payment, *, receipt: str | None, source: Source, actor: str | None = None,
    detail: str | None = None,
) -> Payment:  # fmt: skip
    """The money came. Books it once; a receipt that belongs to another payment goes to a person instead."""
    if receipt is not None:
        other = payments.by_receipt(tx, payment.bar_id, receipt)
        if other is not None and other.id != payment.id:
            return review(ctx, tx, payment, "duplicate_receipt", code="0")
    at = ctx.now()
    if payment.state is S.SUCCEEDED:
        return _add_to_settled(ctx, tx, payment, receipt, source, at)
    if receipt is not None:
        by_hand.give_way(ctx, tx, payment.bar_id, receipt)
    late = payment.state in (S.FAILED, S.REFUSED)
    lines, oddity = _lines(tx, payment)
    held = payment.exception if payment.exception in HELD_FOR_A_PERSON else None
    exception = oddity or ("late" if late else held)
    values: dict[str, Any] = {
        "result_code": "0", "problem": None, "finished_at": at, "confirmed_by": source, "exception": exception,
    }  # fmt: skip
    if receipt is not None:
        values["mpesa_receipt_number"] = receipt
    if source == "query":
        values |= {"queried_paid_at": at, "checkout_adopted": False}
    event = "decided" if source == "person" else "late_success" if late else "settled"
    settled = payments.move(
        tx,
        payment,
        S.SUCCEEDED,
        at=at,
        event=event,
        actor=actor or source,
        detail=detail,
        result_code="0",
        values=values,
    )
    _book(ctx, tx, settled, lines, at)
    if late:
        alert(ctx, tx, settled, "late_success")
    if oddity is not None:
        alert(ctx, tx, settled, oddity)
    if settled.kind == "test":
        promotion.test_passed(ctx, tx, settled, at)
    _log_move(ctx, tx, payment, settled, event)
    return settled


def _add_to_settled(
    ctx: Context, tx: Tx, payment: Payment, receipt: str | None, source: Source, at: int
) -> Payment:
    """It is booked; what is new may be the receipt, or Safaricom's own confirmation of a callback."""
    values: dict[str, Any] = {}
    if receipt is not None and payment.mpesa_receipt_number is None:
        by_hand.give_way(ctx, tx, payment.bar_id, receipt)
        values["mpesa_receipt_number"] = receipt
    if source == "query" and payment.queried_paid_at is None:
        values["queried_paid_at"] = at
    if not values:
        return payment
    if "mpesa_receipt_number" in values:
        ledger.touch_lines_of(tx, payment.bar_id, payment.id)
    event = "query" if source == "query" else "callback"
    return payments.note(tx, payment, at=at, event=event, actor=source, result_code="0", values=values)


def _lines(tx: Tx, payment: Payment) -> tuple[tuple[Line, ...], str | None]:
    """The journal's lines, and what is odd about where the money goes."""
    account = money_account(Environment(payment.environment), payment.business_shortcode)
    paid = Kes(payment.amount_cents)
    if payment.tab_id is None:
        return test_lines(account, paid), None
    tab = tabs.find(tx, payment.bar_id, payment.tab_id, lock=True)
    assert tab is not None
    closed = tab.status == "closed"
    lines = receipt_lines(account, tab.id, paid, Kes(tab.balance_cents), closed=closed)
    if closed:
        return lines, "tab_closed"
    return lines, "overpaid" if any(line.kind == "credit" for line in lines) else None


def _book(ctx: Context, tx: Tx, payment: Payment, lines: tuple[Line, ...], at: int) -> None:
    entry = Entry(
        id=ctx.ids.new_id(), cause=Cause("mpesa_payment", payment.id), at=at, lines=lines, tab_id=payment.tab_id,
        payment_id=payment.id, text="M-Pesa", receipt=payment.mpesa_receipt_number, person=payment.requested_by,
    )  # fmt: skip
    ledger.post(tx, payment.bar_id, entry)


def fail(
    ctx: Context, tx: Tx, payment: Payment, *, code: str | None, source: Source, actor: str | None = None,
    detail: str | None = None,
) -> Payment:  # fmt: skip
    """M-Pesa (or a person, with a reason) says the customer did not pay."""
    at = ctx.now()
    event = "decided" if source == "person" else "failed"
    values: dict[str, Any] = {"result_code": code, "finished_at": at, "confirmed_by": source}
    failed = payments.move(
        tx,
        payment,
        S.FAILED,
        at=at,
        event=event,
        actor=actor or source,
        detail=detail,
        result_code=code,
        values=values,
    )
    if failed.kind == "test":
        promotion.test_failed(tx, failed)
    _log_move(ctx, tx, payment, failed, event)
    return failed


def review(ctx: Context, tx: Tx, payment: Payment, reason: str, *, code: str | None = None) -> Payment:
    """Puts the payment in front of a person, with an alert; what is final already only gets the alert."""
    alert(ctx, tx, payment, reason)
    if payment.state not in _MAY_REVIEW:
        return payment
    moved = payments.move(
        tx, payment, S.NEEDS_REVIEW, at=ctx.now(), event="review", actor="service", detail=reason, result_code=code,
        values={"exception": reason},
    )  # fmt: skip
    _log_move(ctx, tx, payment, moved, "review")
    return moved


def doubt(ctx: Context, tx: Tx, payment: Payment, source: Source, code: str | None) -> Payment:
    """Nothing is known for sure: ``unknown``, and the code that nobody knows is kept for people to see."""
    if payment.state in _MAY_DOUBT:
        moved = payments.move(
            tx, payment, S.UNKNOWN, at=ctx.now(), event=source if source != "person" else "note", actor=source,
            result_code=code, values={"result_code": code},
        )  # fmt: skip
        _log_move(ctx, tx, payment, moved, source)
        return moved
    if payment.state is S.UNKNOWN and code is not None and code != payment.result_code:
        return payments.note(
            tx,
            payment,
            at=ctx.now(),
            event="note",
            actor=source,
            result_code=code,
            values={"result_code": code},
        )
    return payment


def alert(ctx: Context, tx: Tx, payment: Payment, kind: str) -> None:
    """Tells the bar's consoles, once per payment and kind."""
    severity, text = ALERT_TEXTS[kind]
    alerts.raise_alert(
        tx, alert_id=ctx.ids.new_id(), bar_id=payment.bar_id, kind=kind, severity=severity,
        text=text.format(reference=payment.wire_reference), at=ctx.now(), payment_id=payment.id, tab_id=payment.tab_id,
    )  # fmt: skip
    tx.after_commit(lambda: ctx.log.emit("alert", bar_id=payment.bar_id, kind=kind, payment_id=payment.id))


def _log_move(ctx: Context, tx: Tx, before: Payment, after: Payment, event: str) -> None:
    tx.after_commit(
        lambda: ctx.log.emit(
            "payment_moved", bar_id=after.bar_id, payment_id=after.id, from_state=str(before.state),
            to_state=str(after.state), kind=event, result_code=after.result_code,
        )
    )  # fmt: skip
