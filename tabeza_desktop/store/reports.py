"""Sums for the Today page and the end-of-night report, all in SQL over the cache. Read only; each answer is one moment.

``practice``: practice money counts as money, since there is no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from tabeza_desktop.core.reports import (
    Channel,
    Completeness,
    Missing,
    NightReport,
    OpenTab,
    PaymentByHand,
    Taking,
)
from tabeza_desktop.core.takings import FAILED_STATES
from tabeza_desktop.core.takings_day import (
    SLOW_SECONDS,
    DayFigures,
    DaySums,
    HourSum,
    Reason,
    SlowAnswer,
    merge_reasons,
)
from tabeza_desktop.core.times import micros
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.cache_schema import lines, payments, tabs
from tabeza_desktop.store.database import begin_reading, disk_errors
from tabeza_desktop.store.history import bodies
from tabeza_protocol.business_day import NAIROBI, business_day_end, business_day_start, is_overdue
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView, TabLine, TabView

_HOUR_US: Final = 3_600_000_000
_SECOND_US: Final = 1_000_000
_WEEK: Final = timedelta(days=7)
_FAILED: Final = [state.value for state in FAILED_STATES]
_UNRESOLVED: Final = [state.value for state in UNRESOLVED_STATES]
_CHANNEL_OF: Final = {
    "cash": Channel.CASH, "cash_void": Channel.CASH, "by_hand": Channel.BY_HAND, "by_hand_void": Channel.BY_HAND,
}  # fmt: skip
_P = payments.c
SLOW_ROWS: Final = 50


class ReportReader:
    """Answers in one read transaction each, so that no figure of an answer is older than another."""

    def __init__(self, cache: Cache, *, practice: bool = False) -> None:
        self._cache, self._practice = cache, practice

    # --- today

    def day(self, day: date, day_turn: time, now: datetime) -> DayFigures:
        """The figures of ``day`` up to ``now``, and those of the same weekday a week before."""
        start, end = _bounds(day, day_turn)
        until = min(now, business_day_end(day, day_turn))
        with disk_errors(), self._cache.engine.connect() as connection:
            begin_reading(connection)
            before = self._hours(connection, start - _week_us(), end - _week_us())
            then = self._sums(connection, start - _week_us(), micros(until) + 1 - _week_us())
            whole = self._sums(connection, start - _week_us(), end - _week_us())
            slow, slow_count = self._slow(connection, start, end, until)
            return DayFigures(
                day=day,
                until=until,
                sums=self._sums(connection, start, end),
                hours=self._hours(connection, start, end),
                before=before,
                before_sums=then if whole.ended else None,
                reasons=self._reasons(connection, start, end),
                slow=slow,
                slow_count=slow_count,
                usual_seconds=self._usual(connection, start, end),
            )

    def _real(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [_P.kind == "tab"]
        if not self._practice:
            conditions.append(_P.environment == Environment.PRODUCTION.value)
        return conditions

    def _within(self, start: int, end: int) -> ColumnElement[bool]:
        return and_(_P.counted_at >= start, _P.counted_at < end, *self._real())

    def _sums(self, connection: Connection, start: int, end: int) -> DaySums:
        rows = connection.execute(
            select(_P.state, func.count(), func.sum(_P.amount_cents))
            .where(self._within(start, end), _P.state.in_([PaymentState.SUCCEEDED.value, *_FAILED]))
            .group_by(_P.state)
        )
        count = cents = ended = 0
        for state, number, total in rows:
            ended += number
            if state == PaymentState.SUCCEEDED.value:
                count, cents = number, total
        return DaySums(cents, count, ended)

    def _hours(self, connection: Connection, start: int, end: int) -> tuple[HourSum, ...]:
        zone = int(NAIROBI.utcoffset(None).total_seconds()) * _SECOND_US
        first = (start + zone) // _HOUR_US
        place = (_P.counted_at + zone) // _HOUR_US - first
        rows = connection.execute(
            select(place, func.sum(_P.amount_cents), func.count())
            .where(self._within(start, end), _P.state == PaymentState.SUCCEEDED.value)
            .group_by(place)
            .order_by(place)
        )
        return tuple(HourSum(at, (first + at) % 24, cents, count) for at, cents, count in rows)

    def _reasons(self, connection: Connection, start: int, end: int) -> tuple[Reason, ...]:
        rows = connection.execute(
            select(_P.result_code, func.count(), func.sum(_P.amount_cents))
            .where(self._within(start, end), _P.state.in_(_FAILED))
            .group_by(_P.result_code)
            .order_by(func.count().desc(), _P.result_code)
        )
        return merge_reasons((code, count, cents) for code, count, cents in rows)

    def _slow(
        self, connection: Connection, start: int, end: int, until: datetime
    ) -> tuple[tuple[SlowAnswer, ...], int]:
        limit, now = SLOW_SECONDS * _SECOND_US, micros(until)
        ended = and_(_P.state.not_in([*_UNRESOLVED, PaymentState.NEEDS_REVIEW.value]),
                     _P.counted_at - _P.requested_at >= limit + _SECOND_US)  # fmt: skip
        still = and_(_P.state.in_(_UNRESOLVED), now - _P.requested_at >= limit + _SECOND_US)
        where = and_(self._within(start, end), or_(ended, still))
        count = connection.execute(select(func.count()).select_from(payments).where(where)).scalar_one()
        newest = select(_P.id).where(where).order_by(_P.requested_at.desc(), _P.id).limit(SLOW_ROWS)
        rows = bodies(connection, connection.execute(newest).scalars().all())
        return tuple(_slow_answer(row, until) for row in rows), count

    def _usual(self, connection: Connection, start: int, end: int) -> int | None:
        """The median of what paid payments took, in whole seconds."""
        where = and_(self._within(start, end), _P.state == PaymentState.SUCCEEDED.value)
        count = connection.execute(select(func.count()).select_from(payments).where(where)).scalar_one()
        if not count:
            return None
        took = _P.counted_at - _P.requested_at
        middle = select(took).where(where).order_by(took).offset((count - 1) // 2).limit(1)
        return int(connection.execute(middle).scalar_one()) // _SECOND_US

    # --- the night's report

    def completeness(self, *, stale: bool) -> Completeness:
        """What this PC holds of the bar. ``stale``: the service has not answered lately."""
        with disk_errors(), self._cache.engine.connect() as connection:
            return _completeness(self._cache, connection, stale=stale)

    def night(self, day: date, day_turn: time, now: datetime, bar: str, *, stale: bool) -> NightReport:
        """The report of one business day. Of a day that is over, tabs are told as they stood at its end."""
        start, end = _bounds(day, day_turn)
        until = min(now, business_day_end(day, day_turn))
        with disk_errors(), self._cache.engine.connect() as connection:
            begin_reading(connection)
            return NightReport(
                day=day,
                day_turn=day_turn,
                until=until,
                bar=bar,
                completeness=_completeness(self._cache, connection, stale=stale),
                sums=self._sums(connection, start, end),
                takings=(*self._mpesa(connection, start, end), *_tab_money(connection, start, end)),
                ledger_mpesa_cents=self._ledger_mpesa(connection, start, end),
                open_tabs=_open_tabs(connection, end, until, day_turn),
                reasons=self._reasons(connection, start, end),
                review=self._in_states(connection, start, end, [PaymentState.NEEDS_REVIEW.value]),
                waiting=self._in_states(connection, start, end, _UNRESOLVED),
                by_hand=_by_hand(connection, start, end),
            )

    def _mpesa(self, connection: Connection, start: int, end: int) -> tuple[Taking, ...]:
        rows = connection.execute(
            select(_P.requested_by, func.sum(_P.amount_cents), func.count())
            .where(self._within(start, end), _P.state == PaymentState.SUCCEEDED.value)
            .group_by(_P.requested_by)
            .order_by(_P.requested_by)
        )
        return tuple(Taking(Channel.MPESA, person, cents, count) for person, cents, count in rows)

    def _ledger_mpesa(self, connection: Connection, start: int, end: int) -> int:
        """What the lines of tabs say payments brought: covered, rounded up and credited alike."""
        joined = lines.join(payments, lines.c.payment_id == _P.id)
        total = connection.execute(
            select(func.coalesce(func.sum(lines.c.amount_cents), 0))
            .select_from(joined)
            .where(lines.c.at >= start, lines.c.at < end, *self._real())
        ).scalar_one()
        return -int(total)

    def _in_states(
        self, connection: Connection, start: int, end: int, states: list[str]
    ) -> tuple[PaymentView, ...]:
        where = and_(self._within(start, end), _P.state.in_(states))
        ids = select(_P.id).where(where).order_by(_P.requested_at, _P.id)
        return bodies(connection, connection.execute(ids).scalars().all())


def _bounds(day: date, day_turn: time) -> tuple[int, int]:
    return micros(business_day_start(day, day_turn)), micros(business_day_end(day, day_turn))


def _week_us() -> int:
    return int(_WEEK.total_seconds()) * _SECOND_US


def _slow_answer(row: PaymentView, until: datetime) -> SlowAnswer:
    still = row.state in UNRESOLVED_STATES
    ended = until if still or row.finished_at is None else row.finished_at
    return SlowAnswer(row, int((ended - row.requested_at).total_seconds()), still)


def _completeness(cache: Cache, connection: Connection, *, stale: bool) -> Completeness:
    held = cache.held(connection)
    if held.as_of is not None and held.more:
        return Completeness(held.as_of, held.change, Missing.LOADING)
    missing = Missing.OFFLINE if stale or held.as_of is None else Missing.NOTHING
    return Completeness(held.as_of, held.change, missing)


def _tab_money(connection: Connection, start: int, end: int) -> tuple[Taking, ...]:
    """Cash and by-hand money by person. What was taken back counts against whoever had taken it."""
    rows = connection.execute(
        select(lines.c.kind, lines.c.person, func.sum(lines.c.amount_cents), func.count())
        .where(lines.c.at >= start, lines.c.at < end, lines.c.kind.in_(["cash", "by_hand"]))
        .group_by(lines.c.kind, lines.c.person)
    )
    sums = {(_CHANNEL_OF[kind], person or ""): (-int(cents), count) for kind, person, cents, count in rows}
    voids = connection.execute(
        select(lines.c.body).where(
            lines.c.at >= start, lines.c.at < end, lines.c.kind.in_(["cash_void", "by_hand_void"])
        )
    )
    for row in voids.all():
        line = msgspec.json.decode(row.body, type=TabLine)
        key = _CHANNEL_OF[line.kind], _taker(connection, line)
        cents, count = sums.get(key, (0, 0))
        sums[key] = cents - line.amount_cents, count - 1
    return tuple(Taking(channel, person, *sums[channel, person]) for channel, person in sorted(sums))


def _taker(connection: Connection, void: TabLine) -> str:
    """Who had taken what this line takes back; whoever took it back if that is not held here."""
    if void.undoes is None:
        return void.person or ""
    taken = select(lines.c.person).where(
        lines.c.tab_id == void.tab_id, lines.c.id.startswith(f"{void.undoes}-", autoescape=True)
    )
    return connection.execute(taken.limit(1)).scalar_one_or_none() or void.person or ""


def _open_tabs(connection: Connection, end: int, until: datetime, day_turn: time) -> tuple[OpenTab, ...]:
    """The tabs open at the end of a day, or now if it is not over, by number, with what their lines came to by then.

    Whatever is held counts up to the day's end: this PC's clock may be a little behind what the service has told.
    """
    still = or_(tabs.c.closed_at.is_(None), tabs.c.closed_at >= end)
    rows = connection.execute(
        select(tabs.c.id, tabs.c.body).where(still, tabs.c.opened_at < end).order_by(tabs.c.number)
    ).all()
    balances = _balances(connection, (row.id for row in rows), end)
    found = []
    for row in rows:
        tab = msgspec.json.decode(row.body, type=TabView)
        balance = balances.get(row.id, 0)
        overdue = is_overdue(balance, tab.opened_at, until - timedelta(microseconds=1), day_turn)
        found.append(OpenTab(tab, balance, overdue))
    return tuple(found)


def _balances(connection: Connection, ids: Iterable[str], end: int) -> dict[str, int]:
    rows = connection.execute(
        select(lines.c.tab_id, func.sum(lines.c.amount_cents))
        .where(lines.c.tab_id.in_(list(ids)), lines.c.at < end)
        .group_by(lines.c.tab_id)
    )
    return {tab_id: int(cents) for tab_id, cents in rows}


def _by_hand(connection: Connection, start: int, end: int) -> tuple[PaymentByHand, ...]:
    """The records made in the day whose receipt has not turned up for a request since."""
    rows = connection.execute(
        select(lines.c.body, tabs.c.number, tabs.c.customer)
        .select_from(lines.outerjoin(tabs, tabs.c.id == lines.c.tab_id))
        .where(lines.c.at >= start, lines.c.at < end, lines.c.kind == "by_hand")
        .order_by(lines.c.at, lines.c.id)
    ).all()
    told = [(msgspec.json.decode(body, type=TabLine), number, name) for body, number, name in rows]
    gone = _voided(connection, [line.tab_id for line, _, _ in told])
    return tuple(
        PaymentByHand(line.at, number, name or "", line.receipt or "", -line.amount_cents, line.person or "")
        for line, number, name in told
        if (line.tab_id, line.receipt) not in gone
    )


def _voided(connection: Connection, tab_ids: list[str]) -> set[tuple[str, str | None]]:
    rows = connection.execute(
        select(lines.c.body).where(lines.c.tab_id.in_(tab_ids), lines.c.kind == "by_hand_void")
    )
    told = [msgspec.json.decode(row.body, type=TabLine) for row in rows]
    return {(line.tab_id, line.receipt) for line in told}
