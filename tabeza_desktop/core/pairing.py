"""Tying this PC to a bar: what a code stands for, and at which service."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_desktop.core.problems import Problem
from tabeza_protocol.wire.access import PairingLook, ServiceKind


@dataclass(frozen=True, slots=True)
class ServiceWho:
    """Which service this is. ``must_compare``: its words must be compared by the owner (nothing pinned it before)."""

    kind: ServiceKind
    words: tuple[str, ...]
    fingerprint: str
    must_compare: bool


@dataclass(frozen=True, slots=True)
class PairingOffer:
    """What a code stands for, to be confirmed before it is used up."""

    code: str
    look: PairingLook
    identity: ServiceWho


@dataclass(frozen=True, slots=True)
class Pairing:
    offer: PairingOffer | None = None
    busy: bool = False
    problem: Problem | None = None
