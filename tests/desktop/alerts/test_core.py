"""What stays until seen, what is told together, and when it is quiet."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.alerts import (
    MOST_REMINDERS,
    REMIND_SECONDS,
    STAYS_FOR,
    AlertKind,
    Quiet,
    Reminders,
    grouped,
    is_unseen,
    unseen_after,
)
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView
from tests.desktop.fake_service import START, payment

S = PaymentState


def ended(n: int, state: PaymentState, tab: str = "t", **changes: object) -> PaymentView:
    at = START - timedelta(seconds=60 - n)
    return payment(n, state=state, tab_id=tab, requested_at=at, finished_at=at, **changes)  # type: ignore[arg-type]


def test_a_failure_stays_until_somebody_saw_it_or_half_an_hour_has_passed() -> None:
    row = ended(1, S.FAILED)
    assert is_unseen(row, START)
    assert not is_unseen(ended(1, S.FAILED, seen_at=START), START)
    assert not is_unseen(row, START + STAYS_FOR)
    assert not is_unseen(ended(1, S.SUCCEEDED), START)
    assert not is_unseen(ended(1, S.FAILED, kind="test"), START)


def test_asking_the_tab_again_deals_with_its_earlier_failure_and_no_other() -> None:
    first, other = ended(1, S.FAILED, "a"), ended(2, S.FAILED, "b")
    held = unseen_after({}, [first, other], START)
    assert list(held) == [first.id, other.id]
    assert list(unseen_after(held, [ended(3, S.PROMPTED, "a")], START)) == [other.id]


def test_seen_at_another_console_is_seen_here() -> None:
    row = ended(1, S.FAILED)
    held = unseen_after({}, [row], START)
    assert unseen_after(held, [ended(1, S.FAILED, seen_at=START)], START) == {}


def test_a_late_success_takes_its_failure_back() -> None:
    held = unseen_after({}, [ended(1, S.FAILED)], START)
    assert unseen_after(held, [ended(1, S.SUCCEEDED)], START) == {}


@given(st.lists(st.sampled_from([S.SUCCEEDED, S.FAILED, S.REFUSED, S.NEEDS_REVIEW, S.PROMPTED]), max_size=20))
def test_a_burst_is_told_whole_and_bad_news_last(states: list[PaymentState]) -> None:
    rows = [ended(n, state) for n, state in enumerate(states)]
    groups = grouped(rows)
    told = [row.id for group in groups for row in group.payments]
    assert sorted(told) == sorted(row.id for row in rows if row.state is not S.PROMPTED)
    assert [group.kind for group in groups] == [
        kind for kind in AlertKind if kind in {g.kind for g in groups}
    ]


def test_reminders_come_each_minute_three_times_and_end_with_the_cause() -> None:
    told, now = Reminders(), 100.0
    assert told.due(["a"], now) == ()
    count = 0
    for _ in range(10):
        now += REMIND_SECONDS
        count += len(told.due(["a"], now))
    assert count == MOST_REMINDERS
    assert told.due([], now) == ()


def test_a_snooze_ends_by_itself_and_quiet_does_not() -> None:
    assert Quiet(snoozed_until=10.0).holds(9.9)
    assert not Quiet(snoozed_until=10.0).holds(10.0)
    assert Quiet(chosen=True).holds(1e9)
