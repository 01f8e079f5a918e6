"""Revision 046: a bar may have more than one owner; the one who claimed it stays the one the operator's code resets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "046"
down_revision = "045"
branch_labels = None
depends_on = None

_CLAIMED = "claimed AND removed_at IS NULL"
_OWNER = "role = 'owner' AND removed_at IS NULL"


def upgrade() -> None:
    op.add_column("people", sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    _see_all_bars()
    op.execute("UPDATE people SET claimed = true WHERE role = 'owner'")
    op.drop_index("uq_people_owner", table_name="people")
    op.create_index(
        "uq_people_claimed", "people", ["bar_id"], unique=True, sqlite_where=sa.text(_CLAIMED),
        postgresql_where=sa.text(_CLAIMED),
    )  # fmt: skip


def downgrade() -> None:
    """Owners made since become cashiers: before, a bar had one owner."""
    _see_all_bars()
    op.execute("UPDATE people SET role = 'cashier' WHERE role = 'owner' AND NOT claimed")
    op.drop_index("uq_people_claimed", table_name="people")
    op.create_index(
        "uq_people_owner", "people", ["bar_id"], unique=True, sqlite_where=sa.text(_OWNER),
        postgresql_where=sa.text(_OWNER),
    )  # fmt: skip
    op.drop_column("people", "claimed")


def _see_all_bars() -> None:
    """Row-level security shows a migration nothing unless it says which bars it means."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('tabeza.bar_id', '*', true)")
