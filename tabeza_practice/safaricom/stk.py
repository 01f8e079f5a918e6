"""Reading an STK push: every field checked in Safaricom's order, with Safaricom's refusals.

Clients send text, numbers or a mixture and extra fields; all of that is accepted [C]. There is no idempotency:
two equal requests are two payments [O].
"""

from __future__ import annotations

import base64
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from tabeza_practice.safaricom.behaviour import Behaviour
from tabeza_practice.safaricom.messages import invalid, merchant_missing, wrong_credentials
from tabeza_practice.safaricom.subscribers import is_msisdn
from tabeza_practice.safaricom.tenants import Directory, Tenant

PAYBILL = "CustomerPayBillOnline"
BUY_GOODS = "CustomerBuyGoodsOnline"

# the portal's list for C2B URLs, any case [D]; refused on STK only by choice (`banned_callback_words`)
BANNED_WORDS = (
    "m-pesa",
    "mpesa",
    "safaricom",
    "exe",
    "exec",
    "cmd",
    "sql",
    "query",
    "ngrok",
    "mockbin",
    "requestbin",
)


@dataclass(frozen=True)
class Order:
    """A push as asked for. `amount` in whole shillings; numbers as text."""

    tenant: Tenant
    shortcode: str
    transaction_type: Literal["CustomerPayBillOnline", "CustomerBuyGoodsOnline"]
    amount: int
    party_a: str
    party_b: str
    phone: str
    callback_url: str
    account_reference: str
    transaction_desc: str


def text_of(body: dict[str, Any], name: str) -> str:
    """A field written as text or as a whole number; anything else, and a missing one, reads as empty."""
    value = body.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def read_order(body: dict[str, Any], caller: Tenant, directory: Directory, behaviour: Behaviour) -> Order:
    """The order, or `Refused` for the first thing wrong with it."""
    shortcode, timestamp = _check_signature_fields(body)
    kind = text_of(body, "TransactionType")
    if kind not in (PAYBILL, BUY_GOODS):
        raise invalid("TransactionType")
    amount = _amount(body, behaviour)
    party_a, party_b, phone = (text_of(body, name) for name in ("PartyA", "PartyB", "PhoneNumber"))
    if not is_msisdn(party_a):
        raise invalid("PartyA")
    if not is_shortcode(party_b):
        raise invalid("PartyB")
    if not is_msisdn(phone):
        raise invalid("PhoneNumber")
    production = caller.spec.environment == "production"
    callback_url = text_of(body, "CallBackURL")
    if not callback_url_allowed(callback_url, production=production, words=behaviour.banned_callback_words):
        raise invalid("CallBackURL")
    reference = text_of(body, "AccountReference")
    too_long = production and len(reference) > behaviour.account_reference_length
    if not reference or too_long:
        raise invalid("AccountReference")
    description = text_of(body, "TransactionDesc")
    if not description:
        raise invalid("Remarks")  # [C] although documented as optional
    tenant = authenticate(body, shortcode, timestamp, caller, directory)
    if kind == BUY_GOODS and tenant.spec.kind == "paybill" and not production:
        raise invalid("TransactionType")  # [C] the sandbox says so at once, production only after the PIN
    return Order(
        tenant, shortcode, kind, amount, party_a, party_b, phone, callback_url, reference, description
    )


def read_signature(body: dict[str, Any], caller: Tenant, directory: Directory) -> Tenant:
    """BusinessShortCode, Password and Timestamp of a query, checked as in a push [I: order not measured]."""
    shortcode, timestamp = _check_signature_fields(body)
    return authenticate(body, shortcode, timestamp, caller, directory)


def authenticate(
    body: dict[str, Any], shortcode: str, timestamp: str, caller: Tenant, directory: Directory
) -> Tenant:
    """Whose shortcode it is, when Password = base64(shortcode + passkey + timestamp) [D]."""
    tenant = directory.by_shortcode(shortcode, caller.spec.environment)
    if tenant is None or not tenant.spec.daraja:
        raise merchant_missing()
    if caller.spec.environment == "production" and tenant is not caller:
        raise merchant_missing()  # [I] not the shortcode this app went live with; the sandbox shares 174379 [D]
    expected = base64.b64encode(f"{shortcode}{tenant.passkey}{timestamp}".encode()).decode()
    if text_of(body, "Password") != expected:
        raise wrong_credentials()
    return tenant


def callback_url_allowed(url: str, *, production: bool, words: Literal["c2b", "everywhere"]) -> bool:
    """Whether a push may name this URL. Reachability is not checked [O]; plain http only on this computer.

    Words of the C2B list pass unless the rule is 'everywhere': `.../mpesa` was accepted and delivered [O].
    """
    if not url or any(sign in url for sign in " \t\r\n<>{}"):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    if parts.scheme == "http" and production and not is_loopback(host):
        return False
    lowered = url.lower()
    return words == "c2b" or not any(word in lowered for word in BANNED_WORDS)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_signature_fields(body: dict[str, Any]) -> tuple[str, str]:
    shortcode = text_of(body, "BusinessShortCode")
    if not is_shortcode(shortcode):
        raise invalid("BusinessShortCode")
    if not text_of(body, "Password"):
        raise invalid("Password")
    timestamp = text_of(body, "Timestamp")
    if not _is_timestamp(timestamp):
        raise invalid("Timestamp")
    return shortcode, timestamp


def _amount(body: dict[str, Any], behaviour: Behaviour) -> int:
    text = text_of(body, "Amount")
    if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) is None:
        raise invalid("Amount")  # whole shillings only [D]
    amount = int(text)
    if not behaviour.minimum_amount <= amount <= behaviour.maximum_amount:
        raise invalid("Amount")
    return amount


def is_shortcode(text: str) -> bool:
    return re.fullmatch(r"[0-9]{5,7}", text, re.ASCII) is not None


def _is_timestamp(text: str) -> bool:
    """Fourteen digits that are a date; how old it is was never seen to matter [O: UTC is accepted too]."""
    if re.fullmatch(r"[0-9]{14}", text, re.ASCII) is None:
        return False
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - only its form is looked at
    except ValueError:
        return False
    return True
