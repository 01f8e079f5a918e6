"""The choice of bars is stable, and one bar's own trouble holds nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.domain.alarms import ACCEPTANCE_LEAST, MIN_PUSHES, PushCount
from tabeza_central.domain.rollout import STOP_BELOW, hold_for, is_in, place

IDS = st.text("0123456789abcdef", min_size=32, max_size=32)
PERCENT = st.integers(0, 100)


@given(st.lists(IDS, max_size=60), PERCENT, PERCENT)
def test_raising_the_share_only_adds_bars(bar_ids: list[str], one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert {bar for bar in bar_ids if is_in(bar, low)} <= {bar for bar in bar_ids if is_in(bar, high)}


@given(IDS, PERCENT)
def test_the_choice_is_the_bars_alone_and_the_ends_are_none_and_all(bar_id: str, percent: int) -> None:
    assert is_in(bar_id, percent) == is_in(bar_id, percent)
    assert not is_in(bar_id, 0)
    assert is_in(bar_id, 100)
    assert 0 <= place(bar_id) <= 99


def test_the_choice_never_changes_between_versions() -> None:
    """A release that chose other bars would throw out those that are in."""
    assert [place(f"{n:032x}") for n in range(6)] == [62, 50, 44, 84, 95, 23]


@given(st.integers(0, 2**128 - 2**16))
def test_a_share_is_about_that_share_of_bars(first: int) -> None:
    inside = sum(is_in(f"{first + n:032x}", 10) for n in range(4_000))
    assert 280 <= inside <= 530


COUNTS = st.builds(lambda a, b: PushCount(a + b, a), st.integers(0, 30), st.integers(0, 30))


@given(st.dictionaries(IDS, COUNTS, max_size=6), IDS, st.integers(0, 100))
def test_one_bars_own_trouble_holds_nobody(good: dict[str, PushCount], bad: str, refused: int) -> None:
    """Whatever happens at one bar, the others decide."""
    fine = {bar_id: PushCount(count.attempted, count.attempted) for bar_id, count in good.items()}
    assert hold_for(fine | {bad: PushCount(refused, 0)}) is None


@given(st.dictionaries(IDS, COUNTS, max_size=8))
def test_a_hold_is_what_the_others_say(by_bar: dict[str, PushCount]) -> None:
    hold = hold_for(by_bar)
    if hold is None:
        return
    worst = max(by_bar, key=lambda bar: (by_bar[bar].attempted - by_bar[bar].accepted, bar))
    others = PushCount.total(count for bar, count in by_bar.items() if bar != worst)
    assert others.attempted >= MIN_PUSHES
    assert others.acceptance is not None
    assert others.acceptance < ACCEPTANCE_LEAST
    assert hold.stops == (others.acceptance < STOP_BELOW)
    assert str(others.attempted) in hold.reason
