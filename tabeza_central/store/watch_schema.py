"""Tables of those who watch the service: heartbeats, figures by the minute, audits, holds, incidents, ratings.

Times are integer microseconds UTC. Only ``ratings`` belongs to a bar; nothing here holds money, a phone or a name of
a customer.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

_ID = String(32)
_NAME = String(80)


def define(metadata: MetaData) -> tuple[Table, ...]:
    """(heartbeats, figures, audit_runs, rollout_holds, incidents, ratings), made in ``metadata``."""
    return (
        *_pulse(metadata),
        _audit_runs(metadata),
        _rollout_holds(metadata),
        _incidents(metadata),
        _ratings(metadata),
    )


def _pulse(metadata: MetaData) -> tuple[Table, Table]:
    """One row for each minute a worker lived through, and what every process counted in it."""
    heartbeats = Table(
        "heartbeats",
        metadata,
        Column("minute_at", BigInteger, primary_key=True, autoincrement=False),
        Column("paused", Boolean, nullable=False),
    )
    figures = Table(
        "figures",
        metadata,
        Column("minute_at", BigInteger, nullable=False),
        Column("name", String(40), nullable=False),
        Column("label", String(40), nullable=False),
        Column("count", Integer, nullable=False),
        PrimaryKeyConstraint("minute_at", "name", "label"),
    )
    return heartbeats, figures


def _audit_runs(metadata: MetaData) -> Table:
    """An audit goes through the bars in slices; ``last_bar_id`` is how far it has come."""
    return Table(
        "audit_runs",
        metadata,
        Column("id", _ID, primary_key=True),
        Column("started_at", BigInteger, nullable=False),
        Column("finished_at", BigInteger),
        Column("last_bar_id", _ID, nullable=False, server_default=""),
        Column("bars", Integer, nullable=False, server_default="0"),
        Column("findings", Integer, nullable=False, server_default="0"),
        Column("first_findings", Text, nullable=False, server_default="[]"),
        Index("ix_audit_runs_started_at", "started_at"),
    )


def _rollout_holds(metadata: MetaData) -> Table:
    """Why the share of bars may not grow. Open while ``resumed_at`` is null; only a person resumes."""
    return Table(
        "rollout_holds",
        metadata,
        Column("id", _ID, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("percent", Integer, nullable=False),
        Column("stopped", Boolean, nullable=False),
        Column("reason", String(200), nullable=False),
        Column("resumed_at", BigInteger),
        Column("resumed_by", _NAME),
        Column("resumed_why", String(200)),
    )


def _incidents(metadata: MetaData) -> Table:
    """What went wrong, written down by people."""
    return Table(
        "incidents",
        metadata,
        Column("id", _ID, primary_key=True),
        Column("number", Integer, nullable=False, unique=True),
        Column("kind", String(10), nullable=False),
        Column("text", String(300), nullable=False),
        Column("began_at", BigInteger, nullable=False),
        Column("opened_by", _NAME, nullable=False),
        Column("opened_at", BigInteger, nullable=False),
        Column("ended_at", BigInteger),
        Column("closed_by", _NAME),
        Column("lesson", String(300)),
        CheckConstraint("kind IN ('outage', 'payments', 'security', 'other')", name="kind"),
    )


def _ratings(metadata: MetaData) -> Table:
    """One answer of one person in one month (of Nairobi): 1 to 5."""
    return Table(
        "ratings",
        metadata,
        Column("bar_id", _ID, ForeignKey("bars.id"), nullable=False),
        Column("person_id", _ID, nullable=False),
        Column("month", String(7), nullable=False),
        Column("score", Integer, nullable=False),
        Column("at", BigInteger, nullable=False),
        PrimaryKeyConstraint("bar_id", "person_id", "month"),
        ForeignKeyConstraint(["bar_id", "person_id"], ["people.bar_id", "people.id"]),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        Index("ix_ratings_at", "at"),
    )
