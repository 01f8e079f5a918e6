"""A whole copy of the database in one file, and back into an empty one.

SQLite copies itself page by page while it is written to. PostgreSQL is dumped by its own ``pg_dump``: as the service's
role, which row-level security binds, so the dump names all bars (``tabeza.bar_id=*``) and asks for rows through the
policies; without that ``pg_dump`` refuses, and with a careless option it would dump empty tables.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, make_url

from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS

_TIMEOUT_S: Final = 6 * 3600
_SQLITE_HEAD: Final = b"SQLite format 3\0"


class BackupRefused(Exception):
    """The copy was not made, or not put back. The text says why and the cure; the target is as it was."""


def make(url: str, target: Path) -> None:
    """Writes the copy to ``target``, readable by its owner alone; never over a file. Raises BackupRefused."""
    if target.exists():
        raise BackupRefused(
            f"{target} is there already. Choose another name: a backup is never written over."
        )
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if make_url(url).get_backend_name() == "sqlite":
            _copy_sqlite(Path(_file_of(url)), partial)
        else:
            _run("pg_dump", url, ["--format=custom", "--enable-row-security", "--no-owner", "--no-privileges",
                                  f"--file={partial}"])  # fmt: skip
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def restore(source: Path, url: str) -> None:
    """Puts a copy into an empty database of the same kind. Raises BackupRefused."""
    if not source.is_file():
        raise BackupRefused(f"There is no file {source}.")
    with source.open("rb") as opened:
        of_sqlite = opened.read(len(_SQLITE_HEAD)) == _SQLITE_HEAD
    if of_sqlite != (make_url(url).get_backend_name() == "sqlite"):
        kind = "SQLite" if of_sqlite else "PostgreSQL"
        raise BackupRefused(
            f"{source} is a copy of a {kind} database. Put it into an empty database of that kind."
        )
    if of_sqlite:
        target = Path(_file_of(url))
        if target.exists():
            raise BackupRefused(f"{target} is there already. A copy goes into an empty place only.")
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_sqlite(source, target)
        return
    _refuse_unless_empty(url)
    into = f"--dbname={make_url(url).database}"
    _run(
        "pg_restore",
        url,
        ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", into, str(source)],
    )


def _file_of(url: str) -> str:
    found = make_url(url).database
    if not found or found == ":memory:":
        raise BackupRefused("A database in memory has no file to copy.")
    return found


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as origin,
            closing(sqlite3.connect(target)) as copy,
        ):
            origin.backup(copy, pages=1_000)
    except sqlite3.Error as problem:
        raise BackupRefused(f"{source} can't be copied ({problem}).") from problem


def _refuse_unless_empty(url: str) -> None:
    engine = open_engine(url)
    try:
        tables = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise BackupRefused(
            "That database holds tables already. Make an empty one: CREATE DATABASE ... OWNER tabeza"
        )


def _run(program: str, url: str, arguments: list[str]) -> None:
    """PostgreSQL's own program, told where by its environment: a password on the command line is for all to read."""
    path = shutil.which(program)
    if path is None:
        raise BackupRefused(
            f"There is no {program} here. Install PostgreSQL's client programs (postgresql-client)."
        )
    to = make_url(url)
    host = to.host or str(to.query.get("host", ""))
    told = {
        "PGHOST": host, "PGPORT": str(to.port or to.query.get("port", "")), "PGUSER": to.username or "",
        "PGPASSWORD": to.password or "", "PGDATABASE": to.database or "",
        "PGSSLMODE": str(to.query.get("sslmode", "")), "PGOPTIONS": f"-c tabeza.bar_id={ALL_BARS}",
    }  # fmt: skip
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    env |= {name: value for name, value in told.items() if value}
    done = subprocess.run(
        [path, *arguments], env=env, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program} stopped: {done.stderr.strip() or done.returncode}")
