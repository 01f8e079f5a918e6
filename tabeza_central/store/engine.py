"""Opens a database so that both dialects behave alike, and is the only place that knows which one it is.

SQLite: WAL, synchronous FULL, foreign keys on, ``BEGIN IMMEDIATE`` for writes (a deferred transaction that upgrades
its lock fails at once under contention) and one writer at a time in this process. PostgreSQL: READ COMMITTED with
row locks, no prepared statements (safe behind a transaction pooler).
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Connection, Engine, Insert, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.schema import Table

BUSY_TIMEOUT_MS = 5_000
READ_OPTION = "tabeza_read"


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for a ``sqlite:///path``, ``sqlite://`` (in memory, one connection) or PostgreSQL URL.

    ``durable=False`` turns SQLite's fsync off; only tests that never cut the power may.
    """
    if url.startswith("sqlite"):
        return _open_sqlite(url, durable)
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return create_engine(url, pool_pre_ping=True, connect_args={"prepare_threshold": None})


def _open_sqlite(url: str, durable: bool) -> Engine:
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if in_memory:
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        if not in_memory:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READ_OPTION, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def writer_lock(engine: Engine) -> threading.RLock | None:
    """SQLite has one writer: waiting in a queue of our own is fair, where ``busy_timeout`` is a lottery."""
    return threading.RLock() if is_sqlite(engine) else None


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update`` on this connection's dialect."""
    made: Insert
    made = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return made
