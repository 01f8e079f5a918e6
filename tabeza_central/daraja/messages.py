"""What is sent to Safaricom, built from our values. Field names and casing are theirs (``CallBackURL``)."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Final

from tabeza_central.ports import DarajaCredentials, PushRequest
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.money import STK_MAX_SHILLINGS, STK_MIN_SHILLINGS
from tabeza_protocol.phones import is_msisdn

OAUTH_PATH: Final = "/oauth/v1/generate"
PUSH_PATH: Final = "/mpesa/stkpush/v1/processrequest"
QUERY_PATH: Final = "/mpesa/stkpushquery/v1/query"
LOOKUP_PATH: Final = "/sfcverify/v1/query/info"

REFERENCE_MAX: Final = 12
DESCRIPTION_MAX: Final = 13
PAYBILL_TYPE: Final = "4"
TILL_TYPE: Final = "2"

_FREE_TEXT: Final = re.compile(r"[A-Za-z0-9 \-]+\Z")
"""``@ # &`` are reported to break requests silently."""


def timestamp(now: datetime) -> str:
    """``YYYYMMDDHHmmss`` in Nairobi."""
    return now.astimezone(NAIROBI).strftime("%Y%m%d%H%M%S")


def password(credentials: DarajaCredentials, stamp: str) -> str:
    """base64(shortcode + passkey + timestamp), the same shortcode and timestamp as in the body."""
    raw = f"{credentials.business_shortcode}{credentials.passkey.reveal()}{stamp}"
    return base64.b64encode(raw.encode()).decode()


def push_body(credentials: DarajaCredentials, request: PushRequest, now: datetime) -> dict[str, str]:
    """An STK push to the bar's own PayBill.

    Raises ``ValueError`` for a request that Safaricom would refuse for its form: the caller should have known.
    """
    _check(request)
    stamp = timestamp(now)
    return {
        "BusinessShortCode": credentials.business_shortcode,
        "Password": password(credentials, stamp),
        "Timestamp": stamp,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": str(request.amount_shillings),
        "PartyA": request.phone,
        "PartyB": credentials.business_shortcode,
        "PhoneNumber": request.phone,
        "CallBackURL": request.callback_url,
        "AccountReference": request.account_reference,
        "TransactionDesc": request.description,
    }


def _check(request: PushRequest) -> None:
    if not STK_MIN_SHILLINGS <= request.amount_shillings <= STK_MAX_SHILLINGS:
        raise ValueError("an STK push carries 1 to 250,000 whole shillings")
    if not is_msisdn(request.phone):
        raise ValueError("an STK push goes to a canonical Kenyan mobile number")
    for name, text, most in (
        ("account reference", request.account_reference, REFERENCE_MAX),
        ("description", request.description, DESCRIPTION_MAX),
    ):
        if len(text) > most or not _FREE_TEXT.match(text):
            raise ValueError(f"the {name} is 1 to {most} letters, digits, spaces and hyphens")


def query_body(credentials: DarajaCredentials, checkout_request_id: str, now: datetime) -> dict[str, str]:
    stamp = timestamp(now)
    return {
        "BusinessShortCode": credentials.business_shortcode,
        "Password": password(credentials, stamp),
        "Timestamp": stamp,
        "CheckoutRequestID": checkout_request_id,
    }


def lookup_body(shortcode: str, identifier_type: str) -> dict[str, str]:
    return {"IdentifierType": identifier_type, "Identifier": shortcode}


def invented_checkout_id(now: datetime) -> str:
    """A CheckoutRequestID of the right form that belongs to no payment, for the passkey probe."""
    return f"ws_CO_{now.astimezone(NAIROBI).strftime('%d%m%Y%H%M%S')}0700000000"
