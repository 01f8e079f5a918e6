"""A simulated Safaricom on a clock that the test moves, and a caller that speaks to it in whole sentences."""

from __future__ import annotations

import base64
import json
from typing import Any

from tabeza_practice.safaricom.behaviour import Behaviour, calm
from tabeza_practice.safaricom.clock import VirtualClock
from tabeza_practice.safaricom.engine import Engine
from tabeza_practice.safaricom.faults import FaultSpec
from tabeza_practice.safaricom.messages import Delivery, Reply, Request
from tabeza_practice.safaricom.program import VIRTUAL_START_MS
from tabeza_practice.safaricom.stk import BUY_GOODS, PAYBILL
from tabeza_practice.safaricom.subscribers import Action
from tabeza_practice.safaricom.tenants import Tenant

PAYBILL_BAR, OTHER_BAR, TILL_STORE, TILL, SANDBOX = "4083917", "5127604", "7206115", "9153842", "174379"
TILL_ONLY, BANK = "5523019", "522522"
PHONE, OTHER_PHONE = "254712345678", "254110000222"
TIMESTAMP = "20261002213000"
CALLBACK_URL = "http://127.0.0.1:9555/pay/cb/0af3"
PUSH_PATH, QUERY_PATH = "/mpesa/stkpush/v1/processrequest", "/mpesa/stkpushquery/v1/query"
OAUTH_PATH, LOOKUP_PATH = "/oauth/v1/generate", "/sfcverify/v1/query/info"


def password(shortcode: str, passkey: str, timestamp: str = TIMESTAMP) -> str:
    return base64.b64encode(f"{shortcode}{passkey}{timestamp}".encode()).decode()


def push_body(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    """A faultless push for this tenant; a change to None leaves the field out."""
    till = tenant.spec.kind == "till"
    phone = changes.get("PhoneNumber") or PHONE
    body = {
        "BusinessShortCode": tenant.spec.shortcode,
        "Password": password(tenant.spec.shortcode, tenant.passkey),
        "Timestamp": TIMESTAMP,
        "TransactionType": BUY_GOODS if till else PAYBILL,
        "Amount": "1",
        "PartyA": phone,
        "PartyB": tenant.receiving_number,
        "PhoneNumber": phone,
        "CallBackURL": CALLBACK_URL,
        "AccountReference": "TAB 7",
        "TransactionDesc": "Tab",
    } | changes
    return {name: value for name, value in body.items() if value is not None}


class World:
    """The engine with its clock. Methods without a reply assert that the call itself was accepted."""

    def __init__(self, behaviour: Behaviour | None = None, seed: int = 1) -> None:
        self.clock = VirtualClock(VIRTUAL_START_MS)
        self.engine = Engine(self.clock, seed, behaviour=behaviour or calm())
        self._tokens: dict[str, str] = {}

    def tenant(self, shortcode: str = PAYBILL_BAR) -> Tenant:
        return next(t for t in self.engine.directory if t.spec.shortcode == shortcode)

    def call(
        self,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        method: str = "POST",
        environment: Any = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Reply:
        sent = {"content-type": "application/json"} | (headers or {})
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.engine.handle(Request(method, path, query or {}, sent, raw, environment))

    def oauth(
        self, key: str, secret: str, *, environment: Any = None, grant: str = "client_credentials"
    ) -> Reply:
        basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
        return self.call(
            OAUTH_PATH,
            b"",
            method="GET",
            environment=environment,
            headers={"authorization": f"Basic {basic}"},
            query={"grant_type": grant},
        )

    def token(self, shortcode: str = PAYBILL_BAR) -> str:
        """This tenant's token, fetched once."""
        if shortcode not in self._tokens:
            tenant = self.tenant(shortcode)
            reply = self.oauth(tenant.consumer_key, tenant.consumer_secret)
            self._tokens[shortcode] = reply.json()["access_token"]
        return self._tokens[shortcode]

    def forget_tokens(self) -> None:
        """So that the next call fetches a new one: an hour has passed."""
        self._tokens.clear()

    def push(self, shortcode: str = PAYBILL_BAR, **changes: Any) -> Reply:
        token = self.token(shortcode)
        return self.call(PUSH_PATH, push_body(self.tenant(shortcode), **changes), token=token)

    def pushed(self, shortcode: str = PAYBILL_BAR, **changes: Any) -> str:
        """The CheckoutRequestID of an accepted push."""
        reply = self.push(shortcode, **changes)
        assert reply.status == 200, reply.body
        return reply.json()["CheckoutRequestID"]

    def query(self, checkout_request_id: str, shortcode: str = PAYBILL_BAR, **changes: Any) -> Reply:
        tenant = self.tenant(shortcode)
        body = {
            "BusinessShortCode": shortcode,
            "Password": password(shortcode, tenant.passkey),
            "Timestamp": TIMESTAMP,
            "CheckoutRequestID": checkout_request_id,
        } | changes
        return self.call(QUERY_PATH, body, token=self.token(shortcode))

    def wait(self, ms: int) -> list[Delivery]:
        """Time passes; the callbacks that came meanwhile, in order."""
        target, came = self.clock.now_ms() + ms, []
        while (due := self.engine.next_due_ms()) is not None and due <= target:
            self.clock.move_to(max(due, self.clock.now_ms()))
            came += self.engine.advance()
        self.clock.move_to(target)
        return came

    def answer(self, checkout_request_id: str, action: Action, code: str | None = None) -> None:
        """The prompt appears and the customer acts."""
        assert self.wait(self.engine.behaviour.prompt_appears_ms) == []
        self.engine.pushes.answer(checkout_request_id, action, self.clock.now_ms(), code)

    def callback_of(self, action: Action, shortcode: str = PAYBILL_BAR, **changes: Any) -> dict[str, Any]:
        """Push, answer, and the one callback that follows within a minute."""
        self.answer(self.pushed(shortcode, **changes), action)
        came = self.wait(61_000)
        assert len(came) == 1
        return callback(came[0])

    def fault(self, kind: str, **details: Any) -> None:
        self.engine.faults.add(FaultSpec(kind=kind, **details))

    def money(self) -> int:
        """Every shilling there is, on phones and in businesses."""
        phones = sum(subscriber.balance for subscriber in self.engine.subscribers)
        return phones + sum(tenant.paid_in for tenant in self.engine.directory)


def callback(delivery: Delivery) -> dict[str, Any]:
    return json.loads(delivery.body)["Body"]["stkCallback"]


def items(made: dict[str, Any]) -> dict[str, Any]:
    """Metadata by name; an item without a value is there as None."""
    return {item["Name"]: item.get("Value") for item in made["CallbackMetadata"]["Item"]}


def error_of(reply: Reply) -> tuple[int, str, str]:
    told = reply.json()
    assert set(told) == {"requestId", "errorCode", "errorMessage"}
    return reply.status, told["errorCode"], told["errorMessage"]
