"""The control API: what a person or a test tells the simulated world. Documented in the package docstring.

A wrong request changes nothing and is answered with what would be right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tabeza_practice.safaricom.behaviour import Behaviour, evidence
from tabeza_practice.safaricom.clock import iso
from tabeza_practice.safaricom.engine import Engine
from tabeza_practice.safaricom.faults import KINDS, FaultSpec
from tabeza_practice.safaricom.messages import Reply, Request, json_reply
from tabeza_practice.safaricom.pushes import NotOpen
from tabeza_practice.safaricom.results import RESULTS
from tabeza_practice.safaricom.subscribers import ACTIONS, Action, Condition, Policy, Subscriber, is_msisdn
from tabeza_practice.safaricom.tenants import TenantSpec

PREFIX = "/_control"
MAX_WAIT_S = 30.0


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the customer does: an `action`, or any result `code` of the table."""

    action: Action | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        if (self.action is None) == (self.code is None):
            raise ValueError("say either `action` or `code`")
        if self.code is not None and self.code not in RESULTS:
            raise ValueError(f"no result has the code {self.code!r}; there are: {', '.join(RESULTS)}")


class PhoneChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change about one phone; what is left out stays. `policy` null: as everybody's."""

    balance: Annotated[int, Meta(ge=0, le=10_000_000)] | msgspec.UnsetType = msgspec.UNSET
    condition: Condition | msgspec.UnsetType = msgspec.UNSET
    policy: Policy | msgspec.UnsetType | None = msgspec.UNSET


class DefaultPolicy(msgspec.Struct, forbid_unknown_fields=True):
    """What every phone without a policy of its own does."""

    default_policy: Policy


class AdvanceClock(msgspec.Struct, forbid_unknown_fields=True):
    """Move a virtual clock on, delivering every callback at its time."""

    advance_ms: Annotated[int, Meta(ge=0, le=366 * 86_400_000)]


class Wrong(Exception):
    """A control request that cannot be done; `allowed` says what can."""

    def __init__(self, status: int, error: str, allowed: object) -> None:
        super().__init__(error)
        self.status, self.error, self.allowed = status, error, allowed


def read(body: bytes, kind: type) -> Any:
    """The body as `kind`, or `Wrong` with the field at fault and the schema."""
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise Wrong(400, str(error), msgspec.json.schema(kind)) from None


def refusal(wrong: Wrong) -> Reply:
    return json_reply(wrong.status, {"error": wrong.error, "allowed": wrong.allowed})


class Control:
    """Every control endpoint but the clock's, which the server does because callbacks leave meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._routes: dict[tuple[str, str], Callable[..., object]] = {
            ("GET", ""): self._index,
            ("GET", "prompts"): self._prompts,
            ("POST", "prompts/*"): self._answer_prompt,
            ("GET", "phones"): self._phones,
            ("POST", "phones"): self._default_policy,
            ("GET", "phones/*"): self._phone,
            ("POST", "phones/*"): self._change_phone,
            ("POST", "phones/*/answer"): self._answer_phone,
            ("GET", "tenants"): self._tenants,
            ("POST", "tenants"): self._add_tenant,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("DELETE", "faults/*"): self._remove_fault,
            ("GET", "behaviour"): self._behaviour,
            ("POST", "behaviour"): self._change_behaviour,
            ("GET", "record"): self._record,
            ("GET", "clock"): self._clock,
        }

    def handle(self, request: Request) -> Reply:
        parts = [part for part in request.path.removeprefix(PREFIX).split("/") if part]
        pattern = "/".join("*" if place == 1 else part for place, part in enumerate(parts))
        route = self._routes.get((request.method, pattern))
        try:
            if route is None:
                raise Wrong(404, f"there is no {request.method} {request.path}", self._index(request))
            return json_reply(200, route(request, *parts[1:2]))
        except Wrong as wrong:
            return refusal(wrong)

    def _index(self, _request: Request) -> object:
        posts = ["POST /_control/clock"]
        return sorted(f"{method} {PREFIX}/{path}" for method, path in self._routes) + posts

    # --- prompts and phones ---------------------------------------------------------------------------------

    def _prompts(self, request: Request) -> object:
        phone = request.query.get("phone")
        prompts = [p.prompt() for p in self._engine.pushes.open_prompts() if phone in (None, p.order.phone)]
        return {
            "version": self._engine.pushes.prompts_version,
            "now_ms": self._engine.clock.now_ms(),
            "prompts": prompts,
        }

    def _answer_prompt(self, request: Request, prompt_id: str) -> object:
        given: Answer = read(request.body, Answer)
        try:
            push = self._engine.pushes.answer(
                prompt_id, given.action or "enter_pin", self._engine.clock.now_ms(), given.code
            )
        except NotOpen:
            open_ids = [p.checkout_request_id for p in self._engine.pushes.open_prompts()]
            raise Wrong(409, f"no prompt {prompt_id} is showing now", {"open": open_ids}) from None
        return {"id": push.checkout_request_id, "state": push.state, "action": given.action or given.code}

    def _answer_phone(self, request: Request, phone: str) -> object:
        read(request.body, Answer)
        subscriber = self._subscriber(phone)
        prompt_id = subscriber.prompt or f"on {phone}"
        return self._answer_prompt(request, prompt_id)

    def _subscriber(self, phone: str) -> Subscriber:
        if not is_msisdn(phone):
            raise Wrong(400, f"{phone[:30]!r} is no phone number", "2547XXXXXXXX or 2541XXXXXXXX")
        return self._engine.subscribers.get(phone, self._engine.behaviour.start_balance)

    def _phones(self, _request: Request) -> object:
        subscribers = self._engine.subscribers
        return {
            "default_policy": subscribers.default_policy,
            "actions": ACTIONS,
            "phones": [subscriber.public() for subscriber in subscribers],
        }

    def _default_policy(self, request: Request) -> object:
        self._engine.subscribers.default_policy = read(request.body, DefaultPolicy).default_policy
        return self._phones(request)

    def _phone(self, _request: Request, phone: str) -> object:
        return self._subscriber(phone).public()

    def _change_phone(self, request: Request, phone: str) -> object:
        subscriber = self._subscriber(phone)
        change: PhoneChange = read(request.body, PhoneChange)
        if not isinstance(change.balance, msgspec.UnsetType):
            subscriber.balance = change.balance
        if not isinstance(change.condition, msgspec.UnsetType):
            subscriber.condition = change.condition
        if not isinstance(change.policy, msgspec.UnsetType):
            subscriber.policy = change.policy
        return subscriber.public()

    # --- tenants, faults, behaviour ---------------------------------------------------------------------------

    def _tenants(self, _request: Request) -> object:
        return {"tenants": [tenant.public() for tenant in self._engine.directory]}

    def _add_tenant(self, request: Request) -> object:
        spec: TenantSpec = read(request.body, TenantSpec)
        try:
            return self._engine.directory.add(spec).public()
        except ValueError as error:
            raise Wrong(409, str(error), msgspec.json.schema(TenantSpec)) from None

    def _faults(self, _request: Request) -> object:
        kinds = {
            name: {
                "stage": kind.stage,
                "operations": kind.operations,
                "evidence": kind.evidence,
                "says": kind.says,
            }
            for name, kind in KINDS.items()
        }
        return {"faults": [fault.public() for fault in self._engine.faults], "kinds": kinds}

    def _add_fault(self, request: Request) -> object:
        return self._engine.faults.add(read(request.body, FaultSpec)).public()

    def _clear_faults(self, _request: Request) -> object:
        return {"removed": self._engine.faults.remove()}

    def _remove_fault(self, _request: Request, fault_id: str) -> object:
        there = [fault.fault_id for fault in self._engine.faults]
        if not fault_id.isdecimal() or int(fault_id) not in there:
            raise Wrong(404, f"no fault {fault_id[:30]!r} is set", {"set": there})
        return {"removed": self._engine.faults.remove(int(fault_id))}

    def _behaviour(self, _request: Request) -> object:
        return {"values": self._engine.behaviour, "evidence": evidence()}

    def _change_behaviour(self, request: Request) -> object:
        now = msgspec.to_builtins(self._engine.behaviour)
        change = read(request.body, dict[str, Any])
        try:
            self._engine.use(msgspec.convert(now | change, Behaviour))
        except msgspec.ValidationError as error:
            raise Wrong(400, str(error), msgspec.json.schema(Behaviour)) from None
        return self._behaviour(request)

    # --- record and clock --------------------------------------------------------------------------------------

    def _record(self, request: Request) -> object:
        since = request.query.get("since", "0")
        what = request.query.get("what")
        kinds = ("request", "push", "transaction", "delivery")
        if not since.isdecimal() or what not in (None, *kinds):
            raise Wrong(400, "since is a number; what is one kind of entry", {"what": kinds})
        entries = self._engine.record.since(int(since), what)
        return {"last": self._engine.record.last, "entries": entries}

    def _clock(self, _request: Request) -> object:
        now_ms = self._engine.clock.now_ms()
        return {"now_ms": now_ms, "now": iso(now_ms), "next_due_ms": self._engine.next_due_ms()}
