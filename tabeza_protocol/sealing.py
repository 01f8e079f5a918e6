"""What binds a sealed set of credentials to its place, and how a service's identity is read out.

Sealing itself (HPKE X25519 / HKDF-SHA256 / AES-256-GCM, RFC 9180) is done with ``cryptography`` on each side; this
module is the one pure function both sides feed it with, so that a sealed box opens only for the bar, device, key and
one-time nonce it was made for.
"""

from __future__ import annotations

import hashlib
from typing import Final

from tabeza_protocol.words import WORDS

SEAL_LABEL: Final = b"tabeza/seal/v1"
KEY_LABEL: Final = b"tabeza/sealing-key/v1"
WORD_COUNT: Final = 6


def seal_info(*, bar_id: str, device_id: str, key_id: str, nonce: str) -> bytes:
    """The HPKE ``info``: every part length-prefixed, so no two different bindings give the same bytes.

    Raises ``ValueError`` for an empty part: a missing binding must not pass silently.
    """
    return _framed(SEAL_LABEL, bar_id, device_id, key_id, nonce)


def sealing_key_statement(*, key_id: str, public_key: bytes, not_after: int) -> bytes:
    """The bytes the service's Ed25519 identity key signs to vouch for a sealing key.

    ``public_key`` is the raw 32-byte X25519 key; ``not_after`` is Unix seconds.
    """
    return _framed(KEY_LABEL, key_id, public_key.hex(), str(not_after))


def _framed(label: bytes, *parts: str) -> bytes:
    out = bytearray(label)
    for part in parts:
        raw = part.encode()
        if not raw:
            raise ValueError("every part of a binding must be present")
        out += len(raw).to_bytes(4, "big") + raw
    return bytes(out)


def identity_fingerprint(identity_public_key: bytes) -> str:
    """Lowercase hex SHA-256 of the raw 32-byte Ed25519 identity key: what is pinned and compared by programs."""
    return hashlib.sha256(identity_public_key).hexdigest()


def identity_words(identity_public_key: bytes) -> tuple[str, ...]:
    """Six words for people to compare.

    48 bits, stretched with scrypt (16 MiB, about 50 ms) so that searching for a key with the same words costs
    2^48 of those.
    """
    digest = hashlib.scrypt(
        identity_public_key, salt=b"tabeza/identity-words/v1", n=2**14, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=6
    )
    return tuple(WORDS[b] for b in digest[:WORD_COUNT])
