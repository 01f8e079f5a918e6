"""Triggers that refuse UPDATE and DELETE on what must never be rewritten, in both dialects."""

from __future__ import annotations

from sqlalchemy import Connection

from tabeza_central.store import redaction
from tabeza_central.store.schema import APPEND_ONLY


def statements(dialect: str, tables: tuple[str, ...] = APPEND_ONLY) -> list[str]:
    """The CREATE statements for this dialect (``sqlite`` or ``postgresql``)."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in tables
            for action in ("UPDATE", "DELETE")
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION tabeza_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return [refuse] + [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION tabeza_append_only()"
        for table in tables
    ]


def drop_statements(dialect: str, tables: tuple[str, ...] = APPEND_ONLY) -> list[str]:
    """What undoes :func:`statements`."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{action}" for table in tables for action in ("update", "delete")]
    dropped = [f"DROP TRIGGER {table}_append_only ON {table}" for table in tables]
    return [*dropped, "DROP FUNCTION tabeza_append_only()"]


def install(connection: Connection) -> None:
    dialect = connection.dialect.name
    for statement in (*statements(dialect), *redaction.statements(dialect)):
        connection.exec_driver_sql(statement)
