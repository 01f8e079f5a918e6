"""Ledger lines and limits, over whatever figures and times hypothesis thinks of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.domain.instants import SECOND, instant, micros
from tabeza_central.domain.ledger import Line, Unbalanced, charge_lines, checked, receipt_lines, totals_of
from tabeza_central.domain.limits import Attempt, check
from tabeza_central.domain.policy import Policy
from tabeza_protocol.money import Kes
from tabeza_protocol.payment_states import PaymentState

POLICY = Policy()


@given(paid=st.integers(1, 25_000_000), owed=st.integers(-10**8, 10**8), closed=st.booleans())
def test_a_receipt_sums_to_zero_and_all_of_it_is_the_tabs(paid: int, owed: int, closed: bool) -> None:
    lines = receipt_lines("mpesa:522522", "t", Kes(paid), Kes(owed), closed=closed)
    assert sum(line.amount_cents for line in lines) == 0
    totals = totals_of(lines, "t")
    assert (totals.paid_cents, totals.charged_cents, totals.payments) == (paid, 0, 1)
    kinds = {line.kind: -line.amount_cents for line in lines if line.account == "tab:t"}
    assert kinds.get("mpesa", 0) == (0 if closed else min(paid, max(owed, 0)))
    assert 0 <= kinds.get("overage", 0) < 100


@given(amount=st.integers(1, 10**9))
def test_a_charge_sums_to_zero(amount: int) -> None:
    assert totals_of(charge_lines("t", Kes(amount)), "t").charged_cents == amount


@pytest.mark.parametrize("cents", [1, -1, 100])
def test_lines_that_do_not_sum_to_zero_are_never_written(cents: int) -> None:
    with pytest.raises(Unbalanced):
        checked((Line("a", "charge", Kes(100)), Line("b", "charge", Kes(cents - 100))))


@given(gaps=st.lists(st.integers(0, 120 * SECOND), min_size=1, max_size=60), limit=st.integers(1, 12))
def test_no_window_ever_holds_more_than_the_limit_and_retry_after_is_exact(gaps: list[int], limit: int) -> None:
    now = 10**15
    taken: list[Attempt] = []
    for n, gap in enumerate(gaps):
        now += gap
        refusal = check(taken, now=now, amount_cents=100, bar_limit=limit, policy=POLICY)
        if refusal is None:
            taken.insert(0, Attempt(str(n), now, 100, PaymentState.FAILED, same_phone=False))
            continue
        assert refusal.problem == "limit_bar"
        then = now + refusal.retry_after_seconds * SECOND
        assert check(taken, now=then, amount_cents=100, bar_limit=limit, policy=POLICY) is None
        before = then - SECOND
        assert before < now or check(taken, now=before, amount_cents=100, bar_limit=limit, policy=POLICY) is not None
    times = sorted(attempt.initiated_at for attempt in taken)
    for first, over in zip(times, times[limit:], strict=False):
        assert over - first >= POLICY.bar_window_us


@given(at=st.integers(0, 4 * 10**15))
def test_stored_times_are_exact(at: int) -> None:
    assert micros(instant(at)) == at
