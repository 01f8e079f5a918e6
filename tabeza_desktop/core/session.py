"""Who is at this counter, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # who-are-you is painted before the wire's types are loaded
    from tabeza_protocol.wire.access import BarSummary, PersonView, Role, ServiceKind


class Phase(StrEnum):
    STARTING = "starting"
    """Reading what this PC remembers."""
    UNPAIRED = "unpaired"
    OWNER_PIN = "owner_pin"
    """Paired by an owner's code; the owner's name and PIN are still to be set."""
    SIGNED_OUT = "signed_out"
    """Paired; nobody is signed in."""
    SIGNED_IN = "signed_in"
    LOCKED = "locked"
    """Someone is signed in and away: no money, names or tabs may show."""


class Capability(StrEnum):
    SEE_TABS = "see_tabs"
    REQUEST_PAYMENT = "request_payment"
    CHANGE_TABS = "change_tabs"
    """Charges, cash, moving a balance, opening, closing; and taking back what he or she entered today."""
    ADJUST_TABS = "adjust_tabs"
    VERIFY = "verify"
    SET_UP = "set_up"
    DECIDE_REVIEW = "decide_review"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_DEVICES = "manage_devices"


_CASHIER: Final = frozenset(
    {Capability.SEE_TABS, Capability.REQUEST_PAYMENT, Capability.VERIFY, Capability.CHANGE_TABS}
)
CAPABILITIES: Final = MappingProxyType(
    {"owner": frozenset(Capability), "cashier": _CASHIER, "support": frozenset[Capability]()}
)
READ_ONLY: Final = frozenset({Capability.SEE_TABS, Capability.VERIFY})


@dataclass(frozen=True, slots=True)
class Session:
    """``read_only``: unlocked without the service, so nothing may be started. ``keyring_problem`` is a reason key."""

    phase: Phase = Phase.STARTING
    bar: BarSummary | None = None
    device_id: str | None = None
    device_name: str = ""
    person: PersonView | None = None
    people: tuple[PersonView, ...] = ()
    read_only: bool = False
    keyring_problem: str | None = None
    service_kind: ServiceKind | None = None
    ended_by: str | None = None
    """The problem code that ended the last session (``token_expired``, ``device_revoked``), for the sign-in page."""

    @property
    def role(self) -> Role | None:
        return self.person.role if self.person is not None else None

    @property
    def is_open(self) -> bool:
        """Whether money, names and tabs may show."""
        return self.phase is Phase.SIGNED_IN

    def may(self, capability: Capability) -> bool:
        """Whether the person at the counter may do this now."""
        if self.person is None or not self.is_open:
            return False
        if self.read_only and capability not in READ_ONLY:
            return False
        return capability in CAPABILITIES[self.person.role]
