"""What a customer shows at the counter, checked against what the simulated Safaricom really took: console, service and
simulator are the real ones."""

from __future__ import annotations

import pytest

from tabeza_desktop.core.verify import Evidence, Verdict, VerdictKind, judge, read_input
from tabeza_protocol.wire.trade import HandRecord
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Counter, Refused
from tests.journeys.town import Bar, Tab, Town

pytestmark = pytest.mark.alone


def look(console: Counter, text: str, tab: Tab | None) -> Verdict:
    query = read_input(text).query
    assert query is not None
    found = console.call(console.console.services.verify.ask, query)
    assert isinstance(found, Evidence)
    mpesa = console.console.state.mpesa.value
    here = console.tab(tab) if tab is not None else None
    return judge(query, found, here, mpesa.environment if mpesa else None, mpesa.registered_name if mpesa else None)


def sms(receipt: str, shillings: int) -> str:
    return f"{receipt} Confirmed. Ksh{shillings:,}.00 sent to A BAR for account X on 21/11/26 at 9:41 PM."


def paid(town: Town, console: Counter, tab: Tab) -> str:
    console.ask(tab)
    console.until_last(tab, "prompted")
    town.answer(tab.phone)
    console.until_last(tab, "succeeded")
    return str(town.record("transaction", tab.phone)[-1]["receipt"])


@pytest.fixture
def bar(town: Town) -> Bar:
    return town.new_bar(350, 1_200)


def test_a_real_receipt_is_told_from_a_used_one_a_changed_one_and_an_invented_one(
    town: Town, counter: OpenCounter, bar: Bar
) -> None:
    first, second = bar.tabs[:2]
    console = counter(town).claim(bar.code)
    receipt = paid(town, console, first)
    honest = look(console, sms(receipt, 350), first)
    assert honest.kind is VerdictKind.PAID
    assert honest.payment is not None
    assert honest.payment.receipt == receipt
    assert look(console, sms(receipt, 1_200), second).kind is VerdictKind.USED
    assert look(console, sms(receipt, 3_500), first).kind is VerdictKind.DIFFERS
    assert look(console, "UKZ9ZZ9ZZ9", second).kind is VerdictKind.NOT_FOUND
    by_phone = look(console, first.phone, first)
    assert [row.receipt for row in by_phone.payments] == [receipt]
    assert town.credited_cents(bar) == 35_000
    assert town.audit() == []


def test_with_the_cable_out_this_pc_answers_from_what_it_heard(town: Town, counter: OpenCounter, bar: Bar) -> None:
    tab = bar.tabs[0]
    console = counter(town).claim(bar.code)
    receipt = paid(town, console, tab)
    console.wire.cut()
    found = look(console, receipt, tab)
    assert (found.kind, found.from_cache) == (VerdictKind.PAID, True)
    assert found.as_of is not None
    assert look(console, "UKZ9ZZ9ZZ9", tab).from_cache


def test_paid_by_hand_counts_once_and_shows_as_not_confirmed(town: Town, counter: OpenCounter, bar: Bar) -> None:
    first, second = bar.tabs[:2]
    console = counter(town).claim(bar.code)
    verify = console.console.services.verify
    record = console.call(verify.record_by_hand, first.id, "UKZ9ZZ9ZZ9", 35_000)
    assert isinstance(record, HandRecord)
    console.until(lambda: (shown := console.tab(first)) is not None and shown.balance_cents == 0, "the line by hand")
    ledger = console.call(console.console.services.tabs.detail, first.id)
    assert [line.kind for line in ledger.lines][-1] == "by_hand"
    assert look(console, "UKZ9ZZ9ZZ9", second).kind is VerdictKind.BY_HAND
    with pytest.raises(Refused) as refused:
        console.call(verify.record_by_hand, second.id, "UKZ9ZZ9ZZ9", 35_000)
    assert refused.value.problem.code == "receipt_used"
    assert town.credited_cents(bar) == 0
    assert town.audit() == []


def test_a_receipt_that_came_for_a_request_can_not_be_recorded_by_hand(
    town: Town, counter: OpenCounter, bar: Bar
) -> None:
    first, second = bar.tabs[:2]
    console = counter(town).claim(bar.code)
    receipt = paid(town, console, first)
    with pytest.raises(Refused) as refused:
        console.call(console.console.services.verify.record_by_hand, second.id, receipt, 120_000)
    assert refused.value.problem.code == "receipt_used"
    shown = console.tab(second)
    assert shown is not None
    assert shown.balance_cents == 120_000


