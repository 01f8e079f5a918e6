"""Pairing codes: ten characters, ten minutes, single use, few tries; and answers that get lost on the way."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tabeza_central.services import access, pairing
from tabeza_protocol.pairing_codes import ALPHABET, LENGTH, PairingPurpose, display_code
from tabeza_protocol.secret import Secret
from tests.central.access import people
from tests.central.access.people import OTHER_PIN, PIN, SENDER, House, problem_of


@pytest.fixture
def house(quick_url: str) -> Iterator[House]:
    made = people.build(quick_url)
    yield made
    made.ctx.store.engine.dispose()


def test_a_code_is_ten_letters_that_nobody_confuses(house: House) -> None:
    codes = {house.code(house.bar()) for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)


def test_looking_names_the_bar_and_uses_nothing_up(house: House) -> None:
    code = house.code(house.bar("Kilimani Tavern"))
    for typed in (code, display_code(code).lower(), f"  {code[:5]} {code[5:]} "):
        look = pairing.look(house.ctx, typed, SENDER)
        assert (look.bar_name, look.purpose) == ("Kilimani Tavern", PairingPurpose.CLAIM_OWNER)
    assert house.pair(code).bar.name == "Kilimani Tavern"


def test_a_code_works_once(house: House) -> None:
    code = house.code(house.bar())
    house.who(house.pair(code).tokens.access_token)
    assert problem_of(house.pair, code).code == "pairing_code_used"
    assert problem_of(pairing.look, house.ctx, code, SENDER).code == "pairing_code_used"


def test_a_code_dies_after_ten_minutes(house: House) -> None:
    code = house.code(house.bar())
    house.world.clock.forward(599)
    pairing.look(house.ctx, code, SENDER)
    house.world.clock.forward(1)
    assert problem_of(house.pair, code).code == "pairing_code_expired"


def test_a_used_or_expired_code_locks_after_five_tries(house: House) -> None:
    code = house.code(house.bar())
    house.world.clock.forward(601)
    told = [problem_of(house.pair, code).code for _ in range(7)]
    assert told == ["pairing_code_expired"] * 5 + ["pairing_code_locked"] * 2


def test_guessing_is_stopped_by_sender_and_ends_with_the_window(house: House) -> None:
    good = house.code(house.bar())
    told = [problem_of(house.pair, "A" * 10).code for _ in range(pairing.SENDER_TRIES + 2)]
    assert told == ["pairing_code_wrong"] * pairing.SENDER_TRIES + ["too_many_tries"] * 2
    refused = problem_of(house.pair, good)
    assert refused.code == "too_many_tries", "a right guess after too many wrong ones is refused as well"
    assert 0 < (refused.retry_after_seconds or 0) <= 600
    assert house.pair(good, sender="198.51.100.9").bar.name == "Mlango Mmoja", "others are not locked out"
    house.world.clock.forward(601)
    assert problem_of(house.pair, "A" * 10).code == "pairing_code_wrong"


@pytest.mark.parametrize("rubbish", ["", "SHORT", "A" * 11, "ABCDE*FGHJ", "Ａ" * 10, "x" * 5_000])
def test_what_cannot_be_a_code_is_a_wrong_code(house: House, rubbish: str) -> None:
    assert problem_of(pairing.look, house.ctx, rubbish, SENDER).code == "pairing_code_wrong"


def test_the_same_claim_again_gives_the_same_device(house: House) -> None:
    """The answer was lost; the console asks again with the key it stored first."""
    code, claim_key = house.code(house.bar()), secrets.token_hex(16)
    first = house.pair(code, claim_key)
    house.world.clock.forward(900)
    again = house.pair(code, claim_key)
    assert again.device_id == first.device_id
    assert house.who(again.tokens.access_token).device_id == first.device_id
    assert (
        problem_of(access.refresh, house.ctx, first.device_id, Secret(first.tokens.refresh_token)).code
        == "signed_out"
    )


def test_a_claim_that_was_used_is_not_handed_out_again(house: House) -> None:
    code, claim_key = house.code(house.bar()), secrets.token_hex(16)
    house.who(house.pair(code, claim_key).tokens.access_token)
    assert problem_of(house.pair, code, claim_key).code == "pairing_code_used"


def test_another_claim_key_does_not_get_the_device(house: House) -> None:
    code = house.code(house.bar())
    house.pair(code, "k" * 32)
    assert problem_of(house.pair, code, "j" * 32).code == "pairing_code_used"


def test_a_code_for_a_device_grants_no_person(house: House) -> None:
    bar_id = house.bar()
    house.owner(bar_id)
    paired = house.pair(house.code(bar_id, PairingPurpose.ADD_DEVICE))
    assert paired.owner_ticket is None
    device = house.who(paired.tokens.access_token)
    assert device.role is None
    assert (
        problem_of(pairing.set_owner, house.ctx, device, Secret("0" * 64), "Mwizi", Secret(PIN)).code
        == "not_found"
    )


def test_the_owner_is_set_once_per_ticket(house: House) -> None:
    paired = house.pair(house.code(house.bar()))
    device = house.who(paired.tokens.access_token)
    ticket = Secret(paired.owner_ticket or "")
    first = pairing.set_owner(house.ctx, device, ticket, "Wanjiru", Secret(PIN))
    again = pairing.set_owner(house.ctx, device, ticket, "Wanjiru", Secret(PIN))
    assert again == first, "a lost answer is asked for again"
    assert (
        problem_of(pairing.set_owner, house.ctx, device, ticket, "Wanjiru", Secret(OTHER_PIN)).code
        == "person_exists"
    )
    assert (
        problem_of(pairing.set_owner, house.ctx, device, ticket, "Mwizi", Secret(PIN)).code == "person_exists"
    )


def test_another_devices_ticket_is_nothing(house: House) -> None:
    bar_id = house.bar()
    one, two = house.pair(house.code(bar_id)), house.pair(house.code(bar_id))
    device = house.who(two.tokens.access_token)
    ticket = Secret(one.owner_ticket or "")
    assert (
        problem_of(pairing.set_owner, house.ctx, device, ticket, "Wanjiru", Secret(PIN)).code == "not_found"
    )


def test_a_ticket_dies_after_a_day(house: House) -> None:
    paired = house.pair(house.code(house.bar()))
    device = house.who(paired.tokens.access_token)
    house.world.clock.forward(86_400)
    ticket = Secret(paired.owner_ticket or "")
    refused = problem_of(pairing.set_owner, house.ctx, device, ticket, "Wanjiru", Secret(PIN))
    assert refused.code == "pairing_code_expired"


def test_a_new_claim_resets_the_owner_and_ends_the_old_sessions(house: House) -> None:
    bar_id = house.bar()
    first, owner = house.owner(bar_id)
    device = house.who(first.tokens.access_token)
    session = access.sign_in(house.ctx, device, owner.person_id or "", Secret(PIN)).session_token
    second = house.pair(house.code(bar_id))
    new_device = house.who(second.tokens.access_token)
    reset = pairing.set_owner(
        house.ctx, new_device, Secret(second.owner_ticket or ""), "Achieng", Secret(OTHER_PIN)
    )
    assert reset.id == owner.person_id
    assert problem_of(house.who, session).code == "signed_out"
    assert problem_of(access.sign_in, house.ctx, device, reset.id, Secret(PIN)).code == "pin_wrong"
    access.sign_in(house.ctx, device, reset.id, Secret(OTHER_PIN))


@pytest.mark.parametrize("name", ["", "   ", "\n", "a\x00b", "...", "x" * 41, "\u202egnp"])
def test_a_name_nobody_could_read_out_is_refused(house: House, name: str) -> None:
    paired = house.pair(house.code(house.bar()))
    device = house.who(paired.tokens.access_token)
    ticket = Secret(paired.owner_ticket or "")
    assert problem_of(pairing.set_owner, house.ctx, device, ticket, name, Secret(PIN)).code == "name_invalid"


def test_no_code_token_ticket_or_pin_is_in_the_database_or_the_log(house: House) -> None:
    bar_id = house.bar()
    code = house.code(bar_id)
    paired = house.pair(code, "claim-key-canary-1234")
    device = house.who(paired.tokens.access_token)
    pairing.set_owner(house.ctx, device, Secret(paired.owner_ticket or ""), "Wanjiru", Secret(PIN))
    dump = "\n".join(
        repr(tuple(row))
        for table in (
            "pairing_codes",
            "devices",
            "refresh_tokens",
            "sessions",
            "people",
            "audit_log",
            "try_counters",
        )
        for row in house.world.rows(table)
    )
    dump += "\n".join(house.world.lines())
    for secret in (
        code, "claim-key-canary-1234", paired.tokens.access_token, paired.tokens.refresh_token,
        paired.owner_ticket or "", PIN,
    ):  # fmt: skip
        assert secret not in dump
