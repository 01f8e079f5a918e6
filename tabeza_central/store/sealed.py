"""Every column that holds something sealed under a master key, so that a rotation can't forget one.

Values are replaced by compare-and-swap on the old ciphertext: whoever changed the row meanwhile wins, and a rotation
that is killed loses nothing and starts again where values still begin with another key's head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Table, and_, func, or_, select, tuple_, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

SERVICE: Final = "service"
INBOX: Final = "-"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column. ``owner`` is the bar a value is bound to: a column of the row, or a fixed word."""

    table: Table
    name: str
    field: str
    owner: str | Column[Any]

    @property
    def label(self) -> str:
        return f"{self.table.name}.{self.name}"

    @property
    def column(self) -> Column[Any]:
        return self.table.c[self.name]

    @property
    def key(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)


def _credentials(table: Table, prefix: str, owner: Column[Any]) -> list[SealedColumn]:
    fields = ("consumer_key", "consumer_secret", "passkey")
    return [SealedColumn(table, f"{prefix}{field}_encrypted", field, owner) for field in fields]


_VERSIONS = schema.mpesa_credential_candidates
COLUMNS: Final = (
    *_credentials(schema.bars, "mpesa_", schema.bars.c.id),
    *_credentials(_VERSIONS, "", _VERSIONS.c.bar_id),
    SealedColumn(schema.tabs, "phone_number_encrypted", "phone", schema.tabs.c.bar_id),
    SealedColumn(schema.mpesa_transactions, "phone_number_encrypted", "phone", schema.mpesa_transactions.c.bar_id),
    SealedColumn(schema.mpesa_callbacks, "body_encrypted", "callback", INBOX),
    SealedColumn(schema.oauth_tokens, "token_encrypted", "oauth_token", SERVICE),
    SealedColumn(schema.service_keys, "private_key_encrypted", "{kind}_key", SERVICE),
    SealedColumn(schema.index_keys, "key_encrypted", "index_key", SERVICE),
)


@dataclass(frozen=True, slots=True)
class SealedValue:
    """One value: where it is (``key``), what it is bound to, and its ciphertext."""

    key: tuple[Any, ...]
    bar_id: str
    field: str
    token: str


@all_bars("a rotation is the operator's and covers every bar")
def by_head(tx: Tx, of: SealedColumn, length: int) -> dict[str, int]:
    """How many values begin with each head of ``length`` characters."""
    head = func.substr(of.column, 1, length)
    rows = tx.all(select(head.label("head"), func.count().label("n")).where(of.column.is_not(None)).group_by(head))
    return {row.head: int(row.n) for row in rows}


@all_bars("a rotation is the operator's and covers every bar")
def under_other_keys(
    tx: Tx, of: SealedColumn, current_head: str, after: tuple[Any, ...] | None, limit: int
) -> list[SealedValue]:
    """Values that do not begin with ``current_head``, in key order, after the key ``after``."""
    other = func.substr(of.column, 1, len(current_head)) != current_head
    where = [and_(of.column.is_not(None), other)]
    if after is not None:
        where.append(_past(of.key, after))
    kind = [schema.service_keys.c.kind] if of.table is schema.service_keys else []
    owner = [of.owner.label("owner")] if isinstance(of.owner, Column) else []
    wanted = select(*of.key, of.column.label("token"), *owner, *kind).where(*where).order_by(*of.key).limit(limit)
    return [_value(of, row) for row in tx.all(wanted)]


def _past(key: list[Column[Any]], after: tuple[Any, ...]) -> Any:
    return key[0] > after[0] if len(key) == 1 else tuple_(*key) > tuple_(*after)


def _value(of: SealedColumn, row: Any) -> SealedValue:
    found = row._mapping
    owner = str(found["owner"]) if isinstance(of.owner, Column) else of.owner
    field = of.field.format(kind=found["kind"]) if "{" in of.field else of.field
    return SealedValue(tuple(found[column.name] for column in of.key), owner, field, str(found["token"]))


@all_bars("a rotation is the operator's and covers every bar")
def swap(tx: Tx, of: SealedColumn, was: SealedValue, now: str) -> bool:
    """Replaces the ciphertext, unless the row was changed since it was read."""
    here = [column == value for column, value in zip(of.key, was.key, strict=True)]
    return tx.changed(update(of.table).where(*here, of.column == was.token).values({of.name: now})) == 1


@all_bars("a rotation is the operator's and covers every bar")
def pins_by_key(tx: Tx) -> dict[str, int]:
    """How many PINs of people who can sign in were hashed under each key."""
    people = schema.people
    head = func.substr(people.c.pin_hash, 1, 8)
    rows = tx.all(
        select(head.label("key"), func.count().label("n")).where(people.c.removed_at.is_(None)).group_by(head)
    )
    return {row.key: int(row.n) for row in rows}


@all_bars("a rotation is the operator's and covers every bar")
def calls_back_until(tx: Tx, before: int, rested_since: int) -> int:
    """Payments sent before a time whose callback address is believed: unresolved, or at rest since ``rested_since``."""
    payments = schema.mpesa_transactions
    believed = or_(payments.c.finished_at.is_(None), payments.c.finished_at > rested_since)
    where = (payments.c.dispatched_at.is_not(None), payments.c.dispatched_at < before, believed)
    return int(tx.execute(select(func.count()).select_from(payments).where(*where)).scalar_one())
