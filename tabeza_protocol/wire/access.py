"""Pairing, tokens, people and sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.wire.base import Reply, Request

Role = Literal["owner", "cashier", "support"]
ServiceKind = Literal["production", "staging", "self_hosted", "practice"]


class SealingKey(Reply, kw_only=True, frozen=True):
    """An X25519 key credentials may be sealed to, vouched for by the service's identity key."""

    key_id: str
    public_key: str
    """64 lowercase hex characters (32 bytes)."""
    not_after: int
    """Unix seconds."""
    signature: str
    """Ed25519 over :func:`tabeza_protocol.sealing.sealing_key_statement`, 128 hex characters."""


class ServiceIdentity(Reply, kw_only=True, frozen=True):
    kind: ServiceKind
    identity_public_key: str
    """64 lowercase hex characters (raw Ed25519)."""
    sealing_keys: tuple[SealingKey, ...]
    protocol_version: int
    minimum_client: str = "0"
    server_version: str = ""


class PairingLookRequest(Request, kw_only=True, frozen=True):
    code: str


class PairingLook(Reply, kw_only=True, frozen=True):
    """What the code is for. Looking does not use the code up; a wrong code counts as a try."""

    purpose: PairingPurpose
    bar_name: str
    bar_place: str
    expires_at: datetime


class PairingClaimRequest(Request, kw_only=True, frozen=True):
    """``claim_key`` is made and stored by the console first: the same code and key again give the same device."""

    code: str
    claim_key: str
    device_name: str


class BarSummary(Reply, kw_only=True, frozen=True):
    id: str
    name: str
    place: str
    day_turn: str = "06:00"
    is_test_bar: bool = False


class Tokens(Reply, kw_only=True, frozen=True):
    access_token: str
    access_expires_at: datetime
    refresh_token: str


class Paired(Reply, kw_only=True, frozen=True):
    device_id: str
    device_name: str
    bar: BarSummary
    purpose: PairingPurpose
    tokens: Tokens
    owner_ticket: str | None = None
    """Only for ``claim_owner``: lets this device set the owner's name and PIN once."""


class RefreshRequest(Request, kw_only=True, frozen=True):
    device_id: str
    refresh_token: str


class PersonView(Reply, kw_only=True, frozen=True):
    id: str
    name: str
    role: Role
    locked_until: datetime | None = None
    claimed_bar: bool = False
    """The owner whom the operator's code made: nobody at the bar changes or removes this one."""


class People(Reply, kw_only=True, frozen=True):
    people: tuple[PersonView, ...]


class SetOwnerRequest(Request, kw_only=True, frozen=True):
    owner_ticket: str
    name: str
    pin: str


class AddPersonRequest(Request, kw_only=True, frozen=True):
    bar_id: str
    name: str
    role: Literal["cashier"]
    pin: str


class SignInRequest(Request, kw_only=True, frozen=True):
    person_id: str
    pin: str


class SignedIn(Reply, kw_only=True, frozen=True):
    """``session_token`` replaces the device token for everything a person does; it ends with the shift."""

    session_token: str
    expires_at: datetime
    person: PersonView
    bar: BarSummary


class NewPairingCodeRequest(Request, kw_only=True, frozen=True):
    bar_id: str
    purpose: Literal["add_device"]


class PairingCode(Reply, kw_only=True, frozen=True):
    code: str
    purpose: PairingPurpose
    expires_at: datetime


class DeviceView(Reply, kw_only=True, frozen=True):
    id: str
    name: str
    paired_at: datetime
    last_seen_at: datetime | None = None
    revoked_at: datetime | None = None
    is_this_device: bool = False


class Devices(Reply, kw_only=True, frozen=True):
    devices: tuple[DeviceView, ...]
