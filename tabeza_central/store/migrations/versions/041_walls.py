"""Revision 041: PostgreSQL keeps bars apart and journals balanced by itself; one index key that outlives rotations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tabeza_central.store import balanced, row_security

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None

_WALLED = (
    "alerts", "audit_log", "bar_feeds", "bar_gates", "devices", "feed_items", "idempotency", "jobs", "ledger_journals",
    "ledger_lines", "mpesa_callbacks", "mpesa_credential_candidates", "mpesa_transactions", "pairing_codes",
    "payment_events", "people", "seal_nonces", "sessions", "setup_progress", "support_sessions", "tab_charges", "tabs",
    "bars", "refresh_tokens",
)  # fmt: skip
"""The tables there were then: those of later revisions build their own wall."""
_POLICIES = {table: row_security.POLICIES[table] for table in _WALLED}


def upgrade() -> None:
    op.create_table(
        "index_keys",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("key_encrypted", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_index_keys")),
    )
    dialect = op.get_bind().dialect.name
    for statement in (*row_security.statements(dialect, _POLICIES), *balanced.statements(dialect)):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*balanced.drop_statements(dialect), *row_security.drop_statements(dialect, _POLICIES)):
        op.execute(statement)
    op.drop_table("index_keys")
