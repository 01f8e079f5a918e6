"""Revision 040: every bar has its own M-Pesa, with the names the deployment checklist uses.

Frozen: what it creates is what 040 means for ever. Later changes are later revisions.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tabeza_central.store import append_only

revision = "040"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("ledger_journals", "ledger_lines", "payment_events", "audit_log")


def upgrade() -> None:
    op.create_table(
        "bars",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), server_default="", nullable=False),
        sa.Column("day_turn", sa.String(length=5), server_default="06:00", nullable=False),
        sa.Column("is_test_bar", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("owner_claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("next_tab_number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("push_limit", sa.Integer(), server_default="10", nullable=False),
        sa.Column("instant_limit_cents", sa.BigInteger(), server_default="1000000", nullable=False),
        sa.Column("mpesa_enabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("mpesa_environment", sa.String(length=10), nullable=True),
        sa.Column("mpesa_business_shortcode", sa.String(length=7), nullable=True),
        sa.Column("mpesa_consumer_key_encrypted", sa.Text(), nullable=True),
        sa.Column("mpesa_consumer_secret_encrypted", sa.Text(), nullable=True),
        sa.Column("mpesa_passkey_encrypted", sa.Text(), nullable=True),
        sa.Column("mpesa_setup_completed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("mpesa_test_status", sa.String(length=10), server_default="pending", nullable=False),
        sa.Column("mpesa_last_test_at", sa.BigInteger(), nullable=True),
        sa.Column("mpesa_credential_version", sa.Integer(), nullable=True),
        sa.Column("mpesa_registered_name", sa.String(length=80), nullable=True),
        sa.Column("mpesa_consumer_key_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("mpesa_consumer_secret_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("mpesa_passkey_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("mpesa_set_at", sa.BigInteger(), nullable=True),
        sa.Column("mpesa_set_by", sa.String(length=80), nullable=True),
        sa.Column("mpesa_live_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "mpesa_environment IS NULL OR mpesa_environment IN ('sandbox', 'production')",
            name=op.f("ck_bars_env"),
        ),
        sa.CheckConstraint(
            "mpesa_test_status IN ('pending', 'running', 'passed', 'failed')",
            name=op.f("ck_bars_mpesa_test_status"),
        ),
        sa.CheckConstraint("push_limit >= 0", name=op.f("ck_bars_push_limit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bars")),
    )
    op.create_table(
        "key_checks",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("check_value", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_checks")),
    )
    op.create_table(
        "oauth_tokens",
        sa.Column("credential_hmac", sa.String(length=64), nullable=False),
        sa.Column("token_encrypted", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fetching_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("credential_hmac", name=op.f("pk_oauth_tokens")),
    )
    op.create_table(
        "phone_gates",
        sa.Column("phone_hmac", sa.String(length=64), nullable=False),
        sa.Column("window_at", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("phone_hmac", name=op.f("pk_phone_gates")),
    )
    op.create_table(
        "service_keys",
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("private_key_encrypted", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("not_after", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('identity', 'sealing')", name=op.f("ck_service_keys_kind")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_service_keys")),
    )
    op.create_table(
        "switches",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("percent", sa.Integer(), server_default="100", nullable=False),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.Column("other_ways", sa.Text(), server_default="[]", nullable=False),
        sa.Column("expected_end_at", sa.BigInteger(), nullable=True),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_switches_percent")),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_switches")),
    )
    op.create_table(
        "try_counters",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window_at", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_try_counters")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=5), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("payment_id", sa.String(length=32), nullable=True),
        sa.Column("tab_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("severity IN ('info', 'warn', 'fail')", name=op.f("ck_alerts_severity")),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_alerts_bar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("bar_id", "id", name=op.f("uq_alerts_bar_id_id")),
    )
    op.create_index("ix_alerts_bar_id_at", "alerts", ["bar_id", "at"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=120), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_audit_log_bar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_bar_id_at", "audit_log", ["bar_id", "at"], unique=False)
    op.create_table(
        "bar_feeds",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), server_default="1", nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_bar_feeds_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", name=op.f("pk_bar_feeds")),
    )
    op.create_table(
        "bar_gates",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("last_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_bar_gates_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", name=op.f("pk_bar_gates")),
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("claim_key_hash", sa.String(length=64), nullable=False),
        sa.Column("owner_ticket_hash", sa.String(length=64), nullable=True),
        sa.Column("owner_ticket_used_at", sa.BigInteger(), nullable=True),
        sa.Column("refresh_generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paired_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_devices_bar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("bar_id", "id", name=op.f("uq_devices_bar_id_id")),
        sa.UniqueConstraint("claim_key_hash", name=op.f("uq_devices_claim_key_hash")),
    )
    op.create_table(
        "feed_items",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('bar', 'settings', 'people', 'setup', 'tab', 'line', 'payment', 'notice')",
            name=op.f("ck_feed_items_kind"),
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_feed_items_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "kind", "id", name=op.f("pk_feed_items")),
    )
    op.create_index("ix_feed_items_bar_id_seq", "feed_items", ["bar_id", "seq", "kind", "id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("client_key", sa.String(length=80), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_idempotency_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "client_key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_jobs_bar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_jobs_kind_key")),
    )
    op.create_index("ix_jobs_run_at", "jobs", ["run_at"], unique=False)
    op.create_table(
        "mpesa_callbacks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("payment_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("body_encrypted", sa.Text(), nullable=False),
        sa.Column("source_address", sa.String(length=45), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.String(length=30), nullable=True),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_mpesa_callbacks_bar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mpesa_callbacks")),
        sa.UniqueConstraint(
            "payment_id", "body_sha256", name=op.f("uq_mpesa_callbacks_payment_id_body_sha256")
        ),
    )
    op.create_index(
        "ix_mpesa_callbacks_judged_at", "mpesa_callbacks", ["judged_at", "received_at"], unique=False
    )
    op.create_table(
        "mpesa_credential_candidates",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("environment", sa.String(length=10), nullable=False),
        sa.Column("business_shortcode", sa.String(length=7), nullable=False),
        sa.Column("declared_kind", sa.String(length=10), nullable=False),
        sa.Column("registered_name", sa.String(length=80), nullable=True),
        sa.Column("consumer_key_encrypted", sa.Text(), nullable=True),
        sa.Column("consumer_secret_encrypted", sa.Text(), nullable=True),
        sa.Column("passkey_encrypted", sa.Text(), nullable=True),
        sa.Column("consumer_key_fingerprint", sa.String(length=32), nullable=False),
        sa.Column("consumer_secret_fingerprint", sa.String(length=32), nullable=False),
        sa.Column("passkey_fingerprint", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="candidate", nullable=False),
        sa.Column("test_status", sa.String(length=10), server_default="pending", nullable=False),
        sa.Column("last_test_at", sa.BigInteger(), nullable=True),
        sa.Column("last_test_payment_id", sa.String(length=32), nullable=True),
        sa.Column("checks", sa.Text(), server_default="[]", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "environment IN ('sandbox', 'production')",
            name=op.f("ck_mpesa_credential_candidates_environment"),
        ),
        sa.CheckConstraint(
            "state IN ('candidate', 'promoted', 'superseded', 'erased')",
            name=op.f("ck_mpesa_credential_candidates_state"),
        ),
        sa.CheckConstraint(
            "test_status IN ('pending', 'running', 'passed', 'failed')",
            name=op.f("ck_mpesa_credential_candidates_test_status"),
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_mpesa_credential_candidates_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "version", name=op.f("pk_mpesa_credential_candidates")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("pin_failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(role = 'support') = (bar_id IS NULL)", name=op.f("ck_people_support_has_no_bar")
        ),
        sa.CheckConstraint("role IN ('owner', 'cashier', 'support')", name=op.f("ck_people_role")),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_people_bar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("bar_id", "id", name=op.f("uq_people_bar_id_id")),
    )
    op.create_index(
        "uq_people_owner",
        "people",
        ["bar_id"],
        unique=True,
        sqlite_where=sa.text("role = 'owner' AND removed_at IS NULL"),
        postgresql_where=sa.text("role = 'owner' AND removed_at IS NULL"),
    )
    op.create_table(
        "seal_nonces",
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_seal_nonces_bar_id")),
        sa.PrimaryKeyConstraint("nonce_hash", name=op.f("pk_seal_nonces")),
    )
    op.create_table(
        "setup_progress",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_setup_progress_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", name=op.f("pk_setup_progress")),
    )
    op.create_table(
        "tabs",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=12), nullable=False),
        sa.Column("customer_name", sa.String(length=80), nullable=False),
        sa.Column("phone_number_encrypted", sa.Text(), nullable=True),
        sa.Column("phone_hmac", sa.String(length=64), nullable=True),
        sa.Column("phone_masked", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("charged_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("balance_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("charge_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("payment_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_payment_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_tabs_status")),
        sa.CheckConstraint("balance_cents = charged_cents - paid_cents", name=op.f("ck_tabs_balance")),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_tabs_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "id", name=op.f("pk_tabs")),
        sa.UniqueConstraint("bar_id", "number", name=op.f("uq_tabs_bar_id_number")),
    )
    op.create_index("ix_tabs_bar_id_status", "tabs", ["bar_id", "status"], unique=False)
    op.create_table(
        "mpesa_transactions",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("tab_id", sa.String(length=32), nullable=True),
        sa.Column("client_key", sa.String(length=80), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("phone_number_encrypted", sa.Text(), nullable=False),
        sa.Column("phone_hmac", sa.String(length=64), nullable=False),
        sa.Column("phone_masked", sa.String(length=20), nullable=False),
        sa.Column("account_reference", sa.String(length=80), nullable=False),
        sa.Column("wire_reference", sa.String(length=12), nullable=False),
        sa.Column("customer_name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("tab_number", sa.Integer(), nullable=True),
        sa.Column("environment", sa.String(length=10), nullable=False),
        sa.Column("business_shortcode", sa.String(length=7), nullable=False),
        sa.Column("credential_version", sa.Integer(), nullable=False),
        sa.Column("retry_of", sa.String(length=32), nullable=True),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("device_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.BigInteger(), nullable=False),
        sa.Column("event_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("result_code", sa.String(length=40), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("exception", sa.String(length=40), nullable=True),
        sa.Column("merchant_request_id", sa.String(length=100), nullable=True),
        sa.Column("checkout_request_id", sa.String(length=100), nullable=True),
        sa.Column("checkout_adopted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("mpesa_receipt_number", sa.String(length=20), nullable=True),
        sa.Column("confirmed_by", sa.String(length=10), nullable=True),
        sa.Column("queried_paid_at", sa.BigInteger(), nullable=True),
        sa.Column("checks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("initiated_at", sa.BigInteger(), nullable=False),
        sa.Column("dispatched_at", sa.BigInteger(), nullable=True),
        sa.Column("prompted_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'tab') = (tab_id IS NOT NULL)", name=op.f("ck_mpesa_transactions_tab_of_kind")
        ),
        sa.CheckConstraint(
            "environment IN ('sandbox', 'production')", name=op.f("ck_mpesa_transactions_environment")
        ),
        sa.CheckConstraint(
            "kind = 'tab' OR amount_cents = 100", name=op.f("ck_mpesa_transactions_test_is_one_shilling")
        ),
        sa.CheckConstraint("kind IN ('tab', 'test')", name=op.f("ck_mpesa_transactions_kind")),
        sa.CheckConstraint(
            "state IN ('queued', 'dispatched', 'prompted', 'unknown', "
            "'needs_review', 'succeeded', 'failed', 'refused')",
            name=op.f("ck_mpesa_transactions_state"),
        ),
        sa.CheckConstraint(
            "amount_cents > 0 AND amount_cents % 100 = 0", name=op.f("ck_mpesa_transactions_whole_shillings")
        ),
        sa.ForeignKeyConstraint(
            ["bar_id", "credential_version"],
            ["mpesa_credential_candidates.bar_id", "mpesa_credential_candidates.version"],
            name=op.f("fk_mpesa_transactions_bar_id_credential_version"),
        ),
        sa.ForeignKeyConstraint(
            ["bar_id", "retry_of"],
            ["mpesa_transactions.bar_id", "mpesa_transactions.id"],
            name=op.f("fk_mpesa_transactions_bar_id_retry_of"),
        ),
        sa.ForeignKeyConstraint(
            ["bar_id", "tab_id"], ["tabs.bar_id", "tabs.id"], name=op.f("fk_mpesa_transactions_bar_id_tab_id")
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_mpesa_transactions_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "id", name=op.f("pk_mpesa_transactions")),
        sa.UniqueConstraint(
            "bar_id", "checkout_request_id", name=op.f("uq_mpesa_transactions_bar_id_checkout_request_id")
        ),
        sa.UniqueConstraint("bar_id", "client_key", name=op.f("uq_mpesa_transactions_bar_id_client_key")),
        sa.UniqueConstraint(
            "bar_id", "mpesa_receipt_number", name=op.f("uq_mpesa_transactions_bar_id_mpesa_receipt_number")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_mpesa_transactions_id")),
    )
    op.create_index(
        "ix_mpesa_transactions_bar_id_initiated_at",
        "mpesa_transactions",
        ["bar_id", "initiated_at"],
        unique=False,
    )
    op.create_index(
        "ix_mpesa_transactions_bar_id_phone_hmac",
        "mpesa_transactions",
        ["bar_id", "phone_hmac", "initiated_at"],
        unique=False,
    )
    op.create_index(
        "ix_mpesa_transactions_bar_id_tab_id", "mpesa_transactions", ["bar_id", "tab_id"], unique=False
    )
    op.create_index(
        "ix_mpesa_transactions_checkout_request_id",
        "mpesa_transactions",
        ["checkout_request_id"],
        unique=False,
    )
    op.create_index("ix_mpesa_transactions_state", "mpesa_transactions", ["state"], unique=False)
    op.create_index(
        "uq_mpesa_transactions_open_tab",
        "mpesa_transactions",
        ["bar_id", "tab_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('dispatched', 'prompted', 'queued')"),
        postgresql_where=sa.text("state IN ('dispatched', 'prompted', 'queued')"),
    )
    op.create_table(
        "pairing_codes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("used_by_device_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('claim_owner', 'add_device', 'support_desk')", name=op.f("ck_pairing_codes_purpose")
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_pairing_codes_bar_id")),
        sa.ForeignKeyConstraint(
            ["used_by_device_id"], ["devices.id"], name=op.f("fk_pairing_codes_used_by_device_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_codes_code_hash")),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("first_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_refresh_tokens_device_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("device_id", "generation", name=op.f("uq_refresh_tokens_device_id_generation")),
    )
    op.create_index(op.f("ix_refresh_tokens_device_id"), "refresh_tokens", ["device_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("bar_id", sa.String(length=32), nullable=True),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('device', 'person')", name=op.f("ck_sessions_kind")),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_sessions_bar_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_sessions_device_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_device_id"), "sessions", ["device_id"], unique=False)
    op.create_table(
        "support_sessions",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_support_sessions_bar_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_support_sessions_opened_by")),
        sa.PrimaryKeyConstraint("bar_id", "id", name=op.f("pk_support_sessions")),
    )
    op.create_index("ix_support_sessions_code_hash", "support_sessions", ["code_hash"], unique=False)
    op.create_table(
        "tab_charges",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tab_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("charged_at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND amount_cents = quantity * unit_price_cents", name=op.f("ck_tab_charges_amount")
        ),
        sa.ForeignKeyConstraint(
            ["bar_id", "tab_id"], ["tabs.bar_id", "tabs.id"], name=op.f("fk_tab_charges_bar_id_tab_id")
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_tab_charges_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "id", name=op.f("pk_tab_charges")),
    )
    op.create_table(
        "ledger_journals",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cause_kind", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tab_id", sa.String(length=32), nullable=True),
        sa.Column("payment_id", sa.String(length=32), nullable=True),
        sa.Column("text", sa.String(length=120), server_default="", nullable=False),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=True),
        sa.Column("receipt", sa.String(length=20), nullable=True),
        sa.Column("person", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["bar_id", "payment_id"],
            ["mpesa_transactions.bar_id", "mpesa_transactions.id"],
            name=op.f("fk_ledger_journals_bar_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["bar_id", "tab_id"], ["tabs.bar_id", "tabs.id"], name=op.f("fk_ledger_journals_bar_id_tab_id")
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_ledger_journals_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "id", name=op.f("pk_ledger_journals")),
        sa.UniqueConstraint(
            "bar_id", "cause_kind", "cause_id", name=op.f("uq_ledger_journals_bar_id_cause_kind_cause_id")
        ),
    )
    op.create_index("ix_ledger_journals_bar_id_tab_id", "ledger_journals", ["bar_id", "tab_id"], unique=False)
    op.create_table(
        "payment_events",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("payment_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=12), nullable=True),
        sa.Column("to_state", sa.String(length=12), nullable=False),
        sa.Column("result_code", sa.String(length=40), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["bar_id", "payment_id"],
            ["mpesa_transactions.bar_id", "mpesa_transactions.id"],
            name=op.f("fk_payment_events_bar_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_payment_events_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "payment_id", "seq", name=op.f("pk_payment_events")),
    )
    op.create_table(
        "ledger_lines",
        sa.Column("bar_id", sa.String(length=32), nullable=False),
        sa.Column("journal_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bar_id", "journal_id"],
            ["ledger_journals.bar_id", "ledger_journals.id"],
            name=op.f("fk_ledger_lines_bar_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(["bar_id"], ["bars.id"], name=op.f("fk_ledger_lines_bar_id")),
        sa.PrimaryKeyConstraint("bar_id", "journal_id", "n", name=op.f("pk_ledger_lines")),
    )
    op.create_index("ix_ledger_lines_bar_id_account", "ledger_lines", ["bar_id", "account"], unique=False)
    for statement in append_only.statements(op.get_bind().dialect.name, _APPEND_ONLY):
        op.execute(statement)


def downgrade() -> None:
    for statement in append_only.drop_statements(op.get_bind().dialect.name, _APPEND_ONLY):
        op.execute(statement)
    op.drop_table("ledger_lines")
    op.drop_table("payment_events")
    op.drop_table("ledger_journals")
    op.drop_table("tab_charges")
    op.drop_table("support_sessions")
    op.drop_table("sessions")
    op.drop_table("refresh_tokens")
    op.drop_table("pairing_codes")
    op.drop_table("mpesa_transactions")
    op.drop_table("tabs")
    op.drop_table("setup_progress")
    op.drop_table("seal_nonces")
    op.drop_table("people")
    op.drop_table("mpesa_credential_candidates")
    op.drop_table("mpesa_callbacks")
    op.drop_table("jobs")
    op.drop_table("idempotency")
    op.drop_table("feed_items")
    op.drop_table("devices")
    op.drop_table("bar_gates")
    op.drop_table("bar_feeds")
    op.drop_table("audit_log")
    op.drop_table("alerts")
    op.drop_table("try_counters")
    op.drop_table("switches")
    op.drop_table("service_keys")
    op.drop_table("phone_gates")
    op.drop_table("oauth_tokens")
    op.drop_table("key_checks")
    op.drop_table("bars")
