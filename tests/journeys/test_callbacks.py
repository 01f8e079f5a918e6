"""Callbacks that nobody should believe, posted to the real route: 200 every time, and not a cent more than was paid."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tabeza_protocol.payment_states import PaymentState
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Counter
from tests.journeys.town import Bar, Town, wait_for

pytestmark = pytest.mark.alone
EVERYBODYS_CENTS = "SELECT SUM(amount_cents) AS cents FROM ledger_lines WHERE account LIKE 'mpesa:%'"
ACCEPTED = {"ResultCode": 0, "ResultDesc": "Accepted"}


def body(
    payment: dict[str, Any], code: int = 0, *, amount: float | None = None, receipt: str = "UKM7FORGED", **ids: str
) -> bytes:
    """What Safaricom would send about this payment, or a liar would."""
    inner: dict[str, Any] = {
        "MerchantRequestID": ids.get("merchant", payment["merchant_request_id"] or "29115-34620561-1"),
        "CheckoutRequestID": ids.get("checkout", payment["checkout_request_id"]),
        "ResultCode": code,
        "ResultDesc": "The service request is processed successfully." if code == 0 else "Request cancelled by user",
    }
    if code == 0:
        paid = payment["amount_cents"] / 100 if amount is None else amount
        inner["CallbackMetadata"] = {
            "Item": [
                {"Name": "Amount", "Value": paid},
                {"Name": "MpesaReceiptNumber", "Value": receipt},
                {"Name": "Balance"},
                {"Name": "TransactionDate", "Value": 20261122213000},
                {"Name": "PhoneNumber", "Value": 254700000000},
            ]
        }
    return json.dumps({"Body": {"stkCallback": inner}}).encode()


class Prompted:
    """A bar whose customer looks at a prompt, and whoever posts callbacks at it."""

    def __init__(self, town: Town, counter: OpenCounter) -> None:
        self.town = town
        self.bar: Bar = town.new_bar(400)
        self.tab = self.bar.tabs[0]
        self.console: Counter = counter(town).claim(self.bar.code)
        self.console.ask(self.tab)
        self.console.until_last(self.tab, "prompted")

    @property
    def payment(self) -> dict[str, Any]:
        return self.town.payments(self.bar)[0]

    @property
    def token(self) -> str:
        return self.town.token_of(self.payment["id"])

    def post(self, content: bytes, token: str | None = None) -> None:
        """Posts, and waits until it has been judged (or put off to wait for its payment)."""
        answer = self.town.post_callback(content, token)
        assert answer.status_code == 200
        assert answer.json() == ACCEPTED
        wait_for(self.judged, "the judgement of every callback")

    def judged(self) -> bool:
        return not self.town.rows("SELECT id FROM mpesa_callbacks WHERE verdict IS NULL OR verdict = ''")

    def pays(self) -> None:
        """The customer pays after all; exactly that is credited."""
        self.town.answer(self.tab.phone)
        self.console.until_last(self.tab, "succeeded")
        assert self.town.credited_cents(self.bar) == 40_000
        assert len(self.town.pushes(self.tab.phone)) == 1
        assert self.town.audit() == []


@pytest.fixture
def prompted(town: Town, counter: OpenCounter) -> Prompted:
    return Prompted(town, counter)


FORGERIES: dict[str, Callable[[Prompted], tuple[bytes, str | None]]] = {
    "no token, every id right": lambda p: (body(p.payment), None),
    "a token made up": lambda p: (body(p.payment), "0" * len(p.token)),
    "a token with one digit changed": lambda p: (body(p.payment), p.token[:-1] + ("0" if p.token[-1] != "0" else "1")),
    "no token, ids of nothing": lambda p: (body(p.payment, checkout="ws_CO_22112026213000000700000000"), None),
    "another bar's token": lambda p: (body(p.payment), another_token(p)),
}


def another_token(prompted: Prompted) -> str:
    """The real token of a payment of another bar's."""
    others = prompted.town.rows("SELECT id FROM mpesa_transactions WHERE bar_id <> ?", prompted.bar.id)
    return prompted.town.token_of(others[0]["id"] if others else "0" * 32)


def test_no_forged_success_credits_anything(prompted: Prompted) -> None:
    before = prompted.town.rows(EVERYBODYS_CENTS)
    for name, forged in FORGERIES.items():
        prompted.post(*forged(prompted))
        assert prompted.payment["state"] in (PaymentState.PROMPTED, PaymentState.UNKNOWN), name
        assert prompted.town.rows(EVERYBODYS_CENTS) == before, name
    prompted.pays()


def test_replays_and_contradictions_after_payment_change_no_money(prompted: Prompted) -> None:
    prompted.pays()
    paid = prompted.payment
    genuine = body(paid, receipt=paid["mpesa_receipt_number"])
    for content in (
        genuine,
        genuine,
        body(paid, 1032),
        body(paid, 1037),
        body(paid, amount=1.0, receipt=paid["mpesa_receipt_number"]),
        body(paid, receipt="UKM7SECOND"),
        body(paid, checkout="ws_CO_22112026213000000711111111"),
    ):
        prompted.post(content, prompted.token)
        prompted.post(content)
    now = prompted.payment
    assert (now["state"], now["mpesa_receipt_number"]) == ("succeeded", paid["mpesa_receipt_number"])
    assert prompted.town.credited_cents(prompted.bar) == 40_000
    assert prompted.town.tab_row(prompted.bar, prompted.tab)["balance_cents"] == 0
    assert prompted.town.audit() == []


def test_a_wrong_amount_goes_to_a_person_and_credits_nothing(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(400)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault("callback_wrong_amount", tab.phone, amount=4)
    console.ask(tab)
    town.answer(tab.phone)
    console.until_last(tab, "needs_review")
    assert town.credited_cents(bar) == 0
    assert town.payments(bar)[0]["exception"] == "amount_mismatch"
    assert town.audit() == []


def test_a_failure_claimed_for_a_payment_that_was_made_gives_way_to_a_hint_that_safaricom_confirms(
    town: Town, counter: OpenCounter
) -> None:
    bar = town.new_bar(400)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault("callback_contradiction", tab.phone, code="1032")
    console.ask(tab)
    town.answer(tab.phone)
    console.until_last(tab, "failed")
    assert town.post_callback(body(town.payments(bar)[0])).json() == ACCEPTED
    console.until_last(tab, "succeeded")
    assert town.payments(bar)[0]["confirmed_by"] == "query"
    assert town.credited_cents(bar) == 40_000
    assert town.audit() == []


def test_duplicates_credit_once(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(400)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault("callback_duplicated", tab.phone, count=4, delay_ms=20)
    console.ask(tab)
    town.answer(tab.phone)
    console.until_last(tab, "succeeded")
    wait_for(lambda: len(town.record("delivery")) >= 5, "all five deliveries")
    assert town.credited_cents(bar) == 40_000
    assert town.audit() == []


def test_every_captured_payload_is_accepted_and_none_is_believed(prompted: Prompted, corpus: Path) -> None:
    posted = 0
    for path in sorted(corpus.iterdir()):
        for token in (None, prompted.token):
            answer = prompted.town.post_callback(path.read_bytes(), token)
            assert (answer.status_code, answer.json()) == (200, ACCEPTED), path.name
            posted += 1
    assert posted > 100
    wait_for(prompted.judged, "the judgement of every payload")
    assert prompted.payment["state"] != PaymentState.SUCCEEDED
    assert prompted.town.credited_cents(prompted.bar) == 0
    assert prompted.town.tab_row(prompted.bar, prompted.tab)["paid_cents"] == 0
    assert prompted.town.audit() == []
    assert prompted.town.central.is_running


NO_CALLBACKS = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "bytes": b"\x00\xff\xfe",
    "braces": b"{" * 9_000,
    "deep": b'{"Body":' * 3_000 + b"1" + b"}" * 3_000,
    "long number": b'{"Body":{"stkCallback":{"ResultCode":' + b"9" * 5_000 + b"}}}",
    "infinity": b'{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[{"Name":"Amount",'
    b'"Value":1e400}]}}}}',
    "two megabytes": b"x" * 2_000_000,
}


def test_bodies_that_are_no_callbacks_are_accepted_and_mean_nothing(prompted: Prompted) -> None:
    for name, content in NO_CALLBACKS.items():
        answer = prompted.town.post_callback(content, prompted.token)
        assert (answer.status_code, answer.json()) == (200, ACCEPTED), name
    wait_for(prompted.judged, "the judgement of every body")
    assert prompted.payment["state"] in (PaymentState.PROMPTED, PaymentState.UNKNOWN)
    prompted.pays()
