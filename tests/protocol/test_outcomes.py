from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_protocol.outcomes import OUTCOMES, Finality, SendAgain, outcome_for


def test_only_code_0_means_paid() -> None:
    assert [code for code, row in OUTCOMES.items() if row.finality is Finality.PAID] == ["0"]


@pytest.mark.parametrize("code", ["E3008", "SFC_IC0003"])
def test_codes_made_of_letters_are_failures_and_never_zero(code: str) -> None:
    row = outcome_for(code)
    assert row is not None
    assert row.finality is Finality.FAILED


@given(st.one_of(st.text(max_size=12), st.integers(), st.none(), st.booleans()))
def test_a_code_we_do_not_know_is_neither_paid_nor_failed(code: str | int | None) -> None:
    row = outcome_for(code)
    if row is not None and row.finality is Finality.PAID:
        assert str(code).strip() == "0"
        assert not isinstance(code, bool)
    if str(code).strip() not in OUTCOMES:
        assert row is None


@pytest.mark.parametrize("code", ["1037", "1019", "17", "26", "1001", "9999"])
def test_codes_seen_for_open_payments_need_a_second_word(code: str) -> None:
    assert OUTCOMES[code].finality is Finality.CONFIRM


def test_never_offer_to_send_again_while_m_pesa_is_still_working() -> None:
    assert OUTCOMES["4999"].send_again is SendAgain.NO
    assert OUTCOMES["4999"].finality is Finality.NOT_FINAL


def test_every_row_speaks_both_languages_and_no_jargon() -> None:
    for row in OUTCOMES.values():
        for wording in (row.en, row.sw):
            assert wording.word
            assert wording.happened
            assert wording.do
            text = f"{wording.word} {wording.happened} {wording.do}".lower()
            for jargon in ("stk", "callback", "token", "shortcode", "error", "!"):
                assert jargon not in text, (row.code, jargon)
        assert row.en.happened != row.sw.happened


def test_every_result_code_seen_in_the_wild_reads_without_a_false_paid(corpus: Path) -> None:
    seen = 0
    for path in sorted(corpus.glob("cb_*.json")):
        body = json.loads(path.read_text())
        callback = body.get("Body", body).get("stkCallback", {})
        if "ResultCode" not in callback:
            continue
        seen += 1
        row = outcome_for(callback["ResultCode"])
        paid = row is not None and row.finality is Finality.PAID
        assert paid == (str(callback["ResultCode"]) == "0"), path.name
    assert seen > 10
