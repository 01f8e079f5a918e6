"""The master key: what is accepted, what refuses to start and says the cure, and that a wrong key is told apart."""

from __future__ import annotations

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.vault.keyring import KeyRefused, Keyring, parse_key

HEX = "6f1d3c2b9a8e47d0515c6b7a8d9e0f12233445566778899aabbccddeeff00113"
RAW = bytes.fromhex(HEX)


def test_hex_and_base64_of_the_same_bytes_are_the_same_key() -> None:
    from_hex = parse_key(HEX)
    from_base64 = parse_key(base64.b64encode(RAW).decode())
    assert from_hex.key_id == from_base64.key_id
    assert from_hex.warning is None
    assert from_base64.warning is None


def test_surrounding_blanks_of_an_environment_file_do_not_matter() -> None:
    assert parse_key(f"  {HEX.upper()}\n").key_id == parse_key(HEX).key_id


def test_thirty_two_plain_characters_work_with_a_warning_that_says_the_cure() -> None:
    key = parse_key("correct-horse-battery-staple-42!")
    assert key.warning is not None
    assert "token_hex(32)" in key.warning


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not set"),
        ("   ", "is not set"),
        ("your-32-byte-production-encryption-key-here", "example text"),
        ("YOUR-32-BYTE-KEY-xxxxxxxxxxxxxxx", "example text"),
        ("0" * 64, "repeats"),
        ("ab" * 32, "repeats"),
        ("a" * 32, "repeats"),
        ("abcd" * 8, "repeats"),
        (base64.b64encode(b"\0" * 32).decode(), "repeats"),
        (HEX[:-1], "63 characters"),
        (HEX + "0", "65 characters"),
        (HEX[:-1] + "g", "64 characters"),
        (base64.b64encode(RAW).decode()[:-1], "43 characters"),
        (base64.urlsafe_b64encode(b"\xfb\xff" * 16).decode(), "44 characters"),
        (base64.b64encode(RAW).decode()[:-2] + "9=", "not exactly 32 bytes"),
        ("short", "5 characters"),
    ],
)
def test_anything_else_refuses_with_a_cure_and_without_the_key(text: str, says: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        parse_key(text)
    sentence = str(refused.value)
    assert says in sentence
    assert "token_hex(32)" in sentence
    assert "MPESA_ENCRYPTION_KEY" in sentence
    if len(text.strip()) > 8:
        assert text.strip() not in sentence


@given(st.text(max_size=80))
def test_no_text_makes_the_parser_do_anything_but_accept_32_bytes_or_refuse(text: str) -> None:
    try:
        key = parse_key(text)
    except KeyRefused:
        return
    assert len(key.material) == 32


def test_a_key_never_prints_its_bytes() -> None:
    key = parse_key(HEX)
    assert HEX not in repr(key)
    assert repr(RAW) not in repr(key)


def test_every_purpose_and_part_gives_other_bytes() -> None:
    ring = Keyring.from_text(HEX)
    kid = ring.current_id
    derived = [
        ring.derive(kid, "credential/v1", "bar1", "passkey"),
        ring.derive(kid, "credential/v1", "bar1p", "asskey"),
        ring.derive(kid, "credential/v1", "bar2", "passkey"),
        ring.derive(kid, "credential/v1", "bar1", "consumer_key"),
        ring.derive(kid, "callback-token/v1"),
        ring.derive(kid, "pin-pepper/v1"),
    ]
    assert len(set(derived)) == len(derived)
    assert RAW not in derived


def test_a_ring_opens_to_old_keys_and_derives_under_the_new() -> None:
    other = secrets.token_hex(32)
    ring = Keyring.from_text(other, f"k1:{HEX}, {base64.b64encode(secrets.token_bytes(32)).decode()}")
    assert ring.current_id == parse_key(other).key_id
    assert parse_key(HEX).key_id in ring
    assert len(ring.key_ids) == 3


def test_an_old_key_that_cannot_be_read_is_named_by_its_place() -> None:
    with pytest.raises(KeyRefused, match=r"MPESA_ENCRYPTION_KEYS_OLD \(number 2\)"):
        Keyring.from_text(HEX, f"k1:{secrets.token_hex(32)},nonsense")


def test_the_right_key_passes_and_a_missing_key_is_refused_by_its_id() -> None:
    ring = Keyring.from_text(HEX)
    stored = {ring.current_id: ring.check_value(ring.current_id)}
    ring.refuse_mismatch(stored)
    stranger = Keyring.from_text(secrets.token_hex(32))
    with pytest.raises(KeyRefused) as refused:
        stranger.refuse_mismatch(stored)
    assert ring.current_id in str(refused.value)
    assert stranger.current_id in str(refused.value)


def test_a_key_with_the_same_id_but_another_check_value_is_refused() -> None:
    ring = Keyring.from_text(HEX)
    with pytest.raises(KeyRefused, match=ring.current_id):
        ring.refuse_mismatch({ring.current_id: "0" * 32})
