"""The double-entry ledger and the tabs' cached figures, always written together.

A void names what it takes back by its cause, ``("void", journal id)``: causes are unique, so nothing goes back twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, and_, case, cast, func, select, update

from tabeza_central.domain.ledger import Line, checked, tab_account, tab_of, totals_of
from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_J = schema.ledger_journals
_L = schema.ledger_lines
_TABS = schema.tabs


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a journal exists. ``(kind, id)`` is unique in a bar: the same cause is never booked twice."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal to be written. ``at`` in microseconds. ``text`` of a void or an adjustment is the reason given."""

    id: str
    cause: Cause
    at: int
    lines: tuple[Line, ...]
    tab_id: str | None = None
    payment_id: str | None = None
    text: str = ""
    quantity: int = 1
    unit_price_cents: int | None = None
    receipt: str | None = None
    person: str | None = None


def post(tx: Tx, bar_id: str, entry: Entry) -> None:
    """Writes the journal and moves the tab's cached figures. Raises ``Duplicate`` if the cause is booked already."""
    lines = checked(entry.lines)
    tx.execute(
        _J.insert().values(
            bar_id=bar_id, id=entry.id, cause_kind=entry.cause.kind, cause_id=entry.cause.id, at=entry.at,
            tab_id=entry.tab_id, payment_id=entry.payment_id, text=entry.text, quantity=entry.quantity,
            unit_price_cents=entry.unit_price_cents, receipt=entry.receipt, person=entry.person,
        )
    )  # fmt: skip
    rows = [
        {
            "bar_id": bar_id, "journal_id": entry.id, "n": n, "account": line.account, "kind": line.kind,
            "amount_cents": line.amount_cents,
        }
        for n, line in enumerate(lines)
    ]  # fmt: skip
    tx.execute(_L.insert(), rows)
    for tab_id in sorted({tab_id for line in lines if (tab_id := tab_of(line.account)) is not None}):
        _move_tab(tx, bar_id, tab_id, entry.id, lines)


def _move_tab(tx: Tx, bar_id: str, tab_id: str, journal_id: str, lines: tuple[Line, ...]) -> None:
    totals = totals_of(lines, tab_id)
    moved = tx.changed(
        update(_TABS)
        .where(_TABS.c.bar_id == bar_id, _TABS.c.id == tab_id)
        .values(
            charged_cents=_TABS.c.charged_cents + totals.charged_cents,
            paid_cents=_TABS.c.paid_cents + totals.paid_cents,
            balance_cents=_TABS.c.balance_cents + totals.charged_cents - totals.paid_cents,
            charge_count=_TABS.c.charge_count + totals.charges,
            payment_count=_TABS.c.payment_count + totals.payments,
        )
    )
    if moved != 1:
        raise AssertionError("a journal names a tab that is not there")
    tx.touch(bar_id, "tab", tab_id)
    for n, line in enumerate(lines):
        if line.account == tab_account(tab_id):
            tx.touch(bar_id, "line", line_id(journal_id, n))


def line_id(journal_id: str, n: int) -> str:
    """How a console knows a line: its journal and its place in it."""
    return f"{journal_id}-{n}"


def is_booked(tx: Tx, bar_id: str, cause: Cause) -> bool:
    where = and_(_J.c.bar_id == bar_id, _J.c.cause_kind == cause.kind, _J.c.cause_id == cause.id)
    return tx.execute(select(_J.c.id).where(where)).one_or_none() is not None


def tab_lines(tx: Tx, bar_id: str, tab_id: str) -> list[Any]:
    """The lines on a tab's account, oldest first, with their journal and feed counter."""
    where = and_(_L.c.bar_id == bar_id, _L.c.account == tab_account(tab_id))
    return tx.all(_line_rows(bar_id).where(where).order_by(_J.c.at, _J.c.id, _L.c.n))


def some_lines(tx: Tx, bar_id: str, ids: Sequence[str]) -> list[Any]:
    """Lines by their :func:`line_id`."""
    wanted = {tuple(item.rsplit("-", 1)) for item in ids}
    if not wanted:
        return []
    journals = {journal for journal, _ in wanted}
    rows = tx.all(_line_rows(bar_id).where(_L.c.bar_id == bar_id, _L.c.journal_id.in_(journals)))
    return [row for row in rows if (row.journal_id, str(row.n)) in wanted]


def touch_lines_of(tx: Tx, bar_id: str, payment_id: str) -> None:
    """The lines of this payment show something new: its receipt came later."""
    on = and_(_J.c.bar_id == _L.c.bar_id, _J.c.id == _L.c.journal_id)
    where = and_(_L.c.bar_id == bar_id, _J.c.payment_id == payment_id, _L.c.account.like("tab:%"))
    for row in tx.all(select(_L.c.journal_id, _L.c.n).select_from(_L.join(_J, on)).where(where)):
        tx.touch(bar_id, "line", line_id(row.journal_id, row.n))


@dataclass(frozen=True, slots=True)
class Booked:
    """A journal as it was written: what can be taken back is judged from this."""

    cause: Cause
    at: int
    tab_id: str | None
    text: str
    quantity: int
    unit_price_cents: int | None
    person: str | None
    lines: tuple[Line, ...]


def find_entry(tx: Tx, bar_id: str, journal_id: str) -> Booked | None:
    """One journal with its lines, or None."""
    row = tx.one_or_none(select(_J).where(_J.c.bar_id == bar_id, _J.c.id == journal_id))
    if row is None:
        return None
    where = and_(_L.c.bar_id == bar_id, _L.c.journal_id == journal_id)
    lines = tx.all(select(_L.c.account, _L.c.kind, _L.c.amount_cents).where(where).order_by(_L.c.n))
    return Booked(
        Cause(row.cause_kind, row.cause_id), row.at, row.tab_id, row.text, row.quantity, row.unit_price_cents,
        row.person, tuple(Line(line.account, line.kind, line.amount_cents) for line in lines),
    )  # fmt: skip


VOID = "void"
ADJUSTMENT = "adjustment"


def _line_rows(bar_id: str) -> Any:
    """Lines with their journal. A receipt that came after the journal was written is the payment's.

    A void reads as what it takes back, with the reason beside it; a transfer names the tab at its other end.
    """
    items = schema.feed_items
    payments = schema.mpesa_transactions
    on = and_(_J.c.bar_id == _L.c.bar_id, _J.c.id == _L.c.journal_id)
    own_id = _L.c.journal_id.concat("-").concat(cast(_L.c.n, String))
    in_feed = and_(items.c.bar_id == bar_id, items.c.kind == "line", items.c.id == own_id)
    of_payment = and_(payments.c.bar_id == _J.c.bar_id, payments.c.id == _J.c.payment_id)
    receipt = func.coalesce(_J.c.receipt, payments.c.mpesa_receipt_number).label("receipt")
    seq = func.coalesce(items.c.seq, 0).label("feed_seq")
    undone, other, tab = _J.alias("undone"), _L.alias("other"), _TABS.alias("other_tab")
    is_void = and_(_J.c.cause_kind == VOID, undone.c.bar_id == _J.c.bar_id, undone.c.id == _J.c.cause_id)
    is_other = and_(
        _L.c.kind == "transfer", other.c.bar_id == _L.c.bar_id, other.c.journal_id == _L.c.journal_id,
        other.c.n != _L.c.n,
    )  # fmt: skip
    of_tab = and_(tab.c.bar_id == other.c.bar_id, cast("tab:", String).concat(tab.c.id) == other.c.account)
    columns = (
        _J.c.at,
        _J.c.payment_id,
        func.coalesce(undone.c.text, _J.c.text).label("text"),
        _J.c.quantity,
        _J.c.unit_price_cents,
        _J.c.person,
        undone.c.id.label("undoes"),
        case((_J.c.cause_kind.in_((VOID, ADJUSTMENT)), _J.c.text)).label("reason"),
        tab.c.number.label("other_tab_number"),
    )
    joined = _L.join(_J, on).outerjoin(items, in_feed).outerjoin(payments, of_payment)
    joined = joined.outerjoin(undone, is_void).outerjoin(other, is_other).outerjoin(tab, of_tab)
    return select(_L, *columns, receipt, seq).select_from(joined)


def balance(tx: Tx, bar_id: str, account: str) -> int:
    """The sum of an account's lines, in cents: the one definition of a balance."""
    where = and_(_L.c.bar_id == bar_id, _L.c.account == account)
    return int(tx.execute(select(func.coalesce(func.sum(_L.c.amount_cents), 0)).where(where)).scalar_one())
