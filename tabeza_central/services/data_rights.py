"""What a customer may ask of a bar about their phone number under Kenya's Data Protection Act, 2019.

``export`` gives everything the bar's service holds on one phone (sections 26 and 38). ``erase`` turns it into tokens
from which nobody can get back (section 40). What stays are amounts, times and receipts: the bar must keep its books
for five years (Tax Procedures Act, 2015, section 23), and data kept for a legal duty is not erased. This is how the
program behaves, not legal advice; a lawyer signs the bar's own policy.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR, instant
from tabeza_central.ports import Unreadable
from tabeza_central.problems import Problem
from tabeza_central.store import alerts, bars, erasure, ledger, payments
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.phones import Msisdn, PhoneError, parse_phone

MAY_STILL_SPEAK_US: Final = 48 * HOUR
"""So long M-Pesa's word on a payment is believed: until then its ids must be recognisable."""
STAYS: Final = (
    "Amounts, times, receipts and tab numbers stay: the bar must keep its books for five years "
    "(Tax Procedures Act 2015, section 23; Data Protection Act 2019, section 40, does not reach what the law has kept)."
)


class TooSoon(Exception):
    """Something about this phone is still under way. The text says what and the cure; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much gave way, by kind. ``compacted`` is False if the database file could not be tidied just then."""

    counts: dict[str, int]
    compacted: bool


def checked_phone(typed: str) -> Msisdn:
    """The canonical number. Raises ``phone_invalid``."""
    phone = parse_phone(typed)
    if isinstance(phone, PhoneError):
        raise Problem("phone_invalid", fields={"phone": phone.problem})
    return phone


# --- export ---------------------------------------------------------------------------------------------------------


def export(ctx: Context, bar_id: str, typed: str, *, by: str) -> dict[str, Any]:
    """Everything held on a phone, ready for JSON. That it was asked for is audited, the phone is not written there.

    Raises ``not_found`` and ``phone_invalid``.
    """
    phone = checked_phone(typed)
    digest = ctx.vault.digest("phone", phone)
    with ctx.store.read(bar=ALL_BARS) as tx:
        bar = bars.find(tx, bar_id)
        if bar is None:
            raise Problem("not_found")
        asked = erasure.payments_of(tx, bar_id, digest)
        opened = erasure.tabs_of(tx, bar_id, digest)
        bodies = _bodies(ctx, tx, asked, phone)
        made = {
            "phone": phone,
            "bar": {"id": bar.id, "name": bar.name, "paybill": bar.mpesa_business_shortcode},
            "made_at": instant(ctx.now()).isoformat(),
            "tabs": [_tab(tx, bar_id, row) for row in opened],
            "payments": [_payment(tx, payment) for payment in asked],
            "messages_from_mpesa": bodies,
            "mentions": [
                {"where": f"{found.table.name}.{found.column}", "text": found.text}
                for found in erasure.mentions(tx, bar_id, phone)
            ],
            "kept_because": STAYS,
        }
    counts = {name: len(made[name]) for name in ("tabs", "payments", "messages_from_mpesa", "mentions")}
    with ctx.store.write("data_export", bar=bar_id) as tx:
        alerts.audit(tx, bar_id=bar_id, at=ctx.now(), actor=by, action="data_export", detail=counts)
    return made


def _tab(tx: Tx, bar_id: str, row: Any) -> dict[str, Any]:
    return {
        "number": row.number, "customer_name": row.customer_name, "status": row.status,
        "opened_at": instant(row.opened_at).isoformat(),
        "closed_at": instant(row.closed_at).isoformat() if row.closed_at else None,
        "charged_cents": row.charged_cents, "paid_cents": row.paid_cents, "balance_cents": row.balance_cents,
        "lines": [
            {"at": instant(line.at).isoformat(), "kind": line.kind, "text": line.text, "receipt": line.receipt,
             "amount_cents": line.amount_cents}
            for line in ledger.tab_lines(tx, bar_id, row.id)
        ],
    }  # fmt: skip


def _payment(tx: Tx, payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.id, "kind": payment.kind, "tab_number": payment.tab_number,
        "customer_name": payment.customer_name,
        "amount_cents": payment.amount_cents, "state": str(payment.state), "receipt": payment.mpesa_receipt_number,
        "requested_at": instant(payment.initiated_at).isoformat(), "requested_by": payment.requested_by,
        "checkout_request_id": payment.checkout_request_id, "merchant_request_id": payment.merchant_request_id,
        "paybill": payment.business_shortcode, "environment": payment.environment,
        "history": [
            {"at": instant(row.at).isoformat(), "kind": row.kind, "state": row.to_state, "code": row.result_code,
             "by": row.actor, "note": row.detail}
            for row in payments.events(tx, payment.bar_id, payment.id)
        ],
    }  # fmt: skip


def _bodies(ctx: Context, tx: Tx, asked: list[Payment], phone: Msisdn) -> list[dict[str, Any]]:
    """What M-Pesa sent about these payments, and unproven messages that name the phone."""
    found = []
    for row in erasure.callbacks_of(tx, [payment.id for payment in asked]):
        body = _opened(ctx, row)
        if row.payment_id or phone[3:] in body:
            found.append({"received_at": instant(row.received_at).isoformat(), "body": _as_json(body)})
    return found


def _opened(ctx: Context, row: Any) -> str:
    try:
        return ctx.vault.open("-", "callback", row.body_encrypted).decode(errors="replace")
    except Unreadable:
        return ""


def _as_json(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


# --- erasure --------------------------------------------------------------------------------------------------------


def erase(ctx: Context, bar_id: str, typed: str, *, by: str) -> Erased:
    """Phone and name become tokens, everywhere, in one transaction; the books stay as they are to the cent.

    Raises ``not_found``, ``phone_invalid`` and :class:`TooSoon`. Again, it finds nothing and says so.
    """
    phone = checked_phone(typed)
    digest = ctx.vault.digest("phone", phone)
    token = erasure.token_of(ctx.ids.new_id() + ctx.ids.new_id())
    counts: Counter[str] = Counter()
    with ctx.store.write("data_erase", bar=ALL_BARS) as tx:
        if bars.find(tx, bar_id, lock=True) is None:
            raise Problem("not_found")
        asked, opened = erasure.payments_of(tx, bar_id, digest), erasure.tabs_of(tx, bar_id, digest)
        _refuse_if_under_way(ctx, asked, opened)
        _callbacks(ctx, tx, asked, phone, counts)
        for payment in asked:
            erase_payment(ctx, tx, payment, token, name=erasure.GONE)
        for tab in opened:
            erasure.change_tab(tx, bar_id, tab.id, tab_values(None, name=erasure.GONE))
            erasure.forget_request(tx, bar_id, tab.id, token)
        for mention in list(erasure.mentions(tx, bar_id, phone)):
            erasure.erase_mention(tx, bar_id, mention, phone)
            counts["mentions"] += 1
        erasure.forget_gate(tx, digest)
        counts |= Counter(payments=len(asked), tabs=len(opened))
        found = {name: count for name, count in sorted(counts.items()) if count}
        if found:
            alerts.audit(
                tx, bar_id=bar_id, at=ctx.now(), actor=by, action="data_erase", obj=token[:23], detail=found
            )
    return Erased(found, erasure.compact(ctx.store))


def _refuse_if_under_way(ctx: Context, asked: list[Payment], opened: list[Any]) -> None:
    if sum(1 for _ in ctx.spool.entries()):
        raise TooSoon("Callbacks wait in the spool. Let a worker take them in, then run this again.")
    for payment in asked:
        if payment.state in UNRESOLVED_STATES or payment.state is PaymentState.NEEDS_REVIEW:
            raise TooSoon(
                f"Payment {payment.id} has not ended yet. Decide it (or wait for M-Pesa), then run this again."
            )
    latest = max((payment.finished_at or payment.state_at for payment in asked), default=0)
    if latest > ctx.now() - MAY_STILL_SPEAK_US:
        free = instant(latest + MAY_STILL_SPEAK_US).isoformat(timespec="minutes")
        raise TooSoon(f"M-Pesa may still send word on the latest payment. Run this again after {free}.")
    for tab in opened:
        if tab.status == "open":
            raise TooSoon(f"Tab {tab.number} is open. Close it, then run this again.")


def _callbacks(ctx: Context, tx: Tx, asked: list[Payment], phone: Msisdn, counts: Counter[str]) -> None:
    for row in erasure.callbacks_of(tx, [payment.id for payment in asked]):
        if row.payment_id or phone[3:] in _opened(ctx, row):
            erasure.empty_callback(tx, row.id, empty_body(ctx))
            counts["callbacks"] += 1


def empty_body(ctx: Context) -> str:
    """A sealed nothing: what a rotation of keys can still open."""
    return ctx.vault.seal("-", "callback", b"")


def erase_payment(ctx: Context, tx: Tx, payment: Payment, token: str, *, name: str | None) -> None:
    """The payment without its phone (and with ``name`` in the customer's name's place, unless that is None)."""
    values: dict[str, Any] = {
        "phone_number_encrypted": ctx.vault.seal(payment.bar_id, "phone", b""),
        "phone_hmac": token,
        "phone_masked": erasure.GONE,
        "request_hash": token,
        "checkout_request_id": erasure.without_phone(payment.checkout_request_id, payment.id),
    }
    if name is not None and payment.customer_name:
        values["customer_name"] = name
    erasure.change_payment(tx, payment, values)


def tab_values(token: str | None, *, name: str | None) -> dict[str, Any]:
    """A tab's columns without its phone."""
    values: dict[str, Any] = {"phone_number_encrypted": None, "phone_hmac": token, "phone_masked": None}
    return values if name is None else values | {"customer_name": name}
