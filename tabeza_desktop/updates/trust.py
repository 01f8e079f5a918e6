"""Where releases are announced and whose word counts: ``resources/updates/trust.json``, part of the program itself.

Two keys, always: one in use, one in a safe. A file that names an address without two different keys trusts nobody.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

import msgspec

from tabeza_desktop.resources import resource_path
from tabeza_desktop.updates.install import Installer, installer_here, platform_name
from tabeza_desktop.updates.manifest import KEY_BYTES

PINNED_KEYS: Final = 2


class TrustFile(msgspec.Struct, frozen=True):
    """``address`` of the manifest; ``keys`` are Ed25519 public keys in hex."""

    address: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about updating that is not the console's own."""

    address: str
    keys: tuple[bytes, ...]
    platform: str
    installer: Installer


def shipped_plan() -> Plan | None:
    """What this program ships with; None where there is nothing to ask, or this is not an installed program."""
    if not getattr(sys, "frozen", False):
        return None
    return plan_of(resource_path("updates", "trust.json").read_bytes(), installer_here())


def plan_of(raw: bytes, installer: Installer | None) -> Plan | None:
    """Raises ``ValueError`` for a file that names an address and not exactly two different keys."""
    told = msgspec.json.decode(raw, type=TrustFile)
    if not told.address or installer is None:
        return None
    keys = tuple(bytes.fromhex(key) for key in told.keys)
    if len(set(keys)) != PINNED_KEYS or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError("an update address needs two different keys")
    return Plan(told.address, keys, platform_name(), installer)
