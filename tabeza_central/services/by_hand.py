"""Payments that people say were made by typing the PayBill by hand. Nobody but M-Pesa's statement can confirm them.

The line stands on the tab under the name of who recorded it, as ``by_hand``, and the money on an account of its
own, never among what M-Pesa reported. A receipt counts once: one that came for a request can't be recorded, and if a
recorded one turns out to be a request's, it is taken back in the same transaction that books the request.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.domain.ledger import hand_account, hand_lines
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import checked_id, checked_key, require
from tabeza_central.services.verifying import checked_receipt, hand_record
from tabeza_central.store import alerts, bars, idempotency, ledger, payments, reconciling, tabs, verifying
from tabeza_central.store.ledger import Entry
from tabeza_central.store.uow import Tx
from tabeza_protocol.money import AmountError, Kes, check_stk_amount, format_kes
from tabeza_protocol.wire.trade import HandRecord, RecordByHandRequest

TEXT = "Paid by hand"


def record(ctx: Context, principal: Principal, request: RecordByHandRequest, client_key: str | None) -> HandRecord:
    """Puts an unconfirmed payment on an open tab.

    Raises ``receipt_used`` (with the payment, if a request has the receipt), ``receipt_invalid``, ``amount_invalid``,
    ``tab_closed``, ``mpesa_not_ready``, ``idempotency_*``.
    """
    require(principal, request.bar_id)
    key, receipt = checked_key(client_key), checked_receipt(request.receipt)
    if isinstance(check_stk_amount(Kes(request.amount_cents)), AmountError):
        raise Problem("amount_invalid", fields={"amountCents": "amount_invalid"})
    tab_id = checked_id(request.tab_id)
    request_hash = hashlib.sha256(b"by_hand\0" + msgspec.json.encode(request, order="sorted")).hexdigest()
    with ctx.store.write("by_hand", bar=principal.bar_id) as tx:
        verifying.claim_receipt(tx, request.bar_id, receipt)
        if idempotency.seen(tx, request.bar_id, key, request_hash) is None:
            journal_id = _post(ctx, tx, principal, tab_id, receipt, Kes(request.amount_cents))
            idempotency.keep(tx, request.bar_id, key, request_hash, journal_id, ctx.now())
        found = verifying.recorded(tx, request.bar_id, receipt)
        assert found is not None
        return hand_record(tx, request.bar_id, found)


def _post(ctx: Context, tx: Tx, principal: Principal, tab_id: str, receipt: str, amount: Kes) -> str:
    bar_id, now = principal.bar_id, ctx.now()
    bar, tab = bars.find(tx, bar_id), tabs.find(tx, bar_id, tab_id, lock=True)
    if bar is None or tab is None:
        raise Problem("not_found")
    asked = payments.by_receipt(tx, bar_id, receipt)
    if asked is not None:
        raise Problem("receipt_used", payment_id=asked.id)
    if verifying.recorded(tx, bar_id, receipt) is not None:
        raise Problem("receipt_used")
    if tab.status == "closed":
        raise Problem("tab_closed")
    if not bar.mpesa_business_shortcode:
        raise Problem("mpesa_not_ready")
    entry = Entry(
        id=ctx.ids.new_id(), cause=verifying.cause_of(receipt), at=now,
        lines=hand_lines(hand_account(bar.mpesa_business_shortcode), tab_id, amount), tab_id=tab_id, text=TEXT,
        receipt=receipt, person=principal.name,
    )  # fmt: skip
    ledger.post(tx, bar_id, entry)
    alerts.raise_alert(
        tx, alert_id=ctx.ids.new_id(), bar_id=bar_id, kind="by_hand", severity="info", at=now, tab_id=tab_id,
        text=f"{tab.account}: {principal.name} recorded KES {format_kes(amount)} as paid by hand. Not confirmed yet.",
    )  # fmt: skip
    alerts.audit(
        tx, bar_id=bar_id, at=now, actor=principal.name, action="record_by_hand", obj=tab_id,
        detail={"receipt": receipt, "amount_cents": amount},
    )  # fmt: skip
    return entry.id


def give_way(ctx: Context, tx: Tx, bar_id: str, receipt: str) -> None:
    """A request has this receipt: what was recorded by hand under it is taken back, so that it counts once.

    A tab that was closed on the strength of the record owes again, and is open again for people to see.
    """
    verifying.claim_receipt(tx, bar_id, receipt)
    found: Any | None = verifying.recorded(tx, bar_id, receipt)
    if found is None or found.voided:
        return
    tab = tabs.find(tx, bar_id, found.tab_id, lock=True)
    assert tab is not None
    confirmed = reconciling.is_confirmed(tx, bar_id, receipt)
    held = reconciling.confirmed_account(found.account) if confirmed else found.account
    lines = hand_lines(held, tab.id, Kes(int(found.amount_cents)), void=True)
    now = ctx.now()
    entry = Entry(
        id=ctx.ids.new_id(), cause=verifying.cause_of(receipt, void=True), at=now, lines=lines, tab_id=tab.id,
        text=TEXT, receipt=receipt, person=found.person,
    )  # fmt: skip
    ledger.post(tx, bar_id, entry)
    if tab.status == "closed":
        tabs.change(tx, bar_id, tab.id, {"status": "open", "closed_at": None})
    alerts.raise_alert(
        tx, alert_id=ctx.ids.new_id(), bar_id=bar_id, kind="by_hand_replaced", severity="warn", at=now, tab_id=tab.id,
        text=f"{tab.account}: the receipt recorded by hand came in for a request. It counts there, not twice.",
    )  # fmt: skip
