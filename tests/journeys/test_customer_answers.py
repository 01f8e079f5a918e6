"""Every way a customer can answer: what the console shows, what is written down, and that only money counts."""

from __future__ import annotations

from typing import Any

import pytest

from tabeza_desktop.core.display import advice
from tabeza_desktop.models.tabs import TabColumn
from tests.journeys.conftest import OpenCounter
from tests.journeys.town import Town

pytestmark = pytest.mark.alone

QUICK = {"prompt_lifetime_ms": 1_500, "no_answer_final_ms": 700, "no_answer_callback_ms": 900}


@pytest.fixture(autouse=True)
def _impatient(town: Town) -> Any:
    """Prompts that nobody answers lapse in seconds instead of a minute."""
    before = town.control("GET", "behaviour")["values"]
    town.control("POST", "behaviour", QUICK)
    yield
    town.control("POST", "behaviour", {name: before[name] for name in QUICK})


def test_a_customer_who_enters_the_pin_has_paid(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(350)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    request = console.ask(tab)
    console.until_last(tab, "prompted")
    assert console.cell(tab, TabColumn.LAST) == "Waiting for PIN"
    assert town.credited_cents(bar) == 0
    town.answer(tab.phone)
    shown = console.until_last(tab, "succeeded")
    assert (shown.paid_cents, shown.balance_cents) == (35_000, 0)
    assert console.cell(tab, TabColumn.LAST) == "Paid in full"
    assert console.cell(tab, TabColumn.BALANCE) == "0"
    payment = console.payment(request.payment_id or "")
    told = town.record("transaction", tab.phone)
    assert [entry["receipt"] for entry in told] == [payment.receipt]
    assert len(town.pushes(tab.phone)) == 1
    assert town.credited_cents(bar) == 35_000
    assert town.audit() == []


@pytest.mark.parametrize(
    ("action", "code", "word", "happened"),
    [
        ("wrong_pin", "2001", "Wrong PIN", "PIN"),
        ("cancel", "1032", "Cancelled", "cancelled"),
        ("ignore", "1037", "No answer", ""),
        ("no_money", "1", "Low balance", "balance"),
        ("phone_off", "1037", "No answer", ""),
    ],
)
def test_any_other_answer_credits_nothing_and_says_why(
    town: Town, counter: OpenCounter, action: str, code: str, word: str, happened: str
) -> None:
    bar = town.new_bar(1_200)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.customer(tab.phone, action)
    request = console.ask(tab)
    shown = console.until_last(tab, "failed", seconds=60)
    assert shown.balance_cents == 120_000
    assert shown.last_payment is not None
    assert shown.last_payment.result_code == code
    assert console.cell(tab, TabColumn.LAST) == word
    payment = console.payment(request.payment_id or "")
    told = advice(payment, console.console.state.clock.value, "en")
    assert told is not None
    assert happened.lower() in told.happened.lower()
    assert "Nothing was charged." in told.happened
    assert told.may_send_again
    swahili = advice(payment, console.console.state.clock.value, "sw")
    assert swahili is not None
    assert swahili.happened != told.happened
    stored = town.payments(bar)
    assert [(row["state"], row["result_code"]) for row in stored] == [("failed", code)]
    assert [row["receipt"] for row in town.record("transaction", tab.phone)] == [None]
    assert town.credited_cents(bar) == 0
    assert town.tab_row(bar, tab)["paid_cents"] == 0
    assert town.audit() == []
