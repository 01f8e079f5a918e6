"""What is known of a receipt or a phone, and the journals of payments that people say were made by hand.

A receipt counts once in a bar, whichever way it comes: as a request's (``mpesa_transactions`` keeps it unique) or as
recorded by hand (the journal's cause). Whoever is about to write one of the two calls :func:`claim_receipt` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from tabeza_central.store import payments, schema
from tabeza_central.store.ledger import Cause
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import Tx
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState

_T = schema.mpesa_transactions
_J = schema.ledger_journals
_L = schema.ledger_lines
BY_HAND = "by_hand"
BY_HAND_VOID = "by_hand_void"


def with_receipt(tx: Tx, bar_id: str, receipt: str) -> list[tuple[Payment, int]]:
    """The payment with this receipt, if any, with its feed counter."""
    return _newest(tx, bar_id, _T.c.mpesa_receipt_number == receipt, 1)


def of_phone(tx: Tx, bar_id: str, phone_hmac: str, limit: int) -> list[tuple[Payment, int]]:
    """The newest payments asked of a phone that came to something or still may."""
    states = [PaymentState.SUCCEEDED, PaymentState.NEEDS_REVIEW, *UNRESOLVED_STATES]
    return _newest(tx, bar_id, and_(_T.c.phone_hmac == phone_hmac, _T.c.state.in_(states)), limit)


def awaiting_receipt(tx: Tx, bar_id: str, since: int, limit: int) -> list[tuple[Payment, int]]:
    """Payments begun after ``since`` that may still get a receipt, newest first."""
    told_nothing = and_(_T.c.state == PaymentState.SUCCEEDED, _T.c.mpesa_receipt_number.is_(None))
    open_end = _T.c.state.in_([PaymentState.NEEDS_REVIEW, *UNRESOLVED_STATES])
    return _newest(tx, bar_id, and_(_T.c.initiated_at > since, or_(told_nothing, open_end)), limit)


def _newest(tx: Tx, bar_id: str, where: ColumnElement[bool], limit: int) -> list[tuple[Payment, int]]:
    newest = select(_T.c.id).where(_T.c.bar_id == bar_id, where).order_by(_T.c.initiated_at.desc()).limit(limit)
    found = payments.some(tx, bar_id, [row.id for row in tx.all(newest)])
    return sorted(found, key=lambda row: row[0].initiated_at, reverse=True)


def claim_receipt(tx: Tx, bar_id: str, receipt: str) -> None:
    """Waits until no other transaction is about to count this receipt. SQLite has one writer at a time anyway.

    In the lock order it stands between payment and tab.
    """
    if tx.connection.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"receipt|{bar_id}|{receipt}", 0))))


def recorded(tx: Tx, bar_id: str, receipt: str) -> Any | None:
    """The record by hand of a receipt (``receipt, tab_id, amount_cents, account, person, at, voided``), or None."""
    voids = _J.alias()
    on_line = and_(_L.c.bar_id == _J.c.bar_id, _L.c.journal_id == _J.c.id)
    void = and_(
        voids.c.bar_id == _J.c.bar_id, voids.c.cause_kind == BY_HAND_VOID, voids.c.cause_id == _J.c.cause_id
    )
    where = and_(
        _J.c.bar_id == bar_id, _J.c.cause_kind == BY_HAND, _J.c.cause_id == receipt, _L.c.account.like("by_hand:%")
    )
    columns = (_J.c.cause_id.label("receipt"), _J.c.tab_id, _J.c.person, _J.c.at, _L.c.amount_cents, _L.c.account)
    joined = _J.join(_L, on_line).outerjoin(voids, void)
    return tx.one_or_none(select(*columns, voids.c.id.is_not(None).label("voided")).select_from(joined).where(where))


def cause_of(receipt: str, *, void: bool = False) -> Cause:
    return Cause(BY_HAND_VOID if void else BY_HAND, receipt)


def tab_ids(found: Sequence[tuple[Payment, int]], record: Any | None) -> list[str]:
    """The tabs that these name, each once."""
    named = [payment.tab_id for payment, _ in found] + ([record.tab_id] if record is not None else [])
    return list(dict.fromkeys(tab_id for tab_id in named if tab_id is not None))
