"""Who may sign in at this PC and how it is to look, read with nothing but the standard library.

The first thing the program paints is who-are-you, and loading the database layer, or even the wire's types, takes
longer than painting it. Reads ``state.sqlite`` read-only; whatever is missing, strange or in doubt gives None, and
the full reading that follows decides. What it gives is shown, never acted on.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tabeza_desktop.core.preferences import Preferences

if TYPE_CHECKING:
    from tabeza_protocol.wire.access import BarSummary, PersonView

BUSY_SECONDS: Final = 0.2
ROLES: Final = ("owner", "cashier", "support")


class Face(NamedTuple):
    """One person who may sign in; reads as a ``PersonView``."""

    id: str
    name: str
    role: str
    locked_until: datetime | None = None


class BarName(NamedTuple):
    """The bar that this PC belongs to; reads as a ``BarSummary`` as far as its name."""

    id: str
    name: str


class Faces(NamedTuple):
    """A paired PC as it was left. ``kept``: the device and the people as they were written, for :func:`in_full`."""

    preferences: Preferences
    bar: BarName
    device_id: str
    device_name: str
    people: tuple[Face, ...]
    kept: tuple[bytes, bytes] = (b"", b"")


def faces(state_file: Path) -> Faces | None:
    """None for a PC that is not paired or whose owner has yet to set a PIN, and whenever in doubt."""
    try:
        with reading(state_file) as state:
            values = dict(state.execute("SELECT name, value FROM install"))
        device = json.loads(values["device"])
        people = tuple(_face(one) for one in json.loads(values["people"])["people"])
        if device.get("owner_to_set") or not people:
            return None
        bar = BarName(_text(device["bar"]["id"]), _text(device["bar"]["name"]))
        preferences = _preferences(values.get("preferences"))
        kept = (values["device"], values["people"])
        return Faces(preferences, bar, _text(device["device_id"]), _text(device["device_name"]), people, kept)
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def in_full(found: Faces) -> tuple[BarSummary, tuple[PersonView, ...]] | None:
    """The bar and the people as the rest of the console knows them, once the wire's types may be loaded."""
    import msgspec

    from tabeza_desktop.store.glance import GlancedDevice
    from tabeza_protocol.wire.access import People

    device, people = found.kept
    try:
        return (
            msgspec.json.decode(device, type=GlancedDevice).bar,
            msgspec.json.decode(people, type=People).people,
        )
    except msgspec.MsgspecError:
        return None


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A file of ours, read-only: never made, mended or waited for. Raises ``sqlite3.Error``."""
    connection: Any = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    with contextlib.closing(connection):
        yield connection


def _face(told: dict[str, Any]) -> Face:
    locked = told.get("lockedUntil")
    if told["role"] not in ROLES:
        raise ValueError("a role nobody knows")
    return Face(_text(told["id"]), _text(told["name"]), told["role"], _time(locked) if locked else None)


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError("not a text")
    return told


def _time(told: str) -> datetime:
    at = datetime.fromisoformat(told)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at


def _preferences(raw: bytes | None) -> Preferences:
    """What this console understands of them; a choice it does not know gives the usual ones."""
    if raw is None:
        return Preferences()
    told = json.loads(raw)
    known = {field.name: told[field.name] for field in fields(Preferences) if field.name in told}
    chosen = Preferences(**known)
    usual = Preferences()
    if any(type(getattr(chosen, name)) is not type(getattr(usual, name)) for name in known):
        return usual
    return chosen if chosen.is_known() else usual
