"""The whole schema, the same on SQLite and PostgreSQL.

Ids are 32 lowercase hex characters; money is integer cents (``*_cents``); times are integer microseconds UTC
(``*_at``). Tenant tables are keyed ``(bar_id, id)`` and refer to each other by both, so that a reference across
bars can't be stored. Nothing that carries money cascades or is deleted; the ledger, payment events and the audit
log refuse UPDATE and DELETE by trigger (:mod:`tabeza_central.store.append_only`).
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
    UniqueConstraint,
    text,
)

from tabeza_central.store import support_schema, watch_schema
from tabeza_protocol.payment_states import OPEN_STATES, PaymentState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(32)
_HASH = String(64)
_NAME = String(80)
_FALSE = text("false")


def _one_of(column: str, values: list[str], name: str | None = None) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or column)


def _bar() -> Column[str]:
    return Column("bar_id", _ID, ForeignKey("bars.id"), nullable=False)


_STATES = [state.value for state in PaymentState]
_OPEN = text("state IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES))))
_TEST_STATUSES = ["pending", "running", "passed", "failed"]
_ENVIRONMENTS = ["sandbox", "production"]

# --- bars -----------------------------------------------------------------------------------------------------------

bars = Table(
    "bars",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("place", _NAME, nullable=False, server_default=""),
    Column("day_turn", String(5), nullable=False, server_default="06:00"),
    Column("is_test_bar", Boolean, nullable=False, server_default=_FALSE),
    Column("created_at", BigInteger, nullable=False),
    Column("owner_claimed_at", BigInteger),
    Column("next_tab_number", Integer, nullable=False, server_default="1"),
    Column("push_limit", Integer, nullable=False, server_default="10"),
    Column("instant_limit_cents", BigInteger, nullable=False, server_default="1000000"),
    Column("mpesa_enabled", Boolean, nullable=False, server_default=_FALSE),
    Column("mpesa_environment", String(10)),
    Column("mpesa_business_shortcode", String(7)),
    Column("mpesa_consumer_key_encrypted", Text),
    Column("mpesa_consumer_secret_encrypted", Text),
    Column("mpesa_passkey_encrypted", Text),
    Column("mpesa_setup_completed", Boolean, nullable=False, server_default=_FALSE),
    Column("mpesa_test_status", String(10), nullable=False, server_default="pending"),
    Column("mpesa_last_test_at", BigInteger),
    # beyond the checklist: which version these columns are, and what may be told of them
    Column("mpesa_credential_version", Integer),
    Column("mpesa_registered_name", _NAME),
    Column("mpesa_consumer_key_fingerprint", String(32)),
    Column("mpesa_consumer_secret_fingerprint", String(32)),
    Column("mpesa_passkey_fingerprint", String(32)),
    Column("mpesa_set_at", BigInteger),
    Column("mpesa_set_by", _NAME),
    Column("mpesa_live_at", BigInteger),
    _one_of("mpesa_test_status", _TEST_STATUSES),
    CheckConstraint(
        "mpesa_environment IS NULL OR mpesa_environment IN ('sandbox', 'production')", name="env"
    ),
    CheckConstraint("push_limit >= 0", name="push_limit"),
)

bar_gates = Table(
    "bar_gates",
    metadata,
    Column("bar_id", _ID, ForeignKey("bars.id"), primary_key=True),
    Column("last_at", BigInteger, nullable=False, server_default="0"),
)
"""The row locked by whoever creates a push for this bar. ``last_at`` keeps the window from running backwards."""

phone_gates = Table(
    "phone_gates",
    metadata,
    Column("phone_hmac", _HASH, primary_key=True),
    Column("window_at", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)
"""The high cap per phone over all bars. Holds no bar and no phone, only its keyed digest."""

mpesa_credential_candidates = Table(
    "mpesa_credential_candidates",
    metadata,
    _bar(),
    Column("version", Integer, nullable=False),
    Column("environment", String(10), nullable=False),
    Column("business_shortcode", String(7), nullable=False),
    Column("declared_kind", String(10), nullable=False),
    Column("registered_name", _NAME),
    Column("consumer_key_encrypted", Text),
    Column("consumer_secret_encrypted", Text),
    Column("passkey_encrypted", Text),
    Column("consumer_key_fingerprint", String(32), nullable=False),
    Column("consumer_secret_fingerprint", String(32), nullable=False),
    Column("passkey_fingerprint", String(32), nullable=False),
    Column("state", String(10), nullable=False, server_default="candidate"),
    Column("test_status", String(10), nullable=False, server_default="pending"),
    Column("last_test_at", BigInteger),
    Column("last_test_payment_id", _ID),
    Column("checks", Text, nullable=False, server_default="[]"),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", _NAME, nullable=False),
    PrimaryKeyConstraint("bar_id", "version"),
    _one_of("environment", _ENVIRONMENTS),
    _one_of("test_status", _TEST_STATUSES),
    _one_of("state", ["candidate", "promoted", "superseded", "erased"]),
)
"""Every version of a bar's credentials. What the wizard sends is a ``candidate`` until its KES 1 test passes, then
``promoted``; the next one makes it ``superseded`` (kept sealed for queries), then ``erased``."""

# --- people and devices ---------------------------------------------------------------------------------------------

people = Table(
    "people",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("name", _NAME, nullable=False),
    Column("role", String(10), nullable=False),
    Column("pin_hash", Text, nullable=False),
    Column("pin_failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("removed_at", BigInteger),
    Column("claimed", Boolean, nullable=False, server_default=_FALSE),
    UniqueConstraint("bar_id", "id"),
    _one_of("role", ["owner", "cashier", "support"]),
    CheckConstraint("(role = 'support') = (bar_id IS NULL)", name="support_has_no_bar"),
    Index("uq_people_claimed", "bar_id", unique=True, sqlite_where=text("claimed AND removed_at IS NULL"),
          postgresql_where=text("claimed AND removed_at IS NULL")),
)  # fmt: skip
"""``claimed``: the owner whom the operator's code made, at most one a bar. Other owners were made by an owner."""

devices = Table(
    "devices",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("name", _NAME, nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("claim_key_hash", _HASH, nullable=False, unique=True),
    Column("owner_ticket_hash", _HASH),
    Column("owner_ticket_used_at", BigInteger),
    Column("refresh_generation", Integer, nullable=False, server_default="0"),
    Column("paired_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger),
    Column("revoked_at", BigInteger),
    UniqueConstraint("bar_id", "id"),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", _HASH, primary_key=True),
    Column("device_id", _ID, ForeignKey("devices.id"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("first_used_at", BigInteger),
    UniqueConstraint("device_id", "generation"),
)
"""The current token and the one before it work; an older one revokes the device (a copy is about)."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("token_hash", _HASH, nullable=False, unique=True),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("device_id", _ID, ForeignKey("devices.id"), nullable=False, index=True),
    Column("person_id", _ID, ForeignKey("people.id")),
    Column("kind", String(10), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    _one_of("kind", ["device", "person"]),
)

pairing_codes = Table(
    "pairing_codes",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("code_hash", _HASH, nullable=False, unique=True),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("purpose", String(20), nullable=False),
    Column("made_by", _NAME, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("used_at", BigInteger),
    Column("used_by_device_id", _ID, ForeignKey("devices.id")),
    _one_of("purpose", ["claim_owner", "add_device", "support_desk"]),
)

support_sessions = Table(
    "support_sessions",
    metadata,
    _bar(),
    Column("id", _ID, nullable=False),
    Column("code_hash", _HASH, nullable=False),
    Column("made_by", _NAME, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("opened_by", _ID, ForeignKey("people.id")),
    Column("opened_at", BigInteger),
    Column("ended_at", BigInteger),
    PrimaryKeyConstraint("bar_id", "id"),
    Index("ix_support_sessions_code_hash", "code_hash"),
)

try_counters = Table(
    "try_counters",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("window_at", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)
"""Budgets of wrong tries and look-ups: one row per thing counted, in fixed windows."""

# --- tabs -----------------------------------------------------------------------------------------------------------

tabs = Table(
    "tabs",
    metadata,
    _bar(),
    Column("id", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("account", String(12), nullable=False),
    Column("customer_name", _NAME, nullable=False),
    Column("phone_number_encrypted", Text),
    Column("phone_hmac", _HASH),
    Column("phone_masked", String(20)),
    Column("status", String(10), nullable=False, server_default="open"),
    Column("opened_at", BigInteger, nullable=False),
    Column("opened_by", _NAME, nullable=False),
    Column("closed_at", BigInteger),
    Column("charged_cents", BigInteger, nullable=False, server_default="0"),
    Column("paid_cents", BigInteger, nullable=False, server_default="0"),
    Column("balance_cents", BigInteger, nullable=False, server_default="0"),
    Column("charge_count", Integer, nullable=False, server_default="0"),
    Column("payment_count", Integer, nullable=False, server_default="0"),
    Column("last_payment_id", _ID),
    PrimaryKeyConstraint("bar_id", "id"),
    UniqueConstraint("bar_id", "number"),
    _one_of("status", ["open", "closed"]),
    CheckConstraint("balance_cents = charged_cents - paid_cents", name="balance"),
    Index("ix_tabs_bar_id_status", "bar_id", "status"),
)

tab_charges = Table(
    "tab_charges",
    metadata,
    _bar(),
    Column("id", _ID, nullable=False),
    Column("tab_id", _ID, nullable=False),
    Column("text", _NAME, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price_cents", BigInteger, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("charged_at", BigInteger, nullable=False),
    Column("person", _NAME, nullable=False),
    PrimaryKeyConstraint("bar_id", "id"),
    ForeignKeyConstraint(["bar_id", "tab_id"], ["tabs.bar_id", "tabs.id"]),
    CheckConstraint("quantity > 0 AND amount_cents = quantity * unit_price_cents", name="amount"),
)

# --- payments -------------------------------------------------------------------------------------------------------

mpesa_transactions = Table(
    "mpesa_transactions",
    metadata,
    _bar(),
    Column("id", _ID, nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("tab_id", _ID),
    Column("client_key", String(80), nullable=False),
    Column("request_hash", _HASH, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("phone_number_encrypted", Text, nullable=False),
    Column("phone_hmac", _HASH, nullable=False),
    Column("phone_masked", String(20), nullable=False),
    Column("account_reference", String(80), nullable=False),
    Column("wire_reference", String(12), nullable=False),
    Column("customer_name", _NAME, nullable=False, server_default=""),
    Column("tab_number", Integer),
    Column("environment", String(10), nullable=False),
    Column("business_shortcode", String(7), nullable=False),
    Column("credential_version", Integer, nullable=False),
    Column("retry_of", _ID),
    Column("requested_by", _NAME, nullable=False),
    Column("person_id", _ID),
    Column("device_id", _ID),
    Column("state", String(12), nullable=False),
    Column("state_at", BigInteger, nullable=False),
    Column("event_count", Integer, nullable=False, server_default="0"),
    Column("result_code", String(40)),
    Column("problem", String(40)),
    Column("exception", String(40)),
    Column("merchant_request_id", String(100)),
    Column("checkout_request_id", String(100)),
    Column("checkout_adopted", Boolean, nullable=False, server_default=_FALSE),
    Column("mpesa_receipt_number", String(20)),
    Column("confirmed_by", String(10)),
    Column("queried_paid_at", BigInteger),
    Column("checks", Integer, nullable=False, server_default="0"),
    Column("initiated_at", BigInteger, nullable=False),
    Column("dispatched_at", BigInteger),
    Column("prompted_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("seen_at", BigInteger),
    Column("seen_by", _NAME),
    PrimaryKeyConstraint("bar_id", "id"),
    UniqueConstraint("bar_id", "client_key"),
    UniqueConstraint("bar_id", "mpesa_receipt_number"),
    UniqueConstraint("bar_id", "checkout_request_id"),
    ForeignKeyConstraint(["bar_id", "tab_id"], ["tabs.bar_id", "tabs.id"]),
    ForeignKeyConstraint(["bar_id", "retry_of"], ["mpesa_transactions.bar_id", "mpesa_transactions.id"]),
    ForeignKeyConstraint(
        ["bar_id", "credential_version"],
        ["mpesa_credential_candidates.bar_id", "mpesa_credential_candidates.version"],
    ),
    _one_of("state", _STATES),
    _one_of("environment", _ENVIRONMENTS),
    CheckConstraint("amount_cents > 0 AND amount_cents % 100 = 0", name="whole_shillings"),
    CheckConstraint("(kind = 'tab') = (tab_id IS NOT NULL)", name="tab_of_kind"),
    CheckConstraint("kind IN ('tab', 'test')", name="kind"),
    CheckConstraint("kind = 'tab' OR amount_cents = 100", name="test_is_one_shilling"),
    Index("uq_mpesa_transactions_open_tab", "bar_id", "tab_id", unique=True,
          sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_mpesa_transactions_bar_id_initiated_at", "bar_id", "initiated_at"),
    Index("ix_mpesa_transactions_bar_id_phone_hmac", "bar_id", "phone_hmac", "initiated_at"),
    Index("ix_mpesa_transactions_bar_id_tab_id", "bar_id", "tab_id"),
    Index("ix_mpesa_transactions_checkout_request_id", "checkout_request_id"),
    Index("ix_mpesa_transactions_state", "state"),
    Index("ix_mpesa_transactions_initiated_at", "initiated_at"),
)  # fmt: skip
"""One row per intent: at most one STK push, for ever. ``account_reference`` is the checklist's ``bar_id|tab_id``;
``wire_reference`` is the short one that Safaricom prints. ``checkout_adopted`` says the id came from a callback, the
push's own answer being lost. ``exception`` says what was odd about the money."""

payment_events = Table(
    "payment_events",
    metadata,
    _bar(),
    Column("payment_id", _ID, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("from_state", String(12)),
    Column("to_state", String(12), nullable=False),
    Column("result_code", String(40)),
    Column("actor", _NAME),
    Column("detail", String(200)),
    PrimaryKeyConstraint("bar_id", "payment_id", "seq"),
    ForeignKeyConstraint(["bar_id", "payment_id"], ["mpesa_transactions.bar_id", "mpesa_transactions.id"]),
)

mpesa_callbacks = Table(
    "mpesa_callbacks",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("payment_id", _ID, nullable=False, server_default=""),
    Column("body_sha256", _HASH, nullable=False),
    Column("body_encrypted", Text, nullable=False),
    Column("source_address", String(45)),
    Column("received_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("judged_at", BigInteger),
    Column("verdict", String(30)),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    UniqueConstraint("payment_id", "body_sha256"),
    Index("ix_mpesa_callbacks_judged_at", "judged_at", "received_at"),
)
"""The durable inbox. ``payment_id`` is what a *valid* token named, else empty. Bodies are sealed: they hold phones."""

# --- the ledger -----------------------------------------------------------------------------------------------------

ledger_journals = Table(
    "ledger_journals",
    metadata,
    _bar(),
    Column("id", _ID, nullable=False),
    Column("cause_kind", String(20), nullable=False),
    Column("cause_id", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("tab_id", _ID),
    Column("payment_id", _ID),
    Column("text", String(120), nullable=False, server_default=""),
    Column("quantity", Integer, nullable=False, server_default="1"),
    Column("unit_price_cents", BigInteger),
    Column("receipt", String(20)),
    Column("person", _NAME),
    PrimaryKeyConstraint("bar_id", "id"),
    UniqueConstraint("bar_id", "cause_kind", "cause_id"),
    ForeignKeyConstraint(["bar_id", "tab_id"], ["tabs.bar_id", "tabs.id"]),
    ForeignKeyConstraint(["bar_id", "payment_id"], ["mpesa_transactions.bar_id", "mpesa_transactions.id"]),
    Index("ix_ledger_journals_bar_id_tab_id", "bar_id", "tab_id"),
)

ledger_lines = Table(
    "ledger_lines",
    metadata,
    _bar(),
    Column("journal_id", _ID, nullable=False),
    Column("n", Integer, nullable=False),
    Column("account", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    PrimaryKeyConstraint("bar_id", "journal_id", "n"),
    ForeignKeyConstraint(["bar_id", "journal_id"], ["ledger_journals.bar_id", "ledger_journals.id"]),
    Index("ix_ledger_lines_bar_id_account", "bar_id", "account"),
)
"""Double entry: the lines of a journal sum to 0. A tab's balance is the sum of the lines on ``tab:<id>``."""

# --- the feed -------------------------------------------------------------------------------------------------------

bar_feeds = Table(
    "bar_feeds",
    metadata,
    Column("bar_id", _ID, ForeignKey("bars.id"), primary_key=True),
    Column("epoch", Integer, nullable=False, server_default="1"),
    Column("seq", BigInteger, nullable=False, server_default="0"),
)
"""The per-bar counter, bumped last in each transaction that changes what a console shows."""

feed_items = Table(
    "feed_items",
    metadata,
    _bar(),
    Column("kind", String(10), nullable=False),
    Column("id", String(40), nullable=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("bar_id", "kind", "id"),
    _one_of("kind", ["bar", "settings", "people", "setup", "tab", "line", "payment", "notice"]),
    Index("ix_feed_items_bar_id_seq", "bar_id", "seq", "kind", "id"),
)
"""One row per thing that changed, with the counter of its last change: the past is compacted as it is written."""

alerts = Table(
    "alerts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("kind", String(40), nullable=False),
    Column("severity", String(5), nullable=False),
    Column("text", String(300), nullable=False),
    Column("payment_id", _ID),
    Column("tab_id", _ID),
    Column("at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    Column("resolved_at", BigInteger),
    UniqueConstraint("bar_id", "id"),
    _one_of("severity", ["info", "warn", "fail"]),
    Index("ix_alerts_bar_id_at", "bar_id", "at"),
    Index("ix_alerts_kind", "kind", "at"),
)
"""What a bar's consoles (or, without a bar, the operator) must be told."""

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("at", BigInteger, nullable=False),
    Column("actor", _NAME, nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(120), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default="{}"),
    Index("ix_audit_log_bar_id_at", "bar_id", "at"),
)

# --- machinery ------------------------------------------------------------------------------------------------------

jobs = Table(
    "jobs",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(80), nullable=False),
    Column("bar_id", _ID, ForeignKey("bars.id")),
    Column("run_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False, server_default="0"),
    Column("lease_owner", _ID),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", String(200)),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("kind", "key"),
    Index("ix_jobs_run_at", "run_at"),
)
"""Work to do, made in the transaction that makes it necessary; a row goes away when its work is done."""

idempotency = Table(
    "idempotency",
    metadata,
    _bar(),
    Column("client_key", String(80), nullable=False),
    Column("request_hash", _HASH, nullable=False),
    Column("object_id", _ID, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("bar_id", "client_key"),
)
"""Keys of writes other than payments (whose key is a column of the intent itself)."""

oauth_tokens = Table(
    "oauth_tokens",
    metadata,
    Column("credential_hmac", _HASH, primary_key=True),
    Column("token_encrypted", Text),
    Column("expires_at", BigInteger, nullable=False, server_default="0"),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("fetching_until", BigInteger, nullable=False, server_default="0"),
)

seal_nonces = Table(
    "seal_nonces",
    metadata,
    Column("nonce_hash", _HASH, primary_key=True),
    _bar(),
    Column("device_id", _ID, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

key_checks = Table(
    "key_checks",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("check_value", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
)

index_keys = Table(
    "index_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("key_encrypted", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
"""What keyed digests (of phones, codes, credentials) are made under: it stays when the master key is rotated."""

service_keys = Table(
    "service_keys",
    metadata,
    Column("key_id", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("private_key_encrypted", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("not_after", BigInteger),
    Column("retired_at", BigInteger),
    _one_of("kind", ["identity", "sealing"]),
)

setup_progress = Table(
    "setup_progress",
    metadata,
    Column("bar_id", _ID, ForeignKey("bars.id"), primary_key=True),
    Column("body", Text, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("updated_by", _NAME, nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("scope", String(40), primary_key=True),
    Column("enabled", Boolean, nullable=False),
    Column("percent", Integer, nullable=False, server_default="100"),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("other_ways", Text, nullable=False, server_default="[]"),
    Column("expected_end_at", BigInteger),
    Column("set_by", _NAME, nullable=False),
    Column("set_at", BigInteger, nullable=False),
    CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
)
"""``global`` sits above every bar's own ``mpesa_enabled`` and forgets nothing. ``bar:<id>`` pauses one bar."""

setup_step_times, support_looks = support_schema.define(metadata)
"""How long set-up stands on each step and what last went wrong there; what a support session saw and said."""

heartbeats, figures, audit_runs, rollout_holds, incidents, ratings = watch_schema.define(metadata)

APPEND_ONLY = ("ledger_journals", "ledger_lines", "payment_events", "audit_log")
TENANT_TABLES = tuple(sorted(name for name, table in metadata.tables.items() if "bar_id" in table.c))
