"""The owner's people: another role, a new PIN, taking someone away. It holds at once, and nobody locks the bar out."""

from __future__ import annotations

import pytest

from tabeza_central.domain.principal import Principal
from tabeza_central.services import access, pairing, people
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView
from tests.central.access.people import OTHER_PIN, House, build, problem_of

NEW_PIN = "618294"


class Bar:
    """A bar with its owner signed in, a second device, and a cashier signed in there."""

    def __init__(self) -> None:
        self.house: House = build()
        self.ctx = self.house.ctx
        self.bar_id = self.house.bar()
        self.first, self.owner = self.house.owner(self.bar_id)
        self.second = self.house.pair(self.house.code(self.bar_id, PairingPurpose.ADD_DEVICE))
        self.device = self.house.who(self.second.tokens.access_token)
        self.otieno = access.add_person(self.ctx, self.owner, "Otieno", Secret(OTHER_PIN))
        self.session = self.sign_in(self.otieno, OTHER_PIN)

    def sign_in(self, person: PersonView, pin: str) -> str:
        return access.sign_in(self.ctx, self.device, person.id, Secret(pin)).session_token

    def who(self, token: str) -> Principal:
        return self.house.who(token)

    def actions(self) -> list[str]:
        return [row.action for row in self.house.world.rows("audit_log") if row.actor == "Wanjiru"]


@pytest.fixture
def bar() -> Bar:
    return Bar()


def test_a_cashier_becomes_an_owner_and_a_cashier_again(bar: Bar) -> None:
    assert people.change_role(bar.ctx, bar.owner, bar.otieno.id, "owner").role == "owner"
    assert problem_of(bar.who, bar.session).code == "signed_out"
    assert bar.who(bar.sign_in(bar.otieno, OTHER_PIN)).role == "owner"
    assert people.change_role(bar.ctx, bar.owner, bar.otieno.id, "cashier").role == "cashier"
    assert bar.who(bar.sign_in(bar.otieno, OTHER_PIN)).role == "cashier"
    assert bar.actions().count("role_changed") == 2


def test_the_same_role_again_ends_no_shift(bar: Bar) -> None:
    people.change_role(bar.ctx, bar.owner, bar.otieno.id, "cashier")
    assert bar.who(bar.session).name == "Otieno"


def test_a_new_pin_ends_the_shift_the_lock_and_the_old_pin(bar: Bar) -> None:
    for _ in range(5):
        problem_of(bar.sign_in, bar.otieno, "000000")
    people.reset_pin(bar.ctx, bar.owner, bar.otieno.id, Secret(NEW_PIN))
    assert problem_of(bar.who, bar.session).code == "signed_out"
    assert bar.who(bar.sign_in(bar.otieno, NEW_PIN)).name == "Otieno"
    assert problem_of(bar.sign_in, bar.otieno, OTHER_PIN).code == "pin_wrong"
    assert "pin_reset" in bar.actions()


def test_who_was_taken_away_is_nobody_but_stays_in_the_books(bar: Bar) -> None:
    people.remove(bar.ctx, bar.owner, bar.otieno.id)
    assert problem_of(bar.who, bar.session).code == "signed_out"
    assert problem_of(bar.sign_in, bar.otieno, OTHER_PIN).code == "not_found"
    assert [person.name for person in access.list_people(bar.ctx, bar.owner).people] == ["Wanjiru"]
    assert problem_of(people.remove, bar.ctx, bar.owner, bar.otieno.id).code == "not_found"
    assert access.add_person(bar.ctx, bar.owner, "Otieno", Secret(NEW_PIN)).id != bar.otieno.id


def test_nobody_locks_the_bar_out(bar: Bar) -> None:
    """Not oneself, not the one who claimed the bar, and among owners only that one changes another."""
    claimant = bar.owner.person_id or ""
    njeri = access.add_person(bar.ctx, bar.owner, "Njeri", Secret(NEW_PIN))
    for person in (bar.otieno, njeri):
        people.change_role(bar.ctx, bar.owner, person.id, "owner")
    otieno = bar.who(bar.sign_in(bar.otieno, OTHER_PIN))
    for who, person_id in ((bar.owner, claimant), (otieno, claimant), (otieno, otieno.person_id), (otieno, njeri.id)):
        assert problem_of(people.change_role, bar.ctx, who, person_id, "cashier").code == "not_allowed"
        assert problem_of(people.reset_pin, bar.ctx, who, person_id, Secret(NEW_PIN)).code == "not_allowed"
        assert problem_of(people.remove, bar.ctx, who, person_id).code == "not_allowed"
    assert people.reset_pin(bar.ctx, bar.owner, njeri.id, Secret("904826")).role == "owner"


def test_the_operators_code_resets_the_one_who_claimed_the_bar(bar: Bar) -> None:
    people.change_role(bar.ctx, bar.owner, bar.otieno.id, "owner")
    paired = bar.house.pair(bar.house.code(bar.bar_id))
    assert paired.owner_ticket is not None
    device = bar.who(paired.tokens.access_token)
    reset = pairing.set_owner(bar.ctx, device, Secret(paired.owner_ticket), "Wanjiru", Secret(NEW_PIN))
    assert reset.id == bar.owner.person_id
    assert reset.claimed_bar
    roles = {person.name: person.role for person in access.list_people(bar.ctx, device).people}
    assert roles == {"Wanjiru": "owner", "Otieno": "owner"}


def test_another_bars_people_do_not_exist(bar: Bar) -> None:
    _, stranger = bar.house.owner(bar.house.bar("Other"), "Akinyi")
    assert problem_of(people.remove, bar.ctx, stranger, bar.otieno.id).code == "not_found"
    assert problem_of(people.change_role, bar.ctx, stranger, bar.otieno.id, "owner").code == "not_found"


def test_a_weak_pin_is_refused_and_changes_nothing(bar: Bar) -> None:
    assert problem_of(people.reset_pin, bar.ctx, bar.owner, bar.otieno.id, Secret("123456")).code == "pin_weak"
    assert bar.who(bar.session).name == "Otieno"


def test_a_disconnected_device_is_woken_and_refused(bar: Bar) -> None:
    """Its waiting request must not hang on until it would have ended by itself."""
    before = {row.id: row.seq for row in bar.house.world.rows("feed_items") if row.kind == "people"}
    access.revoke_device(bar.ctx, bar.owner, bar.second.device_id)
    after = {row.id: row.seq for row in bar.house.world.rows("feed_items") if row.kind == "people"}
    assert after != before
    assert problem_of(bar.who, bar.session).code == "device_revoked"
    assert bar.who(bar.first.tokens.access_token).device_id == bar.first.device_id
