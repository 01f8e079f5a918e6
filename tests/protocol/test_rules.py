"""Business day, shortcodes, payment states, secrets, pairing codes, sealing: the small shared rules."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_protocol import problems, routes
from tabeza_protocol.business_day import (
    NAIROBI,
    business_day_end,
    business_day_of,
    business_day_start,
    is_overdue,
)
from tabeza_protocol.pairing_codes import ALPHABET, display_code, normalise_code
from tabeza_protocol.payment_states import FINAL_STATES, OPEN_STATES, TRANSITIONS, PaymentState, may_move
from tabeza_protocol.sealing import identity_fingerprint, identity_words, seal_info, sealing_key_statement
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeError, looks_like_old_till_pattern, parse_shortcode
from tabeza_protocol.wire.setup import CredentialsPlain
from tabeza_protocol.words import WORDS


def nairobi(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NAIROBI)


# --- Overdue ------------------------------------------------------------------------------------------------


def test_a_tab_opened_at_night_belongs_to_the_evening_before() -> None:
    assert business_day_of(nairobi(12, 2)) == date(2026, 11, 11)
    assert business_day_of(nairobi(12, 6)) == date(2026, 11, 12)


def test_overdue_starts_exactly_when_the_business_day_is_over() -> None:
    opened = nairobi(11, 21, 40)
    assert not is_overdue(100, opened, nairobi(12, 5, 59))
    assert is_overdue(100, opened, nairobi(12, 6, 0))
    assert not is_overdue(0, opened, nairobi(13, 6))
    assert not is_overdue(-100, opened, nairobi(13, 6))


def test_the_day_turn_is_the_bars_own() -> None:
    assert business_day_of(nairobi(12, 7), time(8, 0)) == date(2026, 11, 11)


@given(st.integers(1_500_000_000, 2_200_000_000), st.integers(0, 23), st.integers(0, 59))
def test_every_moment_lies_in_its_business_day(seconds: int, hour: int, minute: int) -> None:
    turn, at = time(hour, minute), datetime.fromtimestamp(seconds, UTC)
    day = business_day_of(at, turn)
    assert business_day_start(day, turn) <= at < business_day_end(day, turn)
    assert business_day_end(day, turn) - business_day_start(day, turn) == timedelta(days=1)


# --- Shortcodes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["522522", "40 83 917", "12345", "408-3917"])
def test_five_to_seven_digits_are_a_possible_paybill(typed: str) -> None:
    assert not isinstance(parse_shortcode(typed), ShortcodeError)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "shortcode_empty"),
        ("1234", "shortcode_too_short"),
        ("12345678", "shortcode_too_long"),
        ("12a45", "shortcode_not_digits"),
        ("\u0661\u0662\u0663\u0664\u0665", "shortcode_not_digits"),
        ("\uff11\uff12\uff13\uff14\uff15", "shortcode_not_digits"),
        ("-1234.5", "shortcode_not_digits"),
    ],
)
def test_other_shortcodes_say_why_not(typed: str, problem: str) -> None:
    assert parse_shortcode(typed) == ShortcodeError(problem)  # type: ignore[arg-type]


def test_the_old_till_pattern_is_only_ever_a_question() -> None:
    kcb = parse_shortcode("522522")
    assert not isinstance(kcb, ShortcodeError)
    assert looks_like_old_till_pattern(kcb)


# --- Payment states -----------------------------------------------------------------------------------------


def test_success_can_be_reached_from_every_state_and_never_left() -> None:
    for state in PaymentState:
        if state not in (PaymentState.SUCCEEDED, PaymentState.QUEUED):
            assert may_move(state, PaymentState.SUCCEEDED), state
    assert TRANSITIONS[PaymentState.SUCCEEDED] == frozenset()


def test_unknown_is_not_failed_and_nothing_goes_back_to_being_sent() -> None:
    assert PaymentState.UNKNOWN not in FINAL_STATES
    for state in PaymentState:
        if state is not PaymentState.QUEUED:
            assert not may_move(state, PaymentState.DISPATCHED), state
        assert not may_move(state, PaymentState.QUEUED), state


def test_every_state_leads_to_an_end() -> None:
    for start in PaymentState:
        seen, frontier = {start}, {start}
        while frontier:
            frontier = {t for s in frontier for t in TRANSITIONS[s]} - seen
            seen |= frontier
        assert seen & FINAL_STATES, start
    assert not OPEN_STATES & FINAL_STATES


# --- Secrets ------------------------------------------------------------------------------------------------

CANARY = "zebra-canary-5f2d"


def test_a_secret_shows_itself_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(CANARY)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r", secret, {"key": secret})
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r:>20}", f"{[secret]}", caplog.text]
    assert all(CANARY not in text for text in shown)
    assert "[REDACTED]" in caplog.text
    for leak in (
        lambda: pickle.dumps(secret),
        lambda: copy.deepcopy(secret),
        lambda: json.dumps(secret),
        lambda: msgspec.json.encode(secret),
        lambda: hash(secret),
    ):
        with pytest.raises(TypeError) as caught:
            leak()
        assert CANARY not in str(caught.value)


def test_a_wiped_secret_is_gone() -> None:
    secret = Secret(CANARY)
    secret.wipe()
    assert not secret
    with pytest.raises(ValueError, match="wiped"):
        secret.reveal()


def test_the_plain_credentials_message_prints_nothing_of_itself() -> None:
    plain = CredentialsPlain(
        consumer_key=CANARY,
        consumer_secret=CANARY,
        passkey=CANARY,
        environment="sandbox",  # type: ignore[arg-type]
        business_shortcode="174379",
    )
    assert CANARY not in repr(plain) + str(plain)


# --- Pairing codes ------------------------------------------------------------------------------------------


@given(st.text(ALPHABET, min_size=10, max_size=10), st.booleans())
def test_a_code_survives_being_read_out_and_typed(code: str, lower: bool) -> None:
    typed = display_code(code)
    assert normalise_code(typed.lower() if lower else f" {typed} ") == code


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE FGH!K", "\uff21" * 10])
def test_what_cannot_be_a_code_is_not_sent(typed: str) -> None:
    assert normalise_code(typed) is None


# --- Sealing ------------------------------------------------------------------------------------------------


@given(*[st.text(min_size=1, max_size=20)] * 4, *[st.text(min_size=1, max_size=20)] * 4)
def test_different_bindings_never_share_their_bytes(
    a: str, b: str, c: str, d: str, e: str, f: str, g: str, h: str
) -> None:
    one = seal_info(bar_id=a, device_id=b, key_id=c, nonce=d)
    two = seal_info(bar_id=e, device_id=f, key_id=g, nonce=h)
    assert (one == two) == ((a, b, c, d) == (e, f, g, h))


def test_a_missing_binding_is_an_error() -> None:
    with pytest.raises(ValueError, match="present"):
        seal_info(bar_id="bar", device_id="", key_id="k", nonce="n")


def test_the_statement_of_a_key_covers_all_of_it() -> None:
    base = {"key_id": "k1", "public_key": b"\1" * 32, "not_after": 10}
    variants = [base, base | {"key_id": "k2"}, base | {"public_key": b"\2" * 32}, base | {"not_after": 11}]
    assert len({sealing_key_statement(**v) for v in variants}) == 4  # type: ignore[arg-type]


def test_identity_words_are_six_and_stable() -> None:
    assert len(set(WORDS)) == 256
    assert identity_words(b"\7" * 32) == ("timber", "stable", "apron", "donkey", "radio", "beetle")
    assert identity_words(b"\7" * 32) != identity_words(b"\x08" * 32)
    assert len(identity_fingerprint(b"\7" * 32)) == 64


# --- Catalogue ----------------------------------------------------------------------------------------------


def test_problem_references_are_unique_and_short() -> None:
    refs = [kind.ref for kind in problems.PROBLEMS.values()]
    assert len(set(refs)) == len(refs)
    assert all(len(ref) == 3 for ref in refs)
    assert problems.problem_kind("from-the-future").code == "internal"


def test_the_checklists_endpoints_keep_their_names() -> None:
    assert routes.MPESA_SETTINGS == "/api/mpesa-settings"
    assert routes.MPESA_TEST == "/api/payments/mpesa/test"
    assert routes.MPESA_REQUEST == "/api/payments/mpesa"
    assert routes.MPESA_CALLBACK == "/api/payments/mpesa/callback"
