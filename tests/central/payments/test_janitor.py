"""What the callbacks do not settle is asked about on schedule, then given to a person. Nothing stays open for ever."""

from __future__ import annotations

import pytest

from tabeza_central.domain.instants import SECOND
from tabeza_central.ports import NotYet, Refused
from tabeza_central.services import dispatching
from tabeza_central.services import payments as payment_services
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentActionRequest
from tests.central import world as worlds
from tests.central.world import World

S = PaymentState
HOUR = 3600


def test_a_prompt_without_a_result_is_unknown_after_two_minutes(world: World) -> None:
    payment = world.sent()
    world.pass_time(119, step=1)
    assert world.payment(payment.id).state is S.PROMPTED
    world.pass_time(1, step=1)
    assert world.payment(payment.id).state is S.UNKNOWN


def test_it_is_asked_about_on_the_schedule_then_a_person_decides(world: World) -> None:
    payment = world.sent()
    start = world.clock.now()
    asked: list[float] = []
    count = 0
    for step, until in ((1, 150), (10, 1000), (60, 25 * HOUR)):
        while (world.clock.now() - start).total_seconds() < until:
            world.pass_time(step, step=step)
            if len(world.daraja.queries) > count:
                count = len(world.daraja.queries)
                asked.append((world.clock.now() - start).total_seconds())
    wanted = [15, 30, 45, 75, 120, 300, 900, HOUR, 6 * HOUR, 24 * HOUR]
    assert len(asked) == len(wanted)
    assert all(0 <= at - due <= 60 for at, due in zip(asked, wanted, strict=True))
    assert (world.payment(payment.id).state, world.payment(payment.id).exception) == (S.NEEDS_REVIEW, "not_resolved")
    assert [row.kind for row in world.rows("alerts")] == ["not_resolved"]
    assert world.rows("jobs") == []


def test_noise_on_a_query_is_no_answer(world: World) -> None:
    payment = world.sent()
    checkout = world.push_of(payment.id).checkout_request_id
    for answer in (NotYet("500.001.1001"), NotYet("4999"), worlds.NoAnswer("timeout"), Refused("safaricom_refused")):
        world.daraja.results[checkout] = answer
        world.pass_time(15)
        assert world.payment(payment.id).state is S.PROMPTED
    world.daraja.results[checkout] = worlds.result("0")
    world.pass_time(60)
    assert world.payment(payment.id).state is S.SUCCEEDED


def test_evidence_still_settles_what_was_given_to_a_person(world: World) -> None:
    payment = world.sent()
    world.pass_time(25 * HOUR, step=600)
    assert world.payment(payment.id).state is S.NEEDS_REVIEW
    world.call_back(payment.id)
    after = world.payment(payment.id)
    assert (after.state, after.exception) == (S.SUCCEEDED, None)


def test_no_answer_and_no_callback_ends_in_front_of_a_person(world: World) -> None:
    world.daraja.on_push = lambda _push: worlds.NoAnswer("disconnected")
    payment = world.sent()
    assert world.payment(payment.id).state is S.UNKNOWN
    world.pass_time(25 * HOUR, step=600)
    assert world.payment(payment.id).state is S.NEEDS_REVIEW
    assert world.daraja.queries == [], "there is no id to ask by"
    assert len(world.daraja.pushes) == 1


def test_after_a_standstill_the_steps_are_taken_a_little_apart(world: World) -> None:
    payment = world.sent()
    world.clock.forward(30 * HOUR)
    world.work()
    assert len(world.daraja.queries) == 1
    world.pass_time(30, step=5)
    assert 2 <= len(world.daraja.queries) <= 4
    assert world.payment(payment.id).state is S.UNKNOWN


def test_a_restart_makes_cut_short_pushes_unknown_at_once(world: World) -> None:
    def die(_push: worlds.Push) -> None:
        raise KeyboardInterrupt  # as sudden as a kill, as far as this process can tell

    world.daraja.on_push = die
    tab = world.open_tab(owes_cents=1000)
    payment = world.ask(tab.id, 1000)
    with pytest.raises(KeyboardInterrupt):
        world.work()
    assert world.payment(payment.id).state is S.DISPATCHED
    world.daraja.on_push = lambda _push: None
    assert dispatching.recover(world.ctx) == 1
    assert world.payment(payment.id).state is S.UNKNOWN
    world.pass_time(300)
    assert len(world.daraja.pushes) == 1


def test_a_push_whose_worker_died_is_taken_over_but_never_sent_again(world: World) -> None:
    def die(_push: worlds.Push) -> None:
        raise KeyboardInterrupt

    world.daraja.on_push = die
    tab = world.open_tab(owes_cents=1000)
    payment = world.ask(tab.id, 1000)
    with pytest.raises(KeyboardInterrupt):
        world.work()
    world.daraja.on_push = lambda _push: None
    world.clock.forward(world.ctx.policy.lease_us / SECOND + 1)
    world.work()
    assert world.payment(payment.id).state is S.UNKNOWN
    assert len(world.daraja.pushes) == 1


def test_check_again_asks_now_and_only_once(world: World) -> None:
    payment = world.sent()
    request = PaymentActionRequest(bar_id=world.bar_id)
    for _ in range(5):
        payment_services.act(world.ctx, world.principal("cashier"), payment.id, request)
    world.work()
    assert len(world.daraja.queries) == 1


def test_a_failing_job_stays_and_is_tried_again(world: World) -> None:
    payment = world.sent()
    original = world.daraja.query
    world.daraja.query = lambda *_: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    world.pass_time(20)
    assert any('"job_failed"' in line for line in world.lines())
    world.daraja.query = original  # type: ignore[method-assign]
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.pass_time(60)
    assert world.payment(payment.id).state is S.SUCCEEDED
