"""Tabs and what was charged on them. Figures on a tab are moved by the ledger only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_T = schema.tabs
_P = schema.mpesa_transactions


@dataclass(frozen=True, slots=True)
class Tab:
    """One row of ``tabs``. Money in cents, times in microseconds UTC."""

    bar_id: str
    id: str
    number: int
    account: str
    customer_name: str
    phone_number_encrypted: str | None
    phone_hmac: str | None
    phone_masked: str | None
    status: str
    opened_at: int
    opened_by: str
    closed_at: int | None
    charged_cents: int
    paid_cents: int
    balance_cents: int
    charge_count: int
    payment_count: int
    last_payment_id: str | None


@dataclass(frozen=True, slots=True)
class TabRow:
    """A tab as lists show it: with its newest payment and its feed counter."""

    tab: Tab
    seq: int
    payment: Any
    """Columns of the newest payment (``id, state, ...``), or None."""


def create(tx: Tx, values: Mapping[str, Any]) -> None:
    tx.execute(_T.insert().values(**values))
    tx.touch(values["bar_id"], "tab", values["id"])


def find(tx: Tx, bar_id: str, tab_id: str, *, lock: bool = False) -> Tab | None:
    statement = select(_T).where(_T.c.bar_id == bar_id, _T.c.id == tab_id)
    row = tx.one_or_none(statement.with_for_update() if lock else statement)
    return None if row is None else Tab(**row._mapping)


def change(tx: Tx, bar_id: str, tab_id: str, values: Mapping[str, Any]) -> None:
    tx.execute(update(_T).where(_T.c.bar_id == bar_id, _T.c.id == tab_id).values(**values))
    tx.touch(bar_id, "tab", tab_id)


def add_charge(tx: Tx, values: Mapping[str, Any]) -> None:
    tx.execute(schema.tab_charges.insert().values(**values))


def rows(tx: Tx, bar_id: str, ids: Sequence[str]) -> list[TabRow]:
    """These tabs, as lists show them."""
    if not ids:
        return []
    return [_row(found) for found in tx.all(_rows(bar_id).where(_T.c.bar_id == bar_id, _T.c.id.in_(ids)))]


def page(
    tx: Tx, bar_id: str, *, status: str | None, before: tuple[int, str] | None, limit: int
) -> list[TabRow]:
    """Newest first; ``before`` is the (opened_at, id) of the last row of the page before."""
    where = [_T.c.bar_id == bar_id]
    if status is not None:
        where.append(_T.c.status == status)
    if before is not None:
        at, last = before
        where.append(or_(_T.c.opened_at < at, and_(_T.c.opened_at == at, _T.c.id < last)))
    statement = _rows(bar_id).where(*where).order_by(_T.c.opened_at.desc(), _T.c.id.desc()).limit(limit)
    return [_row(found) for found in tx.all(statement)]


_PAYMENT_COLUMNS = (
    "id",
    "state",
    "result_code",
    "amount_cents",
    "state_at",
    "initiated_at",
    "mpesa_receipt_number",
)


def _rows(bar_id: str) -> Any:
    items = schema.feed_items
    in_feed = and_(items.c.bar_id == bar_id, items.c.kind == "tab", items.c.id == _T.c.id)
    newest = and_(_P.c.bar_id == bar_id, _P.c.id == _T.c.last_payment_id)
    payment = [_P.c[name].label(f"payment_{name}") for name in _PAYMENT_COLUMNS]
    return select(_T, func.coalesce(items.c.seq, 0).label("feed_seq"), *payment).select_from(
        _T.outerjoin(items, in_feed).outerjoin(_P, newest)
    )


def _row(found: Any) -> TabRow:
    mapping = dict(found._mapping)
    seq = int(mapping.pop("feed_seq"))
    payment = {name: mapping.pop(f"payment_{name}") for name in _PAYMENT_COLUMNS}
    return TabRow(Tab(**mapping), seq, payment if payment["id"] is not None else None)
