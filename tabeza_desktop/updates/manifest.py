"""The signed list of what there is to install, and how far it can be trusted.

An envelope holds the release as exact bytes and Ed25519 signatures over them; one good signature by one of the two
pinned keys is enough (the second key lies in a safe for the day the first is lost). Nothing of the release is read
before that. Refused as well: a manifest past its time (so that nobody can hold a PC back for ever by serving an old
one), one from the future, and one older than any this PC has accepted (``sequence``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec

SIGNED_AS: Final = b"tabeza-update-manifest/1\n"
"""Put before the bytes that are signed, so that no other signature of these keys can pass for one of these."""
KEY_BYTES: Final = 32
MOST_SIGNATURES: Final = 4
LONGEST_ENVELOPE_BYTES: Final = 64 * 1024
LARGEST_PACKAGE_BYTES: Final = 400 * 1024 * 1024
CLOCKS_APART_S: Final = 86_400
_VERSION: Final = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
StructT = TypeVar("StructT", bound=msgspec.Struct)


class Reason(StrEnum):
    """Why a manifest or a package was refused."""

    MALFORMED = "malformed"
    NOT_SIGNED = "not_signed"
    """By no key that this program knows."""
    EXPIRED = "expired"
    FROM_THE_FUTURE = "from_the_future"
    REPLAYED = "replayed"
    """Older than one this PC has accepted before."""
    WRONG_SIZE = "wrong_size"
    WRONG_HASH = "wrong_hash"


class UpdateRefused(Exception):
    """Something that claims to be an update is not to be used. ``str()`` is the reason key."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Package(msgspec.Struct, frozen=True):
    """One file to install. ``url``: absolute, https (or this machine); ``size`` in bytes; ``sha256`` lowercase hex."""

    url: str
    size: int
    sha256: str


class Release(msgspec.Struct, frozen=True):
    """What is signed. Times are whole seconds since 1970 UTC; ``packages`` by platform (``windows-x86_64``).

    Programs older than ``minimum_version`` take the release whatever ``rollout_percent`` says.
    """

    version: str
    minimum_version: str
    sequence: int
    issued_at: int
    expires_at: int
    rollout_percent: int
    packages: Mapping[str, Package]
    notes: Mapping[str, str] = {}


class Signature(msgspec.Struct, frozen=True):
    """``key_id`` is :func:`key_id` of the public key; ``signature`` is base64."""

    key_id: str
    signature: str


class Envelope(msgspec.Struct, frozen=True):
    """The file at the release address. ``signed`` is the release's JSON in base64."""

    signed: str
    signatures: tuple[Signature, ...]


def key_id(public_key: bytes) -> str:
    """The first 16 hex characters of the key's SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def parse_version(text: str) -> tuple[int, int, int]:
    """``1.20.3`` as numbers. Raises :class:`UpdateRefused` for any other form."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise UpdateRefused(Reason.MALFORMED)
    return int(match[1]), int(match[2]), int(match[3])


def statement(signed: bytes) -> bytes:
    """What a signature is made over."""
    return SIGNED_AS + signed


def judge(raw: bytes, pinned: Sequence[bytes], *, now: datetime, seen_sequence: int = 0) -> Release:
    """The release in an envelope, if a pinned key vouches for it and it is neither out of date nor replayed.

    ``pinned`` are raw public keys, ``seen_sequence`` the highest accepted before. Raises :class:`UpdateRefused`.
    """
    if len(raw) > LONGEST_ENVELOPE_BYTES:
        raise UpdateRefused(Reason.MALFORMED)
    envelope = _decoded(raw, Envelope)
    signed = _base64(envelope.signed)
    if not _vouched(envelope.signatures[:MOST_SIGNATURES], signed, pinned):
        raise UpdateRefused(Reason.NOT_SIGNED)
    release = _decoded(signed, Release)
    check_form(release)
    seconds = now.timestamp()
    if release.issued_at > seconds + CLOCKS_APART_S:
        raise UpdateRefused(Reason.FROM_THE_FUTURE)
    if release.expires_at <= seconds:
        raise UpdateRefused(Reason.EXPIRED)
    if release.sequence < seen_sequence:
        raise UpdateRefused(Reason.REPLAYED)
    return release


def check_form(release: Release) -> None:
    """Raises :class:`UpdateRefused` (``malformed``) for a release that cannot be meant."""
    newest, oldest = parse_version(release.version), parse_version(release.minimum_version)
    good = (
        oldest <= newest
        and 0 <= release.rollout_percent <= 100
        and 0 < release.sequence < 2**53
        and release.issued_at < release.expires_at
        and all(_good_package(package) for package in release.packages.values())
    )
    if not good:
        raise UpdateRefused(Reason.MALFORMED)


def _good_package(package: Package) -> bool:
    try:
        address = urlsplit(package.url)
        allowed = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    except ValueError:
        return False
    sized = 0 < package.size <= LARGEST_PACKAGE_BYTES
    return allowed and bool(address.hostname) and sized and _SHA256.fullmatch(package.sha256) is not None


def _vouched(signatures: Sequence[Signature], signed: bytes, pinned: Sequence[bytes]) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    keys = {key_id(key): key for key in pinned}
    for signature in signatures:
        key = keys.get(signature.key_id)
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(_base64(signature.signature), statement(signed))
        except InvalidSignature:
            continue
        return True
    return False


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UpdateRefused(Reason.MALFORMED) from None


def _decoded(raw: bytes, kind: type[StructT]) -> StructT:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UpdateRefused(Reason.MALFORMED) from None
