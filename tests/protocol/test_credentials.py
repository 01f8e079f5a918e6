from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_protocol.credentials import (
    SANDBOX_PASSKEY,
    USUAL_LENGTHS,
    CredentialField,
    Severity,
    inspect_field,
    tidy,
)
from tabeza_protocol.environment import Environment

KEY, SECRET, PASSKEY = CredentialField.CONSUMER_KEY, CredentialField.CONSUMER_SECRET, CredentialField.PASSKEY
LIVE, SANDBOX = Environment.PRODUCTION, Environment.SANDBOX


def key_of(field: CredentialField, text: str, environment: Environment = LIVE, other: str = "") -> tuple[str, Severity]:
    finding = inspect_field(field, text, environment, other)
    return finding.key, finding.severity


def test_values_of_the_usual_shape_look_right() -> None:
    for field, length in USUAL_LENGTHS.items():
        assert key_of(field, "a" * length) == ("looks_right", Severity.OK)


@pytest.mark.parametrize("pasted", ["\u2022" * 40, "\u25cf" * 64, "*" * 30, "." * 24, "ab\u2022\u2022\u2022\u2022cd"])
def test_dots_copied_from_a_masked_field_stop_the_step(pasted: str) -> None:
    assert key_of(PASSKEY, pasted) == ("masked_dots", Severity.BLOCK)


def test_the_public_sandbox_passkey_is_refused_in_production_only() -> None:
    assert key_of(PASSKEY, SANDBOX_PASSKEY) == ("sandbox_passkey_in_production", Severity.BLOCK)
    assert key_of(PASSKEY, SANDBOX_PASSKEY.upper()) == ("sandbox_passkey_in_production", Severity.BLOCK)
    assert key_of(PASSKEY, SANDBOX_PASSKEY, SANDBOX) == ("looks_right", Severity.OK)


def test_an_initiator_credential_in_the_passkey_box_is_recognised() -> None:
    assert key_of(PASSKEY, "Safaricom999!*!") == ("initiator_password", Severity.BLOCK)
    assert key_of(PASSKEY, "A" * 343 + "=") == ("initiator_password", Severity.BLOCK)


def test_the_same_value_twice_is_caught() -> None:
    assert key_of(SECRET, "x" * 48, other=" " + "x" * 48 + "\n") == ("same_as_key", Severity.BLOCK)


@pytest.mark.parametrize("pasted", ["  {}  ", "{}\n", "\r\n{}\r\n", '"{}"', "\u201c{}\u201d", "\u200b{}\ufeff"])
def test_what_a_copy_brings_along_is_dropped(pasted: str) -> None:
    value = "k" * 48
    assert tidy(pasted.format(value)) == value
    assert key_of(KEY, pasted.format(value)) == ("looks_right", Severity.OK)


def test_line_breaks_inside_are_joined_and_spaces_inside_are_not() -> None:
    assert tidy("abc\ndef") == "abcdef"
    assert key_of(KEY, "abc def" + "g" * 41) == ("inner_space", Severity.BLOCK)


@pytest.mark.parametrize("length", [1, 20, 62, 65, 128])
def test_an_unusual_length_warns_and_never_blocks(length: int) -> None:
    assert key_of(PASSKEY, "a" * length) == ("unusual_length", Severity.WARN)


@given(st.text(max_size=600), st.sampled_from(list(CredentialField)), st.sampled_from(list(Environment)))
def test_no_paste_makes_it_raise_and_no_finding_repeats_the_value(
    text: str, field: CredentialField, environment: Environment
) -> None:
    finding = inspect_field(field, text, environment)
    value = tidy(text)
    if len(value) > 15:
        assert value not in repr(finding)
