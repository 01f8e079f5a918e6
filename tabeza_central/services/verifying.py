"""Verify a payment: is this receipt, or this phone, among the payments the bar asked for? Only looks; marks nothing.

A receipt found here is one that M-Pesa told us of; one that is not found proves nothing, since the customer may have
typed the PayBill by hand. The judgement for the tab in hand is the console's (``tabeza_desktop.core.verify``).
"""

from __future__ import annotations

from typing import Any, Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import require
from tabeza_central.services.views import payment_view, tab_view
from tabeza_central.store import tabs, verifying
from tabeza_central.store.uow import Tx
from tabeza_protocol.phones import PhoneError, parse_phone
from tabeza_protocol.receipts import normalise_receipt
from tabeza_protocol.wire.trade import HandRecord, Verification, VerifyPaymentRequest

OF_PHONE: Final = 10
PENDING: Final = 50
PENDING_US: Final = 24 * 3_600_000_000


def verify(ctx: Context, principal: Principal, request: VerifyPaymentRequest) -> Verification:
    """What is known. Raises ``receipt_invalid``, ``phone_invalid``, or ``bad_request`` for none or both."""
    require(principal, request.bar_id)
    if (request.receipt is None) == (request.phone is None):
        raise Problem("bad_request", fields={"receipt": "bad_request"})
    if request.receipt is not None:
        return _by_receipt(ctx, request.bar_id, checked_receipt(request.receipt))
    return _by_phone(ctx, request.bar_id, request.phone or "")


def checked_receipt(typed: str) -> str:
    receipt = normalise_receipt(typed)
    if receipt is None:
        raise Problem("receipt_invalid", fields={"receipt": "receipt_invalid"})
    return receipt


def _by_receipt(ctx: Context, bar_id: str, receipt: str) -> Verification:
    now = ctx.now()
    with ctx.store.read(bar=bar_id) as tx:
        found = verifying.with_receipt(tx, bar_id, receipt)
        record = verifying.recorded(tx, bar_id, receipt)
        pending = [] if found else verifying.awaiting_receipt(tx, bar_id, now - PENDING_US, PENDING)
        named = tabs.rows(tx, bar_id, verifying.tab_ids([*found, *pending], record))
        shown = None if record is None else hand_record(tx, bar_id, record)
    return Verification(
        as_of=instant(now),
        found=tuple(payment_view(*row) for row in found),
        pending=tuple(payment_view(*row) for row in pending),
        by_hand=shown,
        tabs=tuple(tab_view(row) for row in named),
    )


def _by_phone(ctx: Context, bar_id: str, typed: str) -> Verification:
    phone = parse_phone(typed)
    if isinstance(phone, PhoneError):
        raise Problem("phone_invalid", fields={"phone": phone.problem})
    now, digest = ctx.now(), ctx.vault.digest("phone", phone)
    with ctx.store.read(bar=bar_id) as tx:
        found = verifying.of_phone(tx, bar_id, digest, OF_PHONE)
        named = tabs.rows(tx, bar_id, verifying.tab_ids(found, None))
    return Verification(
        as_of=instant(now),
        found=tuple(payment_view(*row) for row in found),
        tabs=tuple(tab_view(row) for row in named),
    )


def hand_record(tx: Tx, bar_id: str, record: Any) -> HandRecord:
    """A stored record as the wire shows it."""
    tab = tabs.find(tx, bar_id, record.tab_id)
    assert tab is not None
    return HandRecord(
        receipt=record.receipt,
        tab_id=tab.id,
        tab_number=tab.number,
        customer_name=tab.customer_name,
        amount_cents=int(record.amount_cents),
        recorded_by=record.person or "",
        at=instant(record.at),
        voided=bool(record.voided),
    )
