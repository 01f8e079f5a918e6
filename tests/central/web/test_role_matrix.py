"""Every route against every kind of caller and every bar, generated from the table that is served.

One rule, tested cell by cell: no token 401; another bar's things do not exist, 404 with one body; a role that may not
403; a device with nobody signed in 401 where a person is needed; otherwise the request gets past the door.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest

from tabeza_central.services import access, tabs
from tabeza_central.web.app import ALL_ROUTES
from tabeza_central.web.examples import example_of
from tabeza_central.web.route import BarFrom, Route
from tabeza_protocol.routes import IDEMPOTENCY_HEADER, SESSION_CURRENT
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import AddPersonRequest, SetOwnerRequest, SignInRequest
from tabeza_protocol.wire.access import RefreshRequest as RefreshBody
from tabeza_protocol.wire.people import ResetPinRequest
from tests.central import world as worlds
from tests.central.access.people import OTHER_PIN, PIN
from tests.central.web.live import Live

pytestmark = pytest.mark.leaves_threads("the served house of this file ends them")

CALLERS = ("nobody", "rubbish", "device", "cashier", "owner", "support")
_BY_HAND: dict[type, msgspec.Struct] = {
    AddPersonRequest: AddPersonRequest(bar_id="", name="Njeri", role="cashier", pin=OTHER_PIN),
    SetOwnerRequest: SetOwnerRequest(owner_ticket="0" * 64, name="Njeri", pin=OTHER_PIN),
    ResetPinRequest: ResetPinRequest(bar_id="", pin=OTHER_PIN),
    SignInRequest: SignInRequest(person_id="0" * 32, pin=OTHER_PIN),
    RefreshBody: RefreshBody(device_id="0" * 32, refresh_token="0" * 64),
}


@dataclass
class Cast:
    """Tokens of everybody at one bar, and the ids of what it has."""

    bar_id: str
    tokens: dict[str, str]
    ids: dict[str, str]
    fresh: dict[str, Callable[[], str]]
    """How to sign somebody in once more, for a request that signs out."""

    def token(self, caller: str, route: Route) -> str:
        signs_out = route.method == "DELETE" and route.template == SESSION_CURRENT
        return self.fresh[caller]() if signs_out and caller in self.fresh else self.tokens[caller]


def cast(live: Live, name: str) -> Cast:
    house = live.house
    bar_id = house.bar(name)
    paired, owner = house.owner(bar_id)
    device = house.who(paired.tokens.access_token)
    cashier = access.add_person(house.ctx, owner, "Otieno", Secret(OTHER_PIN))
    fresh = {
        "owner": lambda: access.sign_in(house.ctx, device, owner.person_id or "", Secret(PIN)).session_token,
        "cashier": lambda: access.sign_in(house.ctx, device, cashier.id, Secret(OTHER_PIN)).session_token,
        "support": lambda: _support_session(live, paired.device_id),
    }
    live.world.bar_id = bar_id
    tab = live.world.open_tab(owes_cents=330_000)
    worlds.make_live(live.world, bar_id, worlds.add_version(live.world, bar_id))
    payment = live.world.ask(tab.id, 330_000, key=f"key-{bar_id}")
    return Cast(
        bar_id,
        {
            "nobody": "",
            "rubbish": "0" * 64,
            "device": paired.tokens.access_token,
            **{caller: sign_in() for caller, sign_in in fresh.items()},
        },
        {
            "tab_id": tab.id,
            "payment_id": payment.id,
            "person_id": access.add_person(house.ctx, owner, "Njoki", Secret(OTHER_PIN)).id,
            "entry_id": _entry(live, tab.id),
            "device_id": house.pair(house.code(bar_id)).device_id,
            "client_key": f"key-{bar_id}",
        },
        fresh,
    )


def _entry(live: Live, tab_id: str) -> str:
    """A charge of the cast's tab."""
    line = tabs.get_tab(live.world.ctx, live.world.principal(), live.world.bar_id, tab_id).lines[0]
    return line.id.rpartition("-")[0]


def _support_session(live: Live, device_id: str) -> str:
    """A support person signed in on a bar's device: belongs to no bar, so every bar's door is closed."""
    from tabeza_central.services import tokens
    from tabeza_central.store import access as store
    from tabeza_central.store.schema import people

    ctx = live.house.ctx
    person_id, token = ctx.ids.new_id(), tokens.new_token(ctx)
    with ctx.store.write() as tx:
        tx.execute(
            people.insert().values(id=person_id, name="Asha", role="support", pin_hash="-", created_at=0)
        )
        store.add_session(
            tx, ctx.ids.new_id(), token_hash=tokens.token_hash(ctx, token), bar_id=None, device_id=device_id,
            person_id=person_id, kind="person", at=ctx.now(), expires_at=ctx.now() + access.SHIFT_US,
        )  # fmt: skip
    return token.reveal()


@pytest.fixture(scope="module")
def here(live: Live) -> Cast:
    return cast(live, "Here")


@pytest.fixture(scope="module")
def there(live: Live) -> Cast:
    return cast(live, "There")


def send(live: Live, route: Route, token: str, bar_id: str, ids: dict[str, str]) -> httpx.Response:
    """The route's own example request, aimed at a bar and its things."""
    path = route.template
    for name, value in ids.items():
        path = path.replace("{" + name + "}", value)
    body = body_for(route, bar_id, ids)
    headers = {IDEMPOTENCY_HEADER: secrets.token_hex(8)}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    query = {"barId": bar_id} if route.bar is BarFrom.QUERY else {}
    return live.http.request(route.method, path, json=body, params=query, headers=headers)


def body_for(route: Route, bar_id: str, ids: dict[str, str]) -> Any:
    if route.body is None:
        return None
    body = example_of(route.body) or msgspec.to_builtins(_BY_HAND[route.body])
    if route.bar is BarFrom.BODY:
        body = body | {"barId": bar_id}
    if "tabId" in body:
        body = body | {"tabId": ids["tab_id"]}
    if route.path.endswith("/check"):
        body = {"barId": bar_id}
    return body


def code_of(answer: httpx.Response) -> str | None:
    if answer.headers.get("content-type") == "application/problem+json":
        return str(answer.json()["code"])
    return None


def expected_refusal(route: Route, caller: str) -> tuple[int, str] | None:
    """What the one rule says of this caller at his own bar; None: past the door."""
    if route.access.kind == "public":
        return None
    if caller in ("nobody", "rubbish"):
        return 401, "signed_out"
    if caller == "support" and route.bar is not BarFrom.TOKEN:
        return 404, "not_found"
    if route.access.kind == "device":
        return None
    if caller == "device":
        return 401, "signed_out"
    return None if caller in route.access.roles else (403, "not_allowed")


GUARDED = [route for route in ALL_ROUTES if route.access.kind != "public"]
CELLS = [(route, caller) for route in ALL_ROUTES for caller in CALLERS]


@pytest.mark.parametrize(("route", "caller"), CELLS, ids=[f"{r.method} {r.template} {c}" for r, c in CELLS])
def test_every_cell_of_the_matrix(live: Live, here: Cast, route: Route, caller: str) -> None:
    answer = send(live, route, here.token(caller, route), here.bar_id, here.ids | {"device_id": "0" * 32})
    refusal = expected_refusal(route, caller)
    got = (answer.status_code, code_of(answer))
    if refusal is not None:
        assert got == refusal
        return
    doors = {(401, "token_expired"), (401, "device_revoked"), (403, "not_allowed")}
    if caller not in ("device", "support"):
        doors.add((401, "signed_out"))
    if route.access.kind != "public":
        assert got not in doors, answer.text
    assert answer.status_code < 500, answer.text


NAMES_A_BAR = [route for route in GUARDED if route.bar is not BarFrom.TOKEN]


@pytest.mark.parametrize("caller", ["device", "cashier", "owner"])
@pytest.mark.parametrize("route", NAMES_A_BAR, ids=lambda r: f"{r.method} {r.template}")
def test_another_bar_does_not_exist(live: Live, here: Cast, there: Cast, route: Route, caller: str) -> None:
    """Another bar that is there, and one that never was, are told apart by nobody."""
    real = send(live, route, here.tokens[caller], there.bar_id, there.ids)
    unreal = send(live, route, here.tokens[caller], "f" * 32, there.ids)
    assert (real.status_code, code_of(real)) == (404, "not_found")
    assert without_request_id(real) == without_request_id(unreal)


WITH_ID = [route for route in GUARDED if "{" in route.template and route.access.allows("owner")]


@pytest.mark.parametrize("route", WITH_ID, ids=lambda r: f"{r.method} {r.template}")
def test_another_bars_things_do_not_exist_under_our_own_bar(
    live: Live, here: Cast, there: Cast, route: Route
) -> None:
    theirs = send(live, route, here.tokens["owner"], here.bar_id, there.ids)
    nothing = send(live, route, here.tokens["owner"], here.bar_id, dict.fromkeys(there.ids, "e" * 32))
    assert (theirs.status_code, code_of(theirs)) == (404, "not_found"), theirs.text
    assert without_request_id(theirs) == without_request_id(nothing)


def without_request_id(answer: httpx.Response) -> dict[str, Any]:
    body = answer.json()
    body.pop("requestId")
    return dict(body)


def test_a_request_naming_another_bars_tab_changes_nothing_there(live: Live, here: Cast, there: Cast) -> None:
    before = live.world.rows("mpesa_transactions")
    body = {"barId": here.bar_id, "tabId": there.ids["tab_id"], "amountCents": 100}
    headers = {"Authorization": f"Bearer {here.tokens['owner']}", IDEMPOTENCY_HEADER: secrets.token_hex(8)}
    answer = live.http.post("/api/payments/mpesa", json=body, headers=headers)
    assert (answer.status_code, code_of(answer)) == (404, "not_found")
    assert live.world.rows("mpesa_transactions") == before


def test_the_table_names_every_path_of_the_protocol() -> None:
    from tabeza_protocol import routes

    served = {route.template for route in ALL_ROUTES}
    named = {
        value for name, value in vars(routes).items() if name.isupper() and str(value).startswith("/api/")
    }
    assert named - served == {routes.PAYMENT_BY_KEY, routes.MPESA_CALLBACK}
