"""What the customer does, and what the merchant is told of it."""

from __future__ import annotations

import pytest

from tabeza_practice.safaricom.behaviour import calm
from tabeza_practice.safaricom.results import RESULTS
from tabeza_practice.safaricom.subscribers import TEST_MSISDN, Policy
from tabeza_practice.safaricom.tenants import TenantSpec
from tests.practice.safaricom.world import (
    BANK,
    OTHER_BAR,
    OTHER_PHONE,
    PAYBILL_BAR,
    PHONE,
    TILL,
    TILL_ONLY,
    TILL_STORE,
    World,
    callback,
    items,
)


def phone(world: World, number: str = PHONE):  # noqa: ANN201 - a Subscriber
    return world.engine.subscribers.get(number, world.engine.behaviour.start_balance)


def test_paying_moves_the_money_and_says_so_once(world: World) -> None:
    before = phone(world).balance
    told = world.callback_of("enter_pin", Amount=250)
    assert told["ResultCode"] == 0
    assert items(told)["Amount"] == 250.0
    assert (phone(world).balance, world.tenant().paid_in) == (before - 250, 250)


@pytest.mark.parametrize(
    ("action", "code", "desc"),
    [
        ("wrong_pin", 2001, "The initiator information is invalid."),
        ("cancel", 1032, "Request cancelled by user"),
        ("no_money", 1, "The balance is insufficient for the transaction"),
        ("ignore", 1037, "No response from user."),
        ("phone_off", 1037, "DS timeout user cannot be reached."),
    ],
)
def test_each_way_of_not_paying_has_its_code_and_moves_nothing(
    world: World, action: str, code: int, desc: str
) -> None:
    before = phone(world).balance
    told = world.callback_of(action)
    assert (told["ResultCode"], told["ResultDesc"]) == (code, desc)
    assert "CallbackMetadata" not in told
    assert (phone(world).balance, world.tenant().paid_in) == (before, 0)


def test_a_prompt_lives_60_seconds(world: World) -> None:
    checkout = world.pushed()
    assert world.wait(60_000) == []
    assert world.engine.pushes.open_prompts() == []
    assert callback(world.wait(1_000)[0])["ResultCode"] == 1037
    assert world.engine.pushes.find(checkout).state == "final"


def test_an_ignored_prompt_stays_on_the_phone_and_may_still_be_paid(world: World) -> None:
    checkout = world.pushed()
    world.answer(checkout, "ignore")
    world.wait(20_000)
    assert world.engine.pushes.open_prompts()[0].prompt()["ignored"] is True
    world.answer(checkout, "enter_pin")
    assert callback(world.wait(2_000)[0])["ResultCode"] == 0
    assert world.wait(120_000) == [], "the lapse must not call back a second time"


def test_the_test_number_never_answers_and_is_called_back_after_26_seconds(world: World) -> None:
    world.engine.subscribers.default_policy = Policy(mode="enter_pin")
    checkout = world.pushed(PhoneNumber=TEST_MSISDN)
    assert world.wait(25_999) == []
    assert world.query(checkout).json()["ResultCode"] == "1037"  # known to the query since second 14
    told = callback(world.wait(1)[0])
    assert (told["ResultCode"], told["ResultDesc"]) == (1037, "No response from user.")


def test_a_phone_that_is_off_shows_no_prompt(world: World) -> None:
    phone(world).policy = Policy(mode="phone_off")
    world.pushed()
    world.wait(5_000)
    assert world.engine.pushes.open_prompts() == []


def test_too_little_money_fails_even_with_the_right_pin(world: World) -> None:
    phone(world).balance = 99
    assert world.callback_of("enter_pin", Amount=100)["ResultCode"] == 1
    assert phone(world).balance == 99
    phone(world).balance = 100
    assert world.callback_of("enter_pin", Amount=100)["ResultCode"] == 0, "the last shilling counts"
    assert phone(world).balance == 0


def test_the_same_amount_to_the_same_business_within_two_minutes_is_rule_17(world: World) -> None:
    assert world.callback_of("enter_pin", Amount=50)["ResultCode"] == 0
    assert world.callback_of("enter_pin", Amount=50)["ResultCode"] == 17
    assert world.callback_of("enter_pin", Amount=50)["ResultCode"] == 0, "two minutes after the paid one"


def test_rule_17_lets_other_amounts_businesses_and_failed_attempts_pass(world: World) -> None:
    assert world.callback_of("cancel", Amount=50)["ResultCode"] == 1032
    assert world.callback_of("enter_pin", Amount=50)["ResultCode"] == 0
    world.engine.subscribers.default_policy = Policy(mode="enter_pin")
    for number, changes in enumerate(({"Amount": 51}, {"shortcode": OTHER_BAR, "Amount": 50})):
        world.pushed(**changes)
        assert callback(world.wait(2_000)[0])["ResultCode"] == 0, number


def test_half_a_million_a_day_is_the_limit_and_the_day_is_nairobis(world: World) -> None:
    phone(world).balance = 2_000_000
    assert world.callback_of("enter_pin", Amount=250_000)["ResultCode"] == 0
    assert world.callback_of("enter_pin", Amount=249_999)["ResultCode"] == 0
    assert world.callback_of("enter_pin", Amount=2)["ResultCode"] == 4
    assert world.callback_of("enter_pin", Amount=1)["ResultCode"] == 0
    world.wait(3 * 60 * 60 * 1000)  # from half past nine to past midnight
    world.forget_tokens()
    assert world.callback_of("enter_pin", Amount=250_000)["ResultCode"] == 0


@pytest.mark.parametrize(
    ("condition", "code"),
    [("not_registered", 2001), ("inactive", 11), ("pin_locked", 8006), ("bad_debt", "E3008")],
)
def test_a_line_in_trouble_says_which(world: World, condition: str, code: int | str) -> None:
    phone(world).condition = condition
    assert world.callback_of("enter_pin")["ResultCode"] == code
    assert world.callback_of("cancel")["ResultCode"] == 1032


def test_a_full_or_closed_business_account(world: World) -> None:
    full = TenantSpec(shortcode="600001", name="FULL BAR", account_limit=100)
    world.engine.directory.add(full)
    world.engine.directory.add(TenantSpec(shortcode="600002", name="CLOSED BAR", active=False))
    assert world.callback_of("enter_pin", "600001", Amount=101)["ResultCode"] == 8
    assert world.callback_of("enter_pin", "600001", Amount=100)["ResultCode"] == 0
    assert world.callback_of("enter_pin", "600002")["ResultCode"] == 2006


BUY, BILL = "CustomerBuyGoodsOnline", "CustomerPayBillOnline"


@pytest.mark.parametrize(
    ("business", "kind", "party_b", "code"),
    [
        (PAYBILL_BAR, BILL, PAYBILL_BAR, 0),
        (PAYBILL_BAR, BILL, TILL, "SFC_IC0003"),
        (PAYBILL_BAR, BILL, "999999", "SFC_IC0003"),
        (PAYBILL_BAR, BUY, PAYBILL_BAR, 2028),
        (PAYBILL_BAR, BUY, TILL, "SFC_IC0003"),
        (TILL_STORE, BUY, TILL, 0),
        (TILL_STORE, BUY, TILL_STORE, 2002),
        (TILL_STORE, BUY, TILL_ONLY, 2002),
        (TILL_STORE, BUY, PAYBILL_BAR, "SFC_IC0003"),
        (TILL_STORE, BILL, TILL_STORE, 2028),
        (TILL_STORE, BILL, TILL, "SFC_IC0003"),
    ],
)
def test_a_till_or_paybill_mix_up_is_accepted_and_fails_after_the_pin(
    world: World, business: str, kind: str, party_b: str, code: int | str
) -> None:
    told = world.callback_of("enter_pin", business, TransactionType=kind, PartyB=party_b)
    assert told["ResultCode"] == code
    assert type(told["ResultCode"]) is type(code)


def test_a_wrong_but_valid_paybill_is_paid_without_complaint(world: World) -> None:
    """It happened: everything works, and the money is somebody else's."""
    assert world.callback_of("enter_pin", PartyB=BANK, Amount=10)["ResultCode"] == 0
    assert (world.tenant().paid_in, world.tenant(BANK).paid_in) == (0, 10)
    assert world.engine.record.since(0, "transaction")[0]["paid_to"] == BANK


def test_a_prompt_of_182_characters_or_more_ends_in_1025_and_is_never_seen() -> None:
    behaviour = calm()
    behaviour.account_reference_length = 200
    world = World(behaviour)
    fits = 181 - len("Do you want to pay Ksh1.00 to KILIMANI TAVERN LTD Account no. ?")
    checkout = world.pushed(AccountReference="A" * fits)
    world.answer(checkout, "cancel")
    assert callback(world.wait(2_000)[0])["ResultCode"] == 1032
    world.pushed(AccountReference="A" * (fits + 1))
    assert callback(world.wait(2_000)[0])["ResultCode"] == 1025
    assert world.engine.pushes.open_prompts() == []


def test_the_lock_can_also_come_afterwards_as_1001() -> None:
    behaviour = calm()
    behaviour.lock_answer = "result_1001"
    world = World(behaviour)
    world.pushed()
    second = world.pushed()
    told = callback(world.wait(2_000)[0])
    assert (told["CheckoutRequestID"], told["ResultCode"]) == (second, 1001)
    assert len(world.engine.pushes.open_prompts()) == 1, "the first prompt is still there"


@pytest.mark.parametrize("code", [code for code in RESULTS if code != "0"])
def test_a_person_can_choose_any_result(world: World, code: str) -> None:
    world.answer(world.pushed(), "enter_pin", code)
    told = callback(world.wait(2_000)[0])
    assert (str(told["ResultCode"]), told["ResultDesc"]) == (code, RESULTS[code].desc)
    assert isinstance(told["ResultCode"], str) == (code in ("SFC_IC0003", "E3008"))
    assert world.tenant().paid_in == 0


def test_a_mix_of_customers_is_the_same_for_the_same_seed() -> None:
    def night(seed: int) -> list[int | str]:
        world = World(seed=seed)
        weights = {"enter_pin": 6.0, "cancel": 2.0, "wrong_pin": 1.0}
        world.engine.subscribers.default_policy = Policy(mode="mix", weights=weights, delay_ms=1_000)
        for number in range(40):
            world.pushed(PhoneNumber=f"2547120000{number:02d}")
        return [callback(due)["ResultCode"] for due in world.wait(10_000)]

    assert night(3) == night(3)
    assert night(3) != night(4)
    assert set(night(3)) == {0, 1032, 2001}


def test_phones_do_not_share_a_lock(world: World) -> None:
    world.pushed()
    world.pushed(PhoneNumber=OTHER_PHONE)
    world.wait(1_000)
    assert {push.order.phone for push in world.engine.pushes.open_prompts()} == {PHONE, OTHER_PHONE}
