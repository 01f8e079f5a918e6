"""Callback tokens: unguessable, hex, theirs alone, and believed only for a while."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabeza_central.vault.callback_tokens import TOKEN_LENGTH, CallbackTokens, still_trusted
from tabeza_central.vault.keyring import Keyring

KEY = secrets.token_hex(32)
TOKENS = CallbackTokens(Keyring.from_text(KEY))
PAYMENT = "0123456789abcdef0123456789abcdef"
TOKEN = TOKENS.make(PAYMENT)
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def test_a_token_names_its_payment() -> None:
    verified = TOKENS.read(TOKEN)
    assert verified == PAYMENT


def test_a_token_spells_nothing_safaricom_refuses() -> None:
    assert len(TOKEN) == TOKEN_LENGTH
    assert set(TOKEN) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "bad", [TOKEN.upper(), TOKEN[:-1], TOKEN + "0", "", "x" * TOKEN_LENGTH, TOKEN + "\n"]
)
def test_other_shapes_are_nobody(bad: str) -> None:
    assert TOKENS.read(bad) is None


@settings(max_examples=300)
@given(at=st.integers(0, TOKEN_LENGTH - 1), digit=st.sampled_from("0123456789abcdef"))
def test_one_changed_digit_is_nobody(at: int, digit: str) -> None:
    changed = TOKEN[:at] + digit + TOKEN[at + 1 :]
    verified = TOKENS.read(changed)
    assert (verified is not None) == (changed == TOKEN)


def test_another_service_cannot_make_one() -> None:
    assert TOKENS.read(CallbackTokens(Keyring.from_text(secrets.token_hex(32))).make(PAYMENT)) is None


def test_tokens_made_before_a_rotation_still_verify() -> None:
    rotated = CallbackTokens(Keyring.from_text(secrets.token_hex(32), KEY))
    assert rotated.read(TOKEN) is not None
    assert rotated.make(PAYMENT) != TOKEN


def test_an_payment_id_of_another_shape_gets_no_token() -> None:
    with pytest.raises(ValueError, match="32 lowercase hex"):
        TOKENS.make("../../etc")


def test_a_token_is_trusted_until_48_hours_after_the_payment_came_to_rest() -> None:
    assert still_trusted(None, NOW)
    assert still_trusted(NOW - timedelta(hours=48), NOW)
    assert not still_trusted(NOW - timedelta(hours=48, microseconds=1), NOW)
