"""Numbered steps of ``state.sqlite``. A released step is never edited: a change is a new step at the end.

Each runs in one transaction with its ``user_version``, after a copy of the file was put beside it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from tabeza_desktop.store.database import DiskFailed, disk_errors, user_version

_ONE: Final = (
    """CREATE TABLE install (name TEXT PRIMARY KEY, value BLOB NOT NULL)""",
    """CREATE TABLE pairing_claims (
        code_hash TEXT PRIMARY KEY, claim_key TEXT NOT NULL, made_at INTEGER NOT NULL)""",
    """CREATE TABLE setup_drafts (bar_id TEXT PRIMARY KEY, body BLOB NOT NULL)""",
    """CREATE TABLE outbox (
        key TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('tab', 'test')),
        bar_id TEXT NOT NULL,
        tab_id TEXT,
        amount_cents INTEGER NOT NULL,
        phone_masked TEXT,
        request_hash TEXT NOT NULL,
        stage TEXT NOT NULL,
        payment_id TEXT,
        problem TEXT,
        created_at INTEGER NOT NULL)""",
    """CREATE INDEX outbox_by_stage ON outbox (stage, created_at)""",
    """CREATE TABLE offline_verifiers (
        person_id TEXT PRIMARY KEY,
        device_id TEXT NOT NULL,
        body BLOB NOT NULL,
        salt BLOB NOT NULL,
        digest BLOB NOT NULL,
        valid_until INTEGER NOT NULL,
        tries_left INTEGER NOT NULL)""",
)

MIGRATIONS: Final = (_ONE,)
STATE_VERSION: Final = len(MIGRATIONS)


class FromTheFuture(Exception):
    """The file was written by a newer console; using it could lose what that one knows."""


def migrate(engine: Engine, path: Path) -> int:
    """Bring the file to :data:`STATE_VERSION`; returns how many steps ran.

    Raises :class:`FromTheFuture` for a newer file and :class:`DiskFailed` if the disk refuses; the file is then as it
    was before the step that failed.
    """
    version = user_version(engine)
    if version > STATE_VERSION:
        raise FromTheFuture(f"state.sqlite is version {version}, this console knows {STATE_VERSION}")
    if 0 < version < STATE_VERSION:
        _copy_beside(path, version)
    for number, steps in enumerate(MIGRATIONS[version:], start=version + 1):
        with disk_errors(), engine.begin() as connection:
            # pysqlite begins only before DML; DDL and the version must stand or fall together.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for statement in steps:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA user_version={number}")
    return STATE_VERSION - version


def _copy_beside(path: Path, version: int) -> None:
    try:
        shutil.copy2(path, path.with_name(f"{path.name}.before-{version + 1}"))
    except OSError as error:
        raise DiskFailed(type(error).__name__) from None
