"""Revision 047: alerts are found by their kind: a look each minute must not read every alert there ever was."""

from __future__ import annotations

from alembic import op

revision = "047"
down_revision = "046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_alerts_kind", "alerts", ["kind", "at"])


def downgrade() -> None:
    op.drop_index("ix_alerts_kind", "alerts")
