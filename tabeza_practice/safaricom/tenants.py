"""Who is registered at the simulated Safaricom: organisations, their Daraja apps and keys.

A tenant belongs to one environment, `sandbox` or `production`. A PayBill pushes as itself. A Till pushes with
the store number as BusinessShortCode and the till as PartyB [D]. Keys follow from the seed, so they survive a
restart. Only the sandbox passkey of 174379 is Safaricom's real, public one [D].
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tabeza_practice.safaricom.ids import app_keys

Environment = Literal["sandbox", "production"]
Kind = Literal["paybill", "till"]
Product = Literal["stk", "lookup"]
Shortcode = Annotated[str, Meta(pattern=r"^[0-9]{5,7}$")]

SANDBOX_SHORTCODE = "174379"
SANDBOX_PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"  # public [D]


class TenantSpec(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One tenant as a file or the control API gives it. Keys left out are made from the seed.

    `shortcode`: the PayBill, or the store (head office) number of a Till. `till`: the number customers type,
    for Tills only. `daraja=False`: known to Safaricom, but without a Daraja app. `account_limit`: KES its
    account may hold before payments end in result 8; None for no limit.
    """

    shortcode: Shortcode
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    environment: Environment = "production"
    kind: Kind = "paybill"
    till: Shortcode | None = None
    daraja: bool = True
    products: tuple[Product, ...] = ("stk", "lookup")
    active: bool = True
    account_limit: Annotated[int, Meta(ge=0)] | None = None
    consumer_key: str | None = None
    consumer_secret: str | None = None
    passkey: str | None = None


class Tenant:
    """A registered organisation with its keys and the money it was paid, in whole shillings."""

    def __init__(self, spec: TenantSpec, seed: int) -> None:
        if (spec.kind == "till") != (spec.till is not None):
            raise ValueError("a Till needs `till`, the number customers type; a PayBill has none")
        key, secret, passkey = app_keys(seed, spec.environment, spec.shortcode)
        public_sandbox = spec.environment == "sandbox" and spec.shortcode == SANDBOX_SHORTCODE
        self.spec = spec
        self.consumer_key = spec.consumer_key or key
        self.consumer_secret = spec.consumer_secret or secret
        self.passkey = spec.passkey or (SANDBOX_PASSKEY if public_sandbox else passkey)
        self.paid_in = 0

    @property
    def receiving_number(self) -> str:
        """The PartyB that pays this organisation: the PayBill itself, or the till."""
        return self.spec.till or self.spec.shortcode

    def public(self) -> dict[str, object]:
        """All a practising bar owner needs to type, as the start line prints it. Simulated keys only."""
        spec = self.spec
        told: dict[str, object] = {
            "shortcode": spec.shortcode,
            "name": spec.name,
            "kind": spec.kind,
            "environment": spec.environment,
            "till": spec.till,
            "daraja": spec.daraja,
            "products": list(spec.products),
            "active": spec.active,
            "paid_in": self.paid_in,
        }
        if spec.daraja:
            told |= {
                "consumer_key": self.consumer_key,
                "consumer_secret": self.consumer_secret,
                "passkey": self.passkey,
            }
        return told


DEFAULT_TENANTS: tuple[TenantSpec, ...] = (
    TenantSpec(shortcode="4083917", name="KILIMANI TAVERN LTD"),
    TenantSpec(shortcode=SANDBOX_SHORTCODE, name="DARAJA SANDBOX", environment="sandbox"),
    TenantSpec(shortcode="7206115", till="9153842", kind="till", name="MTWAPA BEACH BAR"),
    TenantSpec(shortcode="5127604", name="NYALI SPORTS BAR LTD"),
    TenantSpec(shortcode="7206116", till="5523019", kind="till", name="KILIMANI TAVERN", daraja=False),
    TenantSpec(shortcode="522522", name="KCB BANK KENYA LTD"),  # a real PayBill: six digits that start with 5
    TenantSpec(shortcode="4100200", name="TABEZA LOOKUPS LTD", products=("lookup",)),
)


class Directory:
    """Every tenant, found by key, by shortcode or by the number that is paid. Two of one number are refused."""

    def __init__(self, seed: int, specs: tuple[TenantSpec, ...] = DEFAULT_TENANTS) -> None:
        self._seed = seed
        self._tenants: list[Tenant] = []
        for spec in specs:
            self.add(spec)

    def __iter__(self) -> Iterator[Tenant]:
        return iter(self._tenants)

    def add(self, spec: TenantSpec) -> Tenant:
        tenant = Tenant(spec, self._seed)
        for other in self._tenants:
            same_place = other.spec.environment == spec.environment
            shared = {spec.shortcode, spec.till} & {other.spec.shortcode, other.spec.till} - {None}
            if same_place and shared:
                raise ValueError(f"{shared.pop()} is already registered to {other.spec.name}")
            if other.consumer_key == tenant.consumer_key:
                raise ValueError(f"that consumer key is already used by {other.spec.name}")
        self._tenants.append(tenant)
        return tenant

    def by_consumer_key(self, consumer_key: str) -> Tenant | None:
        return next((t for t in self._tenants if t.spec.daraja and t.consumer_key == consumer_key), None)

    def by_shortcode(self, shortcode: str, environment: Environment) -> Tenant | None:
        """The tenant that may push under this BusinessShortCode."""
        return next((t for t in self._at(environment) if t.spec.shortcode == shortcode), None)

    def by_receiving_number(self, number: str, environment: Environment) -> Tenant | None:
        """The organisation a customer would pay by typing this PayBill or till."""
        return next((t for t in self._at(environment) if t.receiving_number == number), None)

    def is_store(self, number: str, environment: Environment) -> bool:
        return any(t.spec.kind == "till" and t.spec.shortcode == number for t in self._at(environment))

    def _at(self, environment: Environment) -> list[Tenant]:
        return [t for t in self._tenants if t.spec.environment == environment]


def load_tenants(path: Path) -> tuple[TenantSpec, ...]:
    """A JSON list of tenants, in the shape of `TenantSpec`; raises `msgspec.ValidationError` naming the field."""
    return tuple(msgspec.json.decode(path.read_bytes(), type=list[TenantSpec]))
