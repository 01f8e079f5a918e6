"""What a route is: data. One handler (:mod:`tabeza_central.web.shell`) runs them all.

The table of routes is also where the role matrix, the OpenAPI document and ``docs/api.md`` come from, so none of them
can drift from what is really served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import Role

Method = Literal["GET", "POST", "PUT", "DELETE"]


class Pool(StrEnum):
    """Which bounded thread pool runs the service function, so that a slow one starves nobody else."""

    READS = "reads"
    COMMANDS = "commands"
    SAFARICOM = "safaricom"
    """Those that ask Safaricom something before they answer."""
    CALLBACKS = "callbacks"


class BarFrom(StrEnum):
    """Where a request names its bar, to be compared with the token's."""

    QUERY = "query"
    BODY = "body"
    TOKEN = "token"  # noqa: S105 - a place, not a secret
    """It names none: the token's bar is meant."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call: anybody, any paired device, or people with one of these roles."""

    kind: Literal["public", "device", "person"]
    roles: frozenset[Role] = frozenset()

    def allows(self, role: Role | None) -> bool:
        return self.kind != "person" or role in self.roles


PUBLIC: Final = Access("public")
DEVICE: Final = Access("device")
TRADE: Final = Access("person", frozenset({"owner", "cashier"}))
OWNER: Final = Access("person", frozenset({"owner"}))
SUPPORT: Final = Access("person", frozenset({"support"}))


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a service function sees it. ``who`` has been checked for bar and role."""

    context: Context
    who: Principal
    body: Any
    path: Mapping[str, str]
    query: Mapping[str, str]
    idempotency_key: str | None
    sender: str
    """The address the request came from."""
    token: Secret | None

    def required(self, name: str) -> str:
        return self.path[name]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status of its own choosing, for routes that have two."""

    status: int
    body: msgspec.Struct | None


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint. ``run`` is called in ``pool`` and gives a wire struct, a :class:`Reply` or None (204)."""

    method: Method
    path: str
    """Litestar's form: ``/api/tabs/{tab_id:str}``."""
    access: Access
    run: Callable[[Call], msgspec.Struct | Reply | None]
    summary: str
    replies: type | tuple[type, ...] | None = None
    body: type | None = None
    bar: BarFrom = BarFrom.TOKEN
    pool: Pool = Pool.READS
    status: int = 200
    problems: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    """Query parameters besides ``barId``: name to description."""
    needs_key: bool = False
    tag: str = ""

    @property
    def template(self) -> str:
        """``/api/tabs/{tab_id}``, as logs and documents name it."""
        return self.path.replace(":str}", "}")
