"""The callback's raw text, its headers, and that it leaves once."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.practice.safaricom.world import CALLBACK_URL, TILL_STORE, World, callback


def test_a_paid_callback_is_written_as_safaricom_writes_it(world: World) -> None:
    world.answer(world.pushed(Amount="42"), "enter_pin")
    due = world.wait(2_000)[0]
    assert b'{"Name":"Amount","Value":42.00}' in due.body, "two decimals, in the text itself"
    assert b'{"Name":"Balance"}' in due.body
    told = json.loads(due.body, parse_float=Decimal)["Body"]["stkCallback"]
    assert list(told) == [
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResultCode",
        "ResultDesc",
        "CallbackMetadata",
    ]
    values = {item["Name"]: item.get("Value") for item in told["CallbackMetadata"]["Item"]}
    assert list(values) == ["Amount", "MpesaReceiptNumber", "Balance", "TransactionDate", "PhoneNumber"]
    assert values["Amount"] == Decimal("42.00")
    assert values["MpesaReceiptNumber"].startswith("UJ2")
    assert values["TransactionDate"] == 20261002213000
    assert values["PhoneNumber"] == 254712345678


def test_url_and_headers_are_those_observed(world: World) -> None:
    world.answer(world.pushed(), "cancel")
    due = world.wait(2_000)[0]
    assert due.url == CALLBACK_URL
    assert due.headers == {"Content-Type": "application/json;charset=UTF-8", "Businessshortcode": "4083917"}


def test_a_tills_callback_names_the_store(world: World) -> None:
    world.answer(world.pushed(TILL_STORE), "enter_pin")
    assert world.wait(2_000)[0].headers["Businessshortcode"] == "7206115"


def test_it_is_sent_once_even_when_the_receiver_fails(world: World) -> None:
    world.answer(world.pushed(), "enter_pin")
    due = world.wait(2_000)[0]
    world.engine.delivered(due, 500, None, 12)
    assert world.wait(45 * 60_000) == [], "44 minutes were measured without a second one"
    told = world.engine.record.since(0, "delivery")
    assert [(entry["status"], entry["url"]) for entry in told] == [(500, CALLBACK_URL)]


def test_nothing_the_merchant_chose_comes_back(world: World) -> None:
    world.answer(world.pushed(AccountReference="SECRETREF", TransactionDesc="SECRETDESC"), "enter_pin")
    due = world.wait(2_000)[0]
    assert b"SECRET" not in due.body
    assert callback(due)["ResultCode"] == 0
