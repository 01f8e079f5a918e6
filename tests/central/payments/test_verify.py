"""Verify a payment: what the service knows of a receipt or a phone, told to the bar that asks and to nobody else."""

from __future__ import annotations

import msgspec
import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import verifying
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView, Verification, VerifyPaymentRequest
from tests.central import world as worlds
from tests.central.world import World, result

RECEIPT = "UKL1AB2CD3"


def ask(world: World, receipt: str | None = None, phone: str | None = None, role: str = "cashier") -> Verification:
    request = VerifyPaymentRequest(bar_id=world.bar_id, receipt=receipt, phone=phone)
    return verifying.verify(world.ctx, world.principal(role), request)


def paid(world: World, receipt: str | None = RECEIPT) -> PaymentView:
    payment = world.sent()
    world.call_back(payment.id, receipt=receipt)
    return payment


def test_a_receipt_leads_to_its_payment_and_the_tab_as_it_is_now(world: World) -> None:
    payment = paid(world)
    known = ask(world, " ukl1ab2 cd3 ")
    assert [(row.id, row.state, row.receipt) for row in known.found] == [(payment.id, PaymentState.SUCCEEDED, RECEIPT)]
    assert [(tab.id, tab.balance_cents) for tab in known.tabs] == [(payment.tab_id, 0)]
    assert (known.pending, known.by_hand, known.as_of) == ((), None, world.clock.now())


def test_no_whole_phone_leaves(world: World) -> None:
    paid(world)
    for known in (ask(world, RECEIPT), ask(world, phone=worlds.PHONE)):
        body = msgspec.json.encode(known)
        assert b"712345678" not in body
        assert b"0712 *** 678" in body


def test_looking_marks_nothing(world: World) -> None:
    paid(world)
    before = [world.rows(table) for table in ("mpesa_transactions", "payment_events", "ledger_lines", "feed_items")]
    ask(world, RECEIPT)
    ask(world, "UKL9ZZ9ZZ9")
    assert before == [world.rows(t) for t in ("mpesa_transactions", "payment_events", "ledger_lines", "feed_items")]


def test_an_unknown_receipt_tells_what_may_still_get_one(world: World) -> None:
    waiting = world.sent()
    world.clock.forward(200)
    without = world.sent(150_000, phone="0722000111")
    world.daraja.results[world.push_of(without.id).checkout_request_id] = result("0")
    world.pass_time(60)
    assert world.payment(without.id).mpesa_receipt_number is None
    known = ask(world, "UKL9ZZ9ZZ9")
    assert known.found == ()
    assert [row.id for row in known.pending] == [without.id, waiting.id]


def test_what_failed_or_is_a_day_old_awaits_no_receipt(world: World) -> None:
    failed = world.sent()
    world.call_back(failed.id, 1032)
    assert ask(world, "UKL9ZZ9ZZ9").pending == ()
    world.clock.forward(200)
    world.sent(150_000, phone="0722000111")
    assert len(ask(world, "UKL9ZZ9ZZ9").pending) == 1
    world.clock.forward(25 * 3600)
    assert ask(world, "UKL9ZZ9ZZ9").pending == ()


def test_a_phone_leads_to_what_it_paid_newest_first(world: World) -> None:
    first = paid(world)
    world.clock.forward(600)
    second = paid(world, "UKL1AB2CD4")
    other = world.sent(100_000, phone="0722000111")
    known = ask(world, phone="+254 712 345 678")
    assert [row.id for row in known.found] == [second.id, first.id]
    assert other.id not in [row.id for row in known.found]


@pytest.mark.parametrize(
    ("receipt", "phone", "code"),
    [("SHORT", None, "receipt_invalid"), (None, "0712", "phone_invalid"), (None, None, "bad_request"),
     (RECEIPT, worlds.PHONE, "bad_request")],
)  # fmt: skip
def test_what_can_not_be_looked_up_is_said(world: World, receipt: str | None, phone: str | None, code: str) -> None:
    with pytest.raises(Problem) as refused:
        ask(world, receipt, phone)
    assert refused.value.code == code


def test_another_bars_receipt_is_not_among_ours(world: World) -> None:
    payment = paid(world)
    world.bar_id = worlds.add_bar(world, "Next Door")
    assert ask(world, RECEIPT).found == ()
    assert ask(world, phone=worlds.PHONE).found == ()
    theirs = VerifyPaymentRequest(bar_id=_bar_of(world, payment), receipt=RECEIPT)
    with pytest.raises(Problem) as refused:
        verifying.verify(world.ctx, world.principal("owner"), theirs)
    assert refused.value.code == "not_found"


def _bar_of(world: World, payment: PaymentView) -> str:
    return next(row.bar_id for row in world.rows("mpesa_transactions") if row.id == payment.id)


def test_support_may_not_look(world: World) -> None:
    with pytest.raises(Problem) as refused:
        ask(world, RECEIPT, role="support")
    assert refused.value.code == "not_allowed"
