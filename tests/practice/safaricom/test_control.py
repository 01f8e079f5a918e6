"""The control API: what it changes, and how it answers what makes no sense."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tabeza_practice.safaricom.control import Control
from tabeza_practice.safaricom.messages import Reply, Request
from tests.practice.safaricom.world import OTHER_BAR, PHONE, World, callback, error_of


def ask(world: World, method: str, path: str, body: object = None, **query: str) -> Reply:
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Control(world.engine).handle(Request(method, f"/_control{path}", query, {}, raw))


def done(world: World, method: str, path: str, body: object = None, **query: str) -> Any:
    reply = ask(world, method, path, body, **query)
    assert reply.status == 200, reply.body
    return reply.json()


def test_an_open_prompt_shows_what_the_customer_reads(world: World) -> None:
    checkout = world.pushed(Amount=350)
    world.wait(500)
    (prompt,) = done(world, "GET", "/prompts")["prompts"]
    assert prompt["id"] == checkout
    shown = (prompt["business_name"], prompt["shortcode"], prompt["account_reference"], prompt["amount"])
    assert shown == ("KILIMANI TAVERN LTD", "4083917", "TAB 7", 350)
    assert (prompt["phone"], prompt["kind"]) == (PHONE, "paybill")
    assert prompt["expires_ms"] == world.clock.now_ms() - 500 + 60_000
    assert done(world, "GET", "/prompts", phone="254799999999")["prompts"] == []


def test_the_version_changes_whenever_the_list_does(world: World) -> None:
    versions = [done(world, "GET", "/prompts")["version"]]
    checkout = world.pushed()
    world.wait(500)
    versions.append(done(world, "GET", "/prompts")["version"])
    done(world, "POST", f"/prompts/{checkout}", {"action": "ignore"})
    versions.append(done(world, "GET", "/prompts")["version"])
    world.wait(61_000)
    versions.append(done(world, "GET", "/prompts")["version"])
    assert sorted(set(versions)) == versions


def test_answering_by_id_or_by_phone(world: World) -> None:
    checkout = world.pushed()
    world.wait(500)
    done(world, "POST", f"/prompts/{checkout}", {"action": "cancel"})
    assert callback(world.wait(1_000)[0])["ResultCode"] == 1032
    world.pushed()
    world.wait(500)
    done(world, "POST", f"/phones/{PHONE}/answer", {"code": "SFC_IC0003"})
    assert callback(world.wait(1_000)[0])["ResultCode"] == "SFC_IC0003"


def test_answering_twice_or_nothing_is_a_conflict(world: World) -> None:
    checkout = world.pushed()
    world.wait(500)
    done(world, "POST", f"/prompts/{checkout}", {"action": "enter_pin"})
    again = ask(world, "POST", f"/prompts/{checkout}", {"action": "cancel"})
    assert (again.status, again.json()["allowed"]) == (409, {"open": []})
    assert callback(world.wait(1_000)[0])["ResultCode"] == 0
    assert ask(world, "POST", f"/phones/{PHONE}/answer", {"action": "cancel"}).status == 409


def test_a_phone_can_answer_by_itself_after_a_while(world: World) -> None:
    done(world, "POST", f"/phones/{PHONE}", {"policy": {"mode": "enter_pin", "delay_ms": 2_000}})
    world.pushed()
    assert world.wait(2_500) == []
    assert callback(world.wait(1_000)[0])["ResultCode"] == 0


def test_a_person_comes_before_what_a_phone_would_do_by_itself(world: World) -> None:
    done(world, "POST", f"/phones/{PHONE}", {"policy": {"mode": "enter_pin", "delay_ms": 2_000}})
    checkout = world.pushed()
    world.wait(500)
    done(world, "POST", f"/prompts/{checkout}", {"action": "ignore"})
    assert world.wait(50_000) == []
    assert callback(world.wait(10_000)[0])["ResultCode"] == 1037


def test_everybody_can_answer_by_themselves_but_the_one_who_asks(world: World) -> None:
    done(world, "POST", "/phones", {"default_policy": {"mode": "cancel"}})
    done(world, "POST", f"/phones/{PHONE}", {"policy": {"mode": "ask"}})
    world.pushed()
    world.pushed(OTHER_BAR, PhoneNumber="254722000333")
    assert [callback(due)["ResultCode"] for due in world.wait(2_000)] == [1032]
    assert len(done(world, "GET", "/prompts")["prompts"]) == 1
    done(world, "POST", f"/phones/{PHONE}", {"policy": None})
    assert done(world, "GET", f"/phones/{PHONE}")["policy"] is None


def test_balance_and_condition_can_be_set_and_stay_when_left_out(world: World) -> None:
    done(world, "POST", f"/phones/{PHONE}", {"balance": 12, "condition": "pin_locked"})
    told = done(world, "POST", f"/phones/{PHONE}", {"balance": 13})
    assert (told["balance"], told["condition"]) == (13, "pin_locked")
    assert done(world, "GET", "/phones")["phones"] == [told]


def test_faults_are_set_listed_and_removed(world: World) -> None:
    first = done(world, "POST", "/faults", {"kind": "busy", "times": None})
    done(world, "POST", "/faults", {"kind": "slow", "delay_ms": 5})
    listed = done(world, "GET", "/faults")
    assert [fault["fault"]["kind"] for fault in listed["faults"]] == ["busy", "slow"]
    assert listed["kinds"]["lost_reset"]["evidence"] == "[O]"
    assert error_of(world.push())[1] == "500.003.02"
    assert done(world, "DELETE", f"/faults/{first['id']}") == {"removed": 1}
    assert done(world, "DELETE", "/faults") == {"removed": 1}
    assert world.push().status == 200


def test_a_tenant_can_be_added_and_pushes_at_once(world: World) -> None:
    told = done(world, "POST", "/tenants", {"shortcode": "600777", "name": "NEW BAR"})
    assert told["consumer_key"]
    assert world.push("600777").status == 200
    assert "600777" in [tenant["shortcode"] for tenant in done(world, "GET", "/tenants")["tenants"]]
    twice = ask(world, "POST", "/tenants", {"shortcode": "600777", "name": "NEW BAR"})
    assert twice.status == 409


def test_the_limits_can_be_turned(world: World) -> None:
    told = done(world, "POST", "/behaviour", {"prompt_lifetime_ms": 5_000})
    assert told["values"]["prompt_lifetime_ms"] == 5_000
    assert told["evidence"]["prompt_lifetime_ms"].startswith("[I]")
    world.pushed()
    assert callback(world.wait(6_000)[0])["ResultCode"] == 1037


def test_the_record_tells_pushes_transactions_and_deliveries(world: World) -> None:
    world.push(Amount="0")
    checkout = world.pushed(Amount=9)
    world.answer(checkout, "enter_pin")
    for due in world.wait(2_000):
        world.engine.delivered(due, 200, None, 3)
    told = done(world, "GET", "/record")
    kinds = [entry["what"] for entry in told["entries"]]
    assert kinds == ["request", "push", "push", "transaction", "delivery"]
    assert [entry["accepted"] for entry in told["entries"] if entry["what"] == "push"] == [False, True]
    (paid,) = done(world, "GET", "/record", what="transaction")["entries"]
    assert (paid["checkout_request_id"], paid["amount"], paid["result_code"]) == (checkout, 9, "0")
    assert [entry["seq"] for entry in told["entries"]] == [1, 2, 3, 4, 5]
    assert [entry["seq"] for entry in done(world, "GET", "/record", since="3")["entries"]] == [4, 5]
    assert done(world, "GET", "/record", since=str(told["last"]))["entries"] == []


def test_the_record_holds_no_secret(world: World) -> None:
    tenant = world.tenant()
    world.pushed(Passkey=tenant.passkey)
    written = ask(world, "GET", "/record").body.decode()
    secrets = [tenant.consumer_key, tenant.consumer_secret, tenant.passkey, world.token()]
    assert not [secret for secret in secrets if secret in written]
    assert "Password" not in written


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/prompts/ws_CO_1", {"action": "dance"}),
        ("POST", "/prompts/ws_CO_1", {}),
        ("POST", "/prompts/ws_CO_1", {"action": "cancel", "code": "1"}),
        ("POST", "/prompts/ws_CO_1", {"code": "31337"}),
        ("POST", "/phones/0712345678", {"balance": 1}),
        ("POST", f"/phones/{PHONE}", {"balance": -1}),
        ("POST", f"/phones/{PHONE}", {"money": 1}),
        ("POST", f"/phones/{PHONE}", {"policy": {"mode": "mix"}}),
        ("POST", "/phones", {"default_policy": {"mode": "sleep"}}),
        ("POST", "/faults", {"kind": "meteor"}),
        ("POST", "/faults", {"kind": "busy", "probability": 2}),
        ("DELETE", "/faults/9", None),
        ("POST", "/tenants", {"shortcode": "1"}),
        ("POST", "/tenants", {"shortcode": "600001", "name": "X", "kind": "till"}),
        ("POST", "/behaviour", {"prompt_lifetime_ms": "long"}),
        ("POST", "/behaviour", {"unknown": 1}),
        ("POST", "/behaviour", b"["),
        ("GET", "/weather", None),
        ("PUT", "/faults", {}),
    ],
)
def test_a_wrong_request_changes_nothing_and_says_what_is_allowed(
    world: World, method: str, path: str, body: object
) -> None:
    before = [ask(world, "GET", where).body for where in ("/phones", "/faults", "/tenants", "/behaviour")]
    reply = ask(world, method, path, body)
    told = reply.json()
    assert 400 <= reply.status < 500
    assert told["error"]
    assert told["allowed"] is not None
    after = [ask(world, "GET", where).body for where in ("/phones", "/faults", "/tenants", "/behaviour")]
    assert after[1:] == before[1:]
    assert json.loads(after[0])["default_policy"] == json.loads(before[0])["default_policy"]


def test_the_index_lists_every_door(world: World) -> None:
    listed = done(world, "GET", "/")
    assert "POST /_control/prompts/*" in listed
    assert "POST /_control/clock" in listed
