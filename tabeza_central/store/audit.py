"""The sums and counts that prove the books, one statement each. What they mean: :mod:`tabeza_central.observe.audit`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, and_, case, cast, func, or_, select

from tabeza_central.domain.ledger import PAYMENT_KINDS
from tabeza_central.store import schema
from tabeza_central.store.uow import Tx
from tabeza_protocol.payment_states import PaymentState

_P = schema.mpesa_transactions
_J = schema.ledger_journals
_L = schema.ledger_lines
_T = schema.tabs
_E = schema.payment_events
_MONEY = or_(_L.c.account.like("mpesa:%"), _L.c.account.like("sandbox:%"))


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


def succeeded_cents(tx: Tx, bar_id: str) -> int:
    """What all payments that count as paid were for."""
    where = and_(_P.c.bar_id == bar_id, _P.c.state == PaymentState.SUCCEEDED)
    return int(tx.execute(select(_sum(_P.c.amount_cents)).where(where)).scalar_one())


def received_cents(tx: Tx, bar_id: str) -> int:
    """What the ledger says came in by M-Pesa."""
    return int(tx.execute(select(_sum(_L.c.amount_cents)).where(_L.c.bar_id == bar_id, _MONEY)).scalar_one())


def unbooked(tx: Tx, bar_id: str) -> list[str]:
    """Payments that count as paid and have no journal."""
    on = and_(_J.c.bar_id == _P.c.bar_id, _J.c.cause_kind == "mpesa_payment", _J.c.cause_id == _P.c.id)
    where = and_(_P.c.bar_id == bar_id, _P.c.state == PaymentState.SUCCEEDED, _J.c.id.is_(None))
    return [row.id for row in tx.all(select(_P.c.id).select_from(_P.outerjoin(_J, on)).where(where))]


def wrongly_booked(tx: Tx, bar_id: str) -> list[str]:
    """Journals of payments that do not count as paid, or whose money line is not the payment's amount."""
    on_payment = and_(_J.c.bar_id == _P.c.bar_id, _J.c.payment_id == _P.c.id)
    on_line = and_(_L.c.bar_id == _J.c.bar_id, _L.c.journal_id == _J.c.id)
    wrong = or_(_P.c.state != PaymentState.SUCCEEDED, _L.c.amount_cents != _P.c.amount_cents)
    where = and_(_J.c.bar_id == bar_id, _J.c.cause_kind == "mpesa_payment", _MONEY, wrong)
    joined = _J.join(_P, on_payment).join(_L, on_line)
    return [row.id for row in tx.all(select(_J.c.id).select_from(joined).where(where))]


def booked_twice(tx: Tx, bar_id: str) -> list[str]:
    """Payments with more than one journal, whatever the journals say their cause is."""
    grouped = select(_J.c.payment_id).where(_J.c.bar_id == bar_id, _J.c.payment_id.is_not(None))
    rows = tx.all(grouped.group_by(_J.c.payment_id).having(func.count() > 1))
    return [row.payment_id for row in rows]


def unbalanced_journals(tx: Tx, bar_id: str) -> list[str]:
    grouped = select(_L.c.journal_id).where(_L.c.bar_id == bar_id).group_by(_L.c.journal_id)
    rows = tx.all(grouped.having(func.sum(_L.c.amount_cents) != 0))
    return [row.journal_id for row in rows]


def tabs_that_differ(tx: Tx, bar_id: str) -> list[str]:
    """Tabs whose cached figures are not what the ledger sums to."""
    received = case((_L.c.kind.in_(PAYMENT_KINDS), -_L.c.amount_cents), else_=0)
    charged = case((_L.c.kind.in_(PAYMENT_KINDS), 0), else_=_L.c.amount_cents)
    on = and_(_L.c.bar_id == _T.c.bar_id, _L.c.account == cast("tab:", String).concat(_T.c.id))
    grouped = (
        select(_T.c.id)
        .select_from(_T.outerjoin(_L, on))
        .where(_T.c.bar_id == bar_id)
        .group_by(_T.c.id, _T.c.charged_cents, _T.c.paid_cents, _T.c.balance_cents)
        .having(
            or_(
                _sum(charged) != _T.c.charged_cents,
                _sum(received) != _T.c.paid_cents,
                _sum(_L.c.amount_cents) != _T.c.balance_cents,
            )
        )
    )
    return [row.id for row in tx.all(grouped)]


def history_that_differs(tx: Tx, bar_id: str) -> list[str]:
    """Payments whose newest event is not the state they are in, or whose events are not gapless."""
    on = and_(_E.c.bar_id == _P.c.bar_id, _E.c.payment_id == _P.c.id)
    newest = case((_E.c.seq == _P.c.event_count, _E.c.to_state))
    grouped = (
        select(_P.c.id)
        .select_from(_P.outerjoin(_E, on))
        .where(_P.c.bar_id == bar_id)
        .group_by(_P.c.id, _P.c.state, _P.c.event_count)
        .having(
            or_(func.count(_E.c.seq) != _P.c.event_count, func.coalesce(func.max(newest), "") != _P.c.state)
        )
    )
    return [row.id for row in tx.all(grouped)]


def left_succeeded(tx: Tx, bar_id: str) -> list[str]:
    """Payments that were once paid and moved on to something else."""
    where = and_(
        _E.c.bar_id == bar_id,
        _E.c.from_state == PaymentState.SUCCEEDED,
        _E.c.to_state != PaymentState.SUCCEEDED,
    )
    return [row.payment_id for row in tx.all(select(_E.c.payment_id).where(where).distinct())]
