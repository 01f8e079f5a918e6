"""What can go wrong on purpose: which faults exist, where each strikes, and drawing them by phone, tenant and chance.

A fault strikes every matching request until its `times` are used up; with `probability` below 1 a seeded draw
decides each time, and only a strike uses one of the `times`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tabeza_practice.safaricom.results import RESULTS
from tabeza_practice.safaricom.subscribers import Phone

Operation = Literal["oauth", "push", "query", "lookup"]
Stage = Literal["before", "after", "callback", "query"]


@dataclass(frozen=True)
class Kind:
    """`before`: instead of processing. `after`: processed, then the answer is spoilt. Others: that part only."""

    stage: Stage
    operations: tuple[Operation, ...]
    evidence: str
    says: str


_ALL: tuple[Operation, ...] = ("oauth", "push", "query", "lookup")
_CALLS: tuple[Operation, ...] = ("push", "query", "lookup")
_PUSH: tuple[Operation, ...] = ("push",)
_QUERY: tuple[Operation, ...] = ("query",)

KINDS: dict[str, Kind] = {
    "lost_reset": Kind("after", _ALL, "[O]", "processed, then the connection is reset without an answer"),
    "lost_hang": Kind("after", _ALL, "[O]", "processed, no answer for delay_ms (60000), then closed"),
    "unreached_reset": Kind("before", _ALL, "[O]", "reset before anything was processed"),
    "internal_but_accepted": Kind("after", _PUSH, "[I]", "500.003.1001 although the prompt goes out"),
    "slow": Kind("after", _ALL, "[I]", "answered after delay_ms (3000)"),
    "spike_arrest": Kind("before", _ALL, "[D]", "500.003.02 Error Occurred: Spike Arrest Violation"),
    "spike_arrest_429": Kind("before", _ALL, "[?]", "HTTP 429 with the gateway's bare fault object"),
    "quota": Kind("before", _ALL, "[D]", "500.003.03 Quota Violation"),
    "busy": Kind("before", _CALLS, "[D]", "500.003.02 System is busy. Please try again in few minutes."),
    "internal": Kind("before", _ALL, "[D]", "500.003.1001 Internal Server Error, nothing processed"),
    "unreachable": Kind("before", _ALL, "[I]", "500.003.1001 Service is currently unreachable"),
    "waf_403": Kind("before", _ALL, "[C]", "HTTP 403 with the firewall's HTML page"),
    "waf_503": Kind("before", _ALL, "[C]", "HTTP 503 with the firewall's text"),
    "empty_400": Kind("before", _ALL, "[O]", "HTTP 400 with an empty body"),
    "oauth_down": Kind("before", ("oauth",), "[C]", "the token service answers HTTP 503 with text"),
    "token_replaced": Kind("before", _CALLS, "[D]", "somebody fetched a newer token: 404.001.03"),
    "callback_missing": Kind("callback", _PUSH, "[C]", "no callback, though the result stands"),
    "callback_late": Kind("callback", _PUSH, "[I]", "the callback comes delay_ms (30000) later"),
    "callback_duplicated": Kind("callback", _PUSH, "[I]", "count (2) more copies, delay_ms (500) apart"),
    "callback_early": Kind(
        "callback", _PUSH, "[?]", "the customer pays and the callback comes before the ack"
    ),
    "callback_wrong_amount": Kind("callback", _PUSH, "[?]", "says `amount` instead of the amount paid"),
    "callback_dead_receiver": Kind("callback", _PUSH, "[O]", "sent once to a port where nobody listens"),
    "callback_no_metadata": Kind("callback", _PUSH, "[C]", "a paid result without amount and receipt"),
    "callback_no_balance": Kind("callback", _PUSH, "[C]", "the Balance item is left out altogether"),
    "callback_masked_phone": Kind("callback", _PUSH, "[?]", "PhoneNumber is masked text"),
    "callback_contradiction": Kind("callback", _PUSH, "[?]", "says result `code` (1032), whatever happened"),
    "desync_wording": Kind("callback", _PUSH, "[O]", "callback and query word the result differently"),
    "query_processing": Kind("query", _QUERY, "[O]", "4999 whatever the truth"),
    "query_empty_message": Kind("query", _QUERY, "[O]", "500.001.1001 with an empty message, HTTP 200"),
    "query_being_processed": Kind("query", _QUERY, "[C]", "500.001.1001 The transaction is being processed"),
    "query_unknown": Kind("query", _QUERY, "[O]", "500.001.1001 The transaction does not Exist"),
}


class FaultSpec(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A fault to inject. Left out, `phone` and `tenant` (shortcode) match everything.

    `operation` left out is the push for a fault that can strike one; `any` is every call it can strike.
    `times`: how many strikes (1 by default; null for ever). `probability`: the chance of each.
    `delay_ms`, `count`, `amount` (whole shillings) and `code` as the kind says.
    """

    kind: str
    phone: Phone | None = None
    tenant: str | None = None
    operation: Operation | Literal["any"] | None = None
    times: Annotated[int, Meta(ge=1)] | None = 1
    probability: Annotated[float, Meta(gt=0.0, le=1.0)] = 1.0
    delay_ms: Annotated[int, Meta(ge=0, le=86_400_000)] | None = None
    count: Annotated[int, Meta(ge=1, le=100)] = 2
    amount: Annotated[int, Meta(ge=0)] | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are: {', '.join(KINDS)}")
        allowed = KINDS[self.kind].operations
        if self.operation not in (None, "any", *allowed):
            raise ValueError(f"{self.kind} strikes {', '.join(allowed)} only")
        if self.code is not None and self.code not in RESULTS:
            raise ValueError(f"no result has the code {self.code!r}; there are: {', '.join(RESULTS)}")
        if self.kind == "callback_wrong_amount" and self.amount is None:
            raise ValueError("callback_wrong_amount needs `amount`, in whole shillings")


class Fault:
    def __init__(self, fault_id: int, spec: FaultSpec) -> None:
        self.fault_id = fault_id
        self.spec = spec
        self.left = spec.times
        allowed = KINDS[spec.kind].operations
        self._wanted = spec.operation or ("push" if "push" in allowed else allowed[0])
        self.struck = 0

    def matches(self, operation: Operation, tenant: str | None, phone: str | None) -> bool:
        spec = self.spec
        return (
            operation in KINDS[spec.kind].operations
            and self._wanted in ("any", operation)
            and spec.tenant in (None, tenant)
            and spec.phone in (None, phone)
        )

    def public(self) -> dict[str, object]:
        return {"id": self.fault_id, "left": self.left, "struck": self.struck, "fault": self.spec}


class Faults:
    """The faults set now, oldest first. Strikes are drawn from one seeded source, in the order of the requests."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._set: list[Fault] = []
        self._next_id = 1

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._set)

    def add(self, spec: FaultSpec) -> Fault:
        fault = Fault(self._next_id, spec)
        self._next_id += 1
        self._set.append(fault)
        return fault

    def remove(self, fault_id: int | None = None) -> int:
        """One fault, or all of them; how many went."""
        before = len(self._set)
        self._set = [f for f in self._set if fault_id is not None and f.fault_id != fault_id]
        return before - len(self._set)

    def strike(
        self, stage: Stage, operation: Operation, tenant: str | None, phone: str | None, *kinds: str
    ) -> Fault | None:
        """The first matching fault that strikes now; of `kinds` only, when given."""
        for fault in list(self._set):
            kind = fault.spec.kind
            if KINDS[kind].stage != stage or (kinds and kind not in kinds):
                continue
            if not fault.matches(operation, tenant, phone):
                continue
            if fault.spec.probability < 1.0 and self._chance.random() >= fault.spec.probability:
                continue
            self._use(fault)
            return fault
        return None

    def _use(self, fault: Fault) -> None:
        fault.struck += 1
        if fault.left is not None:
            fault.left -= 1
            if fault.left == 0:
                self._set.remove(fault)
