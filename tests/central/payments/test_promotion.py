"""Only a KES 1 payment seen to succeed for exactly this version puts it into use; nothing else touches what works."""

from __future__ import annotations

import pytest

from tabeza_central.ports import Refused
from tabeza_central.services.mpesa_view import settings_view
from tabeza_central.store import bars
from tabeza_central.store import credentials as versions
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.payments.test_requests import refusal
from tests.central.world import World

S = PaymentState


def bar(world: World) -> bars.Bar:
    with world.ctx.store.read(bar=world.bar_id) as tx:
        found = bars.find(tx, world.bar_id)
    assert found is not None
    return found


def version(world: World, number: int) -> versions.Version:
    with world.ctx.store.read(bar=world.bar_id) as tx:
        found = versions.find(tx, world.bar_id, number)
    assert found is not None
    return found


def test_a_new_bar_is_turned_on_by_nothing_but_its_test_and_its_owner(world: World) -> None:
    world.bar_id = worlds.add_bar(world, "New", live=False)
    assert refusal(world.ask_test).code == "no_candidate"
    worlds.add_version(world, world.bar_id)
    payment = world.ask_test()
    assert (payment.amount_cents, payment.tab_id, payment.kind) == (100, None, "test")
    world.work()
    assert version(world, 1).test_status == "running"
    assert bar(world).mpesa_credential_version is None
    world.call_back(payment.id)
    after = bar(world)
    assert (after.mpesa_credential_version, after.mpesa_test_status) == (1, "passed")
    assert (after.mpesa_enabled, after.mpesa_setup_completed) == (False, False), "going live is the owner's step"
    assert after.mpesa_passkey_encrypted == version(world, 1).passkey_encrypted
    tab = world.open_tab(owes_cents=1000)
    assert refusal(world.ask, tab.id, 1000).code == "mpesa_not_ready"


@pytest.mark.parametrize("code", [1, 1032, 2001, 2028, "SFC_IC0003"])
def test_a_failed_test_touches_nothing_that_works(world: World, code: object) -> None:
    before = bar(world)
    worlds.add_version(world, world.bar_id, shortcode="600001", salt="2")
    payment = world.ask_test()
    world.work()
    world.call_back(payment.id, code)
    assert bar(world) == before
    assert version(world, 2).test_status == "failed"
    assert world.ask(world.open_tab(owes_cents=1000).id, 1000, phone="0722000001")


def test_a_refused_test_is_a_failed_one(world: World) -> None:
    before = bar(world)
    worlds.add_version(world, world.bar_id, shortcode="600001", salt="2")
    world.daraja.on_push = lambda _push: Refused("passkey_rejected", "500.001.1001", 500)
    payment = world.ask_test()
    world.work()
    assert (world.payment(payment.id).state, world.payment(payment.id).problem) == (S.REFUSED, "passkey_rejected")
    assert (version(world, 2).test_status, bar(world)) == ("failed", before)


def test_an_unknown_test_proves_nothing(world: World) -> None:
    before = bar(world)
    worlds.add_version(world, world.bar_id, shortcode="600001", salt="2")
    world.ask_test()
    world.work()
    world.pass_time(300)
    assert bar(world) == before
    assert version(world, 2).test_status == "running"


def test_the_same_paybill_with_new_keys_stays_live(world: World) -> None:
    worlds.add_version(world, world.bar_id, shortcode="522522", salt="2")
    payment = world.ask_test()
    world.work()
    world.call_back(payment.id)
    after = bar(world)
    assert (after.mpesa_credential_version, after.mpesa_enabled, after.mpesa_setup_completed) == (2, True, True)
    assert version(world, 1).state == "superseded"


def test_another_paybill_needs_going_live_again(world: World) -> None:
    worlds.add_version(world, world.bar_id, shortcode="600001", salt="2")
    payment = world.ask_test()
    world.work()
    world.call_back(payment.id)
    after = bar(world)
    assert after.mpesa_business_shortcode == "600001"
    assert (after.mpesa_enabled, after.mpesa_setup_completed) == (False, False)


def test_a_test_of_keys_that_were_replaced_meanwhile_promotes_nothing(world: World) -> None:
    before = bar(world)
    worlds.add_version(world, world.bar_id, shortcode="600001", salt="2")
    payment = world.ask_test()
    world.work()
    worlds.add_version(world, world.bar_id, shortcode="600002", salt="3")
    world.call_back(payment.id)
    assert bar(world) == before
    assert version(world, 3).test_status == "pending"


def test_sandbox_never_replaces_production(world: World) -> None:
    worlds.add_version(world, world.bar_id, shortcode="174379", environment=Environment.SANDBOX, salt="2")
    assert refusal(world.ask_test).code == "sandbox_not_allowed"
    with world.ctx.store.write(bar=world.bar_id) as tx:
        bars.change(tx, world.bar_id, {"is_test_bar": True})
    before = bar(world)
    payment = world.ask_test()
    world.work()
    world.call_back(payment.id)
    assert bar(world) == before
    assert version(world, 2).test_status == "passed"


def test_test_money_is_in_no_tab_and_no_sales(world: World) -> None:
    worlds.add_version(world, world.bar_id, salt="2")
    payment = world.ask_test()
    world.work()
    world.call_back(payment.id)
    accounts = {(row.account, row.amount_cents) for row in world.rows("ledger_lines")}
    assert accounts == {("mpesa:522522", 100), ("tests", -100)}


def test_a_superseded_version_answers_queries_then_is_erased(world: World) -> None:
    old = world.sent()
    worlds.add_version(world, world.bar_id, salt="2")
    test = world.ask_test("0722000009")
    world.work()
    world.call_back(test.id, receipt="UKL0000009")
    assert version(world, 1).state == "superseded"
    world.pass_time(2 * 3600, step=300)
    assert version(world, 1).passkey_encrypted is not None, "an open payment still names it"
    world.daraja.results[world.push_of(old.id).checkout_request_id] = worlds.result("0")
    world.daraja.results[world.push_of(test.id).checkout_request_id] = worlds.result("0")
    world.pass_time(8 * 3600, step=600)
    assert world.payment(old.id).state is S.SUCCEEDED
    assert (version(world, 1).state, version(world, 1).passkey_encrypted) == ("erased", None)
    assert version(world, 2).passkey_encrypted is not None


def test_settings_show_that_keys_are_set_and_never_the_keys(world: World) -> None:
    worlds.add_version(world, world.bar_id, salt="2")
    with world.ctx.store.read(bar=world.bar_id) as tx:
        view = settings_view(world.ctx, tx, world.bar_id)
    assert view is not None
    assert view.candidate is not None
    assert view.consumer_key.set
    text = repr(view)
    assert "canary" not in text
    assert "sealed." not in text
