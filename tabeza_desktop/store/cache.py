"""``cache.sqlite``: a disposable copy of the service. One writer (the live lane), any number of readers.

Changes and the cursor they lead to are written in one transaction, so a power cut loses at most what will be sent
again. A row replaces the one held only if its version is greater. A cache of another bar, service or schema, or one
that SQLite does not find whole, is set aside and rebuilt: nothing in it is the only copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from tabeza_desktop.core.changes import ChangeSet, RowT, change_set
from tabeza_desktop.store import cache_schema as schema
from tabeza_desktop.store.database import (
    Corrupt,
    disk_errors,
    open_engine,
    quick_check,
    set_aside,
    user_version,
)
from tabeza_desktop.store.versions import CACHE_VERSION
from tabeza_protocol.wire.access import BarSummary
from tabeza_protocol.wire.setup import MpesaSettings
from tabeza_protocol.wire.trade import Changes, Notice, TabLine, TabView

StructT = TypeVar("StructT", bound=msgspec.Struct)
NOTICES_SHOWN: Final = 200
PAGE_CACHE_KIB: Final = 24_000
"""Enough to keep the index that 100,000 payments are searched by in memory."""
_TABLES: Final = (schema.tabs, schema.lines, schema.payments, schema.notices)


@dataclass(frozen=True, slots=True)
class Held:
    """``as_of``: the service's time of the last answer held, None before the first; ``change``: the greatest version
    of any row held; ``more``: the service had more to tell.
    """

    as_of: datetime | None
    change: int
    more: bool


class Cache:
    """The open cache. ``rebuilt`` is true if what was there had to be set aside.

    Raises :class:`tabeza_desktop.store.database.DiskFailed` from every method if the disk does not cooperate; the
    transaction is then undone whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rebuilt = False
        self.engine = self._open()

    def _open(self) -> Engine:
        existed = self._path.exists()
        engine = open_engine(self._path, "NORMAL", page_cache_kib=PAGE_CACHE_KIB)
        try:
            good = not existed or (user_version(engine) == CACHE_VERSION and quick_check(engine))
        except Corrupt:
            good = False
        if not good:
            engine.dispose()
            set_aside(self._path)
            self.rebuilt = True
            engine = open_engine(self._path, "NORMAL", page_cache_kib=PAGE_CACHE_KIB)
        with disk_errors(), engine.begin() as connection:
            schema.metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={CACHE_VERSION}")
        return engine

    def close(self) -> None:
        self.engine.dispose()

    # --- whose copy this is

    def belong_to(self, owner: str) -> bool:
        """Make the cache that of one service and bar; what another left is dropped. Returns whether it was."""
        with disk_errors(), self.engine.begin() as connection:
            held = _read_meta(connection, "owner")
            if held == owner.encode():
                return False
            _clear(connection)
            _write_meta(connection, "owner", owner.encode())
            return held is not None

    def reset(self) -> None:
        """Forget everything but whose copy it is: the next answer starts from the beginning."""
        with disk_errors(), self.engine.begin() as connection:
            owner = _read_meta(connection, "owner")
            _clear(connection)
            if owner is not None:
                _write_meta(connection, "owner", owner)

    # --- writing

    def position(self) -> tuple[int | None, str | None]:
        """(epoch, cursor) of what is held; (None, None) when empty."""
        with disk_errors(), self.engine.connect() as connection:
            epoch, cursor = _read_meta(connection, "epoch"), _read_meta(connection, "cursor")
        return (int(epoch) if epoch else None), (cursor.decode() if cursor else None)

    def apply(self, changes: Changes, *, fresh: bool) -> ChangeSet:
        """Write one answer and its cursor, or neither; returns what was really news.

        ``fresh``: it is the first page of a whole load.
        """
        with disk_errors(), self.engine.begin() as connection:
            if fresh:
                for table in _TABLES:
                    connection.execute(delete(table))
            applied = _only_newer(connection, change_set(changes, fresh=fresh))
            _upsert(connection, schema.tabs, applied.tabs, schema.tab_row)
            _upsert(connection, schema.lines, applied.lines, schema.line_row)
            _upsert(connection, schema.payments, applied.payments, schema.payment_row)
            _upsert(connection, schema.notices, applied.notices, schema.notice_row)
            if applied.settings is not None:
                _write_meta(connection, "settings", msgspec.json.encode(applied.settings))
            if applied.bar is not None:
                _write_meta(connection, "bar", msgspec.json.encode(applied.bar))
            _write_meta(connection, "epoch", str(changes.epoch).encode())
            _write_meta(connection, "cursor", changes.cursor.encode())
            _write_meta(connection, "heard_at", msgspec.json.encode(changes.server_time))
            _write_meta(connection, "more", b"1" if changes.more else b"0")
            _write_meta(connection, "change", str(_last_change(connection, changes, fresh=fresh)).encode())
        return applied

    # --- reading

    def held(self, connection: Connection) -> Held:
        """How much of the bar's past and present this copy holds."""
        heard, more = _read_meta(connection, "heard_at"), _read_meta(connection, "more")
        as_of = msgspec.json.decode(heard, type=datetime) if heard else None
        return Held(as_of, int(_read_meta(connection, "change") or b"0"), more == b"1")

    def snapshot(self) -> ChangeSet:
        """What the tabs screen needs to paint before the service has answered."""
        with disk_errors(), self.engine.connect() as connection:
            open_tabs = connection.execute(
                select(schema.tabs.c.body)
                .where(schema.tabs.c.status == "open")
                .order_by(schema.tabs.c.number)
            )
            tabs = tuple(msgspec.json.decode(row.body, type=TabView) for row in open_tabs)
            newest = connection.execute(
                select(schema.notices.c.body).order_by(schema.notices.c.at.desc()).limit(NOTICES_SHOWN)
            )
            notices = tuple(msgspec.json.decode(row.body, type=Notice) for row in newest)
            settings = _read_struct(connection, "settings", MpesaSettings)
            bar = _read_struct(connection, "bar", BarSummary)
            heard = _read_meta(connection, "heard_at")
            held = _read_meta(connection, "cursor") is not None
        heard_at = msgspec.json.decode(heard, type=datetime) if heard else None
        return ChangeSet(
            tabs=tabs, notices=notices, settings=settings, bar=bar, server_time=heard_at, fresh=held
        )

    def tab(self, tab_id: str) -> TabView | None:
        with disk_errors(), self.engine.connect() as connection:
            body = connection.execute(
                select(schema.tabs.c.body).where(schema.tabs.c.id == tab_id)
            ).scalar_one_or_none()
        return None if body is None else msgspec.json.decode(body, type=TabView)

    def lines_of(self, tab_id: str) -> tuple[TabLine, ...]:
        """A tab's ledger, oldest first."""
        query = select(schema.lines.c.body).where(schema.lines.c.tab_id == tab_id)
        with disk_errors(), self.engine.connect() as connection:
            rows = connection.execute(query.order_by(schema.lines.c.at, schema.lines.c.id))
            return tuple(msgspec.json.decode(row.body, type=TabLine) for row in rows)


def _last_change(connection: Connection, changes: Changes, *, fresh: bool) -> int:
    """A row's version is the bar's change counter when it changed, so the greatest tells how far this copy goes."""
    before = b"0" if fresh else _read_meta(connection, "change") or b"0"
    rows = (*changes.tabs, *changes.lines, *changes.payments, *changes.notices)
    return max([int(before), *(row.version for row in rows)])


def _only_newer(connection: Connection, changes: ChangeSet) -> ChangeSet:
    """Without rows that are held in the same or a newer version: a late one must not bring a closed tab back."""
    return replace(
        changes,
        tabs=_newer(connection, schema.tabs, changes.tabs),
        lines=_newer(connection, schema.lines, changes.lines),
        payments=_newer(connection, schema.payments, changes.payments),
        notices=_newer(connection, schema.notices, changes.notices),
    )


def _newer(connection: Connection, table: Table, rows: tuple[RowT, ...]) -> tuple[RowT, ...]:
    if not rows:
        return rows
    held = select(table.c.id, table.c.version).where(table.c.id.in_([row.id for row in rows]))
    versions = {row.id: row.version for row in connection.execute(held)}
    return tuple(row for row in rows if row.id not in versions or row.version > versions[row.id])


def _upsert(
    connection: Connection,
    table: Table,
    rows: Iterable[StructT],
    to_row: Callable[[StructT, bytes], dict[str, Any]],
) -> None:
    values = [to_row(row, msgspec.json.encode(row)) for row in rows]
    if not values:
        return
    statement = insert(table)
    fresh = {column.name: statement.excluded[column.name] for column in table.columns if column.name != "id"}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_=fresh, where=statement.excluded.version > table.c.version
        ),
        values,
    )


def _clear(connection: Connection) -> None:
    for table in (*_TABLES, schema.meta):
        connection.execute(delete(table))


def _read_meta(connection: Connection, name: str) -> bytes | None:
    return connection.execute(
        select(schema.meta.c.value).where(schema.meta.c.name == name)
    ).scalar_one_or_none()


def _write_meta(connection: Connection, name: str, value: bytes) -> None:
    statement = insert(schema.meta).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _read_struct(connection: Connection, name: str, kind: type[StructT]) -> StructT | None:
    raw = _read_meta(connection, name)
    return None if raw is None else msgspec.json.decode(raw, type=kind)
