"""The history, sorted, filtered, counted and paged by SQL over the cache. Read only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from tabeza_desktop.core.history import PAGE_ROWS, STATES_OF, HistoryPage, HistoryQuery
from tabeza_desktop.core.search import words
from tabeza_desktop.core.takings import FAILED_STATES, Takings
from tabeza_desktop.core.times import micros
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.cache_schema import payments
from tabeza_desktop.store.database import begin_reading, disk_errors
from tabeza_protocol.business_day import business_day_end, business_day_start
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

_SORTS: Final = {
    "time": payments.c.requested_at,
    "tab": payments.c.tab_number,
    "customer": func.lower(payments.c.customer),
    "amount": payments.c.amount_cents,
    "receipt": payments.c.receipt,
}
_IDS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Everything:
    """``rows`` come one by one, in the order of the query; ``received_cents`` is what of them came in as money."""

    count: int
    received_cents: int
    rows: Iterator[PaymentView]


def bodies(connection: Connection, ids: Sequence[str]) -> tuple[PaymentView, ...]:
    """The payments of these ids, in their order. Sorting is done without bodies, which are read for these alone."""
    held = {
        row.id: row.body
        for some in batched(ids, _IDS_AT_ONCE)
        for row in connection.execute(select(payments.c.id, payments.c.body).where(payments.c.id.in_(some)))
    }
    return tuple(msgspec.json.decode(held[row], type=PaymentView) for row in ids if row in held)


def batched(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Runs of at most ``size``: SQLite takes a bounded number of values in one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


class HistoryReader:
    """Reads the cache for the history page and the day's figures. ``practice``: practice money counts as money."""

    def __init__(self, cache: Cache, *, practice: bool = False) -> None:
        self._cache, self._practice = cache, practice

    def page(
        self,
        query: HistoryQuery,
        day_turn: time,
        offset: int = 0,
        limit: int = PAGE_ROWS,
        counted: HistoryPage | None = None,
    ) -> HistoryPage:
        """One page with the counts of every status. ``offset`` counts rows from the top.

        ``counted`` is an earlier page of the same query: its counts are kept, and only the rows are read.
        """
        where = _where(query, day_turn)
        chosen = where if query.status == "all" else [*where, _in_status(query.status)]
        ids = select(payments.c.id).where(and_(True, *chosen)).order_by(*_order(query)).offset(offset).limit(limit)
        totals = self._totals(where)
        with disk_errors(), self._cache.engine.connect() as connection:
            begin_reading(connection)
            found = bodies(connection, connection.execute(ids).scalars().all()) if limit else ()
            if counted is not None:
                return replace(counted, rows=found, offset=offset)
            by_state = {
                PaymentState(row.state): (row.count, row.real, row.cents)
                for row in connection.execute(totals)
            }
        counts = _counts(by_state)
        received = by_state.get(PaymentState.SUCCEEDED, (0, 0, 0))[2]
        return HistoryPage(query, found, offset, counts[query.status], received, counts)

    @contextlib.contextmanager
    def everything(self, query: HistoryQuery, day_turn: time) -> Iterator[Everything]:
        """Every payment of a query, read bit by bit while the block lasts; all of one moment."""
        where = _where(query, day_turn)
        chosen = where if query.status == "all" else [*where, _in_status(query.status)]
        with disk_errors(), self._cache.engine.connect() as connection:
            begin_reading(connection)
            by_state = {PaymentState(row.state): row for row in connection.execute(self._totals(where))}
            states = STATES_OF.get(query.status, frozenset(PaymentState))
            count = sum(row.count for state, row in by_state.items() if state in states)
            paid = by_state.get(PaymentState.SUCCEEDED) if PaymentState.SUCCEEDED in states else None
            ids = connection.execute(select(payments.c.id).where(and_(True, *chosen)).order_by(*_order(query)))
            found = ids.scalars().all()
            rows = (row for some in batched(found, _IDS_AT_ONCE) for row in bodies(connection, some))
            yield Everything(count, 0 if paid is None else paid.cents, rows)

    def takings(self, day: date, day_turn: time) -> Takings:
        """The figures of one business day, as :func:`tabeza_desktop.core.takings.takings_of_day` defines them."""
        start, end = micros(business_day_start(day, day_turn)), micros(business_day_end(day, day_turn))
        statement = (
            select(payments.c.state, func.count(), func.coalesce(func.sum(payments.c.amount_cents), 0))
            .where(payments.c.counted_at >= start, payments.c.counted_at < end, *self._real())
            .group_by(payments.c.state)
        )
        with disk_errors(), self._cache.engine.connect() as connection:
            rows = {
                PaymentState(state): (count, cents) for state, count, cents in connection.execute(statement)
            }
        count = {state: rows.get(state, (0, 0))[0] for state in PaymentState}
        cents = {state: rows.get(state, (0, 0))[1] for state in PaymentState}
        return Takings(
            business_day=day,
            received_cents=cents[PaymentState.SUCCEEDED],
            paid_count=count[PaymentState.SUCCEEDED],
            asked_count=sum(count.values()),
            waiting_count=sum(count[state] for state in UNRESOLVED_STATES),
            waiting_cents=sum(cents[state] for state in UNRESOLVED_STATES),
            failed_count=sum(count[state] for state in FAILED_STATES),
            needs_review_count=count[PaymentState.NEEDS_REVIEW],
        )

    def payment(self, payment_id: str) -> PaymentView | None:
        with disk_errors(), self._cache.engine.connect() as connection:
            body = connection.execute(
                select(payments.c.body).where(payments.c.id == payment_id)
            ).scalar_one_or_none()
        return None if body is None else msgspec.json.decode(body, type=PaymentView)

    def find(self, text: str, limit: int = 12) -> tuple[PaymentView, ...]:
        """The newest payments that match a typed text; nothing for an empty one."""
        conditions = _text_conditions(text)
        if not conditions:
            return ()
        statement = (
            select(payments.c.body)
            .where(and_(*conditions))
            .order_by(payments.c.requested_at.desc())
            .limit(limit)
        )
        with disk_errors(), self._cache.engine.connect() as connection:
            return tuple(
                msgspec.json.decode(row.body, type=PaymentView) for row in connection.execute(statement)
            )

    def _totals(self, where: list[ColumnElement[bool]]) -> Select[tuple[str, int, int, int]]:
        real = and_(True, *self._real())
        return (
            select(
                payments.c.state,
                func.count().label("count"),
                func.count().filter(real).label("real"),
                func.coalesce(func.sum(payments.c.amount_cents).filter(real), 0).label("cents"),
            )
            .where(and_(True, *where))
            .group_by(payments.c.state)
        )

    def _real(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [payments.c.kind == "tab"]
        if not self._practice:
            conditions.append(payments.c.environment == Environment.PRODUCTION.value)
        return conditions


def _where(query: HistoryQuery, day_turn: time) -> list[ColumnElement[bool]]:
    conditions = _text_conditions(query.text)
    if query.day_from is not None:
        conditions.append(payments.c.requested_at >= micros(business_day_start(query.day_from, day_turn)))
    if query.day_to is not None:
        conditions.append(payments.c.requested_at < micros(business_day_end(query.day_to, day_turn)))
    if query.tab_id is not None:
        conditions.append(payments.c.tab_id == query.tab_id)
    if not query.with_tests:
        conditions.append(payments.c.kind == "tab")
    return conditions


def _order(query: HistoryQuery) -> tuple[ColumnElement[Any], ...]:
    column = _SORTS[query.sort]
    return column.desc() if query.descending else column.asc(), payments.c.requested_at.desc(), payments.c.id


def _text_conditions(text: str) -> list[ColumnElement[bool]]:
    return [payments.c.search.contains(word, autoescape=True) for word in words(text)]


def _in_status(status: str) -> ColumnElement[bool]:
    return payments.c.state.in_([state.value for state in STATES_OF[status]])


def _counts(by_state: Mapping[PaymentState, tuple[int, int, int]]) -> dict[str, int]:
    counts = {
        status: sum(by_state.get(state, (0, 0, 0))[0] for state in states)
        for status, states in STATES_OF.items()
    }
    counts["all"] = sum(row[0] for row in by_state.values())
    return counts
