"""Bars: the tenant itself, its M-Pesa columns, and the gate that serialises its push requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_B = schema.bars


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of ``bars``. Times in microseconds UTC; ``*_encrypted`` open only in the vault."""

    id: str
    name: str
    place: str
    day_turn: str
    is_test_bar: bool
    created_at: int
    owner_claimed_at: int | None
    next_tab_number: int
    push_limit: int
    instant_limit_cents: int
    mpesa_enabled: bool
    mpesa_environment: str | None
    mpesa_business_shortcode: str | None
    mpesa_consumer_key_encrypted: str | None
    mpesa_consumer_secret_encrypted: str | None
    mpesa_passkey_encrypted: str | None
    mpesa_setup_completed: bool
    mpesa_test_status: str
    mpesa_last_test_at: int | None
    mpesa_credential_version: int | None
    mpesa_registered_name: str | None
    mpesa_consumer_key_fingerprint: str | None
    mpesa_consumer_secret_fingerprint: str | None
    mpesa_passkey_fingerprint: str | None
    mpesa_set_at: int | None
    mpesa_set_by: str | None
    mpesa_live_at: int | None


def create(tx: Tx, bar_id: str, *, name: str, place: str, now: int, is_test_bar: bool = False) -> None:
    """A bar with its gate and its feed counter."""
    tx.execute(_B.insert().values(id=bar_id, name=name, place=place, is_test_bar=is_test_bar, created_at=now))
    tx.execute(schema.bar_gates.insert().values(bar_id=bar_id))
    tx.execute(schema.bar_feeds.insert().values(bar_id=bar_id))
    tx.touch(bar_id, "bar")
    tx.touch(bar_id, "settings")


def find(tx: Tx, bar_id: str, *, lock: bool = False) -> Bar | None:
    """The bar; with ``lock`` its row stays locked to the end of the transaction."""
    statement = select(_B).where(_B.c.id == bar_id)  # the bar is its own bar_id
    row = tx.one_or_none(statement.with_for_update() if lock else statement)
    return None if row is None else Bar(**row._mapping)


@all_bars("the operator's list of bars")
def listed(tx: Tx) -> list[Bar]:
    return [Bar(**row._mapping) for row in tx.all(select(_B).order_by(_B.c.created_at, _B.c.id))]


def change(tx: Tx, bar_id: str, values: Mapping[str, Any], *, feed: tuple[str, ...] = ("settings",)) -> None:
    """Sets columns of the bar and tells its consoles (``feed``: ``bar`` and/or ``settings``)."""
    if tx.changed(update(_B).where(_B.c.id == bar_id).values(**values)) != 1:  # the bar is its own bar_id
        raise AssertionError("this bar is not there")
    for kind in feed:
        tx.touch(bar_id, "bar" if kind == "bar" else "settings")


def lock_gate(tx: Tx, bar_id: str, now: int) -> bool:
    """Waits until this transaction is the only one creating a push for the bar. False if there is no such bar."""
    gates = schema.bar_gates
    return tx.changed(update(gates).where(gates.c.bar_id == bar_id).values(last_at=now)) == 1


def take_tab_number(tx: Tx, bar_id: str) -> int:
    """The next tab number: never given twice, whoever asks at the same time."""
    taken = update(_B).where(_B.c.id == bar_id).values(next_tab_number=_B.c.next_tab_number + 1)
    return int(tx.execute(taken.returning(_B.c.next_tab_number)).scalar_one()) - 1


def count_phone(tx: Tx, phone_hmac: str, *, now: int, window_us: int, limit: int) -> int | None:
    """Counts one request to a phone over all bars. None if it may go on, else when the window ends.

    Over the limit nothing is counted: hammering does not lengthen the wait.
    """
    gates = schema.phone_gates
    fresh = tx.insert(gates).values(phone_hmac=phone_hmac, window_at=now, count=0)
    tx.execute(fresh.on_conflict_do_nothing(index_elements=["phone_hmac"]))
    row = tx.execute(select(gates).where(gates.c.phone_hmac == phone_hmac).with_for_update()).one()
    inside = row.window_at + window_us > now  # a window from the future (clock set back) still holds
    if inside and row.count >= limit:
        return int(row.window_at + window_us)
    values = {"count": row.count + 1} if inside else {"window_at": now, "count": 1}
    tx.execute(update(gates).where(gates.c.phone_hmac == phone_hmac).values(**values))
    return None
