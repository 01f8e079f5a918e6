"""A clock and a Safaricom for playing the past: both do as they are told, and both speak the service's own ports.

Only the seed uses them. What they feed is the real thing: requests, dispatch, callbacks, settlement and the ledger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from tabeza_central.ports import (
    Accepted,
    DarajaCredentials,
    LookupAnswer,
    NoAnswer,
    NotYet,
    PushAnswer,
    PushRequest,
    QueryAnswer,
    Result,
    TokenAnswer,
    TokenReady,
)
from tabeza_practice.night import Answer
from tabeza_protocol.business_day import NAIROBI

RESULT_CODES: Final[dict[Answer, str]] = {
    "paid": "0",
    "cancelled": "1032",
    "low_balance": "1",
    "no_answer": "1037",
    "wrong_pin": "2001",
}
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One push that was accepted."""

    number: int
    request: PushRequest
    merchant_request_id: str
    checkout_request_id: str


class PastClock:
    """Stands where it is put, and never goes back."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._at.timestamp()

    def move_to(self, at: datetime) -> None:
        self._at = max(self._at, at)


@dataclass
class PastSafaricom:
    """Accepts every push and answers each query with what that push's customer did."""

    clock: PastClock
    prompts: list[Prompt] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    """CheckoutRequestID to what the customer did, once they did it."""

    def push(self, credentials: DarajaCredentials, request: PushRequest) -> PushAnswer:
        number, at = len(self.prompts) + 1, self.clock.now().astimezone(NAIROBI)
        merchant_request_id = f"7a3c-4d1e-9b02-5f6e7d8c9a0b{number:05d}"
        checkout_request_id = f"ws_CO_{at:%d%m%Y%H%M%S}{number % 10}{request.phone[3:]}"
        self.prompts.append(Prompt(number, request, merchant_request_id, checkout_request_id))
        return Accepted(merchant_request_id, checkout_request_id)

    def query(self, credentials: DarajaCredentials, checkout_request_id: str) -> QueryAnswer:
        answer = self.answers.get(checkout_request_id)
        return NotYet("4999") if answer is None else Result(RESULT_CODES[answer], "")

    def lookup(self, credentials: DarajaCredentials | None, shortcode: str) -> LookupAnswer:
        return NoAnswer("disconnected")

    def token(self, credentials: DarajaCredentials) -> TokenAnswer:
        return TokenReady()

    def callback(self, prompt: Prompt, answer: Answer) -> bytes:
        """The customer acts: queries answer so from now on. Returns the callback as Safaricom writes it."""
        self.answers[prompt.checkout_request_id] = answer
        body: dict[str, object] = {
            "MerchantRequestID": prompt.merchant_request_id,
            "CheckoutRequestID": prompt.checkout_request_id,
            "ResultCode": int(RESULT_CODES[answer]),
            "ResultDesc": "The service request is processed successfully." if answer == "paid" else "Not paid",
        }
        if answer == "paid":
            at = self.clock.now().astimezone(NAIROBI)
            body["CallbackMetadata"] = {
                "Item": [
                    {"Name": "Amount", "Value": prompt.request.amount_shillings},
                    {"Name": "MpesaReceiptNumber", "Value": receipt_number(at, prompt.number)},
                    {"Name": "Balance"},
                    {"Name": "TransactionDate", "Value": int(f"{at:%Y%m%d%H%M%S}")},
                    {"Name": "PhoneNumber", "Value": int(prompt.request.phone)},
                ]
            }
        return json.dumps({"Body": {"stkCallback": body}}).encode()


def receipt_number(at: datetime, count: int) -> str:
    """A receipt in Safaricom's form: year letter, month letter, day, then seven characters unique to this seed."""
    year = chr(ord("U") + at.year - 2026)
    day = str(at.day) if at.day < 10 else chr(ord("A") + at.day - 10)
    spread, tail = (count * 48_271 + 11) % 2**35, ""
    for _ in range(7):
        spread, digit = divmod(spread, 32)
        tail += _BASE32[digit]
    return f"{year}{chr(ord('A') + at.month - 1)}{day}{tail}"
