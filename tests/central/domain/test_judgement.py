"""What evidence may do, over every state and code: never paid or failed without a code that says so."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.domain.callback_body import CallbackBody, UnreadableBody, parse_callback, result_code
from tabeza_central.domain.judgement import HELD_FOR_A_PERSON, Do, Known, judge_callback, judge_query
from tabeza_protocol.outcomes import OUTCOMES, Finality
from tabeza_protocol.payment_states import PaymentState, may_move

S = PaymentState
CODES = [*OUTCOMES, "7777", "E9999", "00", "-1"]
TARGET = {Do.SETTLE: S.SUCCEEDED, Do.FAIL: S.FAILED, Do.REVIEW: S.NEEDS_REVIEW}


def known(state: S = S.PROMPTED, **changes: object) -> Known:
    values: dict[str, object] = {
        "state": state, "amount_cents": 330_000, "exception": None, "merchant_request_id": "mr",
        "checkout_request_id": "ws", "adopted": False, "receipt": None, "queried_paid": False,
        "instant_limit_cents": 1_000_000,
    }  # fmt: skip
    return Known(**(values | changes))  # type: ignore[arg-type]


def body(code: str | None = "0", **changes: object) -> CallbackBody:
    values: dict[str, object] = {
        "merchant_request_id": "mr", "checkout_request_id": "ws", "result_code": code, "description": "",
        "amount_cents": 330_000, "receipt": "UKL1AB2CD3", "phone": None, "has_metadata": True,
    }  # fmt: skip
    return CallbackBody(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "code"), list(product(S, CODES)))
def test_a_callback_never_does_what_its_code_does_not_say(state: S, code: str) -> None:
    outcome = OUTCOMES.get(code)
    for adopted, exception, queried in product((False, True), (None, *HELD_FOR_A_PERSON), (False, True)):
        judged = judge_callback(known(state, adopted=adopted, exception=exception, queried_paid=queried), body(code))
        if judged.do is Do.SETTLE:
            assert outcome is not None
            assert outcome.finality is Finality.PAID
            assert not adopted or queried or state is S.SUCCEEDED
        if judged.do is Do.FAIL:
            assert outcome is not None
            assert outcome.finality is Finality.FAILED
        if judged.do in TARGET and state is not S.SUCCEEDED and state is not S.QUEUED:
            assert may_move(state, TARGET[judged.do]), (state, judged)


@pytest.mark.parametrize(("state", "code"), list(product([s for s in S if s is not S.QUEUED], CODES)))
def test_a_query_never_does_what_its_code_does_not_say(state: S, code: str) -> None:
    outcome = OUTCOMES.get(code)
    for claimed, exception in product((False, True), (None, *HELD_FOR_A_PERSON)):
        judged = judge_query(known(state, exception=exception), code, claimed_paid=claimed, receipt=None)
        if judged.do is Do.SETTLE:
            assert outcome is not None
            assert outcome.finality is Finality.PAID
        if judged.do is Do.FAIL:
            assert outcome is not None
            assert outcome.finality in (Finality.FAILED, Finality.CONFIRM)
            assert not claimed
        if judged.do in TARGET and state is not S.SUCCEEDED:
            assert may_move(state, TARGET[judged.do]), (state, judged)
        if outcome is None:
            assert judged.do in (Do.DOUBT, Do.NOTHING)


@given(amount=st.integers(0, 10**9).filter(lambda cents: cents != 330_000))
def test_another_amount_never_settles(amount: int) -> None:
    assert judge_callback(known(), body(amount_cents=amount)).do is Do.REVIEW


@given(raw=st.binary(max_size=600))
def test_any_bytes_are_read_without_an_exception(raw: bytes) -> None:
    assert isinstance(parse_callback(raw), CallbackBody | UnreadableBody)


@given(value=st.one_of(st.text(max_size=50), st.integers(), st.floats(), st.none(), st.booleans(), st.binary()))
def test_a_code_is_its_own_text_or_nothing(value: object) -> None:
    code = result_code(value)
    assert code is None or code == str(value).strip()
    if code == "0":
        assert value == 0 or value in ("0", "0 ") or str(value).strip() == "0"
        assert not isinstance(value, bool | float)


@pytest.mark.parametrize(
    ("written", "cents"),
    [("1.00", 100), ("1", 100), ("3300.50", 330_050), ("0.29", 29), ("1.005", None), ("1e2", 10_000), ('"1.00"', 100),
     ('"1e2"', None), ("-1", None), ("1e400", None), ("null", None), ("true", None), ('"١"', None),
     ("1152921504606846977", None)],
)  # fmt: skip
def test_amounts_come_from_the_digits_as_written(written: str, cents: int | None) -> None:
    item = '{"Name":"Amount","Value":' + written + "}"
    raw = '{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[' + item + "]}}}}"
    parsed = parse_callback(raw.encode())
    assert isinstance(parsed, CallbackBody)
    assert parsed.amount_cents == cents


def test_items_are_read_by_name_whatever_their_order_and_twice_named_ones_not_at_all() -> None:
    raw = (
        b'{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[{"Name":"MpesaReceiptNumber","Value":'
        b'"UKL1AB2CD3"},{"Name":"Balance"},{"Name":"Amount","Value":5},{"Name":"Amount","Value":6}]}}}}'
    )
    parsed = parse_callback(raw)
    assert isinstance(parsed, CallbackBody)
    assert (parsed.receipt, parsed.amount_cents) == ("UKL1AB2CD3", None)
