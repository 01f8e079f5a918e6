"""Locks Daraja keys on this PC so that only the central service can open them (HPKE, RFC 9180).

They are sealed only to a key that the service's Ed25519 identity vouches for, and only if that identity is the one
pinned for this PC. Anything else raises ``identity_mismatch`` before a byte is sealed.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_desktop.api.errors import problem_error
from tabeza_protocol.sealing import identity_fingerprint, identity_words, seal_info, sealing_key_statement
from tabeza_protocol.wire.access import SealingKey, ServiceIdentity
from tabeza_protocol.wire.setup import CredentialsPlain

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Binding:
    """The one place, key and moment a sealed box opens for."""

    bar_id: str
    device_id: str
    nonce: str


def identity_key(identity: ServiceIdentity) -> bytes:
    """The raw identity key. Raises ``bad_answer`` if it is not 32 bytes of hex."""
    return _raw(identity.identity_public_key)


def fingerprint_of(identity: ServiceIdentity) -> str:
    return identity_fingerprint(identity_key(identity))


def words_of(identity: ServiceIdentity) -> tuple[str, ...]:
    """Six words for people to compare. Takes about 50 ms: never on the GUI thread."""
    return identity_words(identity_key(identity))


def check_identity(identity: ServiceIdentity, pinned_fingerprint: str | None) -> None:
    """Raises ``identity_mismatch`` unless this is the identity pinned for this PC. None: nothing pinned yet."""
    if pinned_fingerprint is not None and not compare_digest(
        fingerprint_of(identity), pinned_fingerprint.lower()
    ):
        raise problem_error("identity_mismatch")


def vouched_key(identity: ServiceIdentity, pinned_fingerprint: str, now: datetime) -> SealingKey:
    """The longest-lived sealing key the pinned identity vouches for.

    Raises ``identity_mismatch`` for another identity or a bad signature, ``unavailable`` if every key has run out.
    """
    check_identity(identity, pinned_fingerprint)
    verifier = Ed25519PublicKey.from_public_bytes(identity_key(identity))
    usable = []
    for key in identity.sealing_keys:
        statement = sealing_key_statement(
            key_id=key.key_id, public_key=_raw(key.public_key), not_after=key.not_after
        )
        try:
            verifier.verify(bytes.fromhex(key.signature), statement)
        except (InvalidSignature, ValueError):
            raise problem_error("identity_mismatch", detail="sealing key not vouched for") from None
        if key.not_after > now.timestamp():
            usable.append(key)
    if not usable:
        raise problem_error("unavailable", detail="no sealing key")
    return max(usable, key=lambda key: key.not_after)


def seal(plain: CredentialsPlain, key: SealingKey, binding: Binding) -> str:
    """The credentials as base64 of an HPKE message (encapsulated key, then ciphertext)."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = seal_info(
        bar_id=binding.bar_id, device_id=binding.device_id, key_id=key.key_id, nonce=binding.nonce
    )
    recipient = X25519PublicKey.from_public_bytes(_raw(key.public_key))
    return base64.b64encode(suite.encrypt(msgspec.json.encode(plain), recipient, info=info)).decode("ascii")


def _raw(text: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise problem_error("bad_answer", detail="not a key")
    return raw
