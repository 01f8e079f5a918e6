"""What an answer of Safaricom's means. Pure: status and body in, a typed answer out; never raises.

The one distinction everything rests on: *refused* (an error envelope arrived, so nothing was started) against *no
answer* (anything else: nobody knows). An envelope whose code does not say which is no answer. Codes are compared as
text; ``500.001.1001`` means many things and is told apart by its message (Safaricom's developer portal, and bodies
captured in the field).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tabeza_central.ports import Accepted, NoAnswer, NotYet, PushAnswer, QueryAnswer, Refused, Result
from tabeza_protocol.outcomes import Finality, outcome_for
from tabeza_protocol.secret import Secret

TOKEN_REFUSED: Final = "404.001.03"  # noqa: S105 - an error code
"""Expired, replaced by a newer token, or of another app. Refused before processing: safe to repeat once."""

_TOKEN_REFUSED_ELSEWHERE: Final = frozenset({TOKEN_REFUSED, "400.003.01", "401.001", "401.002.01"})
"""What the read-only APIs say of a bad token."""

_CODE: Final = re.compile(r"[A-Za-z0-9_.]{1,24}\Z")
_AMBIGUOUS: Final = "500.001.1001"
_MAX_TEXT: Final = 200
_DEFAULT_LIFETIME_S: Final = 3599
_MAX_LIFETIME_S: Final = 3600
_LONGEST_TOKEN: Final = 2048


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer that arrived whole: status and body bytes, nothing trusted yet."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fresh OAuth token and how many seconds it lives."""

    token: Secret
    lifetime_s: int


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in ``body``, or None for HTML, nothing, a list, bad bytes or nesting bombs."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:_MAX_TEXT]


def error_code_of(body: dict[str, Any]) -> str:
    """Safaricom's own code, if it looks like one (it may be stored and shown), else empty."""
    code = _text(body, "errorCode")
    return code if _CODE.match(code) else ""


# --- refusals -----------------------------------------------------------------------------------------------------

_BAD_FIELD: Final = (
    ("businessshortcode", "shortcode_unknown"),
    ("partyb", "shortcode_unknown"),
    ("transactiontype", "shortcode_unknown"),
    ("phonenumber", "phone_invalid"),
    ("partya", "phone_invalid"),
    ("amount", "amount_invalid"),
)
_BY_MESSAGE: Final = (
    ("wrong credentials", "passkey_rejected"),
    ("merchant does not exist", "shortcode_unknown"),
    ("unable to lock subscriber", "phone_busy"),
)
_BY_PREFIX: Final = (
    ("404.001.03", "keys_rejected"),
    ("400.003.01", "keys_rejected"),
    ("400.008.", "keys_rejected"),
    ("401.", "product_missing"),
    ("500.003.02", "safaricom_unreachable"),
    ("500.003.03", "safaricom_unreachable"),
    ("400.", "safaricom_refused"),
    ("404.", "safaricom_refused"),
    ("405.", "safaricom_refused"),
)


def _refusal(status: int, body: dict[str, Any]) -> Refused | None:
    """The refusal in an error envelope, or None if it does not say that nothing was started."""
    if _is_rate_limit_fault(body):
        return Refused("safaricom_unreachable", "SpikeArrest", status)
    code = error_code_of(body)
    message = _text(body, "errorMessage").lower()
    if not code:
        return None
    if code == _AMBIGUOUS:
        return _first(_BY_MESSAGE, lambda mark: mark in message, code, status)
    if code == "400.002.02":
        field = message.replace(" ", "")
        found = _first(_BAD_FIELD, lambda mark: f"invalid{mark}" in field, code, status)
        if found is not None:
            return found
    return _first(_BY_PREFIX, code.startswith, code, status)


def _first(
    table: tuple[tuple[str, str], ...], matches: Callable[[str], bool], code: str, status: int
) -> Refused | None:
    for mark, problem in table:
        if matches(mark):
            return Refused(problem, code, status)
    return None


def _is_rate_limit_fault(body: dict[str, Any]) -> bool:
    """Apigee's own spike arrest: refused at the door, before Safaricom's service saw it."""
    fault = body.get("fault")
    detail = fault.get("detail") if isinstance(fault, dict) else None
    code = detail.get("errorcode") if isinstance(detail, dict) else None
    return isinstance(code, str) and code.startswith("policies.ratelimit.")


def _no_answer(body: dict[str, Any] | None) -> NoAnswer:
    return NoAnswer("not_an_envelope" if body is None or not error_code_of(body) else "busy")


# --- the four calls -----------------------------------------------------------------------------------------------


def read_push(answer: Answer) -> PushAnswer:
    """Accepted only with HTTP 2xx, ``ResponseCode`` 0 and both ids; refused only when surely nothing started."""
    body = json_object(answer.body)
    if body is None:
        return _no_answer(body)
    if 200 <= answer.status < 300 and _text(body, "ResponseCode") == "0":
        merchant, checkout = _text(body, "MerchantRequestID"), _text(body, "CheckoutRequestID")
        if merchant and checkout:
            return Accepted(merchant, checkout)
        return NoAnswer("not_an_envelope")
    return _refusal(answer.status, body) or _no_answer(body)


def read_query(answer: Answer) -> QueryAnswer:
    """A result only when Safaricom gives a code; ``4999`` and ``500.001.1001`` say nothing about the end."""
    body = json_object(answer.body)
    if body is None:
        return _no_answer(body)
    code = _text(body, "ResultCode")
    if 200 <= answer.status < 300 and _text(body, "ResponseCode") == "0" and _CODE.match(code):
        known = outcome_for(code)
        if known is not None and known.finality is Finality.NOT_FINAL:
            return NotYet(code)
        return Result(code, _text(body, "ResultDesc"))
    refusal = _refusal(answer.status, body)
    if refusal is not None:
        return refusal
    return NotYet(_AMBIGUOUS) if error_code_of(body) == _AMBIGUOUS else _no_answer(body)


def read_token(answer: Answer) -> Fetched | Refused | NoAnswer:
    """A token, a refusal of the key and secret (an empty 400 too), or no answer."""
    body = json_object(answer.body)
    if answer.status == 400 and not answer.body.strip():
        return Refused("keys_rejected", None, 400)
    if body is None:
        return _no_answer(body)
    if 200 <= answer.status < 300:
        token = body.get("access_token")
        if (
            isinstance(token, str)
            and token.isascii()
            and token.isprintable()
            and 0 < len(token) <= _LONGEST_TOKEN
        ):
            return Fetched(Secret(token), _lifetime(_text(body, "expires_in")))
    if answer.status in (400, 401, 403) and error_code_of(body).startswith(("400.", "401.")):
        return Refused("keys_rejected", error_code_of(body), answer.status)
    return _refusal(answer.status, body) or _no_answer(body)


def _lifetime(text: str) -> int:
    """``"3599"`` in older captures, ``3599`` in newer ones."""
    if re.fullmatch(r"[0-9]{1,6}", text):
        return min(int(text), _MAX_LIFETIME_S)
    return _DEFAULT_LIFETIME_S


@dataclass(frozen=True, slots=True)
class NameOf:
    """The registered name of a shortcode under one identifier type, or None if Safaricom knows no such thing."""

    name: str | None


def read_lookup(answer: Answer) -> NameOf | Refused | NoAnswer:
    """Success is the message "Success" with a name (the portal contradicts itself on the code)."""
    body = json_object(answer.body)
    if body is None:
        return _no_answer(body)
    name = _text(body, "OrganizationName")
    if 200 <= answer.status < 300 and _text(body, "ResponseMessage").lower() == "success" and name:
        return NameOf(name[:80])
    response_code = _text(body, "ResponseCode")
    if response_code in _TOKEN_REFUSED_ELSEWHERE:
        return Refused("keys_rejected", response_code, answer.status)
    if 200 <= answer.status < 300 and response_code:
        return NameOf(None)
    return _refusal(answer.status, body) or _no_answer(body)


def is_token_refusal(answer: object, *, read_only: bool) -> bool:
    """Whether a call may be repeated once with a fresh token."""
    if not isinstance(answer, Refused) or answer.error_code is None:
        return False
    return answer.error_code in (_TOKEN_REFUSED_ELSEWHERE if read_only else {TOKEN_REFUSED})
