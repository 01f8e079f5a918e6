"""PINs: five tries however fast, locks that grow, PINs everybody would try first; shifts that end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import access, pairing
from tabeza_central.services.pin_rules import is_pin, is_weak
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.secret import Secret
from tests.central import world as worlds
from tests.central.access import people
from tests.central.access.people import KEY, OTHER_PIN, PIN, House, problem_of


@pytest.fixture
def house(quick_url: str) -> Iterator[House]:
    made = people.build(quick_url)
    yield made
    made.ctx.store.engine.dispose()


def device_and_owner(house: House) -> tuple[object, str]:
    paired, owner = house.owner(house.bar())
    return house.who(paired.tokens.access_token), owner.person_id or ""


@pytest.mark.parametrize(
    "pin",
    ["123456", "654321", "111111", "000000", "121212", "123123", "112233", "345678", "987654", "901234",
     "777888", "696969", "123321"],
)  # fmt: skip
def test_a_pin_everybody_would_try_is_refused(house: House, pin: str) -> None:
    assert is_weak(pin)
    _, owner = house.owner(house.bar())
    assert problem_of(access.add_person, house.ctx, owner, "Otieno", Secret(pin)).code == "pin_weak"


@pytest.mark.parametrize(
    "pin", ["", "12345", "4829155", "48291a", "٤٨٢٩١٥", "４８２９１５", "48 915", "482915\n"]
)
def test_what_is_not_six_ascii_digits_is_refused(house: House, pin: str) -> None:
    assert not is_pin(pin)
    _, owner = house.owner(house.bar())
    assert problem_of(access.add_person, house.ctx, owner, "Otieno", Secret(pin)).code == "pin_weak"


def test_a_cashier_signs_in_and_is_a_cashier(house: House) -> None:
    paired, owner = house.owner(house.bar())
    added = access.add_person(house.ctx, owner, "  Otieno  ", Secret(OTHER_PIN))
    assert (added.name, added.role) == ("Otieno", "cashier")
    device = house.who(paired.tokens.access_token)
    cashier = house.who(access.sign_in(house.ctx, device, added.id, Secret(OTHER_PIN)).session_token)
    assert (cashier.role, cashier.name, cashier.bar_id) == ("cashier", "Otieno", owner.bar_id)
    assert [person.name for person in access.list_people(house.ctx, device).people] == ["Wanjiru", "Otieno"]


def test_two_people_with_one_name_could_not_be_told_apart(house: House) -> None:
    _, owner = house.owner(house.bar())
    access.add_person(house.ctx, owner, "Otieno", Secret(OTHER_PIN))
    assert problem_of(access.add_person, house.ctx, owner, "OTIENO", Secret(OTHER_PIN)).code == "name_invalid"


def test_five_wrong_pins_lock_and_the_right_one_is_refused_too(house: House) -> None:
    device, person = device_and_owner(house)
    told = [problem_of(access.sign_in, house.ctx, device, person, Secret("111222")).code for _ in range(5)]
    assert told == ["pin_wrong"] * 4 + ["pin_locked"]
    locked = problem_of(access.sign_in, house.ctx, device, person, Secret(PIN))
    assert (locked.code, locked.retry_after_seconds) == ("pin_locked", 60)
    assert access.list_people(house.ctx, device).people[0].locked_until is not None


def test_locks_grow_up_to_an_hour_and_one_try_is_left_between_them(house: House) -> None:
    device, person = device_and_owner(house)
    for _ in range(5):
        problem_of(access.sign_in, house.ctx, device, person, Secret("111222"))
    waits = []
    for _ in range(9):
        waited = problem_of(access.sign_in, house.ctx, device, person, Secret(PIN)).retry_after_seconds or 0
        waits.append(waited)
        house.world.clock.forward(waited)
        assert problem_of(access.sign_in, house.ctx, device, person, Secret("111222")).code == "pin_locked"
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_the_right_pin_after_the_lock_opens_and_forgets_the_wrong_ones(house: House) -> None:
    device, person = device_and_owner(house)
    for _ in range(5):
        problem_of(access.sign_in, house.ctx, device, person, Secret("111222"))
    house.world.clock.forward(60)
    access.sign_in(house.ctx, device, person, Secret(PIN))
    assert problem_of(access.sign_in, house.ctx, device, person, Secret("111222")).code == "pin_wrong"


@pytest.mark.parametrize("person", ["0" * 32, "", "' OR 1=1 --", "x" * 500])
def test_nobody_has_no_pin(house: House, person: str) -> None:
    device, _ = device_and_owner(house)
    assert problem_of(access.sign_in, house.ctx, device, person, Secret(PIN)).code == "not_found"


def test_another_bars_person_does_not_exist_here(house: House) -> None:
    device, _ = device_and_owner(house)
    _, stranger = house.owner(house.bar("Elsewhere"))
    refused = problem_of(access.sign_in, house.ctx, device, stranger.person_id or "", Secret(PIN))
    assert refused.code == "not_found"


def test_a_shift_ends_after_twelve_hours_and_at_sign_out(house: House) -> None:
    device, person = device_and_owner(house)
    one = access.sign_in(house.ctx, device, person, Secret(PIN)).session_token
    two = access.sign_in(house.ctx, device, person, Secret(PIN)).session_token
    access.sign_out(house.ctx, Secret(one))
    access.sign_out(house.ctx, Secret(one))
    assert problem_of(house.who, one).code == "signed_out"
    house.world.clock.forward(12 * 3600 - 1)
    assert house.who(two).role == "owner"
    house.world.clock.forward(1)
    assert problem_of(house.who, two).code == "token_expired"


def test_signing_out_with_the_devices_token_does_not_unpair_it(house: House) -> None:
    paired, _ = house.owner(house.bar())
    access.sign_out(house.ctx, Secret(paired.tokens.access_token))
    house.who(paired.tokens.access_token)


def test_a_hundred_guesses_at_once_are_still_five(tmp_path: Path) -> None:
    """On a real file with real threads: the try is taken before the PIN is looked at."""
    world = worlds.build(f"sqlite:///{tmp_path / 'c.sqlite'}")
    world.ctx.vault = Vault(Keyring.from_text(KEY))
    house = House(world)
    device, person = device_and_owner(house)
    looked: list[str] = []
    matches = world.ctx.vault.pins.matches

    class CountingPins:
        def __getattr__(self, name: str) -> object:
            return getattr(Vault(Keyring.from_text(KEY)).pins, name)

        def matches(self, pin: Secret, stored: str) -> bool:
            looked.append(pin.reveal())
            return matches(pin, stored)

    world.ctx.vault.pins = CountingPins()

    def guess(n: int) -> str:
        try:
            access.sign_in(house.ctx, device, person, Secret(f"1{n:05d}"))  # type: ignore[arg-type]
        except Problem as problem:
            return problem.code
        return "in"

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(guess, range(100)))
    world.ctx.store.engine.dispose()
    assert len(looked) == access.PIN_TRIES
    assert told.count("pin_wrong") == access.PIN_TRIES - 1
    assert told.count("pin_locked") == 100 - told.count("pin_wrong")


def test_after_a_key_rotation_pins_still_work_and_are_hashed_anew(house: House) -> None:
    device, person = device_and_owner(house)
    newer = "c0ffee" + KEY[6:]
    house.ctx.vault = Vault(Keyring.from_text(newer, KEY))
    access.sign_in(house.ctx, device, person, Secret(PIN))  # type: ignore[arg-type]
    house.ctx.vault = Vault(Keyring.from_text(newer))
    access.sign_in(house.ctx, device, person, Secret(PIN))  # type: ignore[arg-type]


def test_a_code_from_the_owner_adds_a_device_of_the_same_bar(house: House) -> None:
    _, owner = house.owner(house.bar())
    made = pairing.make_device_code(house.ctx, owner)
    assert house.pair(made.code).bar.id == owner.bar_id
