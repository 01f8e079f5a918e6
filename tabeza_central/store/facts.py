"""What a database says of itself: its version, how durable it is told to be, its clock, and who stands in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, text

from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS, Store

OLDEST_POSTGRES: Final = 140_000
OLDEST_SQLITE: Final = (3, 35)
_DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True, slots=True)
class Facts:
    """``risks`` are settings under which a committed payment could be lost. ``now`` is the database's clock, if it
    has one; ``pooled`` whether something stands between that gives each transaction another server connection."""

    version: str
    too_old: bool
    risks: tuple[str, ...] = ()
    standby: bool = False
    pooled: bool = False
    now: datetime | None = None


def facts(store: Store) -> Facts:
    """Raises :class:`tabeza_central.store.uow.StoreDown`."""
    with store.read(bar=ALL_BARS) as tx:
        return (
            _postgres(tx.connection) if store.engine.dialect.name == "postgresql" else _sqlite(tx.connection)
        )


def _postgres(connection: Connection) -> Facts:
    def show(name: str) -> str:
        return str(connection.execute(text(f"SHOW {name}")).scalar_one())

    number = int(show("server_version_num"))
    return Facts(
        version=f"PostgreSQL {show('server_version').split()[0]}",
        too_old=number < OLDEST_POSTGRES,
        risks=tuple(f"{name} is off" for name in _DURABLE if show(name) == "off"),
        standby=bool(connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()),
        pooled=_is_pooled(connection),
        now=connection.execute(text("SELECT clock_timestamp()")).scalar_one(),
    )


def _is_pooled(connection: Connection) -> bool:
    """A pooler greets us with a process number of its own making; the server, asked, says its real one."""
    greeted = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    return bool(connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != greeted)


def _sqlite(connection: Connection) -> Facts:
    def pragma(name: str) -> str:
        return str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()).lower()

    version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
    risks = [] if pragma("journal_mode") == "wal" else ["journal_mode is not WAL"]
    risks += [] if pragma("synchronous") in ("2", "3") else ["synchronous is not FULL"]
    checked = pragma("quick_check")
    risks += [] if checked == "ok" else ["the file is damaged (PRAGMA quick_check): restore a backup"]
    too_old = tuple(int(part) for part in version.split(".")[:2]) < OLDEST_SQLITE
    return Facts(version=f"SQLite {version}", too_old=too_old, risks=tuple(risks), now=datetime.now(UTC))


def hears_the_same(store: Store, listen_url: str) -> str | None:
    """What is wrong with the connection for hearing of other workers' commits, or None. Raises ``StoreDown``."""
    other = Store(open_engine(listen_url))
    try:
        with other.read(bar=ALL_BARS) as tx:
            if _is_pooled(tx.connection):
                return "a transaction pooler stands there too: it can't listen. Use the direct or session connection"
            there = _identity(tx.connection)
    finally:
        other.engine.dispose()
    with store.read(bar=ALL_BARS) as tx:
        return (
            None
            if _identity(tx.connection) == there
            else "it is another database. Name the one of DATABASE_URL"
        )


def _identity(connection: Connection) -> tuple[object, ...]:
    asked = text("SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database()")
    return tuple(connection.execute(asked).one())
