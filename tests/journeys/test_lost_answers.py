"""Answers that get lost, on either side of the service: nobody guesses, nothing is sent twice, the truth comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tabeza_desktop.core.requests import RequestStage
from tabeza_desktop.models.tabs import TabColumn
from tabeza_protocol.routes import MPESA_REQUEST
from tests.journeys.conftest import OpenCounter
from tests.journeys.town import LONG_S, Town, wait_for

pytestmark = pytest.mark.alone
PRESS = f"POST {MPESA_REQUEST} ".encode()


@pytest.mark.parametrize("fault", ["lost_reset", "internal_but_accepted"])
def test_safaricoms_lost_answer_reads_checking_until_the_callback_settles_it_once(
    town: Town, counter: OpenCounter, fault: str
) -> None:
    bar = town.new_bar(700)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault(fault, tab.phone)
    console.ask(tab)
    console.until_last(tab, "unknown")
    assert console.cell(tab, TabColumn.LAST) == "Checking"
    town.answer(tab.phone)
    shown = console.until_last(tab, "succeeded")
    assert shown.balance_cents == 0
    pushes = town.pushes(tab.phone)
    assert len(pushes) == 1
    receipts = {entry["receipt"] for entry in town.record("transaction", tab.phone)}
    assert {row["mpesa_receipt_number"] for row in town.payments(bar)} == receipts
    assert town.credited_cents(bar) == 70_000
    assert town.audit() == []


def test_a_console_that_got_no_answer_finds_its_request_by_its_key(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(500)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    console.wire.trap(PRESS, "lose_answer")
    request = console.ask(tab)
    assert request.stage is RequestStage.UNSURE
    assert console.wire.sprung.is_set()
    console.until(lambda: console.requests[0].stage is RequestStage.ACCEPTED, "the request found by its key")
    assert console.requests[0].key == request.key
    assert [row["client_key"] for row in town.payments(bar)] == [request.key]
    town.answer(tab.phone)
    console.until_last(tab, "succeeded")
    assert len(town.pushes(tab.phone)) == 1
    assert sum(line.startswith(PRESS) for line in console.wire.seen) == 1


def test_a_request_that_never_arrived_is_not_sent_after_a_minute_and_never_by_itself(
    town: Town, counter: OpenCounter
) -> None:
    bar = town.new_bar(500)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    console.wire.trap(PRESS, "lose_request")
    request = console.ask(tab)
    assert request.stage is RequestStage.UNSURE
    console.clock_ahead = timedelta(seconds=61)
    console.until(lambda: console.requests[0].stage is RequestStage.NOT_SENT, "the service's no")
    assert sum(line.startswith(PRESS) for line in console.wire.seen) == 1
    assert town.pushes(tab.phone) == []
    assert town.payments(bar) == []
    console.clock_ahead = timedelta()
    again = console.ask(tab)
    assert again.stage is RequestStage.ACCEPTED
    assert again.key != request.key
    town.answer(tab.phone)
    console.until_last(tab, "succeeded")
    assert len(town.pushes(tab.phone)) == 1


def test_a_callback_before_the_answer_is_kept_and_settles(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(300)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault("callback_early", tab.phone)
    console.ask(tab)
    console.until_last(tab, "succeeded", seconds=LONG_S)
    assert len(town.pushes(tab.phone)) == 1
    assert town.credited_cents(bar) == 30_000
    assert town.audit() == []


@pytest.mark.prove
def test_a_callback_that_never_comes_is_replaced_by_a_query(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(450)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault("callback_missing", tab.phone)
    console.ask(tab)
    town.answer(tab.phone)
    console.until_last(tab, "succeeded", seconds=LONG_S)
    assert [row["confirmed_by"] for row in town.payments(bar)] == ["query"]
    assert len(town.pushes(tab.phone)) == 1
    assert town.credited_cents(bar) == 45_000


def test_a_large_payment_waits_for_safaricoms_own_word(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(60_000)
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    town.fault("query_processing", tab.phone, operation="query", times=None)
    console.ask(tab)
    town.answer(tab.phone)
    verdicts = "SELECT verdict FROM mpesa_callbacks WHERE bar_id = ? AND verdict = 'awaiting_query'"
    wait_for(lambda: town.rows(verdicts, bar.id), "the callback to be judged")
    assert town.credited_cents(bar) == 0
    town.control("DELETE", "faults")
    console.until_last(tab, "succeeded", seconds=LONG_S)
    assert town.credited_cents(bar) == 6_000_000
