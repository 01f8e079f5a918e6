"""The master keys of the service, read from the environment, and every key derived from them.

``MPESA_ENCRYPTION_KEY`` is the current key; ``MPESA_ENCRYPTION_KEYS_OLD`` (comma separated) holds earlier ones until
everything is sealed anew. A key names itself: its id is the first 8 hex digits of an HMAC over a constant, so a key
pasted in the wrong place is recognised instead of silently sealing under a second root.

Invariant: the master bytes are used for nothing but deriving. Every purpose has its own label, so no two purposes
ever share key bytes (HKDF-SHA512, RFC 5869).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
KEY_ID_DIGITS: Final = 8
_SALT: Final = b"tabeza_central"
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}\Z")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{43}=\Z")
_PLACEHOLDERS: Final = ("your-32-byte", "encryption-key-here", "changeme", "change-me", "placeholder")
_LEAST_DISTINCT_BYTES: Final = 8
"""Thirty-two random bytes have about 30 distinct values; fewer than eight means a pattern, not a key."""

CURE: Final = 'Make one with:  python -c "import secrets; print(secrets.token_hex(32))"'


class KeyRefused(Exception):
    """A key that must not be used. The text says why and the cure, and never contains the key."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One 32-byte root. ``warning`` is set for keys that work but should be made properly."""

    key_id: str
    material: bytes = field(repr=False)
    warning: str | None = None


def parse_key(text: str, *, name: str = "MPESA_ENCRYPTION_KEY") -> MasterKey:
    """A master key from 64 hex digits, 44 characters of standard base64, or 32 plain characters (with a warning).

    Raises :class:`KeyRefused` for everything else, with a sentence that says the cure.
    """
    value = text.strip()
    if not value:
        raise KeyRefused(f"{name} is not set. {CURE}")
    if any(mark in value.lower() for mark in _PLACEHOLDERS):
        raise KeyRefused(f"{name} still holds the example text from the checklist. {CURE}")
    material, warning = _material_of(value, name)
    if len(set(material)) < _LEAST_DISTINCT_BYTES:
        raise KeyRefused(f"{name} repeats the same few bytes over and over: anyone could guess it. {CURE}")
    return MasterKey(_key_id(material), material, warning)


def _material_of(value: str, name: str) -> tuple[bytes, str | None]:
    if _HEX.match(value):
        return bytes.fromhex(value), None
    if _BASE64.match(value):
        try:
            material = base64.b64decode(value, validate=True)
        except binascii.Error:
            material = b""
        if len(material) == KEY_BYTES and base64.b64encode(material).decode() == value:
            return material, None
        raise KeyRefused(f"{name} looks like base64 but is not exactly 32 bytes. {CURE}")
    raw = value.encode()
    if len(raw) == KEY_BYTES:
        return raw, f"{name} is 32 plain characters, weaker than 32 random bytes. Plan a rotation. {CURE}"
    raise KeyRefused(
        f"{name} must be 32 bytes: 64 hex digits or 44 characters of base64, but it has {len(value)} characters. {CURE}"
    )


def _key_id(material: bytes) -> str:
    return hmac.new(material, b"kid", hashlib.sha256).hexdigest()[:KEY_ID_DIGITS]


class Keyring:
    """The current master key and the old ones still needed to open what was sealed under them."""

    def __init__(self, current: MasterKey, old: Iterable[MasterKey] = ()) -> None:
        self._current = current
        self._keys = {key.key_id: key for key in (*old, current)}

    @classmethod
    def from_text(cls, current: str, old: str = "") -> Keyring:
        """From the two environment values. An old key may carry a label (``k1:...``), which is only a note.

        Raises :class:`KeyRefused`.
        """
        parts = [part.strip() for part in old.split(",") if part.strip()]
        earlier = [
            parse_key(part.rpartition(":")[2], name=f"MPESA_ENCRYPTION_KEYS_OLD (number {n})")
            for n, part in enumerate(parts, 1)
        ]
        return cls(parse_key(current), earlier)

    @property
    def current_id(self) -> str:
        return self._current.key_id

    @property
    def key_ids(self) -> frozenset[str]:
        return frozenset(self._keys)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(key.warning for key in self._keys.values() if key.warning)

    def __contains__(self, key_id: object) -> bool:
        return key_id in self._keys

    def derive(self, key_id: str, label: str, *parts: str, length: int = KEY_BYTES) -> bytes:
        """``length`` bytes for one purpose. Raises ``KeyError`` if the ring does not hold ``key_id``."""
        info = bytearray(f"tabeza/{label}\0{key_id}".encode())
        for part in parts:
            raw = part.encode()
            info += len(raw).to_bytes(4, "big") + raw
        hkdf = HKDF(algorithm=hashes.SHA512(), length=length, salt=_SALT, info=bytes(info))
        return hkdf.derive(self._keys[key_id].material)

    def check_value(self, key_id: str) -> str:
        """What the database remembers of a key, to tell a changed key from the right one; reveals nothing of it."""
        return self.derive(key_id, "key-check/v1", length=16).hex()

    def refuse_mismatch(self, stored: Mapping[str, str]) -> None:
        """Check this ring against the key ids and check values the data was sealed under.

        Raises :class:`KeyRefused`, naming the key id, if a key is missing or different.
        """
        for key_id, check in sorted(stored.items()):
            if key_id not in self._keys:
                raise KeyRefused(
                    f"The data was sealed under key {key_id}, but MPESA_ENCRYPTION_KEY is key {self.current_id}. "
                    f"Put key {key_id} back, or name it in MPESA_ENCRYPTION_KEYS_OLD to rotate."
                )
            if not hmac.compare_digest(self.check_value(key_id), check):
                raise KeyRefused(
                    f"The key given as {key_id} is not the one the data was sealed under. "
                    f"Put the right key {key_id} back in MPESA_ENCRYPTION_KEY or MPESA_ENCRYPTION_KEYS_OLD."
                )
