"""A Safaricom that knows the truth: what each customer really paid, and what it told whom about it.

It answers through the Daraja port, loses answers, lies about being busy, calls back early, late, often, never, or with
another story first. What it says in the end is always true; that is all a service may rely on.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tabeza_central.ports import (
    Accepted,
    DarajaCredentials,
    LookupAnswer,
    NoAnswer,
    NotYet,
    PushAnswer,
    PushRequest,
    QueryAnswer,
    Refused,
    Result,
    TokenAnswer,
    TokenReady,
)
from tests.central.world import callback_body

FAILURES = ("1", "1032", "1037", "2001", "1019", "17", "2028", "SFC_IC0003")
STRANGE = ("7777", "E9999", "4999")


class Crash(BaseException):
    """The process died here."""


@dataclass
class Prompt:
    """One push that arrived, and the truth about it."""

    token: str
    shortcode: str
    checkout: str
    merchant: str
    asked_shillings: int
    paid_shillings: int = 0
    code: str = ""
    """Empty until the customer has acted."""
    receipt: str = ""
    ends_at: float = 0.0
    said_paid: bool = False
    said_failed: bool = False


@dataclass(order=True)
class Delivery:
    at: float
    n: int
    token: str | None = field(compare=False)
    body: bytes = field(compare=False)


@dataclass
class SimulatedSafaricom:
    """``seconds`` is true time. ``before_push`` lets the simulation look at the world the moment a push arrives."""

    rng: random.Random
    seconds: Callable[[], float]
    before_push: Callable[[str], None]
    faults: bool = True
    prompts: dict[str, Prompt] = field(default_factory=dict)
    """By callback token: a second push for one payment would have the same."""
    pushes: list[str] = field(default_factory=list)
    waiting: list[Delivery] = field(default_factory=list)
    _n: int = 0

    def _chance(self, of: float) -> bool:
        return self.faults and self.rng.random() < of

    # --- the port -------------------------------------------------------------------------------------------------

    def push(self, credentials: DarajaCredentials, request: PushRequest) -> PushAnswer:
        token = request.callback_url.rsplit("/", 1)[1]
        self.pushes.append(token)
        self.before_push(token)
        if self._chance(0.04):
            raise Crash("before anything arrived")
        if self._chance(0.06):
            return Refused("safaricom_refused", "400.002.02", 400)
        prompt = self._accept(token, credentials.business_shortcode, request.amount_shillings)
        if self._chance(0.04):
            raise Crash("after Safaricom took it")
        if self._chance(0.12):
            return NoAnswer("timeout")
        return Accepted(prompt.merchant, prompt.checkout)

    def query(self, credentials: DarajaCredentials, checkout_request_id: str) -> QueryAnswer:
        prompt = next((p for p in self.prompts.values() if p.checkout == checkout_request_id), None)
        if self._chance(0.15):
            return self.rng.choice(
                [NotYet("500.001.1001"), NoAnswer("timeout"), Refused("safaricom_unreachable")]
            )
        if prompt is None or not prompt.code or prompt.ends_at > self.seconds():
            return NotYet("4999")
        if self._chance(0.03):
            return Result(self.rng.choice(STRANGE), "Strange.")
        prompt.said_paid |= prompt.code == "0"
        prompt.said_failed |= prompt.code != "0"
        return Result(prompt.code, "The truth.")

    def lookup(self, credentials: DarajaCredentials | None, shortcode: str) -> LookupAnswer:
        return NoAnswer("timeout")

    def token(self, credentials: DarajaCredentials) -> TokenAnswer:
        return TokenReady()

    # --- the truth ------------------------------------------------------------------------------------------------

    def _accept(self, token: str, shortcode: str, shillings: int) -> Prompt:
        self._n += 1
        prompt = Prompt(token, shortcode, f"ws_CO_{self._n:010d}", f"mr-{self._n}", shillings)
        self.prompts[f"{token}#{self._n}"] = prompt
        now = self.seconds()
        prompt.ends_at = now + self.rng.choice([1, 8, 17, 40, 60, 150])
        if self.rng.random() < 0.6:
            prompt.code, prompt.receipt = "0", f"UK{self._n:08d}"
            prompt.paid_shillings = shillings
            if self._chance(0.08):
                prompt.paid_shillings = shillings + self.rng.choice([-1, 1, 500])
        else:
            prompt.code = self.rng.choice(FAILURES)
        self._plan_callbacks(prompt)
        return prompt

    def _plan_callbacks(self, prompt: Prompt) -> None:
        """None, one or several; early or up to two days late; sometimes another story comes first."""
        if self._chance(0.2):
            return
        if prompt.code == "0" and self._chance(0.06):
            self._plan(prompt, prompt.ends_at - 0.5, self.rng.choice(["1032", "1037", "E9999"]))
        for _ in range(self.rng.choice([1, 1, 1, 2, 4]) if self.faults else 1):
            late = self.rng.choice([0, 0, 0, 1, 30, 600, 90_000]) if self.faults else 0
            self._plan(prompt, prompt.ends_at + late, prompt.code)

    def _plan(self, prompt: Prompt, at: float, code: str) -> None:
        value: str | int = int(code) if code.isdigit() and self.rng.random() < 0.7 else code
        body = callback_body(
            prompt.merchant, prompt.checkout, value, amount=prompt.paid_shillings, receipt=prompt.receipt,
            description=f"{self.rng.random()}", metadata=self.rng.random() > (0.05 if self.faults else 0),
        )  # fmt: skip
        self._n += 1
        heapq.heappush(self.waiting, Delivery(at, self._n, prompt.token, body))

    def due(self) -> list[Delivery]:
        """Callbacks to deliver now."""
        found = []
        while self.waiting and self.waiting[0].at <= self.seconds():
            found.append(heapq.heappop(self.waiting))
        return found

    def note_said(self, delivery: Delivery) -> None:
        """Once a callback was delivered, this has been said about its prompt."""
        for prompt in self.prompts.values():
            if prompt.token == delivery.token:
                said_paid = b'"ResultCode": 0' in delivery.body or b'"ResultCode": "0"' in delivery.body
                prompt.said_paid |= said_paid
                prompt.said_failed |= not said_paid

    def forge(self) -> Delivery:
        """Somebody who knows a CheckoutRequestID but no token says it was paid."""
        prompt = self.rng.choice(list(self.prompts.values()))
        token = self.rng.choice([None, "0" * 64])
        receipt = f"FORGE{self.rng.randrange(10**5):05d}"
        body = callback_body(
            prompt.merchant, prompt.checkout, 0, amount=prompt.asked_shillings, receipt=receipt
        )
        return Delivery(0, 0, token, body)
