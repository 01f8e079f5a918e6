"""Writes down what a statement proves, each in one transaction with its line in the audit log.

Whoever comes first wins: what changed since the comparison was made is left alone and shows on the next run.
"""

from __future__ import annotations

from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.services import by_hand, settlement
from tabeza_central.services.reconcile import Item, Reconciliation, reconcile
from tabeza_central.services.statements import Statement
from tabeza_central.store import alerts, ledger, payments, reconciling, tabs, verifying
from tabeza_central.store.payments import Moved
from tabeza_central.store.uow import Duplicate, Tx
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.payment_states import PaymentState

WHY: Final = "Found on the M-Pesa statement"


def apply(ctx: Context, bar_id: str, statement: Statement, *, by: str) -> Reconciliation:
    """Compares, writes down what is proven under the name ``by``, and compares again. Raises as ``reconcile`` does.

    The same file again finds nothing to write, and leaves not even a line in the audit log.
    """
    before = reconcile(ctx, bar_id, statement)
    applied = [item.verdict for item in before.pending if _write(ctx, bar_id, item, by)]
    after = reconcile(ctx, bar_id, statement)
    after.applied.update(applied)
    _audit_run(ctx, after, by)
    return after


def _write(ctx: Context, bar_id: str, item: Item, by: str) -> bool:
    """Whether this was the run that wrote it."""
    try:
        with ctx.store.write("reconcile", bar=bar_id) as tx:
            done = _confirm(ctx, tx, bar_id, item, by) if item.hand else _take(ctx, tx, bar_id, item, by)
            if done:
                _audit(ctx, tx, bar_id, item, by)
            return done
    except (Duplicate, Moved):
        return False  # a worker or another run was first: nothing was changed here


def _take(ctx: Context, tx: Tx, bar_id: str, item: Item, by: str) -> bool:
    """The line's receipt for a payment that was waiting for it; settles the payment if that is still open."""
    assert item.payment is not None
    assert item.line is not None
    payment = payments.find(tx, bar_id, item.payment.id, lock=True)
    verifying.claim_receipt(tx, bar_id, item.line.receipt)
    if payment is None or payment.event_count != item.payment.event_count:
        return False
    if payments.by_receipt(tx, bar_id, item.line.receipt) is not None:
        return False
    if payment.state is not PaymentState.SUCCEEDED:
        settlement.settle(ctx, tx, payment, receipt=item.line.receipt, source="person", actor=by, detail=WHY)
        return True
    by_hand.give_way(ctx, tx, bar_id, item.line.receipt)
    payments.note(
        tx,
        payment,
        at=ctx.now(),
        event="note",
        actor=by,
        detail=WHY,
        values={"mpesa_receipt_number": item.line.receipt},
    )
    ledger.touch_lines_of(tx, bar_id, payment.id)
    return True


def _confirm(ctx: Context, tx: Tx, bar_id: str, item: Item, by: str) -> bool:
    assert item.hand is not None
    verifying.claim_receipt(tx, bar_id, item.hand.receipt)
    found = verifying.recorded(tx, bar_id, item.hand.receipt)
    if found is None or found.voided or reconciling.is_confirmed(tx, bar_id, item.hand.receipt):
        return False
    now = ctx.now()
    reconciling.confirm(tx, bar_id, item.hand, journal_id=ctx.ids.new_id(), at=now, by=by)
    tab = tabs.find(tx, bar_id, item.hand.tab_id)
    assert tab is not None
    amount = format_kes(Kes(item.hand.amount_cents))
    alerts.raise_alert(
        tx, alert_id=ctx.ids.new_id(), bar_id=bar_id, kind="by_hand_confirmed", severity="info", at=now, tab_id=tab.id,
        text=f"{tab.account}: KES {amount} recorded as paid by hand is on the M-Pesa statement.",
    )  # fmt: skip
    return True


def _audit(ctx: Context, tx: Tx, bar_id: str, item: Item, by: str) -> None:
    assert item.line is not None
    detail = {
        "receipt": item.line.receipt,
        "amount_cents": item.line.amount_cents,
        "verdict": str(item.verdict),
    }
    about = item.payment.id if item.payment else item.hand.tab_id if item.hand else ""
    alerts.audit(tx, bar_id=bar_id, at=ctx.now(), actor=by, action="reconcile", obj=about, detail=detail)


def _audit_run(ctx: Context, done: Reconciliation, by: str) -> None:
    """One line a run, unless it is the same file again and nothing came of it."""
    counts = {str(verdict): count for verdict, count in sorted(done.counts.items())}
    detail = {"sha256": done.statement.sha256, "lines": len(done.statement.lines), "verdicts": counts}
    with ctx.store.write("reconcile.audit", bar=done.bar_id) as tx:
        if done.applied or not reconciling.was_applied(tx, done.bar_id, done.statement.sha256):
            alerts.audit(
                tx, bar_id=done.bar_id, at=ctx.now(), actor=by, action=reconciling.RECONCILED, obj=done.shortcode,
                detail=detail | {"applied": {str(verdict): count for verdict, count in sorted(done.applied.items())}},
            )  # fmt: skip
