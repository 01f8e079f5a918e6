"""Opening what a console sealed, and the identity that vouches for the keys it seals to.

HPKE base mode (RFC 9180), X25519 / HKDF-SHA256 / AES-256-GCM, bound by ``info`` to bar, device, key id and a one-time
nonce (:func:`tabeza_protocol.sealing.seal_info`). Base mode does not prove who sealed: the request's access token
does, and the nonce is taken once. Every failure to open is the same :class:`SealInvalid`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_protocol.sealing import identity_fingerprint, identity_words, sealing_key_statement
from tabeza_protocol.secret import Secret

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MAX_SEALED: Final = 8_192
SEED_BYTES: Final = 32


class SealInvalid(Exception):
    """A sealed box that does not open here, whatever the reason."""


@dataclass(frozen=True, slots=True)
class SealingKeyPair:
    """One X25519 key a console may seal to. ``not_after`` is Unix seconds."""

    key_id: str
    private: X25519PrivateKey = field(repr=False)
    not_after: int

    @property
    def public_bytes(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def seed(self) -> Secret:
        """The private key as hex, to be sealed at rest."""
        return Secret(self.private.private_bytes_raw().hex())

    @classmethod
    def from_seed(cls, seed: Secret, not_after: int) -> SealingKeyPair:
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(seed.reveal()))
        return cls(_key_id(private.public_key().public_bytes_raw()), private, not_after)

    @classmethod
    def from_random(cls, random_bytes: bytes, not_after: int) -> SealingKeyPair:
        """From 32 random bytes (any 32 bytes are an X25519 private key, RFC 7748)."""
        return cls.from_seed(Secret(random_bytes.hex()), not_after)

    def open(self, sealed: str, info: bytes) -> bytes:
        """The plaintext of standard base64 ``sealed``. Raises :class:`SealInvalid`."""
        if len(sealed) > _MAX_SEALED:
            raise SealInvalid
        try:
            return _SUITE.decrypt(base64.b64decode(sealed, validate=True), self.private, info=info)
        except (InvalidTag, ValueError, binascii.Error):
            raise SealInvalid from None


def _key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


class Identity:
    """The service's long-lived Ed25519 identity: what consoles pin and people compare."""

    def __init__(self, seed: Secret) -> None:
        """``seed`` is 64 hex digits. Raises ``ValueError`` otherwise."""
        raw = bytes.fromhex(seed.reveal().strip())
        if len(raw) != SEED_BYTES:
            raise ValueError("an identity seed is 32 bytes (64 hex digits)")
        self._private = Ed25519PrivateKey.from_private_bytes(raw)

    @property
    def public_bytes(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        return identity_fingerprint(self.public_bytes)

    @property
    def words(self) -> tuple[str, ...]:
        return identity_words(self.public_bytes)

    def vouch_for(self, key: SealingKeyPair) -> str:
        """The signature, 128 hex digits, that lets a console trust ``key``."""
        statement = sealing_key_statement(
            key_id=key.key_id, public_key=key.public_bytes, not_after=key.not_after
        )
        return self._private.sign(statement).hex()
