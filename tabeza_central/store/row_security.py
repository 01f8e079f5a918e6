"""PostgreSQL's own wall between bars, below everything the code does: forced row-level security.

A transaction sees and writes the rows of the bar it named (``tabeza.bar_id``, see :mod:`tabeza_central.store.uow`), all
rows if it named ``*``, and none if it named nothing. FORCE holds the tables' owner to it too; only superusers and roles
with BYPASSRLS get past, so the service refuses to run as one (:func:`bypasses`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

_NAMED: Final = "nullif(current_setting('tabeza.bar_id', true), '')"
"""After a transaction the setting is an empty text, not NULL."""

BY_BAR: Final = (
    "alerts", "audit_log", "bar_feeds", "bar_gates", "devices", "feed_items", "idempotency", "jobs", "ledger_journals",
    "ledger_lines", "mpesa_callbacks", "mpesa_credential_candidates", "mpesa_transactions", "pairing_codes",
    "payment_events", "people", "ratings", "seal_nonces", "sessions", "setup_progress", "setup_step_times",
    "support_looks", "support_sessions", "tab_charges", "tabs",
)  # fmt: skip
"""Tables with a ``bar_id``. A test holds this against the schema."""

POLICIES: Final = {
    **dict.fromkeys(BY_BAR, f"{_NAMED} IN ('*', bar_id)"),
    "bars": f"{_NAMED} IN ('*', id)",
    "refresh_tokens": f"{_NAMED} = '*' OR device_id IN (SELECT d.id FROM devices d WHERE d.bar_id = {_NAMED})",  # noqa: S608
}


def statements(dialect: str, policies: dict[str, str] | None = None) -> list[str]:
    """What turns it on; nothing on SQLite, where the composite keys and the queries are the wall."""
    if dialect != "postgresql":
        return []
    made: list[str] = []
    for table, rule in (POLICIES if policies is None else policies).items():
        made += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY own_bar ON {table} USING ({rule}) WITH CHECK ({rule})",
        ]
    return made


def drop_statements(dialect: str, policies: dict[str, str] | None = None) -> list[str]:
    """What undoes :func:`statements`."""
    if dialect != "postgresql":
        return []
    dropped: list[str] = []
    for table in POLICIES if policies is None else policies:
        dropped += [
            f"DROP POLICY own_bar ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]
    return dropped


def bypasses(connection: Connection) -> bool:
    """Whether this connection's role gets past row-level security (a superuser, Supabase's ``postgres`` role)."""
    if connection.dialect.name != "postgresql":
        return False
    asked = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(asked).scalar_one())
