"""A person asks again: also about a payment that one callback called failed."""

from __future__ import annotations

from tabeza_central.services import payments as payment_services
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentActionRequest
from tests.central import world as worlds
from tests.central.world import World

S = PaymentState


def check_again(world: World, payment_id: str) -> None:
    request = PaymentActionRequest(bar_id=world.bar_id)
    payment_services.act(world.ctx, world.principal("cashier"), payment_id, request)


def test_money_that_moved_after_a_cancelled_callback_is_credited_when_somebody_asks(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id, 1032)
    assert world.payment(payment.id).state is S.FAILED
    checkout = world.payment(payment.id).checkout_request_id
    assert checkout is not None
    world.daraja.results[checkout] = worlds.result("0")
    check_again(world, payment.id)
    world.work()
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert world.tab(payment.tab_id or "").balance_cents == 0
    assert "late_success" in [row.kind for row in world.rows("alerts")]
    asked = len(world.daraja.queries)
    check_again(world, payment.id)
    assert len(world.daraja.queries) == asked


def test_a_failure_that_safaricom_repeats_stays_a_failure(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id, 1032)
    checkout = world.payment(payment.id).checkout_request_id
    assert checkout is not None
    for answer in ("1032", "4999"):
        world.daraja.results[checkout] = worlds.result(answer)
        check_again(world, payment.id)
        world.work()
        assert world.payment(payment.id).state is S.FAILED
    assert world.tab(payment.tab_id or "").balance_cents == 330_000


def test_after_a_day_nobody_is_asked(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id, 1032)
    world.clock.forward(25 * 3600)
    before = len(world.daraja.queries)
    check_again(world, payment.id)
    assert len(world.daraja.queries) == before
