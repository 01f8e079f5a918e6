"""Opaque tokens and codes: made from the id port, kept as digests only."""

from __future__ import annotations

from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.vault.vault import Vault
from tabeza_protocol.pairing_codes import ALPHABET, LENGTH
from tabeza_protocol.secret import Secret

_TOKEN_IDS: Final = 2


def vault_of(context: Context) -> Vault:
    """The whole vault; the port shows services only what most of them need."""
    assert isinstance(context.vault, Vault), "access and set-up need the real vault"
    return context.vault


def new_token(context: Context) -> Secret:
    """256 random bits, hex."""
    return Secret("".join(context.ids.new_id() for _ in range(_TOKEN_IDS)))


def new_code(context: Context) -> str:
    """A pairing code: ten characters, near enough 50 bits."""
    number = int(new_token(context).reveal(), 16)
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def salt(context: Context) -> bytes:
    """16 random bytes for a PIN hash."""
    return bytes.fromhex(context.ids.new_id())


def token_hash(context: Context, token: Secret) -> str:
    return vault_of(context).token_hash(token)


def code_hash(context: Context, code: str) -> str:
    return context.vault.digest("pairing-code", code)


def claim_hash(context: Context, claim_key: str) -> str:
    return context.vault.digest("claim-key", claim_key)
