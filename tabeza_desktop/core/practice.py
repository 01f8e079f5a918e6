"""Practice mode as the console knows it: where the simulated phones answer, and the prompt one of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tabeza_desktop.core.problems import Problem
from tabeza_protocol.secret import Secret


class PhoneAnswer(StrEnum):
    """What the person playing the customer does, in the order of the keys 1 to 6; values are the simulator's own."""

    PIN = "enter_pin"
    WRONG_PIN = "wrong_pin"
    CANCEL = "cancel"
    IGNORE = "ignore"
    NO_MONEY = "no_money"
    PHONE_OFF = "phone_off"


@dataclass(frozen=True, slots=True)
class PracticeInfo:
    """Handed over by the launcher. The Daraja keys are the simulator's own and worth nothing outside it."""

    base_url: str
    identity_fingerprint: str
    pairing_code: str
    control_url: str
    phone: str
    shortcode: str
    consumer_key: Secret
    consumer_secret: Secret
    passkey: Secret
    owner_pin: str = ""


@dataclass(frozen=True, slots=True)
class PhonePrompt:
    """A prompt that shows on the practice phone now. ``phone`` is canonical and simulated."""

    id: str
    phone: str
    amount_shillings: int
    business_name: str
    account: str


@dataclass(frozen=True, slots=True)
class Practice:
    info: PracticeInfo | None = None
    prompt: PhonePrompt | None = None
    problem: Problem | None = None
