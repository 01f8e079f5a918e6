"""Opening the console's two SQLite files, and saying kindly what a disk did wrong.

Errors are told apart by SQLite's own result codes (https://www.sqlite.org/rescode.html), never by their text.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, create_engine, event, exc

BUSY_TIMEOUT_MS: Final = 3000
PAGE_CACHE_KIB: Final = 2000
"""SQLite's own default, for each connection."""
Synchronous = Literal["FULL", "NORMAL"]
_CORRUPT: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SUFFIXES: Final = ("", "-wal", "-shm")


class DiskFailed(Exception):
    """The disk is full, can't be written or can't be read. Nothing of the failed step was kept."""


class Corrupt(Exception):
    """The file is not a whole database any more."""


def open_engine(path: Path, synchronous: Synchronous, *, page_cache_kib: int = PAGE_CACHE_KIB) -> Engine:
    """An engine on a file that may not exist yet. WAL, so that readers never wait for the writer.

    ``FULL`` also survives a power cut just after a commit; ``NORMAL`` may lose the last commits but never tears.
    """
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute(f"PRAGMA cache_size=-{page_cache_kib}")
        cursor.close()

    return engine


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Turns what SQLite and the disk raise into :class:`DiskFailed` or :class:`Corrupt`."""
    try:
        yield
    except exc.DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code in _CORRUPT:
            raise Corrupt from None
        if isinstance(error, (exc.OperationalError, exc.DatabaseError)) and not isinstance(
            error, (exc.IntegrityError, exc.ProgrammingError)
        ):
            raise DiskFailed(getattr(error.orig, "sqlite_errorname", "SQLITE_ERROR")) from None
        raise
    except OSError as error:
        raise DiskFailed(type(error).__name__) from None


def begin_reading(connection: Connection) -> None:
    """Everything read from here on is of one moment: the driver begins by itself only before it writes."""
    connection.exec_driver_sql("BEGIN")


def user_version(engine: Engine) -> int:
    """The schema number kept inside the file; 0 for a new one."""
    with disk_errors(), engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def quick_check(engine: Engine) -> bool:
    """Whether SQLite finds the file whole."""
    try:
        with disk_errors(), engine.connect() as connection:
            return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() == "ok"
    except Corrupt:
        return False


def set_aside(path: Path, now: datetime | None = None) -> Path:
    """Move a database away, with its journal, to ``NAME.set-aside-TIME``; returns the new path."""
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S-%f")
    target = path.with_name(f"{path.name}.set-aside-{stamp}")
    with disk_errors():
        for suffix in _SUFFIXES:
            source = path.with_name(path.name + suffix)
            if source.exists():
                source.rename(target.with_name(target.name + suffix))
    return target
