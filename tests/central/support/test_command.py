"""``tabeza-central support``: people and desks from the command line; a PIN is typed unseen and printed nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tabeza_central import support_cli
from tabeza_central.services import access, pairing
from tabeza_protocol.secret import Secret
from tests.central.access import people
from tests.central.access.people import SENDER, House

PIN = "615283"


class Opened:
    """Stands where the command opens its service: the test's own."""

    def __init__(self, house: House) -> None:
        self.context = house.ctx

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def house() -> Iterator[House]:
    made = people.build()
    yield made
    made.ctx.store.engine.dispose()


def run(house: House, *arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    app.add_typer(support_cli.commands(lambda: Opened(house)), name="support")
    return CliRunner().invoke(app, ["support", *arguments], input=typed)


def test_a_person_is_added_signs_in_on_a_desk_and_is_removed(house: House) -> None:
    added = run(house, "add", "Faith Njeri", typed=f"{PIN}\n{PIN}\n")
    assert added.exit_code == 0
    assert PIN not in added.output
    person_id = added.output.split()[-1]
    assert run(house, "list").output.split() == [person_id, "Faith", "Njeri"]
    code = run(house, "desk").output.strip()
    paired = pairing.claim(house.ctx, code, "k" * 16, "Desk", SENDER)
    assert paired.device_id in run(house, "desks").output
    desk = house.who(paired.tokens.access_token)
    token = access.sign_in(house.ctx, desk, person_id, Secret(PIN)).session_token
    assert house.who(token).role == "support"
    assert run(house, "pin", person_id, typed="739164\n739164\n").exit_code == 0
    assert people.problem_of(house.who, token).code == "signed_out"
    assert run(house, "remove", person_id).exit_code == 0
    assert run(house, "list").output == ""
    assert run(house, "disconnect", paired.device_id).exit_code == 0
    assert "disconnected" in run(house, "desks").output
    assert people.problem_of(house.who, paired.tokens.access_token).code == "device_revoked"


@pytest.mark.parametrize("typed", [f"{PIN}\n739164\n", "123456\n123456\n", "12\n12\n"])
def test_a_pin_that_differs_or_is_weak_adds_nobody(house: House, typed: str) -> None:
    assert run(house, "add", "Faith Njeri", typed=typed).exit_code != 0
    assert run(house, "list").output == ""


def test_a_bars_device_is_no_desk_to_disconnect(house: House) -> None:
    paired, _ = house.owner(house.bar())
    assert run(house, "disconnect", paired.device_id).exit_code != 0
    assert house.who(paired.tokens.access_token).device_id == paired.device_id
