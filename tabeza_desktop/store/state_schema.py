"""``state.sqlite`` as SQLAlchemy sees it. Its real making is in :mod:`tabeza_desktop.store.migrations`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

install = Table("install", metadata, Column("name", Text, primary_key=True), Column("value", LargeBinary))

pairing_claims = Table(
    "pairing_claims",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("claim_key", Text),
    Column("made_at", BigInteger),
)

setup_drafts = Table(
    "setup_drafts", metadata, Column("bar_id", Text, primary_key=True), Column("body", LargeBinary)
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text),
    Column("bar_id", Text),
    Column("tab_id", Text),
    Column("amount_cents", BigInteger),
    Column("phone_masked", Text),
    Column("request_hash", Text),
    Column("stage", Text),
    Column("payment_id", Text),
    Column("problem", Text),
    Column("created_at", BigInteger),
)

offline_verifiers = Table(
    "offline_verifiers",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("device_id", Text),
    Column("body", LargeBinary),
    Column("salt", LargeBinary),
    Column("digest", LargeBinary),
    Column("valid_until", BigInteger),
    Column("tries_left", Integer),
)
