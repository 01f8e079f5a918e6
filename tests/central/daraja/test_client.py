"""The client on the wire: exact requests, one push ever, bounded answers, nothing raised and nothing leaked."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import respx

from tabeza_central.compose import assert_no_transaction
from tabeza_central.daraja import client as client_module
from tabeza_central.daraja.client import HttpDaraja, LookupKeys
from tabeza_central.daraja.oauth import HeldToken
from tabeza_central.ports import (
    Accepted,
    DarajaCredentials,
    NoAnswer,
    NotYet,
    Organisation,
    PushRequest,
    Refused,
    TokenReady,
)
from tabeza_protocol.environment import Environment
from tabeza_protocol.phones import Msisdn
from tabeza_protocol.secret import Secret

SANDBOX, PRODUCTION = "https://sandbox.test", "https://production.test"
OAUTH = f"{PRODUCTION}/oauth/v1/generate"
PUSH = f"{PRODUCTION}/mpesa/stkpush/v1/processrequest"
QUERY = f"{PRODUCTION}/mpesa/stkpushquery/v1/query"
LOOKUP = f"{PRODUCTION}/sfcverify/v1/query/info"
KEY, SECRET, PASSKEY = "canary-consumer-key", "canary-consumer-secret", "canary-passkey"
CREDENTIALS = DarajaCredentials(
    "bar", 1, Environment.PRODUCTION, "4083917", Secret(KEY), Secret(SECRET), Secret(PASSKEY)
)
REQUEST = PushRequest(
    150, Msisdn("254712345678"), "https://api.tabeza.example/pay/cb/ab12", "TAB124", "Tab 124"
)
ACK = {"ResponseCode": "0", "MerchantRequestID": "m-1", "CheckoutRequestID": "ws_CO_1"}
REFUSED_TOKEN = {"errorCode": "404.001.03", "errorMessage": "Invalid Access Token"}


class Clock:
    """21:30:05 UTC, which is past midnight in Nairobi."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 21, 30, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


class MemoryTokens:
    """A token store with the database's rules, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, HeldToken] = {}
        self.leases: dict[str, datetime] = {}
        self.lock = threading.Lock()

    def read(self, cache_key: str) -> HeldToken | None:
        return self.held.get(cache_key)

    def lease(self, cache_key: str, now: datetime, until: datetime) -> bool:
        with self.lock:
            if self.leases.get(cache_key, now - timedelta(1)) >= now:
                return False
            self.leases[cache_key] = until
            return True

    def put(
        self, cache_key: str, leased_until: datetime, token: Secret, expires_at: datetime
    ) -> HeldToken | None:
        with self.lock:
            if self.leases.get(cache_key) != leased_until:
                return None
            del self.leases[cache_key]
            old = self.held.get(cache_key)
            self.held[cache_key] = HeldToken(token, expires_at, old.generation + 1 if old else 1)
            return self.held[cache_key]

    def release(self, cache_key: str, leased_until: datetime) -> None:
        with self.lock:
            if self.leases.get(cache_key) == leased_until:
                del self.leases[cache_key]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def daraja(clock: Clock) -> Iterator[HttpDaraja]:
    made = build(clock)
    yield made
    made.close()


def build(clock: Clock, lookup_keys: LookupKeys | None = None) -> HttpDaraja:
    return HttpDaraja(
        hosts={Environment.SANDBOX: SANDBOX, Environment.PRODUCTION: PRODUCTION},
        tokens=MemoryTokens(),
        cache_key=lambda c: f"{c.environment}|{c.consumer_key.reveal()}",
        clock=clock,
        assert_idle=assert_no_transaction,
        lookup_keys=lookup_keys,
        pause=lambda _seconds: None,
    )


@pytest.fixture
def net() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        router.get(OAUTH).mock(side_effect=numbered_tokens())
        yield router


def numbered_tokens() -> Callable[[httpx.Request], httpx.Response]:
    count = 0

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        return httpx.Response(200, json={"access_token": f"token-{count}", "expires_in": "3599"})

    return answer


def body_of(route: respx.Route, n: int = -1) -> dict[str, Any]:
    return dict(json.loads(route.calls[n].request.content))


# --- exactly what is sent -------------------------------------------------------------------------------------------


def test_a_push_carries_exactly_what_the_interface_asks_for(
    net: respx.MockRouter, daraja: HttpDaraja
) -> None:
    push = net.post(PUSH).respond(200, json=ACK)
    assert daraja.push(CREDENTIALS, REQUEST) == Accepted("m-1", "ws_CO_1")
    stamp = "20261122003005"  # Nairobi, three hours on
    assert body_of(push) == {
        "BusinessShortCode": "4083917",
        "Password": base64.b64encode(f"4083917{PASSKEY}{stamp}".encode()).decode(),
        "Timestamp": stamp,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": "150",
        "PartyA": "254712345678",
        "PartyB": "4083917",
        "PhoneNumber": "254712345678",
        "CallBackURL": "https://api.tabeza.example/pay/cb/ab12",
        "AccountReference": "TAB124",
        "TransactionDesc": "Tab 124",
    }
    sent = push.calls[0].request
    assert sent.headers["authorization"] == "Bearer token-1"
    assert sent.headers["content-type"] == "application/json"
    assert PASSKEY not in sent.content.decode()


def test_oauth_is_a_get_with_basic_and_the_grant_type(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    assert daraja.token(CREDENTIALS) == TokenReady()
    sent = net.calls[0].request
    assert sent.method == "GET"
    assert dict(sent.url.params) == {"grant_type": "client_credentials"}
    assert sent.headers["authorization"] == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()


def test_a_query_names_the_payment_and_nothing_else(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    query = net.post(QUERY).respond(200, json={"ResponseCode": "0", "ResultCode": "4999", "ResultDesc": "x"})
    assert daraja.query(CREDENTIALS, "ws_CO_1") == NotYet("4999")
    assert set(body_of(query)) == {"BusinessShortCode", "Password", "Timestamp", "CheckoutRequestID"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"account_reference": "THIRTEENCHARS"},
        {"account_reference": ""},
        {"account_reference": "TAB#1"},
        {"description": "more than thirteen"},
        {"description": "a&b"},
        {"amount_shillings": 0},
        {"amount_shillings": 250_001},
        {"phone": Msisdn("0712345678")},
    ],
)
def test_a_request_that_could_break_silently_is_never_sent(
    net: respx.MockRouter, daraja: HttpDaraja, wrong: dict[str, Any]
) -> None:
    push = net.post(PUSH).respond(200, json=ACK)
    fields = {name: getattr(REQUEST, name) for name in REQUEST.__slots__} | wrong
    with pytest.raises(ValueError, match=r"STK push|account reference|description"):
        daraja.push(CREDENTIALS, PushRequest(**fields))
    assert not push.called


# --- one push, ever -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadTimeout("x"),
        httpx.WriteTimeout("x"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.RemoteProtocolError("Server disconnected"),
        httpx.CloseError("x"),
    ],
)
def test_a_push_that_may_have_left_is_unknown_and_never_repeated(
    net: respx.MockRouter, daraja: HttpDaraja, failure: Exception
) -> None:
    push = net.post(PUSH).mock(side_effect=failure)
    assert isinstance(daraja.push(CREDENTIALS, REQUEST), NoAnswer)
    assert push.call_count == 1


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")]
)
def test_a_push_that_surely_never_left_is_a_refusal(
    net: respx.MockRouter, daraja: HttpDaraja, failure: Exception
) -> None:
    push = net.post(PUSH).mock(side_effect=failure)
    assert daraja.push(CREDENTIALS, REQUEST) == Refused("safaricom_unreachable")
    assert push.call_count == 1


def test_after_a_refused_token_the_push_is_repeated_once_with_a_new_one(
    net: respx.MockRouter, daraja: HttpDaraja
) -> None:
    push = net.post(PUSH).mock(
        side_effect=[httpx.Response(404, json=REFUSED_TOKEN), httpx.Response(200, json=ACK)]
    )
    assert daraja.push(CREDENTIALS, REQUEST) == Accepted("m-1", "ws_CO_1")
    assert [call.request.headers["authorization"] for call in push.calls] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_a_token_refused_twice_stops_there(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    push = net.post(PUSH).respond(404, json=REFUSED_TOKEN)
    answer = daraja.push(CREDENTIALS, REQUEST)
    assert answer == Refused("keys_rejected", "404.001.03", 404)
    assert push.call_count == 2


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(net: respx.MockRouter, daraja: HttpDaraja, status: int) -> None:
    elsewhere = net.post("https://elsewhere.test/").respond(200, json=ACK)
    net.post(PUSH).respond(status, headers={"location": "https://elsewhere.test/"})
    assert isinstance(daraja.push(CREDENTIALS, REQUEST), NoAnswer)
    assert not elsewhere.called


def test_an_endless_answer_is_cut_off(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    net.post(PUSH).respond(200, content=b"x" * (client_module.MAX_BODY_BYTES + 1))
    assert daraja.push(CREDENTIALS, REQUEST) == NoAnswer("not_an_envelope")


def test_an_answer_that_drips_past_the_deadline_is_cut_short(
    net: respx.MockRouter, daraja: HttpDaraja, clock: Clock
) -> None:
    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(100):
                clock.at += timedelta(seconds=10)
                yield b" "

    net.post(PUSH).mock(return_value=httpx.Response(200, stream=Dripping()))
    assert daraja.push(CREDENTIALS, REQUEST) == NoAnswer("cut_short")


# --- without a token nothing is sent --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("oauth", "expected"),
    [
        ({"status_code": 400, "content": b""}, "keys_rejected"),
        ({"status_code": 503, "content": b"Incapsula"}, "safaricom_unreachable"),
        ({"status_code": 200, "content": b""}, "safaricom_unreachable"),
    ],
)
def test_without_a_token_the_push_surely_never_left(
    net: respx.MockRouter, daraja: HttpDaraja, oauth: dict[str, Any], expected: str
) -> None:
    net.get(OAUTH).respond(**oauth)
    push = net.post(PUSH).respond(200, json=ACK)
    answer = daraja.push(CREDENTIALS, REQUEST)
    assert isinstance(answer, Refused)
    assert answer.problem == expected
    assert not push.called


def test_keys_of_the_other_environment_are_recognised(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    net.get(OAUTH).respond(400, content=b"")
    other = net.get(f"{SANDBOX}/oauth/v1/generate").respond(200, json={"access_token": "x", "expires_in": 1})
    answer = daraja.token(CREDENTIALS)
    assert isinstance(answer, Refused)
    assert answer.problem == "keys_other_environment"
    assert other.called


def test_keys_refused_by_both_hosts_are_simply_wrong(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    net.get(OAUTH).respond(400, content=b"")
    net.get(f"{SANDBOX}/oauth/v1/generate").respond(400, content=b"")
    answer = daraja.token(CREDENTIALS)
    assert isinstance(answer, Refused)
    assert answer.problem == "keys_rejected"


def test_a_push_does_not_try_the_keys_elsewhere(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    net.get(OAUTH).respond(400, content=b"")
    other = net.get(f"{SANDBOX}/oauth/v1/generate").respond(200, json={"access_token": "x", "expires_in": 1})
    daraja.push(CREDENTIALS, REQUEST)
    assert not other.called


# --- the look-up ----------------------------------------------------------------------------------------------------


def found(name: str) -> dict[str, str]:
    return {"ResponseCode": "4000", "ResponseMessage": "Success", "OrganizationName": name}


MISSING = {"ResponseCode": "1", "ResponseMessage": "Rejected"}


def test_a_look_up_asks_for_both_kinds(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    route = net.post(LOOKUP).mock(
        side_effect=[httpx.Response(200, json=found("BAR LTD")), httpx.Response(200, json=MISSING)]
    )
    assert daraja.lookup(CREDENTIALS, "4083917") == Organisation("BAR LTD", None)
    assert [body_of(route, n)["IdentifierType"] for n in (0, 1)] == ["4", "2"]


def test_half_an_answer_is_no_answer(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    net.post(LOOKUP).mock(side_effect=[httpx.Response(200, json=MISSING), httpx.ReadTimeout("x")])
    assert daraja.lookup(CREDENTIALS, "4083917") == NoAnswer("timeout")


def test_without_keys_or_in_the_sandbox_there_is_no_look_up(
    net: respx.MockRouter, daraja: HttpDaraja
) -> None:
    sandbox = DarajaCredentials("b", 1, Environment.SANDBOX, "174379", Secret("k"), Secret("s"), Secret("p"))
    assert isinstance(daraja.lookup(None, "4083917"), Refused)
    assert isinstance(daraja.lookup(sandbox, "4083917"), Refused)
    assert not net.calls


def test_the_operators_own_keys_look_up_before_an_owner_has_any(net: respx.MockRouter, clock: Clock) -> None:
    net.post(LOOKUP).respond(200, json=found("BAR LTD"))
    made = build(clock, LookupKeys(Secret("op-key"), Secret("op-secret")))
    assert made.lookup(None, "4083917") == Organisation("BAR LTD", "BAR LTD")
    basic = base64.b64encode(b"op-key:op-secret").decode()
    assert net.calls[0].request.headers["authorization"] == f"Basic {basic}"
    made.close()


# --- what must not get out ------------------------------------------------------------------------------------------


def test_no_answer_or_log_line_carries_a_key(
    net: respx.MockRouter, daraja: HttpDaraja, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    echo = {"errorCode": f"401.{KEY}{SECRET}", "errorMessage": f"{PASSKEY} {SECRET}"}
    seen = []
    for status in (400, 401, 404, 500):
        net.post(PUSH).respond(status, json=echo)
        seen.append(repr(daraja.push(CREDENTIALS, REQUEST)))
    net.post(PUSH).mock(side_effect=httpx.ReadTimeout(f"{SECRET}"))
    seen.append(repr(daraja.push(CREDENTIALS, REQUEST)))
    told = "".join(seen) + caplog.text + repr(CREDENTIALS)
    basic = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    for canary in (KEY, SECRET, PASSKEY, basic, "token-1"):
        assert canary not in told


def test_no_call_is_made_inside_a_transaction(net: respx.MockRouter, daraja: HttpDaraja) -> None:
    from tests.central import world

    house = world.build()
    with house.ctx.store.read(), pytest.raises(AssertionError, match="inside a unit of work"):
        daraja.token(CREDENTIALS)
    assert not net.calls
