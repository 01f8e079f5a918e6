"""Revision 045: a person's data in a free text of the history may give way to ``[erased]``; nothing else may change."""

from __future__ import annotations

from alembic import op

from tabeza_central.store import redaction

revision = "045"
down_revision = "044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in redaction.statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in redaction.drop_statements(op.get_bind().dialect.name):
        op.execute(statement)
