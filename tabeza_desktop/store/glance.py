"""A first look at both files, so that faces and tabs are painted before the database layer has even loaded.

Reads with ``sqlite3`` alone and read-only: SQLAlchemy and the keyring take several times longer to import than the
window takes to paint. It never makes, mends or judges: whatever is missing, strange or in doubt gives None, and
the full reading that follows decides. What it gives is shown, never acted on.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.store.faces import reading
from tabeza_desktop.store.versions import CACHE_VERSION
from tabeza_protocol.wire.access import BarSummary, People, PersonView, ServiceKind
from tabeza_protocol.wire.setup import MpesaSettings
from tabeza_protocol.wire.trade import TabView

StructT = TypeVar("StructT")


class GlancedDevice(msgspec.Struct, frozen=True):
    """What a first look takes of the device record; the rest of it is for later."""

    service_kind: ServiceKind
    identity_fingerprint: str
    device_id: str
    device_name: str
    bar: BarSummary
    owner_to_set: bool = False


@dataclass(frozen=True, slots=True)
class Glance:
    """A paired PC as it was left: who may sign in and which tabs were open."""

    preferences: Preferences
    device: GlancedDevice
    people: tuple[PersonView, ...]
    snapshot: ChangeSet


def glance(state_file: Path, cache_file: Path) -> Glance | None:
    """None for a PC that is not paired or whose owner has yet to set a PIN, and whenever in doubt."""
    try:
        with reading(state_file) as state:
            values = dict(state.execute("SELECT name, value FROM install"))
        device = _decoded(values.get("device"), GlancedDevice)
        people = _decoded(values.get("people"), People)
        if device is None or device.owner_to_set or people is None or not people.people:
            return None
        preferences = _decoded(values.get("preferences"), Preferences) or Preferences()
        snapshot = _snapshot(cache_file, f"{device.identity_fingerprint}/{device.bar.id}")
    except (sqlite3.Error, OSError, msgspec.MsgspecError, ValueError):
        return None
    return Glance(preferences, device, people.people, snapshot)


def _snapshot(cache_file: Path, owner: str) -> ChangeSet:
    """The open tabs of this bar; nothing at all from a cache of another bar, service or version."""
    if not cache_file.exists():
        return ChangeSet()
    with reading(cache_file) as cache:
        (version,) = cache.execute("PRAGMA user_version").fetchone()
        if version != CACHE_VERSION:
            return ChangeSet()
        meta = dict(cache.execute("SELECT name, value FROM meta"))
        rows = cache.execute("SELECT body FROM tabs WHERE status = 'open' ORDER BY number").fetchall()
    if meta.get("owner") != owner.encode() or "cursor" not in meta:
        return ChangeSet()
    return ChangeSet(
        tabs=tuple(msgspec.json.decode(body, type=TabView) for (body,) in rows),
        settings=_decoded(meta.get("settings"), MpesaSettings),
        bar=_decoded(meta.get("bar"), BarSummary),
        server_time=_decoded(meta.get("heard_at"), datetime),
        fresh=True,
    )


def _decoded(raw: bytes | None, kind: type[StructT]) -> StructT | None:
    return None if raw is None else msgspec.json.decode(raw, type=kind)
