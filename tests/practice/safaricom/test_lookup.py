"""The organisation lookup: registered names, PayBill and till apart, production only."""

from __future__ import annotations

import pytest

from tests.practice.safaricom.world import LOOKUP_PATH, SANDBOX, World, error_of


def look(world: World, kind: object, number: object, caller: str = "4100200") -> dict:
    reply = world.call(LOOKUP_PATH, {"IdentifierType": kind, "Identifier": number}, token=world.token(caller))
    return reply.json()


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        ("4", "4083917", "KILIMANI TAVERN LTD"),
        ("4", "522522", "KCB BANK KENYA LTD"),
        (4, 4083917, "KILIMANI TAVERN LTD"),
        ("2", "5523019", "KILIMANI TAVERN"),
        ("2", "9153842", "MTWAPA BEACH BAR"),
    ],
)
def test_a_registered_number_has_a_name(world: World, kind: object, number: object, name: str) -> None:
    told = look(world, kind, number)
    assert (told["ResponseCode"], told["ResponseMessage"]) == ("4000", "Success")
    assert (told["OrganizationName"], told["OrganizationShortCode"]) == (name, str(number))


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("2", "4083917"),
        ("4", "5523019"),
        ("4", "9153842"),
        ("2", "522522"),
        ("4", "7206115"),
        ("4", "999999"),
    ],
)
def test_asked_as_the_other_kind_or_unknown_there_is_no_name(world: World, kind: str, number: str) -> None:
    told = look(world, kind, number)
    assert told["ResponseMessage"] == "Rejected"
    assert "OrganizationName" not in told


def test_nonsense_is_an_invalid_parameter(world: World) -> None:
    for kind, number in (("1", "4083917"), ("4", "abc"), (None, None), ("4", "٤٠٨٣٩١٧")):
        assert look(world, kind, number)["ResponseCode"] == "500"


def test_the_portals_other_success_code_can_be_chosen(world: World) -> None:
    world.engine.behaviour.lookup_success_code = "0"
    assert look(world, "4", "4083917")["ResponseCode"] == "0"


def test_the_sandbox_has_no_lookup(world: World) -> None:
    body = {"IdentifierType": "4", "Identifier": SANDBOX}
    assert error_of(world.call(LOOKUP_PATH, body, token=world.token(SANDBOX)))[0] == 404
