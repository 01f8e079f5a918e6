"""Every fault does what its catalogue line says, to whom it was aimed at, as often as it was told."""

from __future__ import annotations

import pytest

from tabeza_practice.safaricom.faults import KINDS, FaultSpec
from tabeza_practice.safaricom.messages import Reply
from tabeza_practice.safaricom.pushes import DEAD_RECEIVER
from tests.practice.safaricom.world import (
    OTHER_BAR,
    OTHER_PHONE,
    PAYBILL_BAR,
    PHONE,
    World,
    callback,
    error_of,
    items,
)


def transactions(world: World) -> list[dict]:
    return world.engine.record.since(0, "transaction")


@pytest.mark.parametrize("kind", ["lost_reset", "lost_hang"])
def test_a_lost_answer_hides_a_prompt_that_is_really_there(world: World, kind: str) -> None:
    world.fault(kind)
    reply = world.push()
    assert reply.connection == {"lost_reset": "reset", "lost_hang": "hang"}[kind]
    assert not reply.body
    world.wait(1_000)
    assert len(world.engine.pushes.open_prompts()) == 1
    assert world.engine.record.since(0, "push")[0]["accepted"] is True


def test_an_unreached_request_leaves_no_prompt(world: World) -> None:
    world.fault("unreached_reset")
    assert world.push().connection == "reset"
    world.wait(1_000)
    assert world.engine.pushes.open_prompts() == []


def test_an_internal_error_may_hide_an_accepted_push(world: World) -> None:
    world.fault("internal_but_accepted")
    assert error_of(world.push())[1] == "500.003.1001"
    world.wait(1_000)
    assert len(world.engine.pushes.open_prompts()) == 1


REFUSALS = {
    "spike_arrest": (500, "500.003.02", "Error Occurred: Spike Arrest Violation"),
    "quota": (500, "500.003.03", "Quota Violation"),
    "busy": (500, "500.003.02", "System is busy. Please try again in few minutes."),
    "internal": (500, "500.003.1001", "Internal Server Error"),
    "unreachable": (500, "500.003.1001", "Service is currently unreachable. Please try again later."),
    "token_replaced": (404, "404.001.03", "Invalid Access Token"),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_is_said_and_nothing_is_processed(world: World, kind: str) -> None:
    world.fault(kind)
    assert error_of(world.push()) == REFUSALS[kind]
    world.wait(61_000)
    assert transactions(world) == []
    assert world.engine.record.since(0, "push")[0]["accepted"] is False


@pytest.mark.parametrize(
    ("kind", "status", "starts"),
    [
        ("waf_403", 403, b"<html"),
        ("waf_503", 503, b"Request unsuccessful. Incapsula"),
        ("empty_400", 400, b""),
    ],
)
def test_firewalls_answer_no_json(world: World, kind: str, status: int, starts: bytes) -> None:
    world.fault(kind)
    reply = world.push()
    assert (reply.status, reply.body[: len(starts)]) == (status, starts)
    assert kind == "empty_400" or reply.content_type == "text/html"


def test_the_gateways_bare_spike_arrest(world: World) -> None:
    world.fault("spike_arrest_429")
    reply = world.push()
    assert reply.status == 429
    assert "errorCode" not in reply.json()


def test_oauth_down_leaves_pushes_alone(world: World) -> None:
    world.token()
    world.fault("oauth_down", times=None)
    tenant = world.tenant()
    assert world.oauth(tenant.consumer_key, tenant.consumer_secret).status == 503
    assert world.push().status == 200


def test_slow_says_how_long(world: World) -> None:
    world.fault("slow", delay_ms=1_500)
    reply = world.push()
    assert (reply.status, reply.delay_ms) == (200, 1_500)


def test_a_missing_callback_leaves_the_truth_to_the_query(world: World) -> None:
    world.fault("callback_missing")
    checkout = world.pushed()
    world.answer(checkout, "enter_pin")
    assert world.wait(600_000) == []
    assert world.query(checkout).json()["ResultCode"] == "0"
    assert world.tenant().paid_in == 1


def test_a_late_callback_comes_that_much_later(world: World) -> None:
    world.fault("callback_late", delay_ms=40_000)
    world.answer(world.pushed(), "enter_pin")
    assert world.wait(40_000) == []
    assert len(world.wait(1_000)) == 1


def test_duplicates_are_equal_to_the_byte(world: World) -> None:
    world.fault("callback_duplicated", count=3, delay_ms=100)
    world.answer(world.pushed(), "enter_pin")
    came = world.wait(10_000)
    assert len(came) == 4
    assert len({due.body for due in came}) == 1
    assert len({due.delivery_id for due in came}) == 4
    assert world.tenant().paid_in == 1


def test_an_early_callback_is_due_before_the_ack_may_leave(world: World) -> None:
    world.fault("callback_early")
    reply = world.push()
    assert reply.status == 200
    came = world.engine.advance()
    assert [due.delivery_id for due in came] == [reply.after_delivery]
    assert callback(came[0])["CheckoutRequestID"] == reply.json()["CheckoutRequestID"]
    assert reply.delay_ms > 0


def test_a_wrong_amount_is_only_told_not_taken(world: World) -> None:
    world.fault("callback_wrong_amount", amount=1)
    told = world.callback_of("enter_pin", Amount=500)
    assert items(told)["Amount"] == 1
    assert world.tenant().paid_in == 500


def test_a_dead_receiver_is_tried_once(world: World) -> None:
    world.fault("callback_dead_receiver")
    world.answer(world.pushed(), "enter_pin")
    assert [due.url for due in world.wait(3_600_000)] == [DEAD_RECEIVER]


def test_odd_metadata(world: World) -> None:
    world.fault("callback_no_metadata")
    assert "CallbackMetadata" not in world.callback_of("enter_pin", Amount=2)
    world.fault("callback_no_balance")
    assert "Balance" not in items(world.callback_of("enter_pin", Amount=3))
    world.fault("callback_masked_phone")
    assert items(world.callback_of("enter_pin", Amount=4))["PhoneNumber"] == "25471****678"


def test_a_contradiction_lies_about_the_outcome_in_both_directions(world: World) -> None:
    world.fault("callback_contradiction")
    assert world.callback_of("enter_pin")["ResultCode"] == 1032
    assert world.tenant().paid_in == 1
    world.fault("callback_contradiction", code="0")
    assert world.callback_of("cancel")["ResultCode"] == 0
    assert world.tenant().paid_in == 1


def test_wordings_differ_when_told_to(world: World) -> None:
    for action in ("cancel", "phone_off", "enter_pin"):
        world.fault("desync_wording")
        told = world.callback_of(action)
        asked = world.query(told["CheckoutRequestID"]).json()
        assert str(told["ResultCode"]) == asked["ResultCode"]
        assert told["ResultDesc"] != asked["ResultDesc"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("query_processing", 200, None),
        ("query_empty_message", 200, "500.001.1001"),
        ("query_being_processed", 500, "500.001.1001"),
        ("query_unknown", 500, "500.001.1001"),
    ],
)
def test_a_query_lies_as_often_as_told_then_speaks_the_truth(
    world: World, kind: str, status: int, code: str | None
) -> None:
    checkout = world.pushed()
    world.answer(checkout, "enter_pin")
    world.wait(2_000)
    world.fault(kind, times=3)
    lies = [world.query(checkout) for _ in range(3)]
    assert {(lie.status, lie.json().get("errorCode")) for lie in lies} == {(status, code)}
    assert all(lie.json().get("ResultCode", "4999") == "4999" for lie in lies)
    assert world.query(checkout).json()["ResultCode"] == "0"


def test_a_fault_strikes_only_the_phone_or_tenant_it_is_aimed_at(world: World) -> None:
    world.fault("busy", phone=OTHER_PHONE, times=None)
    world.fault("quota", tenant=OTHER_BAR, times=None)
    assert world.push().status == 200
    assert error_of(world.push(PhoneNumber=OTHER_PHONE))[1] == "500.003.02"
    assert error_of(world.push(OTHER_BAR, PhoneNumber="254722000333"))[1] == "500.003.03"


def test_a_fault_on_oauth_can_be_aimed_at_one_tenant(world: World) -> None:
    world.fault("waf_403", operation="oauth", tenant=OTHER_BAR)
    mine, theirs = world.tenant(), world.tenant(OTHER_BAR)
    assert world.oauth(mine.consumer_key, mine.consumer_secret).status == 200
    assert world.oauth(theirs.consumer_key, theirs.consumer_secret).status == 403
    assert world.oauth(theirs.consumer_key, theirs.consumer_secret).status == 200


def test_any_operation_means_any(world: World) -> None:
    world.fault("waf_403", operation="any", times=2)
    tenant = world.tenant()
    assert world.oauth(tenant.consumer_key, tenant.consumer_secret).status == 403
    assert world.oauth(tenant.consumer_key, tenant.consumer_secret).status == 403
    assert world.push().status == 200


def test_chance_is_repeated_by_the_seed() -> None:
    def night(seed: int) -> list[int]:
        world = World(seed=seed)
        world.fault("busy", times=None, probability=0.3)
        return [world.push(PhoneNumber=f"2547120000{number:02d}").status for number in range(60)]

    assert night(5) == night(5)
    assert night(5) != night(6)
    assert 5 < night(5).count(500) < 35


def test_a_used_up_fault_is_gone_and_one_for_ever_stays(world: World) -> None:
    world.fault("busy", times=2)
    world.fault("quota", times=None, phone=OTHER_PHONE)
    assert [world.push().status for _ in range(3)] == [500, 500, 200]
    assert [fault.spec.kind for fault in world.engine.faults] == ["quota"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "meteor"},
        {"kind": "oauth_down", "operation": "push"},
        {"kind": "callback_wrong_amount"},
        {"kind": "callback_contradiction", "code": "42"},
    ],
)
def test_a_senseless_fault_is_refused_with_what_is_possible(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"there are:|strikes|needs"):
        FaultSpec(**wrong)


def strike_anything(world: World, kind: str) -> Reply:
    """The call this fault is for, with a paid push behind it."""
    operations = KINDS[kind].operations
    if "push" in operations:
        return world.push()
    if operations == ("oauth",):
        return world.oauth(world.tenant().consumer_key, "wrong")
    return world.query(world.pushed())


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_of_the_catalogue_can_strike(world: World, kind: str) -> None:
    world.token()
    world.fault(kind, amount=3, phone=PHONE if KINDS[kind].operations != ("oauth",) else None)
    strike_anything(world, kind)
    for push in world.engine.pushes.open_prompts():
        world.engine.pushes.answer(push.checkout_request_id, "enter_pin", world.clock.now_ms())
    world.wait(1_000)
    for push in world.engine.pushes.open_prompts():
        world.engine.pushes.answer(push.checkout_request_id, "enter_pin", world.clock.now_ms())
    world.wait(120_000)
    assert [fault.spec.kind for fault in world.engine.faults] == [], f"{kind} never struck"


def test_the_record_names_the_fault(world: World) -> None:
    world.fault("busy", tenant=PAYBILL_BAR)
    world.push()
    assert world.engine.record.since(0, "push")[0]["fault"] == "busy"
