"""Tabs, charges and payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tabeza_central.problems import Problem
from tabeza_central.services import by_hand, payments, pushes, tabs, verifying
from tabeza_central.web.route import OWNER, TRADE, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import (
    AddChargeRequest,
    CloseTabRequest,
    HandRecord,
    OpenTabRequest,
    PaymentActionRequest,
    PaymentDetail,
    PaymentPage,
    PaymentView,
    RecordByHandRequest,
    RequestPaymentRequest,
    TabDetail,
    TabPage,
    Verification,
    VerifyPaymentRequest,
)

PAGE_MAX: Final = 200
_TEXT_MAX: Final = 80
_TAB: Final = "/{tab_id:str}"
_PAYMENT: Final = "/{payment_id:str}"
_KEYED: Final = ("idempotency_missing", "idempotency_mismatch")


def _list_tabs(call: Call) -> TabPage:
    status = call.query.get("status", "open")
    if status not in ("open", "closed", "all"):
        raise Problem("bad_request", fields={"status": "bad_request"})
    return tabs.list_tabs(
        call.context,
        call.who,
        call.who.bar_id,
        status=None if status == "all" else status,
        cursor=call.query.get("cursor") or None,
        limit=_limit(call.query),
    )


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(PAGE_MAX))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= PAGE_MAX):
        raise Problem("bad_request", fields={"limit": "bad_request"})
    return int(text)


def _open_tab(call: Call) -> TabDetail:
    opened = tabs.open_tab(call.context, call.who, call.body, call.idempotency_key)
    return tabs.get_tab(call.context, call.who, call.who.bar_id, opened.id)


def _tab(call: Call) -> TabDetail:
    return tabs.get_tab(call.context, call.who, call.who.bar_id, call.path["tab_id"])


def _charge(call: Call) -> TabDetail:
    tabs.add_charge(call.context, call.who, call.path["tab_id"], call.body, call.idempotency_key)
    return _tab(call)


def _close(call: Call) -> TabDetail:
    tabs.close_tab(call.context, call.who, call.path["tab_id"], call.body)
    return _tab(call)


def _list_payments(call: Call) -> PaymentPage:
    query = call.query
    text = query.get("text", "")
    if len(text) > _TEXT_MAX:
        raise Problem("bad_request", fields={"text": "bad_request"})
    return payments.list_payments(
        call.context,
        call.who,
        call.who.bar_id,
        states=_states(query.get("states", "")),
        text=text,
        tab_id=query.get("tabId") or None,
        since=_instant(query, "since"),
        until=_instant(query, "until"),
        cursor=query.get("cursor") or None,
        limit=_limit(query),
    )


def _states(text: str) -> tuple[PaymentState, ...]:
    try:
        return tuple(PaymentState(part) for part in text.split(",") if part)
    except ValueError:
        raise Problem("bad_request", fields={"states": "bad_request"}) from None


def _instant(query: Mapping[str, str], name: str) -> datetime | None:
    """RFC 3339 with a zone; a ``+`` that a URL turned into a space is read as one."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Problem("bad_request", fields={name: "bad_request"})
    return at


def _payment(call: Call) -> PaymentDetail:
    return payments.get_payment(call.context, call.who, call.who.bar_id, call.path["payment_id"])


def _payment_by_key(call: Call) -> PaymentView:
    return payments.payment_by_key(call.context, call.who, call.who.bar_id, call.path["client_key"])


def _request(call: Call) -> PaymentView:
    return pushes.request_payment(call.context, call.who, call.body, call.idempotency_key)


def _check(call: Call) -> PaymentView:
    if call.body.decision is not None:
        raise Problem("bad_request", fields={"decision": "bad_request"})
    return payments.act(call.context, call.who, call.path["payment_id"], call.body).payment


def _decide(call: Call) -> PaymentView:
    if call.body.decision is None:
        raise Problem("bad_request", fields={"decision": "bad_request"})
    return payments.act(call.context, call.who, call.path["payment_id"], call.body).payment


def _verify(call: Call) -> Verification:
    return verifying.verify(call.context, call.who, call.body)


def _by_hand(call: Call) -> HandRecord:
    return by_hand.record(call.context, call.who, call.body, call.idempotency_key)


ROUTES: Final = (
    Route("GET", routes.TABS, TRADE, _list_tabs, "Tabs, newest first", TabPage, bar=BarFrom.QUERY,
          query={"status": "`open` (default), `closed` or `all`", "cursor": "of the page before",
                 "limit": "1 to 200"}),
    Route("POST", routes.TABS, TRADE, _open_tab, "Open a tab", TabDetail, OpenTabRequest, bar=BarFrom.BODY,
          pool=Pool.COMMANDS, status=201, needs_key=True, problems=("name_invalid", "phone_invalid", *_KEYED)),
    Route("GET", routes.TABS + _TAB, TRADE, _tab, "One tab with its ledger", TabDetail, bar=BarFrom.QUERY),
    Route("POST", routes.TABS + _TAB + "/charges", TRADE, _charge, "Sell something on a tab", TabDetail,
          AddChargeRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201, needs_key=True,
          problems=("tab_closed", "name_invalid", "amount_invalid", *_KEYED)),
    Route("POST", routes.TABS + _TAB + "/close", TRADE, _close, "Close a tab that owes nothing", TabDetail,
          CloseTabRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, problems=("balance_not_zero", "payment_open")),
    Route("GET", routes.PAYMENTS, TRADE, _list_payments, "Payments, newest first", PaymentPage, bar=BarFrom.QUERY,
          query={"states": "comma separated", "text": "receipt, customer, tab number", "tabId": "one tab's",
                 "since": "RFC 3339", "until": "RFC 3339", "cursor": "of the page before", "limit": "1 to 200"}),
    Route("GET", routes.PAYMENT_BY_KEY + "/{client_key:str}", TRADE, _payment_by_key,
          "What became of a request whose answer was lost", PaymentView, bar=BarFrom.QUERY),
    Route("POST", routes.PAYMENTS_VERIFY, TRADE, _verify, "What is known of a receipt or a phone; changes nothing",
          Verification, VerifyPaymentRequest, bar=BarFrom.BODY, problems=("receipt_invalid", "phone_invalid")),
    Route("POST", routes.PAYMENTS_BY_HAND, TRADE, _by_hand, "Record a payment typed into the PayBill by hand",
          HandRecord, RecordByHandRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201, needs_key=True,
          problems=("receipt_used", "receipt_invalid", "amount_invalid", "tab_closed", "mpesa_not_ready", *_KEYED)),
    Route("GET", routes.PAYMENTS + _PAYMENT, TRADE, _payment, "One payment with its history", PaymentDetail,
          bar=BarFrom.QUERY),
    Route("POST", routes.PAYMENTS + _PAYMENT + "/check", TRADE, _check, "Ask M-Pesa again now", PaymentView,
          PaymentActionRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS),
    Route("POST", routes.PAYMENTS + _PAYMENT + "/decide", OWNER, _decide, "A person's decision, with a reason",
          PaymentView, PaymentActionRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS,
          problems=("not_reviewable", "reason_needed")),
    Route("POST", routes.MPESA_REQUEST, TRADE, _request, "Ask a customer to pay", PaymentView,
          RequestPaymentRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=202, needs_key=True,
          problems=("paused", "mpesa_not_ready", "amount_invalid", "amount_over_balance", "phone_invalid",
                    "tab_closed", "tab_busy", "phone_busy", "limit_bar", "limit_phone", "same_amount_too_soon",
                    *_KEYED)),
)  # fmt: skip
