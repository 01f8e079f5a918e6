"""Reads an STK callback's raw body without trusting anything in it.

Items are read by name, never by position; amounts come from the raw digits through :class:`~decimal.Decimal`; result
codes stay text and are never made into numbers; ``Balance`` may lack a value. Whatever is not understood is None, and
a body that could be read in two ways (a key given twice) is not read at all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from tabeza_protocol.money import CENTS_PER_SHILLING
from tabeza_protocol.phones import is_msisdn
from tabeza_protocol.receipts import normalise_receipt

BodyProblem = Literal["not_utf8", "not_json", "too_deep", "not_a_callback"]
_ID: Final = re.compile(r"[A-Za-z0-9_.\-]{1,100}\Z")
_CODE: Final = re.compile(r"[A-Za-z0-9_.\-]{1,40}\Z")
_NUMBER: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?\Z")
MAX_DESCRIPTION: Final = 200


@dataclass(frozen=True, slots=True)
class CallbackBody:
    """What one callback claims. ``result_code`` None means it gave none that could be one."""

    merchant_request_id: str | None
    checkout_request_id: str | None
    result_code: str | None
    description: str
    amount_cents: int | None
    receipt: str | None
    phone: str | None
    has_metadata: bool


@dataclass(frozen=True, slots=True)
class UnreadableBody:
    """Kept and looked at by nobody's code: it can't be evidence."""

    problem: BodyProblem


class _TwiceNamed(ValueError):
    """A key appears twice in one object."""


def parse_callback(raw: bytes, max_depth: int = 8) -> CallbackBody | UnreadableBody:
    """The claims of a callback body. Never raises, whatever the bytes."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return UnreadableBody("not_utf8")
    if _depth(text) > max_depth:
        return UnreadableBody("too_deep")
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_no_key_twice
        )
    except (ValueError, ArithmeticError, RecursionError):  # also an integer of thousands of digits
        return UnreadableBody("not_json")
    inner = _dig(document, "Body", "stkCallback")
    if not isinstance(inner, dict):
        return UnreadableBody("not_a_callback")
    return _read(inner)


def _read(inner: dict[str, Any]) -> CallbackBody:
    items = _items(inner)
    return CallbackBody(
        merchant_request_id=_matching(inner.get("MerchantRequestID"), _ID),
        checkout_request_id=_matching(inner.get("CheckoutRequestID"), _ID),
        result_code=result_code(inner.get("ResultCode")),
        description=str(inner.get("ResultDesc") or "")[:MAX_DESCRIPTION],
        amount_cents=_cents(items.get("Amount")),
        receipt=_receipt(items.get("MpesaReceiptNumber")),
        phone=_phone(items.get("PhoneNumber")),
        has_metadata=bool(items),
    )


def result_code(value: Any) -> str | None:
    """A result code as text: integers as their decimal digits, text as it is, anything else None.

    ``0.0``, ``true`` and ``"0x0"`` are not the code ``"0"``: a code is never coerced.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**12 else None
    return _matching(value.strip(), _CODE) if isinstance(value, str) else None


def _items(inner: dict[str, Any]) -> dict[str, Any]:
    listed = _dig(inner, "CallbackMetadata", "Item")
    if isinstance(listed, dict):
        listed = [listed]
    if not isinstance(listed, list):
        return {}
    found: dict[str, Any] = {}
    doubtful: set[str] = set()
    for item in listed:
        if isinstance(item, dict) and isinstance(name := item.get("Name"), str):
            if name in found and found[name] != item.get("Value"):
                doubtful.add(name)
            found[name] = item.get("Value")
    return {name: value for name, value in found.items() if name not in doubtful}


def _cents(value: Any) -> int | None:
    """The amount in cents if it is one: from the raw digits, no float on the way."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if not _NUMBER.match(value):
            return None
        value = Decimal(value)
    if not isinstance(value, int | Decimal) or not 0 <= value < 10**10:
        return None
    cents = Decimal(value) * CENTS_PER_SHILLING
    return int(cents) if cents == cents.to_integral_value() else None


def _receipt(value: Any) -> str | None:
    return normalise_receipt(value) if isinstance(value, str) and len(value) < 40 else None


def _phone(value: Any) -> str | None:
    """The payer, if it is given unmasked."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if is_msisdn(text) else None


def _matching(value: Any, pattern: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and pattern.match(value) else None


def _dig(document: Any, *names: str) -> Any:
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceNamed
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _depth(text: str) -> int:
    """How deep brackets nest, outside strings: decided before the parser recurses."""
    depth = deepest = 0
    in_string = escaped = False
    for sign in text:
        if in_string:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                in_string = False
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest
