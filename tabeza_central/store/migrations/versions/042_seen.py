"""Revision 042: who took note of how a payment ended, and when, so that the bar's other consoles fall silent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "042"
down_revision = "041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mpesa_transactions", sa.Column("seen_at", sa.BigInteger(), nullable=True))
    op.add_column("mpesa_transactions", sa.Column("seen_by", sa.String(length=80), nullable=True))


def downgrade() -> None:
    op.drop_column("mpesa_transactions", "seen_by")
    op.drop_column("mpesa_transactions", "seen_at")
