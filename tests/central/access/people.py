"""The real vault, store and services with a clock and a Safaricom that the test owns."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import access, operator, pairing
from tabeza_central.settings import settings_from_environment
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import Paired
from tests.central import world as worlds

KEY = "5e8b1f0a9c2d7e4b6f3a8d1c0b9e7f2a4d6c8b0e1f3a5c7d9b2e4f6a8c0d1e3f"
PIN = "482915"
OTHER_PIN = "739164"
SENDER = "192.0.2.7"


@dataclass
class House:
    """A world whose vault and settings are real, and what people do in it."""

    world: worlds.World

    @property
    def ctx(self) -> Any:
        return self.world.ctx

    def bar(self, name: str = "Mlango Mmoja", *, test: bool = False) -> str:
        return operator.add_bar(self.ctx, name=name, is_test_bar=test)

    def code(self, bar_id: str, purpose: PairingPurpose = PairingPurpose.CLAIM_OWNER) -> str:
        return operator.new_code(self.ctx, bar_id, purpose).code

    def pair(self, code: str, claim_key: str | None = None, sender: str = SENDER) -> Paired:
        return pairing.claim(self.ctx, code, claim_key or secrets.token_hex(16), "Counter PC", sender)

    def who(self, token: str) -> Principal:
        return access.authenticate(self.ctx, Secret(token))

    def owner(self, bar_id: str, name: str = "Wanjiru") -> tuple[Paired, Principal]:
        """A device claimed for the bar, and its owner signed in."""
        paired = self.pair(self.code(bar_id))
        device = self.who(paired.tokens.access_token)
        assert paired.owner_ticket is not None
        person = pairing.set_owner(self.ctx, device, Secret(paired.owner_ticket), name, Secret(PIN))
        return paired, self.who(access.sign_in(self.ctx, device, person.id, Secret(PIN)).session_token)


def build(url: str = "sqlite://") -> House:
    world = worlds.build(url)
    world.ctx.vault = Vault(Keyring.from_text(KEY))
    world.ctx.callback_tokens = world.ctx.vault.callback_tokens
    world.ctx.settings = settings_from_environment(
        {"TABEZA_SERVICE_KIND": "test", "MPESA_ENCRYPTION_KEY": KEY}
    )
    return House(world)


def problem_of(call: Any, *arguments: Any) -> Problem:
    """The problem a call raises; fails if it raises none."""
    try:
        call(*arguments)
    except Problem as problem:
        return problem
    raise AssertionError("it went through")
