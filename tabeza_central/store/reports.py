"""Counts for the reports of a week and a month. Sandbox money and test bars are left out everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, distinct, func, or_, select

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState

_B = schema.bars
_P = schema.mpesa_transactions
_C = schema.mpesa_callbacks
_REAL = _B.c.is_test_bar.is_(False)


@dataclass(frozen=True, slots=True)
class Trade:
    """Customers' payments in a time: how many were paid, at how many bars, and the KES 1 tests beside them."""

    paid: int
    bars: int
    tests_paid: int
    attempted: int
    accepted: int


@all_bars("how many businesses are set up is a figure of the whole service")
def set_up(tx: Tx, since: int, until: int) -> tuple[int, int]:
    """(went live from ``since`` to ``until``, live before ``until`` in all)."""
    live = and_(
        _REAL, _B.c.mpesa_setup_completed, _B.c.mpesa_live_at.is_not(None), _B.c.mpesa_live_at < until
    )
    total = tx.execute(select(func.count()).select_from(_B).where(live)).scalar_one()
    new = tx.execute(
        select(func.count()).select_from(_B).where(live, _B.c.mpesa_live_at >= since)
    ).scalar_one()
    return int(new), int(total)


@all_bars("trade over all businesses")
def trade(tx: Tx, since: int, until: int) -> Trade:
    paid = _P.c.state == PaymentState.SUCCEEDED
    taken = or_(_P.c.prompted_at.is_not(None), _P.c.state.in_((PaymentState.SUCCEEDED, PaymentState.FAILED)))
    of_tabs = _P.c.kind == "tab"
    sent = _P.c.dispatched_at.is_not(None)

    def count(*when: object) -> object:
        return func.coalesce(func.sum(case((and_(*when), 1), else_=0)), 0)  # type: ignore[arg-type]

    statement = (
        select(
            count(of_tabs, paid),
            func.count(distinct(case((and_(of_tabs, paid), _P.c.bar_id)))),
            count(_P.c.kind == "test", paid),
            count(sent),
            count(sent, taken),
        )  # type: ignore[call-overload]
        .select_from(_P.join(_B, _B.c.id == _P.c.bar_id))
        .where(
            _P.c.initiated_at >= since,
            _P.c.initiated_at < until,
            _P.c.environment == Environment.PRODUCTION,
            _REAL,
        )
    )
    return Trade(*(int(value) for value in tx.execute(statement).one()))


@dataclass(frozen=True, slots=True)
class BarTrade:
    """One bar's pushes in a time: sent, taken by Safaricom, ended, and ended as paid."""

    bar_id: str
    name: str
    attempted: int
    accepted: int
    ended: int
    paid: int


@all_bars("the operator compares bars")
def trade_by_bar(tx: Tx, since: int, limit: int) -> list[BarTrade]:
    """Bars that pushed after ``since``, those with the most pushes not taken first."""
    ended = _P.c.state.in_((PaymentState.SUCCEEDED, PaymentState.FAILED))
    taken = or_(_P.c.prompted_at.is_not(None), ended)

    def count(when: object) -> Any:
        return func.sum(case((when, 1), else_=0))  # type: ignore[arg-type]

    attempted, accepted = func.count(), count(taken)
    statement = (
        select(
            _P.c.bar_id,
            _B.c.name,
            attempted,
            accepted,
            count(ended),
            count(_P.c.state == PaymentState.SUCCEEDED),
        )
        .select_from(_P.join(_B, _B.c.id == _P.c.bar_id))
        .where(
            _P.c.initiated_at > since, _P.c.dispatched_at.is_not(None), _P.c.state != PaymentState.DISPATCHED
        )
        .group_by(_P.c.bar_id, _B.c.name)
        .order_by((attempted - accepted).desc(), attempted.desc(), _P.c.bar_id)
        .limit(limit)
    )
    return [BarTrade(row[0], row[1], *(int(value) for value in row[2:])) for row in tx.all(statement)]


@all_bars("callbacks come to one inbox for all bars")
def callbacks(tx: Tx, since: int, until: int, waiting_since: int) -> tuple[int, int]:
    """(kept, failed) of those with a token of ours. Failed: unreadable, never matched to its payment, or still not
    looked at though it came before ``waiting_since``."""
    ours = and_(_C.c.payment_id != "", _C.c.received_at >= since, _C.c.received_at < until)
    bad = and_(_C.c.judged_at.is_not(None), _C.c.verdict.in_(("unreadable", "unmatched", "over_budget")))
    late = and_(_C.c.judged_at.is_(None), _C.c.tries == 0, _C.c.received_at < waiting_since)
    failed = func.coalesce(func.sum(case((or_(bad, late), 1), else_=0)), 0)
    row = tx.execute(select(func.count(), failed).where(ours)).one()
    return int(row[0]), int(row[1])
