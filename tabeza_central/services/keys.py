"""Rotating the master key while the service serves: look at what is sealed under which, seal anew, let the old one go.

The order for an operator: the new key into ``MPESA_ENCRYPTION_KEYS_OLD`` of every worker (so that all can read it),
then the two change places, then ``rotate``, then ``retire`` the old one and take it out of the environment. Keyed
digests are made under a key of their own that no rotation changes. PINs move as people sign in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR
from tabeza_central.ports import Unreadable
from tabeza_central.services.tokens import vault_of
from tabeza_central.store import alerts, sealed, service_keys
from tabeza_central.store.sealed import SealedColumn, SealedValue
from tabeza_central.store.uow import ALL_BARS
from tabeza_central.vault.at_rest import key_id_of
from tabeza_central.vault.callback_tokens import TRUSTED_FOR
from tabeza_central.vault.keyring import KeyRefused

BATCH: Final = 200
_CHANGE_OVER_US: Final = HOUR
"""How long after a new key was first seen a worker that has not been restarted yet may still send under the old one."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What still needs one key. ``callbacks`` counts payments whose callback address was made under an older key."""

    key_id: str
    is_current: bool
    is_held: bool
    values: dict[str, int]
    pins: int
    callbacks: int

    @property
    def in_use(self) -> bool:
        return bool(self.values or self.pins or self.callbacks)


@dataclass(slots=True)
class Rotation:
    """What a rotation did. ``unreadable`` values stay as they were: no key of the ring opens them."""

    resealed: int = 0
    changed_meanwhile: int = 0
    unreadable: dict[str, int] = field(default_factory=dict)


def status(context: Context) -> list[KeyUse]:
    """Every key that something is sealed under or that the ring holds: the current one first."""
    vault = vault_of(context)
    ring, length = vault.keyring, len(vault.at_rest.head(vault.keyring.current_id))
    values: dict[str, dict[str, int]] = {}
    with context.store.read(bar=ALL_BARS) as tx:
        for column in sealed.COLUMNS:
            for head, count in sealed.by_head(tx, column, length).items():
                values.setdefault(_key_of(head), {})[column.label] = count
        pins = sealed.pins_by_key(tx)
        since = service_keys.first_seen_at(tx, ring.current_id)
        known = set(service_keys.check_values(tx))
        rested_since = context.now() - int(TRUSTED_FOR.total_seconds()) * 1_000_000
        callbacks = 0 if since is None else sealed.calls_back_until(tx, since + _CHANGE_OVER_US, rested_since)
    ids = sorted({*values, *pins, *ring.key_ids, *known}, key=lambda key_id: (key_id != ring.current_id, key_id))
    return [
        KeyUse(
            key_id, key_id == ring.current_id, key_id in ring, values.get(key_id, {}), pins.get(key_id, 0),
            0 if key_id == ring.current_id or len(known) < _TWO else callbacks,
        )
        for key_id in ids
    ]  # fmt: skip


_TWO: Final = 2


def _key_of(head: str) -> str:
    try:
        return key_id_of(head + ".")
    except ValueError:
        return "unknown"


def rotate(context: Context, *, batch: int = BATCH) -> Rotation:
    """Seals everything anew under the current key, in short transactions. Safe to stop and to run again, by several."""
    done = Rotation()
    for column in sealed.COLUMNS:
        _rotate_column(context, column, batch, done)
    now = context.now()
    with context.store.write("rotate.audit", bar=ALL_BARS) as tx:
        detail = {"key_id": vault_of(context).keyring.current_id, "resealed": done.resealed}
        alerts.audit(tx, bar_id=None, at=now, actor="operator", action="keys_rotated", detail=detail)
    return done


def _rotate_column(context: Context, column: SealedColumn, batch: int, done: Rotation) -> None:
    at_rest = vault_of(context).at_rest
    head = at_rest.head(vault_of(context).keyring.current_id)
    after = None
    while True:
        with context.store.read(bar=ALL_BARS) as tx:
            found = sealed.under_other_keys(tx, column, head, after, batch)
        if not found:
            return
        after = found[-1].key
        fresh: list[tuple[SealedValue, str]] = []
        for value in found:
            try:
                fresh.append((value, at_rest.reseal(value.bar_id, value.field, value.token)))
            except Unreadable:
                done.unreadable[column.label] = done.unreadable.get(column.label, 0) + 1
        with context.store.write("rotate", bar=ALL_BARS) as tx:
            swapped = sum(sealed.swap(tx, column, value, token) for value, token in fresh)
        done.resealed += swapped
        done.changed_meanwhile += len(fresh) - swapped


def retire(context: Context, key_id: str) -> None:
    """Lets a key go that nothing needs, so that it may leave the environment. Raises :class:`KeyRefused`."""
    found = {use.key_id: use for use in status(context)}
    use = found.get(key_id)
    if use is None:
        raise KeyRefused(f"Nothing is known of key {key_id}. See: tabeza-central keys status")
    if use.is_current:
        raise KeyRefused(f"Key {key_id} is the current key.")
    needs = [f"{count} in {label}" for label, count in use.values.items()]
    needs += [f"{use.pins} PINs (people sign in once, or get a new PIN)"] if use.pins else []
    needs += [f"{use.callbacks} payments still waiting for callbacks (up to 48 hours)"] if use.callbacks else []
    if needs:
        raise KeyRefused(f"Key {key_id} is still in use: {'; '.join(needs)}. First: tabeza-central keys rotate")
    waiting = sum(1 for _ in context.spool.entries())
    if waiting:
        raise KeyRefused(f"{waiting} callbacks wait in the spool. Let a worker take them in first.")
    now = context.now()
    with context.store.write("retire", bar=ALL_BARS) as tx:
        service_keys.retire_check(tx, key_id, now)
        alerts.audit(tx, bar_id=None, at=now, actor="operator", action="key_retired", obj=key_id)
