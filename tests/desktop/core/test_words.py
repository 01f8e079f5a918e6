"""Words and figures: complete in both languages, and never claiming more than is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.display import ChipKind, advice, payment_display, tab_display
from tabeza_desktop.core.problem_texts import TEXTS
from tabeza_desktop.core.problems import Problem, text_for
from tabeza_desktop.core.takings import takings_today
from tabeza_desktop.core.timeline import payment_nodes
from tabeza_desktop.core.times import Now, age, day_clock_text, elapsed
from tabeza_protocol.environment import Environment
from tabeza_protocol.outcomes import OUTCOMES
from tabeza_protocol.payment_states import FINAL_STATES, PaymentState
from tabeza_protocol.problems import PROBLEMS
from tests.desktop.fake_service import START, last_payment, payment, tab

NOW = Now(START)
FAILED_CHIPS = {ChipKind.FAILED, ChipKind.CANCELLED, ChipKind.LOW_BALANCE, ChipKind.NO_ANSWER, ChipKind.WRONG_PIN}


def test_every_problem_has_words_in_both_languages() -> None:
    assert set(TEXTS) == set(PROBLEMS)
    for code in PROBLEMS:
        en, sw = text_for(code, "en"), text_for(code, "sw")
        assert en.happened
        assert en.do
        assert sw.happened
        assert sw.do
        assert en.happened != sw.happened
        for text in (en, sw):
            assert "!" not in text.happened + text.why + text.do
            assert "oops" not in (text.happened + text.do).lower()


def test_a_code_of_a_newer_service_reads_as_ours() -> None:
    assert text_for("invented_next_year", "en") == text_for("internal", "en")
    assert Problem("invented_next_year").ref == "R08"


@pytest.mark.parametrize(
    ("seconds", "en"), [(0, "0 s"), (14, "14 s"), (72, "1 m 12 s"), (7200, "2 h 00 m"), (260_000, "3 d")]
)
def test_durations(seconds: int, en: str) -> None:
    assert elapsed(seconds, "en") == en
    assert elapsed(seconds, "sw") != ""


def test_ages_are_in_minutes_and_days_have_names() -> None:
    assert age(244, "en") == "4 min"
    assert day_clock_text(START - timedelta(hours=24), NOW, "en") == "Wed 21:42"
    assert day_clock_text(START - timedelta(hours=17), NOW, "en") == "Thu 04:42"  # still Wednesday's business day
    assert day_clock_text(START - timedelta(hours=2), NOW, "en") == "19:42"


@given(st.sampled_from(list(PaymentState)), st.sampled_from([None, *OUTCOMES, "77777"]), st.integers(0, 100_000),
       st.booleans(), st.sampled_from(["en", "sw"]))  # fmt: skip
def test_only_a_failed_payment_ever_looks_failed(
    state: PaymentState, code: str | None, seconds: int, stale: bool, lang: str
) -> None:
    row = payment(0, state=state, result_code=code)
    now = Now(START + timedelta(seconds=seconds))
    shown = payment_display(row, now, lang, stale=stale)
    assert (shown.chip in FAILED_CHIPS) == (state in (PaymentState.FAILED, PaymentState.REFUSED))
    assert (shown.chip is ChipKind.PAID) == (state is PaymentState.SUCCEEDED)
    if state is PaymentState.UNKNOWN and not stale:
        assert shown.chip is ChipKind.CHECKING
    said = advice(row, now, lang)
    if state not in FINAL_STATES and said is not None:
        assert not said.may_send_again
    prompt = payment_nodes(row, now, lang)[1]
    if prompt.key == "accepted":  # that Safaricom took it is reported, and has a time; that it showed is not
        assert prompt.sub in ("Prompt should have shown", "Ombi lilipaswa kuonekana")
        assert state in FINAL_STATES
        return
    assert prompt.state in ("should", "not_reached")
    assert prompt.at == "", "nobody reports when a prompt shows"


def test_overdue_names_the_night_and_waiting_wins_the_edge() -> None:
    old = tab(104, opened_at=START - timedelta(hours=24))
    shown = tab_display(old, NOW, "en")
    assert (shown.overdue_word, shown.edge.value) == ("From Wed", "overdue")
    waiting = tab(104, opened_at=START - timedelta(hours=24), last_payment=last_payment(PaymentState.PROMPTED))
    assert tab_display(waiting, NOW, "en").edge.value == "waiting"
    assert tab_display(tab(1, balance=0, opened_at=START - timedelta(hours=24)), NOW, "en").overdue is False


def test_paid_in_full_only_when_nothing_is_owed() -> None:
    paid = last_payment(PaymentState.SUCCEEDED)
    for balance, chip in ((0, ChipKind.PAID_IN_FULL), (5, ChipKind.PAID)):
        row = tab(1, balance=balance, charged_cents=100, last_payment=paid)
        assert tab_display(row, NOW, "en").last.chip is chip


def test_takings_leave_out_tests_sandbox_and_other_days() -> None:
    rows = [
        payment(1, state=PaymentState.SUCCEEDED, amount_cents=100_00),
        payment(2, state=PaymentState.SUCCEEDED, amount_cents=1_00, kind="test"),
        payment(3, state=PaymentState.SUCCEEDED, amount_cents=7_00, environment=Environment.SANDBOX),
        payment(4, state=PaymentState.FAILED),
        payment(5, state=PaymentState.UNKNOWN, amount_cents=50_00),
        payment(6, state=PaymentState.NEEDS_REVIEW),
        payment(200_000, state=PaymentState.SUCCEEDED),
    ]
    got = takings_today(rows, NOW)
    assert (got.received_cents, got.paid_count, got.failed_count, got.needs_review_count) == (100_00, 1, 1, 1)
    assert (got.waiting_count, got.waiting_cents, got.customers_who_paid_percent) == (1, 50_00, 50)
