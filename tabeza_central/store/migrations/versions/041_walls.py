"""Revision 041: PostgreSQL keeps bars apart and journals balanced by itself; one index key that outlives rotations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tabeza_central.store import balanced, row_security

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_keys",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("key_encrypted", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_index_keys")),
    )
    dialect = op.get_bind().dialect.name
    for statement in (*row_security.statements(dialect), *balanced.statements(dialect)):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*balanced.drop_statements(dialect), *row_security.drop_statements(dialect)):
        op.execute(statement)
    op.drop_table("index_keys")
