"""Tables of guided set-up, defined into the one metadata by :mod:`tabeza_central.store.schema`.

They hold states, keys and times. No column could hold a value that an owner typed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)


def define(metadata: MetaData) -> tuple[Table, Table]:
    """``setup_step_times`` and ``support_looks``."""
    step_times = Table(
        "setup_step_times",
        metadata,
        Column("bar_id", String(32), ForeignKey("bars.id"), nullable=False),
        Column("step", String(20), nullable=False),
        Column("spent_us", BigInteger, nullable=False, server_default="0"),
        Column("entered_at", BigInteger),
        Column("problem", String(40)),
        Column("problem_at", BigInteger),
        PrimaryKeyConstraint("bar_id", "step"),
    )
    looks = Table(
        "support_looks",
        metadata,
        Column("bar_id", String(32), ForeignKey("bars.id"), nullable=False),
        Column("session_id", String(32), nullable=False),
        Column("person_name", String(80), nullable=False),
        Column("last_look_at", BigInteger),
        Column("pointed_at", String(20)),
        Column("tip", String(20)),
        Column("told_at", BigInteger),
        PrimaryKeyConstraint("bar_id", "session_id"),
        ForeignKeyConstraint(["bar_id", "session_id"], ["support_sessions.bar_id", "support_sessions.id"]),
    )
    return step_times, looks
