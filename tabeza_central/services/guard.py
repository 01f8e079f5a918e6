"""The one rule for refusals: another bar's things do not exist (404); what a role may not do is 403."""

from __future__ import annotations

import re
from typing import Final

from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_protocol.wire.access import Role

TRADE: Final[tuple[Role, ...]] = ("owner", "cashier")
OWNER: Final[tuple[Role, ...]] = ("owner",)
_KEY: Final = re.compile(r"[A-Za-z0-9_\-]{8,80}\Z")
_ID: Final = re.compile(r"[0-9a-f]{32}\Z")


def require(principal: Principal, bar_id: str, roles: tuple[Role, ...] = TRADE) -> None:
    """Raises ``not_found`` for another bar, ``signed_out`` with nobody signed in, ``not_allowed`` for the role."""
    if not principal.bar_id or bar_id != principal.bar_id:
        raise Problem("not_found")
    if principal.role is None:
        raise Problem("signed_out")
    if principal.role not in roles:
        raise Problem("not_allowed")


def checked_key(client_key: str | None) -> str:
    """A usable Idempotency-Key. Raises ``idempotency_missing`` or ``bad_request``."""
    if not client_key:
        raise Problem("idempotency_missing")
    if not _KEY.match(client_key):
        raise Problem("bad_request", fields={"Idempotency-Key": "bad_request"})
    return client_key


def checked_id(value: str) -> str:
    """An id that could be one of ours; anything else does not exist."""
    if not _ID.match(value):
        raise Problem("not_found")
    return value


def checked_name(text: str, *, field: str = "name", most: int = 80) -> str:
    """A text people typed: trimmed, one line, not empty. Raises ``name_invalid`` naming the field."""
    cleaned = " ".join(text.split())
    if not cleaned or len(cleaned) > most or any(not sign.isprintable() for sign in cleaned):
        raise Problem("name_invalid", fields={field: "name_invalid"})
    return cleaned
