"""Revision 043: guided set-up. How long a bar stands on each step, and what a support session saw and said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tabeza_central.store import row_security

revision = "043"
down_revision = "042"
branch_labels = None
depends_on = None

_POLICIES = {table: row_security.POLICIES[table] for table in ("setup_step_times", "support_looks")}


def upgrade() -> None:
    op.create_table(
        "setup_step_times",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("spent_us", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("problem_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_setup_step_times_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "step", name=op.f("pk_setup_step_times")),
    )
    op.create_table(
        "support_looks",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("person_name", sa.String(length=80), nullable=False),
        sa.Column("last_look_at", sa.BigInteger(), nullable=True),
        sa.Column("pointed_at", sa.String(length=20), nullable=True),
        sa.Column("tip", sa.String(length=20), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_support_looks_bar_id")),
        sa.ForeignKeyConstraint(
            ["bar_id", "session_id"],
            ["support_sessions.bar_id", "support_sessions.id"],
            name=op.f("fk_support_looks_bar_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("bar_id", "session_id", name=op.f("pk_support_looks")),
    )
    for statement in row_security.statements(op.get_bind().dialect.name, _POLICIES):
        op.execute(statement)


def downgrade() -> None:
    for statement in row_security.drop_statements(op.get_bind().dialect.name, _POLICIES):
        op.execute(statement)
    op.drop_table("support_looks")
    op.drop_table("setup_step_times")
