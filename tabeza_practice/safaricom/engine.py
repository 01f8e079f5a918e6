"""The simulated Safaricom without a network: a request goes in, an answer comes out, callbacks fall due.

`handle` answers one request at the clock's time; `advance` runs what has fallen due and returns the callbacks
to deliver now. Everything random comes from the seed, so equal calls at equal times give equal answers.
Not thread-safe: one thread (or one event loop) owns an engine.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from tabeza_practice.safaricom import orglookup, spoil
from tabeza_practice.safaricom.behaviour import Behaviour
from tabeza_practice.safaricom.clock import Clock
from tabeza_practice.safaricom.faults import Fault, Faults, Operation
from tabeza_practice.safaricom.ids import Ids
from tabeza_practice.safaricom.messages import (
    Delivery,
    EmptyRefusal,
    Refused,
    Reply,
    Request,
    decode_object,
    json_reply,
    wrong_method,
    wrong_path,
)
from tabeza_practice.safaricom.pushes import Pushes
from tabeza_practice.safaricom.query import Queries
from tabeza_practice.safaricom.record import Record
from tabeza_practice.safaricom.schedule import Schedule
from tabeza_practice.safaricom.stk import read_order, text_of
from tabeza_practice.safaricom.subscribers import Subscribers
from tabeza_practice.safaricom.tenants import DEFAULT_TENANTS, Directory, Tenant, TenantSpec
from tabeza_practice.safaricom.tokens import Tokens

ROUTES: dict[str, tuple[Operation, str]] = {
    "/oauth/v1/generate": ("oauth", "GET"),
    "/mpesa/stkpush/v1/processrequest": ("push", "POST"),
    "/mpesa/stkpushquery/v1/query": ("query", "POST"),
    "/sfcverify/v1/query/info": ("lookup", "POST"),
}
ACCEPTED = "Success. Request accepted for processing"  # [O]

LONGEST_KEPT = 500  # characters of a value somebody sent, in the record


@dataclass
class Seen:
    """What the record keeps of a request: whose it was and what became of it. Never a secret."""

    operation: str
    tenant: str | None = None
    phone: str | None = None
    amount: Any = None
    account_reference: Any = None
    callback_url: Any = None
    checkout_request_id: str | None = None
    accepted: bool = False
    fault: str | None = None


class Engine:
    """Owns every part; the parts own their state. `write` gets each record entry as a JSON line."""

    def __init__(
        self,
        clock: Clock,
        seed: int = 1,
        tenants: tuple[TenantSpec, ...] = DEFAULT_TENANTS,
        behaviour: Behaviour | None = None,
        write: Callable[[bytes], None] | None = None,
    ) -> None:
        self.clock = clock
        self.seed = seed
        self.behaviour = behaviour or Behaviour()
        chance = random.Random(f"chance:{seed}")  # noqa: S311 - repeatable on purpose
        self.ids = Ids(seed, clock.now_ms())
        self.directory = Directory(seed, tenants)
        self.subscribers = Subscribers()
        self.faults = Faults(chance)
        self.record = Record(write)
        self.tokens = Tokens(self.directory, self.behaviour, self.ids)
        self._schedule = Schedule()
        self.pushes = Pushes(
            self.directory,
            self.subscribers,
            self.behaviour,
            self.ids,
            self._schedule,
            self.record,
            self.faults,
            chance,
        )
        self._queries = Queries(self.directory, self.pushes, self.faults, chance)

    def use(self, behaviour: Behaviour) -> None:
        """Turn the knobs; what is already scheduled stays as it was planned."""
        self.behaviour = behaviour
        self.tokens.use(behaviour)
        self.pushes.use(behaviour)

    def next_due_ms(self) -> int | None:
        """When `advance` next has something to do."""
        return self.clock.now_ms() if self.pushes.outbox else self._schedule.next_due_ms()

    def advance(self, to_ms: int | None = None) -> list[Delivery]:
        """Run what is due by `to_ms` (now), and hand over the callbacks to deliver; each is handed over once."""
        self._schedule.run(self.clock.now_ms() if to_ms is None else to_ms)
        due, self.pushes.outbox = self.pushes.outbox, []
        return due

    def delivered(self, delivery: Delivery, status: int | None, error: str | None, took_ms: int) -> None:
        """What became of a callback. Nothing follows from it: it is never sent again [O]."""
        self.record.add(
            "delivery",
            self.clock.now_ms(),
            delivery_id=delivery.delivery_id,
            checkout_request_id=delivery.checkout_request_id,
            url=delivery.url,
            body=msgspec.Raw(delivery.body),
            status=status,
            error=error,
            took_ms=took_ms,
        )

    def handle(self, request: Request) -> Reply:
        """One call to the API. Any bytes get an answer; nothing raises."""
        now_ms = self.clock.now_ms()
        self._schedule.run(now_ms)
        request_id = self.ids.request_id()
        if request.path not in ROUTES:
            reply = wrong_path().reply(request_id)
            self.record.add(
                "request", now_ms, operation="other", path=request.path[:200], status=reply.status
            )
            return reply
        operation, method = ROUTES[request.path]
        seen = self._look(operation, request)
        before = self.faults.strike("before", operation, seen.tenant, seen.phone)
        if before is not None and before.spec.kind != "token_replaced":
            seen.fault = before.spec.kind
            reply = spoil.instead(before, request_id)
        else:
            reply = self._process(operation, method, request, seen, before, request_id, now_ms)
        self._note(seen, reply, now_ms)
        return reply

    def _process(
        self,
        operation: Operation,
        method: str,
        request: Request,
        seen: Seen,
        before: Fault | None,
        request_id: str,
        now_ms: int,
    ) -> Reply:
        if before is not None:
            seen.fault = before.spec.kind
            owner = self.tokens.owner(request)
            if owner is not None:
                self.tokens.forget(owner)
        try:
            if request.method != method:
                raise wrong_method()
            reply = self._answer(operation, request, seen, request_id, now_ms)
        except Refused as refused:
            reply = refused.reply(request_id)
        except EmptyRefusal:
            reply = Reply(400)
        after = self.faults.strike("after", operation, seen.tenant, seen.phone)
        if after is None or (after.spec.kind == "internal_but_accepted" and not seen.accepted):
            return reply
        seen.fault = after.spec.kind
        return spoil.afterwards(after, reply, request_id)

    def _answer(
        self, operation: Operation, request: Request, seen: Seen, request_id: str, now_ms: int
    ) -> Reply:
        if operation == "oauth":
            tenant, reply = self.tokens.generate(request, now_ms)
            seen.tenant, seen.accepted = tenant.spec.shortcode, True
            return reply
        caller = self.tokens.tenant_for(request, "lookup" if operation == "lookup" else "stk", now_ms)
        body = decode_object(request)
        if operation == "push":
            return self._push(body, caller, seen, request_id, now_ms)
        if operation == "query":
            reply = self._queries.answer(body, caller, self.behaviour, now_ms)
        else:
            conversation_id = self.ids.conversation_id(now_ms)
            code = self.behaviour.lookup_success_code
            reply = orglookup.answer(body, caller, self.directory, conversation_id, code)
        seen.accepted = reply.status == 200
        return reply

    def _push(self, body: dict[str, Any], caller: Tenant, seen: Seen, request_id: str, now_ms: int) -> Reply:
        order = read_order(body, caller, self.directory, self.behaviour)
        push, first_delivery = self.pushes.accept(order, request_id, now_ms)
        seen.accepted, seen.checkout_request_id = True, push.checkout_request_id
        reply = json_reply(
            200,
            {
                "MerchantRequestID": request_id,
                "CheckoutRequestID": push.checkout_request_id,
                "ResponseCode": "0",
                "ResponseDescription": ACCEPTED,
                "CustomerMessage": ACCEPTED,
            },
        )
        if first_delivery is not None:
            reply.after_delivery = first_delivery
            reply.delay_ms = self.behaviour.early_ack_ms
        return reply

    def _look(self, operation: Operation, request: Request) -> Seen:
        """Whose request this seems to be, before anything is checked: what faults are matched by."""
        owner = self.tokens.owner(request)
        seen = Seen(operation, tenant=owner.spec.shortcode if owner else None)
        if operation == "oauth":
            return seen
        try:
            body = decode_object(request)
        except Refused:
            return seen
        seen.tenant = text_of(body, "BusinessShortCode")[:LONGEST_KEPT] or seen.tenant
        seen.phone = text_of(body, "PhoneNumber")[:LONGEST_KEPT] or None
        if operation == "push":
            seen.amount = _short(body.get("Amount"))
            seen.account_reference = _short(body.get("AccountReference"))
            seen.callback_url = _short(body.get("CallBackURL"))
        elif operation == "query":
            seen.checkout_request_id = text_of(body, "CheckoutRequestID")[:LONGEST_KEPT] or None
            push = self.pushes.find(seen.checkout_request_id or "")
            seen.phone = push.order.phone if push else None
        return seen

    def _note(self, seen: Seen, reply: Reply, now_ms: int) -> None:
        code = None
        if reply.body and reply.status >= 200 and b"errorCode" in reply.body:
            code = reply.json().get("errorCode")
        details = {name: value for name, value in vars(seen).items() if value is not None}
        self.record.add(
            "push" if seen.operation == "push" else "request",
            now_ms,
            **details,
            status=reply.status,
            connection=reply.connection,
            error_code=code,
        )


def _short(value: object) -> str | int | None:
    """A value as it was sent, when it is text or a number; the record keeps nothing large."""
    if isinstance(value, bool | dict | list):
        return repr(value)[:LONGEST_KEPT]
    return value[:LONGEST_KEPT] if isinstance(value, str) else value  # type: ignore[return-value]
