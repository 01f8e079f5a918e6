"""Boxes sealed by a console: they open once, here, for the binding they were made for, and for nothing else."""

from __future__ import annotations

import base64
import secrets

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_central.vault.sealing import Identity, SealingKeyPair, SealInvalid
from tabeza_protocol.sealing import seal_info, sealing_key_statement
from tabeza_protocol.secret import Secret

KEY = SealingKeyPair.from_random(secrets.token_bytes(32), not_after=2_000_000_000)
BINDING = {"bar_id": "bar-a", "device_id": "device-1", "key_id": KEY.key_id, "nonce": "n-1"}


def seal(key: SealingKeyPair = KEY, binding: dict[str, str] | None = None, plain: bytes = b"keys") -> str:
    """As a console does it, from the public key only."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    public = X25519PublicKey.from_public_bytes(key.public_bytes)
    return base64.b64encode(suite.encrypt(plain, public, info=seal_info(**(binding or BINDING)))).decode()


def test_a_box_opens_for_the_binding_it_was_made_for() -> None:
    assert KEY.open(seal(), seal_info(**BINDING)) == b"keys"


@pytest.mark.parametrize("part", ["bar_id", "device_id", "key_id", "nonce"])
def test_a_box_does_not_open_for_any_other_binding(part: str) -> None:
    with pytest.raises(SealInvalid):
        KEY.open(seal(), seal_info(**{**BINDING, part: "another"}))


def test_a_box_for_another_key_does_not_open() -> None:
    other = SealingKeyPair.from_random(secrets.token_bytes(32), not_after=2_000_000_000)
    with pytest.raises(SealInvalid):
        KEY.open(seal(other), seal_info(**BINDING))


@pytest.mark.parametrize(
    "text", ["", "AAAA", "not base64!", "é", "A" * 9_000, base64.b64encode(b"x" * 200).decode()]
)
def test_rubbish_does_not_open(text: str) -> None:
    with pytest.raises(SealInvalid):
        KEY.open(text, seal_info(**BINDING))


def test_one_altered_byte_anywhere_does_not_open() -> None:
    raw = base64.b64decode(seal())
    for at in range(len(raw)):
        altered = raw[:at] + bytes([raw[at] ^ 0x40]) + raw[at + 1 :]
        with pytest.raises(SealInvalid):
            KEY.open(base64.b64encode(altered).decode(), seal_info(**BINDING))


def test_a_key_pair_comes_back_from_its_seed_and_prints_nothing() -> None:
    again = SealingKeyPair.from_seed(KEY.seed(), KEY.not_after)
    assert again.key_id == KEY.key_id
    assert again.open(seal(), seal_info(**BINDING)) == b"keys"
    assert KEY.seed().reveal() not in repr(KEY)


def test_the_identity_vouches_for_exactly_this_key_and_end() -> None:
    identity = Identity(Secret(secrets.token_hex(32)))
    signature = bytes.fromhex(identity.vouch_for(KEY))
    public = Ed25519PublicKey.from_public_bytes(identity.public_bytes)
    statement = {"key_id": KEY.key_id, "public_key": KEY.public_bytes, "not_after": KEY.not_after}
    public.verify(signature, sealing_key_statement(**statement))
    with pytest.raises(InvalidSignature):
        public.verify(signature, sealing_key_statement(**{**statement, "not_after": KEY.not_after + 1}))


def test_the_identity_has_a_fingerprint_and_six_words() -> None:
    identity = Identity(Secret("07" * 32))
    assert len(identity.fingerprint) == 64
    assert len(identity.words) == 6
    with pytest.raises(ValueError, match="32 bytes"):
        Identity(Secret("07" * 31))
