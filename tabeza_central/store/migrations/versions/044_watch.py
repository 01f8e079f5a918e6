"""Revision 044: heartbeats, figures by the minute, audits, holds of a rollout, incidents, ratings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tabeza_central.store import row_security

revision = "044"
down_revision = "043"
branch_labels = None
depends_on = None

_POLICIES = {"ratings": row_security.POLICIES["ratings"]}


def upgrade() -> None:
    _pulse()
    _audits_and_holds()
    _people_say()
    op.create_index("ix_mpesa_transactions_initiated_at", "mpesa_transactions", ["initiated_at"])
    for statement in row_security.statements(op.get_bind().dialect.name, _POLICIES):
        op.execute(statement)


def _pulse() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("minute_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("minute_at", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "figures",
        sa.Column("minute_at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("minute_at", "name", "label", name=op.f("pk_figures")),
    )


def _audits_and_holds() -> None:
    op.create_table(
        "audit_runs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("last_bar_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("bars", sa.Integer(), server_default="0", nullable=False),
        sa.Column("findings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_findings", sa.Text(), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_runs")),
    )
    op.create_index("ix_audit_runs_started_at", "audit_runs", ["started_at"])
    op.create_table(
        "rollout_holds",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("resumed_at", sa.BigInteger(), nullable=True),
        sa.Column("resumed_by", sa.String(length=80), nullable=True),
        sa.Column("resumed_why", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_holds")),
    )


def _people_say() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("lesson", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "kind IN ('outage', 'payments', 'security', 'other')", name=op.f("ck_incidents_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("number", name=op.f("uq_incidents_number")),
    )
    op.create_table(
        "ratings",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_ratings_score")),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_ratings_bar_id")),
        sa.ForeignKeyConstraint(
            ["bar_id", "person_id"],
            ["people.bar_id", "people.id"],
            name=op.f("fk_ratings_bar_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("bar_id", "person_id", "month", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_at", "ratings", ["at"])


def downgrade() -> None:
    for statement in row_security.drop_statements(op.get_bind().dialect.name, _POLICIES):
        op.execute(statement)
    op.drop_index("ix_mpesa_transactions_initiated_at", "mpesa_transactions")
    for table in ("ratings", "incidents", "rollout_holds", "audit_runs", "figures", "heartbeats"):
        op.drop_table(table)
