"""Sums made by SQL against the same sums counted one by one, whatever payments a day had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabeza_desktop.core.reports import Channel, Missing
from tabeza_desktop.core.takings import counts
from tabeza_desktop.core.takings_day import SLOW_SECONDS, DaySums, HourSum, hour_rows, merge_reasons
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.reports import ReportReader
from tabeza_protocol.business_day import DEFAULT_DAY_TURN, NAIROBI, business_day_of, business_day_start
from tabeza_protocol.environment import Environment
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import Changes, PaymentView, TabLine, TabView
from tests.desktop.fake_service import START, payment, tab

_S = PaymentState
TURN = DEFAULT_DAY_TURN
DAY = business_day_of(START)
FAILED = (_S.FAILED, _S.REFUSED)


@st.composite
def payments(draw: st.DrawFn, n: int) -> PaymentView:
    state = draw(st.sampled_from(list(_S)))
    asked = START - timedelta(minutes=draw(st.integers(-600, 13_000)))
    ended = state in (_S.SUCCEEDED, *FAILED)
    code = (
        "0"
        if state is _S.SUCCEEDED
        else draw(st.sampled_from(["1032", "1", "1037", None, "9999"]))
        if ended
        else None
    )
    return payment(
        n, state=state, amount_cents=draw(st.integers(1, 500)) * 100, requested_at=asked, result_code=code,
        finished_at=asked + timedelta(seconds=draw(st.integers(0, 400))) if ended else None,
        kind=draw(st.sampled_from(["tab", "tab", "tab", "test"])),
        environment=draw(st.sampled_from([Environment.PRODUCTION] * 3 + [Environment.SANDBOX])),
    )  # fmt: skip


DAYS = st.integers(0, 25).flatmap(lambda count: st.tuples(*(payments(n) for n in range(count))))


def cache_of(
    folder: Path, rows: Iterable[PaymentView], lines: Iterable[TabLine] = (), tabs: Iterable[TabView] = (),
    *, more: bool = False,
) -> Cache:  # fmt: skip
    cache = Cache(folder / "cache.sqlite")
    cache.apply(
        Changes(epoch=1, cursor="c", more=more, server_time=START, payments=tuple(rows), lines=tuple(lines),
                tabs=tuple(tabs)),
        fresh=True,
    )  # fmt: skip
    return cache


def day_of(row: PaymentView) -> date:
    return business_day_of(row.finished_at or row.requested_at, TURN)


def sums(rows: Iterable[PaymentView]) -> DaySums:
    rows = list(rows)
    paid = [row for row in rows if row.state is _S.SUCCEEDED]
    return DaySums(
        sum(row.amount_cents for row in paid), len(paid), len(paid) + sum(row.state in FAILED for row in rows)
    )


def hours(rows: Iterable[PaymentView]) -> tuple[HourSum, ...]:
    cents: Counter[int] = Counter()
    number: Counter[int] = Counter()
    for row in rows:
        if row.state is _S.SUCCEEDED and row.finished_at is not None:
            place = (row.finished_at.astimezone(NAIROBI).hour - TURN.hour) % 24
            cents[place] += row.amount_cents
            number[place] += 1
    return tuple(HourSum(at, (at + TURN.hour) % 24, cents[at], number[at]) for at in sorted(cents))


@settings(max_examples=40)
@given(rows=DAYS)
def test_a_day_is_what_its_payments_are(
    tmp_path_factory: pytest.TempPathFactory, rows: tuple[PaymentView, ...]
) -> None:
    cache = cache_of(tmp_path_factory.mktemp("sums"), rows)
    found = ReportReader(cache).day(DAY, TURN, START)
    cache.close()
    real = [row for row in rows if counts(row)]
    today = [row for row in real if day_of(row) == DAY]
    before = [row for row in real if day_of(row) == DAY - timedelta(days=7)]
    then = [row for row in before if (row.finished_at or row.requested_at) <= START - timedelta(days=7)]
    assert found.sums == sums(today)
    assert (found.hours, found.before) == (hours(today), hours(before))
    assert found.before_sums == (sums(then) if sums(before).ended else None)
    failed = Counter(row.result_code for row in today if row.state in FAILED)
    assert sum(reason.count for reason in found.reasons) == sum(failed.values())
    assert {outcome_for(reason.code) for reason in found.reasons if outcome_for(reason.code)} == {
        outcome_for(code) for code in failed if outcome_for(code)
    }
    slow = {row.id for row in today if _seconds(row) > SLOW_SECONDS}
    assert {answer.payment.id for answer in found.slow} == slow
    assert found.slow_count == len(slow)
    took = sorted(
        (row.finished_at - row.requested_at) for row in today if row.state is _S.SUCCEEDED and row.finished_at
    )
    assert found.usual_seconds == (int(took[(len(took) - 1) // 2].total_seconds()) if took else None)


def _seconds(row: PaymentView) -> int:
    end = START if row.state in UNRESOLVED_STATES else row.finished_at
    return 0 if end is None else int((end - row.requested_at).total_seconds())


def test_codes_that_mean_the_same_stand_together() -> None:
    both = merge_reasons([("1037", 2, 300), ("1019", 1, 100), ("1032", 3, 50)])
    assert sum(reason.count for reason in both) == 6
    assert [reason.count for reason in both] == sorted((reason.count for reason in both), reverse=True)


def test_empty_hours_between_are_shown_and_the_present_one_always(tmp_path: Path) -> None:
    rows = [payment(n, state=_S.SUCCEEDED, finished_at=START - timedelta(hours=n * 3)) for n in (0, 1)]
    cache = cache_of(tmp_path, rows)
    found = ReportReader(cache).day(DAY, TURN, START)
    cache.close()
    assert [row.count for row in hour_rows(found, 15, 6)] == [1, 0, 0, 1]
    assert [row.hour for row in hour_rows(found, 17, 6)] == [18, 19, 20, 21, 22, 23]


def test_a_day_without_payments_has_no_hours_average_or_share(tmp_path: Path) -> None:
    cache = cache_of(tmp_path, [])
    found = ReportReader(cache).day(DAY, TURN, START)
    cache.close()
    assert hour_rows(found, None, 6) == ()
    assert (found.sums.received_cents, found.sums.average_cents, found.sums.percent) == (0, None, None)


def test_a_day_turns_where_the_bar_says(tmp_path: Path) -> None:
    late = datetime(2026, 11, 20, 2, 30, tzinfo=NAIROBI)
    cache = cache_of(tmp_path, [payment(1, state=_S.SUCCEEDED, requested_at=late, finished_at=late)])
    reader = ReportReader(cache)
    assert reader.day(date(2026, 11, 19), time(6), START + timedelta(days=3)).sums.paid == 1
    assert reader.day(date(2026, 11, 20), time(2), START + timedelta(days=3)).sums.paid == 1
    assert reader.day(date(2026, 11, 20), time(2), START + timedelta(days=3)).hours[0].hour == 2
    cache.close()


# the night's report


def line(n: int, kind: str, cents: int, person: str | None = None, **more: object) -> TabLine:
    at = more.pop("at", START - timedelta(minutes=n))
    return TabLine(id=f"line{n}-1", tab_id="tab-101", at=at, kind=kind, text="x", amount_cents=cents,  # type: ignore[arg-type]
                   person=person, version=n, **more)  # type: ignore[arg-type]  # fmt: skip


def test_money_counts_for_whoever_took_it_also_when_somebody_else_takes_it_back(tmp_path: Path) -> None:
    told = [line(1, "cash", -50_000, "Mercy"), line(2, "cash", -20_000, "Joyce"),
            line(3, "cash_void", 50_000, "Joyce", undoes="line1")]  # fmt: skip
    cache = cache_of(tmp_path, [], told)
    report = ReportReader(cache).night(DAY, TURN, START, "Bar", stale=False)
    cache.close()
    assert {(row.person, row.cents, row.count) for row in report.takings} == {
        ("Mercy", 0, 0),
        ("Joyce", 20_000, 1),
    }
    assert report.confirmed_cents == 20_000


def test_by_hand_is_never_counted_as_received_and_leaves_when_its_receipt_turns_up(tmp_path: Path) -> None:
    told = [line(1, "by_hand", -30_000, "Mercy", receipt="SKL1"), line(2, "by_hand", -10_000, "Mercy", receipt="SKL2"),
            line(3, "by_hand_void", 10_000, "Mercy", receipt="SKL2")]  # fmt: skip
    cache = cache_of(tmp_path, [], told, [tab(101)])
    report = ReportReader(cache).night(DAY, TURN, START, "Bar", stale=False)
    cache.close()
    assert report.confirmed_cents == 0
    assert report.channel_cents(Channel.BY_HAND) == 30_000
    assert [(row.receipt, row.tab_number) for row in report.by_hand] == [("SKL1", 101)]


def test_a_past_night_tells_tabs_as_they_stood_at_its_end(tmp_path: Path) -> None:
    end = business_day_start(DAY + timedelta(days=1))
    opened = START - timedelta(days=1)
    told = [line(1, "charge", 90_000, at=START), line(2, "mpesa", -90_000, at=end + timedelta(hours=1))]
    closed = tab(101, balance=0, status="closed", opened_at=opened, closed_at=end + timedelta(hours=2))
    cache = cache_of(tmp_path, [], told, [closed])
    reader, later = ReportReader(cache), end + timedelta(days=2)
    (row,) = reader.night(DAY, TURN, later, "Bar", stale=False).open_tabs
    assert (row.balance_cents, row.overdue) == (90_000, True)
    assert reader.night(DAY + timedelta(days=2), TURN, later, "Bar", stale=False).open_tabs == ()
    cache.close()


def test_a_payment_whose_line_has_not_come_yet_is_said_not_to_agree(tmp_path: Path) -> None:
    paid = payment(1, state=_S.SUCCEEDED, amount_cents=70_000)
    cache = cache_of(tmp_path, [paid])
    assert not ReportReader(cache).night(DAY, TURN, START, "Bar", stale=False).agrees
    told = [line(1, "mpesa", -60_000, payment_id=paid.id, at=paid.finished_at),
            line(2, "credit", -10_000, payment_id=paid.id, at=paid.finished_at)]  # fmt: skip
    cache.apply(Changes(epoch=1, cursor="d", more=False, server_time=START, lines=tuple(told)), fresh=False)
    assert ReportReader(cache).night(DAY, TURN, START, "Bar", stale=False).agrees
    cache.close()


@pytest.mark.parametrize(
    ("more", "stale", "missing"),
    [(False, False, Missing.NOTHING), (False, True, Missing.OFFLINE), (True, False, Missing.LOADING)],
)
def test_a_report_says_what_may_be_missing(tmp_path: Path, more: bool, stale: bool, missing: Missing) -> None:
    cache = cache_of(tmp_path, [payment(1, version=77)], more=more)
    found = ReportReader(cache).completeness(stale=stale)
    cache.close()
    assert (found.as_of, found.change, found.missing) == (START, 77, missing)


def test_a_pc_that_heard_nothing_claims_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    found = ReportReader(cache).completeness(stale=False)
    cache.close()
    assert found.as_of is None
    assert not found.is_complete
