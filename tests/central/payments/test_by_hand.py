"""Paid by hand: attributed, unconfirmed, and a receipt counts once, whichever way and in whichever order it comes."""

from __future__ import annotations

from typing import Any

import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import by_hand, tabs, verifying
from tabeza_central.store.ledger import balance
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import CloseTabRequest, HandRecord, RecordByHandRequest, VerifyPaymentRequest
from tests.central import world as worlds
from tests.central.world import World, result

RECEIPT = "UKL1AB2CD3"


def put(world: World, tab_id: str, cents: int = 330_000, receipt: str = RECEIPT, key: str | None = None) -> HandRecord:
    request = RecordByHandRequest(bar_id=world.bar_id, tab_id=tab_id, receipt=receipt, amount_cents=cents)
    return by_hand.record(world.ctx, world.principal("cashier"), request, key or world.key())


def refusal(world: World, tab_id: str, **options: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        put(world, tab_id, **options)
    return refused.value


def account(world: World, name: str) -> int:
    with world.ctx.store.read(bar=world.bar_id) as tx:
        return balance(tx, world.bar_id, name)


def test_it_stands_on_the_tab_under_a_name_and_apart_from_what_mpesa_reported(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    record = put(world, tab.id, receipt="ukl1ab2cd3")
    assert (record.receipt, record.tab_number, record.amount_cents) == (RECEIPT, tab.number, 330_000)
    assert (record.recorded_by, record.voided) == ("Otieno", False)
    detail = tabs.get_tab(world.ctx, world.principal(), world.bar_id, tab.id)
    assert (detail.tab.balance_cents, detail.tab.paid_cents, detail.tab.payment_count) == (0, 330_000, 1)
    line = detail.lines[-1]
    assert (line.kind, line.receipt, line.person, line.amount_cents) == ("by_hand", RECEIPT, "Otieno", -330_000)
    assert account(world, "mpesa:522522") == 0
    assert account(world, "by_hand:522522") == 330_000


def test_the_owner_is_told_and_the_audit_log_has_it(world: World) -> None:
    put(world, world.open_tab(owes_cents=330_000).id)
    assert [row.kind for row in world.rows("alerts")] == ["by_hand"]
    assert "record_by_hand" in [row.action for row in world.rows("audit_log")]


def test_the_same_press_is_the_same_record(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    assert put(world, tab.id, key="press-000001") == put(world, tab.id, key="press-000001")
    assert world.tab(tab.id).paid_cents == 330_000


def test_a_receipt_is_recorded_once(world: World) -> None:
    put(world, world.open_tab(owes_cents=330_000).id)
    other = world.open_tab(owes_cents=330_000)
    assert refusal(world, other.id).code == "receipt_used"
    assert world.tab(other.id).balance_cents == 330_000


def test_the_receipt_of_a_request_can_not_be_recorded(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id, receipt=RECEIPT)
    tab = world.open_tab(owes_cents=330_000)
    refused = refusal(world, tab.id)
    assert (refused.code, refused.payment_id) == ("receipt_used", payment.id)


@pytest.mark.parametrize("told", ["at once", "later"])
def test_a_recorded_receipt_that_comes_for_a_request_counts_there_only(world: World, told: str) -> None:
    tab = world.open_tab(owes_cents=330_000)
    payment = world.ask(tab.id, 330_000)
    world.work()
    other = world.open_tab(owes_cents=330_000)
    put(world, other.id)
    if told == "later":
        world.daraja.results[world.push_of(payment.id).checkout_request_id] = result("0")
        world.pass_time(30)
        assert world.payment(payment.id).state is PaymentState.SUCCEEDED
    world.call_back(payment.id, receipt=RECEIPT)
    assert world.payment(payment.id).mpesa_receipt_number == RECEIPT
    assert (world.tab(tab.id).balance_cents, world.tab(other.id).balance_cents) == (0, 330_000)
    assert world.tab(other.id).payment_count == 0
    assert (account(world, "by_hand:522522"), account(world, "mpesa:522522")) == (0, 330_000)
    assert "by_hand_replaced" in [row.kind for row in world.rows("alerts")]
    request = VerifyPaymentRequest(bar_id=world.bar_id, receipt=RECEIPT)
    known = verifying.verify(world.ctx, world.principal(), request)
    assert known.by_hand is not None
    assert known.by_hand.voided
    assert [row.id for row in known.found] == [payment.id]
    assert refusal(world, other.id).code == "receipt_used"


def test_a_tab_closed_on_the_strength_of_a_record_owes_again_and_is_open(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    payment = world.ask(tab.id, 330_000)
    world.work()
    other = world.open_tab(owes_cents=330_000)
    put(world, other.id)
    tabs.close_tab(world.ctx, world.principal(), other.id, CloseTabRequest(bar_id=world.bar_id))
    world.call_back(payment.id, receipt=RECEIPT)
    again = world.tab(other.id)
    assert (again.status, again.closed_at, again.balance_cents) == ("open", None, 330_000)


def test_recorded_on_the_tab_that_the_request_was_for_it_counts_once(world: World) -> None:
    payment = world.sent()
    assert payment.tab_id is not None
    put(world, payment.tab_id)
    world.call_back(payment.id, receipt=RECEIPT)
    tab = world.tab(payment.tab_id)
    assert (tab.balance_cents, tab.paid_cents, tab.payment_count) == (0, 330_000, 1)


def test_a_closed_tab_takes_no_record(world: World) -> None:
    tab = world.open_tab()
    tabs.close_tab(world.ctx, world.principal(), tab.id, CloseTabRequest(bar_id=world.bar_id))
    assert refusal(world, tab.id).code == "tab_closed"


@pytest.mark.parametrize("cents", [0, -100, 150, 25_000_100])
def test_an_amount_mpesa_would_not_carry_is_refused(world: World, cents: int) -> None:
    assert refusal(world, world.open_tab(owes_cents=330_000).id, cents=cents).code == "amount_invalid"


def test_another_bars_tab_does_not_exist(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    world.bar_id = worlds.add_bar(world, "Next Door")
    assert refusal(world, tab.id).code == "not_found"
