"""Whatever gets lost between Safaricom and us, the wait is as long as it can teach something and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tabeza_central.ports import NotYet
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView
from tests.central import world as worlds
from tests.central.world import World

S = PaymentState
MINUTE = 60
HOUR = 60 * MINUTE


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A live bar whose pushes arrive, and whose answers to them are lost."""
    made = worlds.build(spool=tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    made.daraja.on_push = lambda _push: worlds.NoAnswer("timeout")
    yield made
    assert audit(made.ctx) == []
    made.ctx.store.engine.dispose()


def lost(world: World) -> PaymentView:
    payment = world.sent()
    assert world.payment(payment.id).state is S.UNKNOWN
    return payment


def seconds_until_paid(world: World, payment: PaymentView, at_most: int) -> int:
    for second in range(at_most):
        if world.payment(payment.id).state is S.SUCCEEDED:
            return second
        world.pass_time(1, step=1)
    raise AssertionError(f"still {world.payment(payment.id).state} after {at_most} s")


def test_a_callback_whose_query_agrees_settles_at_once(world: World) -> None:
    payment = lost(world)
    world.clock.forward(9)
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert world.payment(payment.id).mpesa_receipt_number == "UKL1AB2CD3"


@pytest.mark.parametrize(("silent_s", "at_most_s"), [(0, 1), (3, 5), (10, 15), (40, 60)])
def test_a_query_that_is_not_ready_yet_is_asked_again_within_seconds(
    world: World, silent_s: int, at_most_s: int
) -> None:
    """Nothing is credited on the callback alone; as soon as Safaricom confirms it, it is."""
    payment = lost(world)
    checkout = world.push_of(payment.id).checkout_request_id
    world.daraja.results[checkout] = NotYet("500.001.1001")
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.UNKNOWN
    world.pass_time(silent_s, step=1)
    world.daraja.results[checkout] = worlds.result("0")
    assert silent_s + seconds_until_paid(world, payment, 2 * MINUTE) <= at_most_s


def test_with_the_callback_lost_too_a_person_sees_it_in_a_quarter_of_an_hour(world: World) -> None:
    payment = lost(world)
    world.pass_time(14 * MINUTE)
    assert world.payment(payment.id).state is S.UNKNOWN, "a callback may still come"
    world.pass_time(2 * MINUTE)
    row = world.payment(payment.id)
    assert (row.state, row.exception) == (S.NEEDS_REVIEW, "not_resolved")
    assert world.daraja.queries == [], "there was nothing to ask by"
    assert world.rows("jobs") == []


@pytest.mark.parametrize("code", [0, 1032])
def test_a_callback_that_comes_after_that_still_decides(world: World, code: int) -> None:
    payment = lost(world)
    world.pass_time(HOUR, step=30)
    assert world.payment(payment.id).state is S.NEEDS_REVIEW
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result(str(code))
    world.call_back(payment.id, code)
    assert world.payment(payment.id).state is (S.SUCCEEDED if code == 0 else S.FAILED)
    assert len(world.daraja.pushes) == 1


def test_an_id_that_a_callback_brought_is_asked_about_for_the_whole_day(world: World) -> None:
    payment = lost(world)
    world.pass_time(5 * MINUTE)
    world.call_back(payment.id, work=True)
    world.pass_time(23 * HOUR, step=600)
    assert world.payment(payment.id).state is S.UNKNOWN
    world.pass_time(2 * HOUR, step=600)
    assert world.payment(payment.id).state is S.NEEDS_REVIEW
