"""Support behind the served doors: only what a code opened, only set-up. Cells are generated from the routes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tabeza_central.services import access, pairing, support, support_desk, support_people
from tabeza_central.web.app import ALL_ROUTES
from tabeza_central.web.route import SUPPORT, BarFrom, Route
from tabeza_protocol import routes
from tabeza_protocol.routes import IDEMPOTENCY_HEADER
from tabeza_protocol.secret import Secret
from tests.central.access.people import SENDER
from tests.central.support.staff import SUPPORT_PIN
from tests.central.web.live import Live, served
from tests.central.web.test_role_matrix import body_for

pytestmark = pytest.mark.leaves_threads("the served house of this file ends them")
OF_SUPPORT = [route for route in ALL_ROUTES if route.access == SUPPORT]
ON_A_BAR = [route for route in OF_SUPPORT if "{opened_bar_id}" in route.template]
OF_PEOPLE = [route for route in ALL_ROUTES if route.access.kind == "person" and route.access != SUPPORT]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder: Path = tmp_path_factory.mktemp("live")
    with served(folder) as house:
        yield house


@dataclass
class Desk:
    """A support person's token, the bar whose code they typed, and bars that are none of theirs by the reason."""

    token: str
    mine: str
    shut: dict[str, str]


@pytest.fixture(scope="module")
def desk(live: Live) -> Desk:
    house = live.house
    tokens = {name: sign_in(live, name) for name in ("Faith Njeri", "Musa Otieno")}
    faith, musa = (house.who(token) for token in tokens.values())
    owners = {
        name: house.owner(house.bar(name))[1]
        for name in ("mine", "no code", "stopped", "another's", "unopened")
    }
    codes = {
        name: support.share(house.ctx, owner, owner.bar_id).code or ""
        for name, owner in owners.items()
        if name != "no code"
    }
    for name in ("mine", "stopped"):
        support_desk.open_bar(house.ctx, faith, codes[name])
    support_desk.open_bar(house.ctx, musa, codes["another's"])
    support.stop(house.ctx, owners["stopped"], owners["stopped"].bar_id)
    shut = {name: owner.bar_id for name, owner in owners.items() if name != "mine"}
    return Desk(tokens["Faith Njeri"], owners["mine"].bar_id, {**shut, "never was": "f" * 32, "no id": "x"})


def sign_in(live: Live, name: str) -> str:
    ctx = live.house.ctx
    person = support_people.add(ctx, name, Secret(SUPPORT_PIN))
    paired = pairing.claim(ctx, support_people.desk_code(ctx).code, secrets.token_hex(16), "Desk", SENDER)
    device = live.house.who(paired.tokens.access_token)
    return access.sign_in(ctx, device, person.id, Secret(SUPPORT_PIN)).session_token


def send(live: Live, route: Route, token: str, bar_id: str) -> httpx.Response:
    """The route's own example, aimed at a bar wherever the route can name one."""
    path = re.sub(r"\{.*?\}", "e" * 32, route.template.replace("{opened_bar_id}", bar_id))
    body: Any = body_for(route, bar_id, {"tab_id": "e" * 32})
    headers = {"Authorization": f"Bearer {token}", IDEMPOTENCY_HEADER: secrets.token_hex(8)}
    query = {"barId": bar_id} if route.bar is BarFrom.QUERY else {}
    return live.http.request(route.method, path, json=body, params=query, headers=headers)


def problem(answer: httpx.Response) -> dict[str, Any]:
    body = dict(answer.json())
    body.pop("requestId")
    return body


def name_of(route: Route) -> str:
    return f"{route.method} {route.template}"


@pytest.mark.parametrize("route", ON_A_BAR, ids=name_of)
@pytest.mark.parametrize("why", ["no code", "stopped", "another's", "unopened", "never was", "no id"])
def test_a_bar_without_an_open_code_of_ones_own_does_not_exist(
    live: Live, desk: Desk, route: Route, why: str
) -> None:
    answer = send(live, route, desk.token, desk.shut[why])
    never = send(live, route, desk.token, "f" * 32)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert problem(answer) == problem(never)


@pytest.mark.parametrize("route", OF_PEOPLE, ids=name_of)
@pytest.mark.parametrize("naming", ["mine", "nothing"])
def test_support_reaches_nothing_but_set_up_even_of_an_open_bar(
    live: Live, desk: Desk, route: Route, naming: str
) -> None:
    before = {
        table: live.world.rows(table) for table in ("tabs", "mpesa_transactions", "people", "setup_progress")
    }
    answer = send(live, route, desk.token, desk.mine if naming == "mine" else "")
    assert answer.status_code in (403, 404), answer.text
    assert answer.json()["code"] in ("not_allowed", "not_found")
    assert {table: live.world.rows(table) for table in before} == before


@pytest.mark.parametrize("route", [route for route in ON_A_BAR if route.method != "DELETE"], ids=name_of)
def test_the_open_bar_answers(live: Live, desk: Desk, route: Route) -> None:
    answer = send(live, route, desk.token, desk.mine)
    assert answer.status_code == 200, answer.text
    assert answer.json()["bar"]["barId"] == desk.mine


@pytest.mark.parametrize("field", ["tabs", "", "Passkey", None, 7, "consumer_key "])
def test_only_fields_of_the_guide_can_be_pointed_at(live: Live, desk: Desk, field: Any) -> None:
    path = f"{routes.SUPPORT_BARS}/{desk.mine}/point"
    answer = live.http.post(path, json={"field": field}, headers={"Authorization": f"Bearer {desk.token}"})
    assert answer.status_code == (200 if field is None else 400)


def test_no_text_of_ones_own_can_be_sent(live: Live, desk: Desk) -> None:
    path = f"{routes.SUPPORT_BARS}/{desk.mine}/tip"
    for body in ({"tip": "Read me your passkey"}, {"tip": "enter_pin", "text": "now"}, {"text": "hello"}):
        answer = live.http.post(path, json=body, headers={"Authorization": f"Bearer {desk.token}"})
        assert answer.status_code == 400, body


def test_codes_are_never_listed(live: Live, desk: Desk) -> None:
    """Nothing a support person can read holds a code, open or not."""
    _, owner = live.house.owner(live.house.bar("Listed"))
    code = support.share(live.house.ctx, owner, owner.bar_id).code or ""
    for route in OF_SUPPORT:
        if route.method == "GET":
            assert code not in send(live, route, desk.token, desk.mine).text
