"""The customers' phones: how much money each holds, what it spent today, and what its owner does with a prompt."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tabeza_practice.safaricom.clock import nairobi_day

TEST_MSISDN = "254708374149"  # never answers: 1037 every time [O]

Phone = Annotated[str, Meta(pattern=r"^254[17][0-9]{8}$", description="2547XXXXXXXX or 2541XXXXXXXX")]
Action = Literal["enter_pin", "wrong_pin", "cancel", "ignore", "no_money", "phone_off"]
ACTIONS: tuple[Action, ...] = ("enter_pin", "wrong_pin", "cancel", "ignore", "no_money", "phone_off")
Condition = Literal["normal", "not_registered", "inactive", "pin_locked", "bad_debt"]

# what a line in this condition answers once the customer acts; evidence in results.py
CONDITION_RESULT: dict[Condition, str] = {
    "not_registered": "2001",  # [C]
    "inactive": "11",  # [D]
    "pin_locked": "8006",  # [D]
    "bad_debt": "E3008",  # [O] sandbox
}


class Policy(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What happens to a prompt. `ask`: it waits for `/_control/prompts/{id}`. `mix`: drawn by weight, seeded.

    An action is taken `delay_ms` after the prompt appears.
    """

    mode: Action | Literal["ask", "mix"] = "ask"
    delay_ms: Annotated[int, Meta(ge=0, le=600_000)] = 0
    weights: dict[Action, Annotated[float, Meta(ge=0)]] = {}

    def __post_init__(self) -> None:
        if self.mode == "mix" and not any(self.weights.values()):
            raise ValueError(f"mode 'mix' needs weights above 0 for some of {', '.join(ACTIONS)}")

    def choose(self, chance: random.Random) -> Action | None:
        """The action, or None to wait for a person."""
        if self.mode == "ask":
            return None
        if self.mode == "mix":
            names = sorted(self.weights)
            return chance.choices(names, [self.weights[name] for name in names])[0]
        return self.mode


class Subscriber:
    """One phone line. `balance` in whole shillings, never below 0; `policy` None means everybody's policy."""

    def __init__(self, msisdn: str, balance: int) -> None:
        self.msisdn = msisdn
        self.balance = balance
        self.condition: Condition = "normal"
        self.policy: Policy | None = None
        self.prompt: str | None = None  # the CheckoutRequestID that holds this line
        self._spent_day = -1
        self._spent = 0
        self._last_paid: dict[tuple[str, int], int] = {}

    def spent_on_day_of(self, at_ms: int) -> int:
        return self._spent if nairobi_day(at_ms) == self._spent_day else 0

    def paid_same_within(self, business: str, amount: int, window_ms: int, at_ms: int) -> bool:
        last = self._last_paid.get((business, amount))
        return last is not None and at_ms - last < window_ms

    def pay(self, business: str, amount: int, at_ms: int) -> None:
        """Take the money. The caller has checked balance, limits and rules."""
        assert 0 < amount <= self.balance, f"{amount} of {self.balance}"
        self.balance -= amount
        self._spent = self.spent_on_day_of(at_ms) + amount
        self._spent_day = nairobi_day(at_ms)
        self._last_paid[(business, amount)] = at_ms

    def public(self) -> dict[str, object]:
        return {
            "phone": self.msisdn,
            "balance": self.balance,
            "condition": self.condition,
            "policy": self.policy,
            "open_prompt": self.prompt,
        }


class Subscribers:
    """Phones by number, made when first seen."""

    def __init__(self) -> None:
        self._known: dict[str, Subscriber] = {}
        self.default_policy = Policy()

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(self._known.values())

    def get(self, msisdn: str, start_balance: int) -> Subscriber:
        if msisdn not in self._known:
            self._known[msisdn] = Subscriber(msisdn, start_balance)
            if msisdn == TEST_MSISDN:
                self._known[msisdn].policy = Policy(mode="phone_off")
        return self._known[msisdn]

    def policy_of(self, subscriber: Subscriber) -> Policy:
        return subscriber.policy or self.default_policy


def is_msisdn(text: str) -> bool:
    return re.fullmatch(r"254[17][0-9]{8}", text, re.ASCII) is not None
