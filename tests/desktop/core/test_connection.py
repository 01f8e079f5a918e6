"""The connection as people see it: from the last good answer alone, with a countdown that is true."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.connection import BACKOFF_MAX_SECONDS, Backoff, ConnectionKind, ConnectionMachine
from tabeza_desktop.core.words import banner_for, connection_words
from tabeza_protocol.problems import PROBLEMS
from tests.desktop.fake_service import START

K = ConnectionKind


def answered(at: float = 100.0, skew: int = 0) -> ConnectionMachine:
    machine = ConnectionMachine(random.Random(7))
    machine.answered(at, START, skew)
    return machine


@pytest.mark.parametrize(
    ("seconds", "kind"), [(0, K.LIVE), (15, K.LIVE), (16, K.SLOW), (60, K.SLOW), (61, K.OFFLINE), (9999, K.OFFLINE)]
)
def test_silence_ages_through_live_and_slow_to_offline(seconds: int, kind: K) -> None:
    view = answered().view(100.0 + seconds)
    assert (view.kind, view.age_seconds) == (kind, seconds)
    assert view.can_request == (kind in (K.LIVE, K.SLOW))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("no_network", K.OFFLINE), ("captive_portal", K.OFFLINE), ("tls_failed", K.OFFLINE), ("timed_out", K.LIVE),
        ("bad_answer", K.LIVE), ("unavailable", K.LIVE), ("signed_out", K.SIGNED_OUT), ("clock_wrong", K.WRONG_CLOCK),
        ("token_expired", K.SIGNED_OUT), ("device_revoked", K.SIGNED_OUT), ("maintenance", K.MAINTENANCE),
        ("identity_mismatch", K.IDENTITY_MISMATCH), ("upgrade_required", K.UPGRADE_NEEDED),
    ],
)  # fmt: skip
def test_each_failure_shows_as_what_it_is(code: str, kind: K) -> None:
    machine = answered()
    machine.failed(105.0, code)
    assert machine.view(105.0).kind is kind


def test_a_failure_before_any_answer_is_offline() -> None:
    machine = ConnectionMachine()
    assert machine.view(0.0).kind is K.STARTING
    machine.failed(1.0, "timed_out")
    assert machine.view(1.0).kind is K.OFFLINE


def test_only_a_person_ends_what_trying_again_cannot() -> None:
    machine = answered()
    assert machine.failed(101.0, "identity_mismatch") is None
    assert machine.view(101.0).retry_in_seconds is None
    machine.signed_in_again()
    assert machine.view(102.0).kind is K.LIVE


def test_a_clock_five_minutes_off_is_told_and_one_minute_is_not() -> None:
    assert answered(skew=301).view(100.0).kind is K.WRONG_CLOCK
    assert answered(skew=-301).view(100.0).kind is K.WRONG_CLOCK
    assert answered(skew=60).view(100.0).kind is K.LIVE


@given(st.integers(0, 2**32), st.floats(0, 1000))
def test_the_countdown_is_the_wait_and_never_longer_than_a_minute(seed: int, at_least: float) -> None:
    machine = ConnectionMachine(random.Random(seed))
    for n in range(8):
        delay = machine.failed(float(n), "no_network", at_least)
        assert delay is not None
        assert 1.0 <= delay <= BACKOFF_MAX_SECONDS
        assert machine.view(float(n)).retry_in_seconds == round(delay)


@given(st.integers(0, 2**32))
def test_consoles_do_not_come_back_all_at_once(seed: int) -> None:
    rng = random.Random(seed)
    waits = set()
    for _ in range(20):
        backoff = Backoff(rng)
        for _ in range(4):
            backoff.next_delay()
        waits.add(round(backoff.next_delay(), 3))
    assert len(waits) > 10


@given(st.sampled_from(sorted(PROBLEMS)), st.sampled_from(["en", "sw"]), st.booleans())
def test_every_failure_has_words_for_label_and_banner(code: str, lang: str, before: bool) -> None:
    machine = answered() if before else ConnectionMachine()
    machine.failed(103.0, code)
    view = machine.view(103.0)
    assert connection_words(view, lang)
    if view.kind not in (K.LIVE, K.SLOW, K.STARTING):
        banner = banner_for(view, lang)
        assert banner is not None
        assert banner.title
        assert "{" not in banner.title + banner.text + banner.aside
