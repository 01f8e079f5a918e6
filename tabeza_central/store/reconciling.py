"""What the books hold for a stretch of time, to be held against M-Pesa's statement; and what a statement confirms.

Money that people recorded by hand lies on ``by_hand:<shortcode>``. A statement's line moves it to
``statement:<shortcode>`` by a journal with the receipt as its cause, so a receipt is confirmed once, whatever is read
how often. What M-Pesa itself reported stays on ``mpesa:<shortcode>``, which is the sum of the paid payments alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import String, and_, cast, select

from tabeza_central.domain.ledger import Line, checked
from tabeza_central.store import ledger, schema, verifying
from tabeza_central.store.ledger import Cause, Entry
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import Tx, all_bars
from tabeza_protocol.environment import Environment
from tabeza_protocol.money import Kes
from tabeza_protocol.payment_states import PaymentState

_T = schema.mpesa_transactions
_J = schema.ledger_journals
_L = schema.ledger_lines
_A = schema.audit_log
CONFIRMED: Final = "hand_confirmed"
RECONCILED: Final = "reconciled"
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class HandEntry:
    """A payment somebody recorded by hand. ``at`` is when they did, which is after it was paid."""

    receipt: str
    tab_id: str
    amount_cents: int
    account: str
    person: str
    at: int
    voided: bool
    confirmed: bool


def payments_between(tx: Tx, bar_id: str, shortcode: str, since: int, until: int) -> list[Payment]:
    """Real payments to this PayBill whose push left in this time."""
    when = and_(_T.c.dispatched_at >= since, _T.c.dispatched_at <= until)
    return _payments(tx, bar_id, and_(_T.c.business_shortcode == shortcode, when))


def payments_with(tx: Tx, bar_id: str, receipts: Sequence[str]) -> list[Payment]:
    """Payments with these receipts, whenever they were asked for."""
    found: list[Payment] = []
    for chunk in _chunks(receipts):
        found += _payments(tx, bar_id, _T.c.mpesa_receipt_number.in_(chunk))
    return found


def _payments(tx: Tx, bar_id: str, where: Any) -> list[Payment]:
    real = and_(_T.c.bar_id == bar_id, _T.c.environment == Environment.PRODUCTION, where)
    names = Payment.__dataclass_fields__
    rows = tx.all(select(*(_T.c[name] for name in names)).where(real).order_by(_T.c.initiated_at, _T.c.id))
    return [Payment(**{**row._mapping, "state": PaymentState(row.state)}) for row in rows]


def hand_entries(tx: Tx, bar_id: str, shortcode: str, since: int, until: int) -> list[HandEntry]:
    """What was recorded by hand for this PayBill in this time."""
    where = and_(_J.c.at >= since, _J.c.at <= until, _L.c.account == f"by_hand:{shortcode}")
    return _hand_entries(tx, bar_id, where)


def hand_entries_with(tx: Tx, bar_id: str, receipts: Sequence[str]) -> list[HandEntry]:
    """What was recorded by hand under these receipts, whenever that was."""
    found: list[HandEntry] = []
    for chunk in _chunks(receipts):
        found += _hand_entries(tx, bar_id, and_(_J.c.cause_id.in_(chunk), _L.c.account.like("by_hand:%")))
    return found


def _hand_entries(tx: Tx, bar_id: str, where: Any) -> list[HandEntry]:
    voids, confirmations = _J.alias(), _J.alias()

    def same_receipt(other: Any, kind: str) -> Any:
        return and_(other.c.bar_id == bar_id, other.c.cause_kind == kind, other.c.cause_id == _J.c.cause_id)

    of_journal = and_(_L.c.bar_id == _J.c.bar_id, _L.c.journal_id == _J.c.id)
    joined = _J.join(_L, of_journal)
    joined = joined.outerjoin(voids, same_receipt(voids, verifying.BY_HAND_VOID))
    joined = joined.outerjoin(confirmations, same_receipt(confirmations, CONFIRMED))
    wanted = select(
        _J.c.cause_id.label("receipt"), _J.c.tab_id, _L.c.amount_cents, _L.c.account, _J.c.person, _J.c.at,
        voids.c.id.is_not(None).label("voided"), confirmations.c.id.is_not(None).label("confirmed"),
    )  # fmt: skip
    asked = wanted.select_from(joined).where(
        _J.c.bar_id == bar_id, _J.c.cause_kind == verifying.BY_HAND, where
    )
    return [
        HandEntry(
            row.receipt, row.tab_id, int(row.amount_cents), row.account, row.person or "", row.at, bool(row.voided),
            bool(row.confirmed),
        )
        for row in tx.all(asked.order_by(_J.c.at, _J.c.id))
    ]  # fmt: skip


@all_bars("two bars may share a PayBill: a receipt that counts in the other is no stranger")
def in_other_bars(tx: Tx, bar_id: str, shortcode: str, receipts: Sequence[str]) -> set[str]:
    """Which of these receipts a request of another bar of the same PayBill has."""
    found: set[str] = set()
    for chunk in _chunks(receipts):
        where = and_(
            _T.c.bar_id != bar_id, _T.c.business_shortcode == shortcode, _T.c.mpesa_receipt_number.in_(chunk)
        )
        found |= {row.mpesa_receipt_number for row in tx.all(select(_T.c.mpesa_receipt_number).where(where))}
    return found


def confirmed_account(account: str) -> str:
    """Where the money of a ``by_hand:`` account lies once a statement has it."""
    return f"statement:{account.removeprefix('by_hand:')}"


def confirm(tx: Tx, bar_id: str, entry: HandEntry, *, journal_id: str, at: int, by: str) -> None:
    """The statement has this receipt and amount. Raises ``Duplicate`` if that was said before."""
    amount = Kes(entry.amount_cents)
    lines = checked(
        (
            Line(entry.account, CONFIRMED, Kes(-amount)),
            Line(confirmed_account(entry.account), CONFIRMED, amount),
        )
    )
    journal = Entry(
        id=journal_id, cause=Cause(CONFIRMED, entry.receipt), at=at, lines=lines, text="Found on the M-Pesa statement",
        receipt=entry.receipt, person=by,
    )  # fmt: skip
    ledger.post(tx, bar_id, journal)


def is_confirmed(tx: Tx, bar_id: str, receipt: str) -> bool:
    """Whether a statement has confirmed what was recorded by hand under this receipt."""
    return ledger.is_booked(tx, bar_id, Cause(CONFIRMED, receipt))


def was_applied(tx: Tx, bar_id: str, sha256: str) -> bool:
    """Whether a reconciliation with exactly this file is in the audit log."""
    where = and_(
        _A.c.bar_id == bar_id,
        _A.c.action == RECONCILED,
        cast(_A.c.detail, String).like(f'%"sha256": "{sha256}"%'),
    )
    return tx.execute(select(_A.c.id).where(where).limit(1)).one_or_none() is not None


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
