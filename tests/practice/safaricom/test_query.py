"""The query: text codes, no receipt, and plenty of 500.001.1001."""

from __future__ import annotations

from collections import Counter

from tabeza_practice.safaricom.behaviour import Behaviour, calm
from tests.practice.safaricom.world import OTHER_BAR, PAYBILL_BAR, World, error_of, password


def test_an_open_prompt_is_4999_as_text(world: World) -> None:
    told = world.query(world.pushed()).json()
    assert (told["ResultCode"], told["ResultDesc"]) == ("4999", "The transaction is still under processing")


def test_a_final_payment_says_so_again_and_again_without_its_receipt(world: World) -> None:
    checkout = world.pushed()
    world.answer(checkout, "enter_pin")
    world.wait(2_000)
    answers = [world.query(checkout).json() for _ in range(5)]
    assert all(told == answers[0] for told in answers)
    assert list(answers[0]) == [
        "ResponseCode",
        "ResponseDescription",
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResultCode",
        "ResultDesc",
    ]
    assert answers[0]["ResultCode"] == "0"


def test_a_till_mix_up_is_text_here_too(world: World) -> None:
    checkout = world.pushed("7206115", PartyB="7206115")
    world.answer(checkout, "enter_pin")
    world.wait(2_000)
    assert world.query(checkout, "7206115").json()["ResultCode"] == "2002"


def test_an_invented_id_does_not_exist(world: World) -> None:
    told = error_of(world.query("ws_CO_021020262130001712345678"))
    assert told == (500, "500.001.1001", "The transaction does not Exist")


def test_another_tenants_payment_does_not_exist_for_me(world: World) -> None:
    checkout = world.pushed()
    assert error_of(world.query(checkout, OTHER_BAR))[2] == "The transaction does not Exist"


def test_an_invented_id_tells_a_bad_passkey_from_a_bad_shortcode(world: World) -> None:
    """What a free credentials check is built on; an inference, not measured."""
    bad_passkey = world.query("ws_CO_1", Password=password(PAYBILL_BAR, "0" * 64))
    bad_shortcode = world.query("ws_CO_1", BusinessShortCode="9153842")
    assert error_of(bad_passkey)[2] == "Wrong credentials"
    assert error_of(bad_shortcode)[2] == "Merchant does not exist"


def test_a_query_without_an_id_or_timestamp_is_refused(world: World) -> None:
    assert error_of(world.query(""))[2] == "Bad Request - Invalid CheckoutRequestID"
    assert error_of(world.query("ws_CO_1", Timestamp="x"))[2] == "Bad Request - Invalid Timestamp"


def series(behaviour: Behaviour, *, paid: bool, asked: int = 2_000) -> Counter[tuple[int, str, str]]:
    world = World(behaviour, seed=11)
    checkout = world.pushed()
    world.wait(1_000)
    if paid:
        world.answer(checkout, "enter_pin")
        world.wait(2_000)
    seen: Counter[tuple[int, str, str]] = Counter()
    for _ in range(asked):
        reply = world.query(checkout)
        told = reply.json()
        text = told.get("errorMessage", told.get("ResultDesc"))
        seen[(reply.status, told.get("errorCode") or told["ResultCode"], text)] += 1
    return seen


def test_an_open_payment_answers_with_every_kind_of_noise() -> None:
    seen = series(Behaviour(), paid=False)
    assert set(seen) == {
        (200, "4999", "The transaction is still under processing"),
        (200, "500.001.1001", ""),
        (500, "500.001.1001", "The transaction is being processed"),
        (500, "500.001.1001", "The transaction does not Exist"),
    }
    assert seen[(200, "4999", "The transaction is still under processing")] > 1_000


def test_a_final_payment_is_denied_about_four_times_in_nineteen() -> None:
    seen = series(Behaviour(), paid=True)
    assert set(seen) == {
        (200, "0", "The service request is processed successfully."),
        (500, "500.001.1001", ""),
    }
    assert 350 < seen[(500, "500.001.1001", "")] < 490


def test_a_calm_world_has_no_noise() -> None:
    assert len(series(calm(), paid=True, asked=200)) == 1


def test_after_half_a_minute_an_open_payment_always_exists() -> None:
    behaviour = Behaviour(noise_too_early=1.0, noise_open=0.0)
    world = World(behaviour)
    checkout = world.pushed()
    world.wait(29_999)
    assert error_of(world.query(checkout))[2] == "The transaction does not Exist"
    world.wait(1)
    assert world.query(checkout).json()["ResultCode"] == "4999"
