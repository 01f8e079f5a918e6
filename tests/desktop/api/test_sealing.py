"""Keys are sealed to the one service this PC knows, for one place and moment, or not at all."""

from __future__ import annotations

import base64

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_desktop.api.errors import ProblemError
from tabeza_desktop.api.sealing import Binding, check_identity, seal, vouched_key
from tabeza_protocol.environment import Environment
from tabeza_protocol.sealing import seal_info
from tabeza_protocol.wire.access import ServiceIdentity
from tabeza_protocol.wire.setup import CredentialsPlain
from tests.desktop.fake_service import START, FakeService

PLAIN = CredentialsPlain(consumer_key="k", consumer_secret="s", passkey="p", environment=Environment.PRODUCTION,
                         business_shortcode="4083917")  # fmt: skip
BINDING = Binding(bar_id="bar", device_id="device", nonce="nonce")


def refused(identity: ServiceIdentity, fingerprint: str) -> str:
    with pytest.raises(ProblemError) as caught:
        vouched_key(identity, fingerprint, START)
    return caught.value.code


def test_the_service_opens_what_was_sealed_and_nobody_elsewhere() -> None:
    service = FakeService()
    key = vouched_key(service.identity_view(), service.fingerprint, START)
    box = base64.b64decode(seal(PLAIN, key, BINDING))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = seal_info(bar_id="bar", device_id="device", key_id="key-1", nonce="nonce")
    assert msgspec.json.decode(suite.decrypt(box, service.sealing, info=info), type=CredentialsPlain) == PLAIN
    for other in ({"bar_id": "other"}, {"device_id": "other"}, {"key_id": "other"}, {"nonce": "other"}):
        parts = {"bar_id": "bar", "device_id": "device", "key_id": "key-1", "nonce": "nonce"} | other
        with pytest.raises(InvalidTag):
            suite.decrypt(box, service.sealing, info=seal_info(**parts))
    assert b"4083917" not in box


def test_another_identity_is_a_mismatch_before_anything_is_sealed() -> None:
    service = FakeService()
    stranger = FakeService(sealing=service.sealing)
    assert refused(stranger.identity_view(), service.fingerprint) == "identity_mismatch"
    with pytest.raises(ProblemError):
        check_identity(stranger.identity_view(), service.fingerprint)
    check_identity(stranger.identity_view(), None)


def test_a_key_the_identity_did_not_sign_is_a_mismatch() -> None:
    service = FakeService()
    view = service.identity_view()
    other = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    for changed in (
        {"public_key": other}, {"not_after": view.sealing_keys[0].not_after + 1}, {"key_id": "key-2"},
        {"signature": Ed25519PrivateKey.generate().sign(b"x").hex()}, {"signature": "zz"},
    ):  # fmt: skip
        forged = msgspec.structs.replace(view.sealing_keys[0], **changed)
        offered = msgspec.structs.replace(view, sealing_keys=(forged,))
        assert refused(offered, service.fingerprint) == "identity_mismatch"


def test_without_a_key_that_still_holds_nothing_is_sealed() -> None:
    service = FakeService()
    view = msgspec.structs.replace(service.identity_view(), sealing_keys=())
    assert refused(view, service.fingerprint) == "unavailable"
