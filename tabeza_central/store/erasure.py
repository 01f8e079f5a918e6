"""Where customers' phones and names lie, and how they give way to tokens. Nothing that carries money is touched.

A phone is found by its keyed digest (``phone_hmac``); in free texts, whatever way it was typed, by its digits. A token
is random: there is no way back from it. Payments that share one can still be seen to be of one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, String, Table, and_, func, or_, select, update

from tabeza_central.store import schema
from tabeza_central.store.ledger import line_id
from tabeza_central.store.payments import Payment
from tabeza_central.store.redaction import MARK, SHAPES
from tabeza_central.store.uow import Store, Tx, all_bars
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState

GONE: Final = "\u2014"
"""What people see where a phone or a name was: a dash, in every language."""
_T = schema.mpesa_transactions
_TABS = schema.tabs
_C = schema.mpesa_callbacks
_OPEN: Final = (*UNRESOLVED_STATES, PaymentState.NEEDS_REVIEW)
_TOKEN: Final = "erased-"  # noqa: S105 - the head of what stands in a digest's place
_CHECKOUT_TAIL: Final = re.compile(r"[17]\d{8}\Z")
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


def token_of(random_hex: str) -> str:
    """What stands where a digest was: no digest of anything."""
    return (_TOKEN + random_hex)[:64]


def without_phone(checkout_request_id: str | None, payment_id: str) -> str | None:
    """A CheckoutRequestID ends in the customer's nine digits: the payment's own id takes their place."""
    if checkout_request_id is None:
        return None
    return _CHECKOUT_TAIL.sub("-" + payment_id[:16].translate(_LETTERS), checkout_request_id)


# --- one person -----------------------------------------------------------------------------------------------------


def payments_of(tx: Tx, bar_id: str, phone_hmac: str) -> list[Payment]:
    """Every payment asked of a phone, oldest first."""
    where = and_(_T.c.bar_id == bar_id, _T.c.phone_hmac == phone_hmac)
    return _payments(tx, where, None)


def tabs_of(tx: Tx, bar_id: str, phone_hmac: str) -> list[Any]:
    """Every tab opened with a phone, oldest first."""
    where = and_(_TABS.c.bar_id == bar_id, _TABS.c.phone_hmac == phone_hmac)
    return tx.all(select(_TABS).where(where).order_by(_TABS.c.opened_at, _TABS.c.id))


@all_bars("whoever asks names the bar, or says why not")
def _payments(tx: Tx, where: Any, limit: int | None) -> list[Payment]:
    names = Payment.__dataclass_fields__
    wanted = (
        select(*(_T.c[name] for name in names)).where(where).order_by(_T.c.initiated_at, _T.c.id).limit(limit)
    )
    return [Payment(**{**row._mapping, "state": PaymentState(row.state)}) for row in tx.all(wanted)]


@all_bars("callbacks without a valid token belong to no bar, and may hold anybody's phone")
def callbacks_of(tx: Tx, payment_ids: Sequence[str]) -> list[Any]:
    """The inbox's entries of these payments, and those of no payment."""
    where = or_(_C.c.payment_id.in_(payment_ids), _C.c.payment_id == "")
    return tx.all(
        select(_C).where(where, _C.c.body_sha256.not_like(f"{_TOKEN}%")).order_by(_C.c.received_at, _C.c.id)
    )


def charges_on(tx: Tx, bar_id: str, tab_ids: Sequence[str]) -> list[Any]:
    """What was charged on these tabs."""
    charges = schema.tab_charges
    where = and_(charges.c.bar_id == bar_id, charges.c.tab_id.in_(tab_ids))
    return tx.all(select(charges).where(where).order_by(charges.c.charged_at, charges.c.id))


# --- giving way -----------------------------------------------------------------------------------------------------


def change_payment(tx: Tx, payment: Payment, values: Mapping[str, Any]) -> None:
    """Changes what names a person; the consoles of the bar forget it too."""
    tx.execute(update(_T).where(_T.c.bar_id == payment.bar_id, _T.c.id == payment.id).values(**values))
    tx.touch(payment.bar_id, "payment", payment.id)
    if payment.tab_id is not None:
        tx.touch(payment.bar_id, "tab", payment.tab_id)


def change_tab(tx: Tx, bar_id: str, tab_id: str, values: Mapping[str, Any]) -> None:
    tx.execute(update(_TABS).where(_TABS.c.bar_id == bar_id, _TABS.c.id == tab_id).values(**values))
    tx.touch(bar_id, "tab", tab_id)


@all_bars("an entry of the inbox is named by its own id")
def empty_callback(tx: Tx, callback_id: str, empty_body: str) -> None:
    """The sealed body and where it came from give way; that it came, when, and what was made of it stays."""
    values = {"body_encrypted": empty_body, "body_sha256": token_of(callback_id), "source_address": None}
    tx.execute(update(_C).where(_C.c.id == callback_id).values(**values))


def forget_request(tx: Tx, bar_id: str, object_id: str, token: str) -> None:
    """The digest of the request that made this (it covered a phone, and phones can be guessed through) gives way."""
    keys = schema.idempotency
    where = and_(keys.c.bar_id == bar_id, keys.c.object_id == object_id)
    tx.execute(update(keys).where(where).values(request_hash=token))


@all_bars("the cap per phone is over all bars")
def forget_gate(tx: Tx, phone_hmac: str) -> None:
    tx.execute(schema.phone_gates.delete().where(schema.phone_gates.c.phone_hmac == phone_hmac))


# --- free texts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """A free text that holds the phone: where it is, and the text."""

    table: Table
    column: str
    key: tuple[Any, ...]
    text: str


def pattern_of(phone: str) -> re.Pattern[str]:
    """A canonical phone in any form that people type: with and without country code, with spaces, dashes, dots."""
    between = r"[\s\-\u2010-\u2015().\u00a0/]*"
    national = between.join(phone[3:])
    return re.compile(rf"(?<!\d)(?:\+?\(?{between.join('254')}\)?{between}0?|0)?{between}{national}(?!\d)")


def mentions(tx: Tx, bar_id: str, phone: str) -> Iterator[Mention]:
    """Every free text of the bar that holds the phone."""
    pattern, loosely = pattern_of(phone), "%" + "%".join(phone[3:]) + "%"
    for table, column in free_texts():
        key = list(table.primary_key.columns)
        own = table.c.id if table is schema.bars else table.c.bar_id
        wanted = select(*key, column.label("found_text")).where(own == bar_id, column.like(loosely))
        for row in tx.all(wanted):
            if pattern.search(row.found_text):
                yield Mention(table, column.name, tuple(row)[: len(key)], row.found_text)


def free_texts() -> list[tuple[Table, Column[Any]]]:
    """Every text column of the tenants' tables that could hold what a person typed: keys and sealed values apart."""
    found = []
    for table in schema.metadata.sorted_tables:
        if "bar_id" not in table.c and table is not schema.bars:
            continue
        for column in table.columns:
            typed = isinstance(column.type, String) and not column.primary_key and not column.foreign_keys
            open_text = not column.name.endswith(
                ("_encrypted", "_hmac", "_hash", "_sha256", "_id", "_key", "_hashed")
            )
            allowed = table.name not in schema.APPEND_ONLY or column.name in getattr(
                SHAPES.get(table.name), "free", ()
            )
            if typed and open_text and allowed:
                found.append((table, column))
    return found


def erase_mention(tx: Tx, bar_id: str, mention: Mention, phone: str) -> None:
    """The phone in a free text gives way to the mark, and what a console shows of it is sent anew."""
    here = [
        column == value for column, value in zip(mention.table.primary_key.columns, mention.key, strict=True)
    ]
    kept = pattern_of(phone).sub(MARK, mention.text)
    tx.execute(update(mention.table).where(*here).values({mention.column: kept}))
    _touch(tx, bar_id, mention)


def _touch(tx: Tx, bar_id: str, mention: Mention) -> None:
    """What a console shows of this text is sent to it anew."""
    if mention.table is schema.alerts:
        tx.touch(bar_id, "notice", mention.key[0])
    elif mention.table is schema.payment_events:
        tx.touch(bar_id, "payment", mention.key[1])
    elif mention.table is schema.tabs:
        tx.touch(bar_id, "tab", mention.key[1])
    elif mention.table is schema.ledger_journals:
        lines = schema.ledger_lines
        where = and_(
            lines.c.bar_id == bar_id, lines.c.journal_id == mention.key[1], lines.c.account.like("tab:%")
        )
        for row in tx.all(select(lines.c.n).where(where)):
            tx.touch(bar_id, "line", line_id(mention.key[1], row.n))


# --- after so many days ---------------------------------------------------------------------------------------------


@all_bars("what was kept long enough goes, whichever bar's it is")
def old_payments(tx: Tx, before: int, limit: int) -> list[Payment]:
    """Payments at rest since before this time whose phone is still there."""
    where = and_(_T.c.finished_at < before, _T.c.state.not_in(_OPEN), _T.c.phone_masked != GONE)
    return _payments(tx, where, limit)


@all_bars("what was kept long enough goes, whichever bar's it is")
def old_tabs(tx: Tx, before: int, limit: int) -> list[Any]:
    """Tabs closed before this time whose phone is still there."""
    where = and_(
        _TABS.c.closed_at < before, _TABS.c.phone_hmac.is_not(None), _TABS.c.phone_hmac.not_like(f"{_TOKEN}%")
    )
    return tx.all(select(_TABS).where(where).order_by(_TABS.c.closed_at, _TABS.c.id).limit(limit))


@all_bars("what was kept long enough goes, whichever bar's it is")
def old_callbacks(tx: Tx, before: int, limit: int) -> list[str]:
    """Callbacks judged before this time whose body is still there, but for payments that people still decide on."""
    undecided = select(_T.c.id).where(_T.c.state.in_(_OPEN))
    where = and_(
        _C.c.judged_at < before, _C.c.body_sha256.not_like(f"{_TOKEN}%"), _C.c.payment_id.not_in(undecided)
    )
    wanted = select(_C.c.id).where(where).order_by(_C.c.judged_at, _C.c.id).limit(limit)
    return [row.id for row in tx.all(wanted)]


@all_bars("the cap per phone is over all bars")
def drop_old_gates(tx: Tx, before: int) -> int:
    """Forgets counts of phones whose window is long over."""
    return tx.changed(schema.phone_gates.delete().where(schema.phone_gates.c.window_at < before))


@all_bars("a count for the operator")
def waiting(tx: Tx, *, phones_before: int, bodies_before: int) -> dict[str, int]:
    """How much is due, without touching it."""
    payments = and_(_T.c.finished_at < phones_before, _T.c.state.not_in(_OPEN), _T.c.phone_masked != GONE)
    tabs = and_(
        _TABS.c.closed_at < phones_before,
        _TABS.c.phone_hmac.is_not(None),
        _TABS.c.phone_hmac.not_like(f"{_TOKEN}%"),
    )
    undecided = select(_T.c.id).where(_T.c.state.in_(_OPEN))
    bodies = and_(
        _C.c.judged_at < bodies_before,
        _C.c.body_sha256.not_like(f"{_TOKEN}%"),
        _C.c.payment_id.not_in(undecided),
    )
    asked = {"payments": (_T, payments), "tabs": (_TABS, tabs), "callbacks": (_C, bodies)}
    return {
        name: int(tx.execute(select(func.count()).select_from(table).where(where)).scalar_one())
        for name, (table, where) in asked.items()
    }


# --- the bytes themselves -------------------------------------------------------------------------------------------


def compact(store: Store) -> bool:
    """Makes the database forget overwritten rows on disk too. False if it is too busy; nothing is lost either way."""
    connection = store.engine.raw_connection()
    on_sqlite = store.engine.dialect.name == "sqlite"
    try:
        if not on_sqlite:
            driver: Any = connection.driver_connection
            driver.autocommit = True
        cursor = connection.cursor()
        for statement in _compacting(on_sqlite):
            cursor.execute(statement)
        cursor.close()
    except store.engine.dialect.loaded_dbapi.OperationalError:
        return False
    finally:
        connection.invalidate()  # its mode was changed: the pool must not hand it on
    return True


def _compacting(on_sqlite: bool) -> list[str]:
    if on_sqlite:
        return ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    return [
        "VACUUM mpesa_transactions, tabs, mpesa_callbacks, payment_events, audit_log, ledger_journals, alerts"
    ]
