"""STK query: what became of a push, in text codes, with the noise the real one makes.

While a prompt is open it says 4999, or 500.001.1001 in one of three wordings; it may also say 500.001.1001 of a
payment that is final. `500.001.1001` on a query means "no answer" and nothing more [O].
"""

from __future__ import annotations

import random
from typing import Any

from tabeza_practice.safaricom.behaviour import Behaviour
from tabeza_practice.safaricom.faults import Faults
from tabeza_practice.safaricom.messages import Refused, Reply, invalid, json_reply
from tabeza_practice.safaricom.pushes import Push, Pushes
from tabeza_practice.safaricom.stk import read_signature, text_of
from tabeza_practice.safaricom.tenants import Directory, Tenant

NOT_FINAL = ("4999", "The transaction is still under processing")  # [O]


def unknown() -> Refused:
    return Refused(500, "500.001.1001", "The transaction does not Exist")  # [O] the capital E too


def being_processed() -> Refused:
    return Refused(500, "500.001.1001", "The transaction is being processed")  # [C]


def empty_message() -> Refused:
    return Refused(200, "500.001.1001", "")  # [O] with HTTP 200


class Queries:
    """Answers queries; every lie and every noise is drawn from the seeded source."""

    def __init__(self, directory: Directory, pushes: Pushes, faults: Faults, chance: random.Random) -> None:
        self._directory = directory
        self._pushes = pushes
        self._faults = faults
        self._chance = chance

    def answer(self, body: dict[str, Any], caller: Tenant, behaviour: Behaviour, now_ms: int) -> Reply:
        tenant = read_signature(body, caller, self._directory)
        checkout_request_id = text_of(body, "CheckoutRequestID")
        if not checkout_request_id:
            raise invalid("CheckoutRequestID")
        push = self._pushes.find(checkout_request_id)
        if push is None or push.order.tenant is not tenant:
            raise unknown()
        lie = self._faults.strike("query", "query", tenant.spec.shortcode, push.order.phone)
        if lie is not None:
            return self._lie(lie.spec.kind, push)
        if push.result is not None:
            if self._chance.random() < behaviour.noise_final:
                raise Refused(500, "500.001.1001", "")
            return _told(push, push.result.code, push.query_desc)
        too_early = now_ms - push.received_ms < behaviour.query_too_early_ms
        if too_early and self._chance.random() < behaviour.noise_too_early:
            raise unknown()
        if self._chance.random() < behaviour.noise_open:
            raise self._chance.choice((empty_message(), being_processed()))
        return _told(push, *NOT_FINAL)

    def _lie(self, kind: str, push: Push) -> Reply:
        if kind == "query_processing":
            return _told(push, *NOT_FINAL)
        if kind == "query_empty_message":
            raise empty_message()
        raise unknown() if kind == "query_unknown" else being_processed()


def _told(push: Push, code: str, desc: str) -> Reply:
    """No receipt, no amount, no phone: a query proves that it was paid, and nothing else [O]."""
    return json_reply(
        200,
        {
            "ResponseCode": "0",
            "ResponseDescription": "The service request has been accepted successfully",
            "MerchantRequestID": push.merchant_request_id,
            "CheckoutRequestID": push.checkout_request_id,
            "ResultCode": code,
            "ResultDesc": desc,
        },
    )
