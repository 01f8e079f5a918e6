"""What may be asked of whom, and what the same request twice gives."""

from __future__ import annotations

from typing import Any

import pytest

from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import payments, pushes, tabs
from tabeza_central.store import bars
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import CloseTabRequest, RequestPaymentRequest
from tests.central import world as worlds
from tests.central.world import World

S = PaymentState


def refusal(action: Any, *args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        action(*args, **kwargs)
    return caught.value


def test_a_request_goes_from_queued_to_prompted(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    payment = world.ask(tab.id, 330_000)
    assert payment.state is S.QUEUED
    assert world.daraja.pushes == []
    world.work()
    after = world.payment(payment.id)
    assert after.state is S.PROMPTED
    (push,) = world.daraja.pushes
    assert push.request.amount_shillings == 3_300
    assert push.request.phone == "254712345678"
    assert push.request.account_reference == tab.account == "TAB1"
    assert push.credentials.business_shortcode == "522522"
    assert after.account_reference == f"{world.bar_id}|{tab.id}"
    assert world.ctx.callback_tokens.read(push.request.callback_url.rsplit("/", 1)[1]) == payment.id


def test_dispatched_is_committed_before_the_first_byte_leaves(world: World) -> None:
    seen: list[S] = []
    world.daraja.on_push = lambda push: seen.append(
        world.payment(world.ctx.callback_tokens.read(push.request.callback_url.rsplit("/", 1)[1]) or "").state
    )
    world.sent()
    assert seen == [S.DISPATCHED]


def test_the_phone_is_sealed_and_only_its_mask_leaves(world: World) -> None:
    payment = world.sent()
    row = world.payment(payment.id)
    assert payment.phone_masked == "0712 *** 678"
    assert "254712345678" not in row.phone_number_encrypted
    assert row.phone_hmac == world.ctx.vault.digest("phone", "254712345678")
    everything = "\n".join(world.lines()) + str(payment)
    assert "254712345678" not in everything
    assert "canary" not in everything


@pytest.mark.parametrize(
    ("cents", "code"),
    [(0, "amount_invalid"), (-100, "amount_invalid"), (50, "amount_invalid"), (150, "amount_invalid"),
     (25_000_100, "amount_invalid"), (330_100, "amount_over_balance")],
)  # fmt: skip
def test_amounts_that_cannot_be_asked_for(world: World, cents: int, code: str) -> None:
    tab = world.open_tab(owes_cents=330_000)
    assert refusal(world.ask, tab.id, cents).code == code
    assert world.rows("mpesa_transactions") == []


def test_a_balance_with_cents_is_asked_for_rounded_up(world: World) -> None:
    tab = world.open_tab(owes_cents=15_050)
    assert refusal(world.ask, tab.id, 15_200).code == "amount_over_balance"
    assert world.ask(tab.id, 15_100).amount_cents == 15_100


@pytest.mark.parametrize(
    "phone", ["", "0712", "07123456789", "0212345678", "abc", "٠٧١٢٣٤٥٦٧٨", "+1 712 345 678"]
)
def test_phones_that_cannot_be_prompted(world: World, phone: str) -> None:
    tab = world.open_tab(owes_cents=1000, phone=None)
    problem = refusal(world.ask, tab.id, 1000, phone=phone)
    assert problem.code == "phone_invalid"
    assert "phone" in (problem.fields or {})


def test_another_bars_tab_does_not_exist(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    other = worlds.add_bar(world, "Another")
    stranger = world.principal("owner", other)
    request = RequestPaymentRequest(bar_id=other, tab_id=tab.id, amount_cents=1000, phone="0712345678")
    assert refusal(pushes.request_payment, world.ctx, stranger, request, world.key()).code == "not_found"
    request = RequestPaymentRequest(bar_id=world.bar_id, tab_id=tab.id, amount_cents=1000, phone="0712345678")
    assert refusal(pushes.request_payment, world.ctx, stranger, request, world.key()).code == "not_found"
    payment = world.sent()
    assert refusal(payments.get_payment, world.ctx, stranger, other, payment.id).code == "not_found"
    assert refusal(tabs.get_tab, world.ctx, stranger, other, tab.id).code == "not_found"


@pytest.mark.parametrize("role", ["support", None])
def test_only_people_of_the_bar_ask_for_money(world: World, role: Any) -> None:
    tab = world.open_tab(owes_cents=1000)
    nobody = Principal(world.bar_id, "d" * 32, None, role, "")
    request = RequestPaymentRequest(bar_id=world.bar_id, tab_id=tab.id, amount_cents=1000)
    code = refusal(pushes.request_payment, world.ctx, nobody, request, world.key()).code
    assert code == ("not_allowed" if role else "signed_out")


def test_a_closed_tab_takes_no_request(world: World) -> None:
    tab = world.open_tab()
    tabs.close_tab(world.ctx, world.principal(), tab.id, CloseTabRequest(bar_id=world.bar_id))
    assert refusal(world.ask, tab.id, 1000).code == "tab_closed"


def test_a_bar_that_is_not_set_up_asks_for_nothing(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    for columns in (
        {"mpesa_enabled": False},
        {"mpesa_setup_completed": False},
        {"mpesa_test_status": "failed"},
    ):
        with world.ctx.store.write(bar=world.bar_id) as tx:
            bars.change(tx, world.bar_id, columns)
        assert refusal(world.ask, tab.id, 1000).code == "mpesa_not_ready"


def test_the_same_key_and_request_is_the_same_payment(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    first = world.ask(tab.id, 1000, key="the-same-key")
    again = world.ask(tab.id, 1000, key="the-same-key")
    world.work()
    later = world.ask(tab.id, 1000, key="the-same-key")
    assert first.id == again.id == later.id
    assert later.state is S.PROMPTED
    assert len(world.daraja.pushes) == 1


def test_the_same_key_with_another_request_is_an_error(world: World) -> None:
    tab = world.open_tab(owes_cents=2000)
    world.ask(tab.id, 1000, key="the-same-key")
    assert refusal(world.ask, tab.id, 2000, key="the-same-key").code == "idempotency_mismatch"
    assert refusal(world.ask_test, key="the-same-key").code == "idempotency_mismatch"


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "idempotency_missing"), ("", "idempotency_missing"), ("short", "bad_request"),
     ("x" * 81, "bad_request"), ("naïve-key", "bad_request")],
)  # fmt: skip
def test_a_key_is_needed(world: World, key: str | None, code: str) -> None:
    tab = world.open_tab(owes_cents=1000)
    request = RequestPaymentRequest(bar_id=world.bar_id, tab_id=tab.id, amount_cents=1000)
    assert refusal(pushes.request_payment, world.ctx, world.principal(), request, key).code == code


def test_two_consoles_pressing_the_same_button(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    first = world.ask(tab.id, 1000)
    second = refusal(world.ask, tab.id, 1000)
    assert (second.code, second.payment_id) == ("tab_busy", first.id)
    world.work()
    assert refusal(world.ask, tab.id, 1000).payment_id == first.id
    assert len(world.daraja.pushes) == 1


def test_an_unknown_payment_keeps_its_tab_busy_while_a_prompt_may_show(world: World) -> None:
    world.daraja.on_push = lambda _push: worlds.NoAnswer("timeout")
    tab = world.open_tab(owes_cents=1000)
    first = world.ask(tab.id, 1000)
    world.work()
    assert world.payment(first.id).state is S.UNKNOWN
    world.pass_time(90)
    assert refusal(world.ask, tab.id, 1000, phone="0722000001").code == "tab_busy"
    world.pass_time(31)
    assert world.ask(tab.id, 1000, phone="0722000001", retry_of=first.id).retry_of == first.id


def test_a_request_that_waited_too_long_is_refused_not_sent(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    payment = world.ask(tab.id, 1000)
    world.clock.forward(61)
    world.work()
    after = world.payment(payment.id)
    assert (after.state, after.problem) == (S.REFUSED, "unavailable")
    assert world.daraja.pushes == []


def test_keys_that_do_not_open_refuse_before_anything_is_sent(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    payment = world.ask(tab.id, 1000)
    with world.ctx.store.write(bar=world.bar_id) as tx:
        worlds.versions.change(tx, world.bar_id, 1, {"passkey_encrypted": "sealed.for.someone.else"})
    world.work()
    assert (world.payment(payment.id).state, world.payment(payment.id).problem) == (
        S.REFUSED,
        "keys_unreadable",
    )
    assert world.daraja.pushes == []
    assert [alert.kind for alert in world.rows("alerts")] == ["keys_unreadable"]


def test_a_lost_request_is_found_by_its_key(world: World) -> None:
    tab = world.open_tab(owes_cents=1000)
    payment = world.ask(tab.id, 1000, key="kept-by-the-console")
    found = payments.payment_by_key(
        world.ctx, world.principal("cashier"), world.bar_id, "kept-by-the-console"
    )
    assert found.id == payment.id
    problem = refusal(payments.payment_by_key, world.ctx, world.principal(), world.bar_id, "never-arrived")
    assert problem.code == "not_found"
