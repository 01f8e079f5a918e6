"""Sealed fields: they open only where they belong, and every way of not opening looks the same."""

from __future__ import annotations

import base64
import json
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabeza_central.ports import Unreadable
from tabeza_central.vault.at_rest import AtRest, key_id_of
from tabeza_central.vault.keyring import Keyring

PASSKEY = b"bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
KEY = secrets.token_hex(32)
REST = AtRest(Keyring.from_text(KEY))
SEALED = REST.seal("bar-a", "passkey", PASSKEY)


def test_what_was_sealed_opens_for_the_same_bar_and_field() -> None:
    assert REST.open("bar-a", "passkey", SEALED) == PASSKEY


def test_the_standard_format_is_used_and_names_the_key_only() -> None:
    header = json.loads(base64.urlsafe_b64decode(SEALED.partition(".")[0] + "=="))
    assert header["alg"] == "dir"
    assert header["enc"] == "A256CBC-HS512"
    assert key_id_of(SEALED) == header["kid"]
    assert "bar-a" not in json.dumps(header)


def test_the_same_secret_is_never_sealed_to_the_same_text_twice() -> None:
    assert REST.seal("bar-a", "passkey", PASSKEY) != SEALED


@pytest.mark.parametrize(
    ("bar", "field"), [("bar-b", "passkey"), ("bar-a", "consumer_key"), ("bar-ap", "asskey")]
)
def test_a_ciphertext_moved_to_another_place_does_not_open(bar: str, field: str) -> None:
    with pytest.raises(Unreadable):
        REST.open(bar, field, SEALED)


def test_another_master_key_does_not_open_it() -> None:
    with pytest.raises(Unreadable):
        AtRest(Keyring.from_text(secrets.token_hex(32))).open("bar-a", "passkey", SEALED)


def test_a_key_relabelled_with_the_right_id_does_not_open_it() -> None:
    head, rest = SEALED.split(".", 1)
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    stranger = Keyring.from_text(secrets.token_hex(32))
    header["kid"] = stranger.current_id
    forged = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=") + "." + rest
    with pytest.raises(Unreadable):
        AtRest(stranger).open("bar-a", "passkey", forged)


@settings(max_examples=200)
@given(st.data())
def test_every_alteration_fails_with_the_one_error(data: st.DataObject) -> None:
    parts = SEALED.split(".")
    which = data.draw(st.sampled_from([0, 2, 3, 4]))
    raw = bytearray(base64.urlsafe_b64decode(parts[which] + "=" * (-len(parts[which]) % 4)))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    parts[which] = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    with pytest.raises(Unreadable) as failed:
        REST.open("bar-a", "passkey", ".".join(parts))
    assert str(failed.value) == "Failed to decrypt M-Pesa credentials"
    assert failed.value.__cause__ is None


@given(st.text(max_size=300))
def test_no_text_raises_anything_else(text: str) -> None:
    with pytest.raises(Unreadable):
        REST.open("bar-a", "passkey", text)


def test_other_algorithms_are_refused_even_with_the_right_key() -> None:
    from joserfc import jwe

    key = REST._content_key(key_id_of(SEALED), "bar-a", "passkey")
    other = jwe.encrypt_compact(
        {"alg": "A256KW", "enc": "A256GCM", "kid": key_id_of(SEALED), "typ": "tbz1"},
        PASSKEY,
        key.import_key(secrets.token_bytes(32)),
        algorithms=["A256KW", "A256GCM"],
    )
    with pytest.raises(Unreadable):
        REST.open("bar-a", "passkey", other)


def test_rotation_opens_the_old_and_seals_the_new() -> None:
    rotated = AtRest(Keyring.from_text(secrets.token_hex(32), KEY))
    assert rotated.open("bar-a", "passkey", SEALED) == PASSKEY
    assert rotated.needs_resealing(SEALED)
    assert not rotated.needs_resealing(rotated.seal("bar-a", "passkey", PASSKEY))
