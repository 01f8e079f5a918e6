"""The same suite once more, with PgBouncer in transaction mode between the service and PostgreSQL."""

from __future__ import annotations

from tests.central.payments.test_kill_switch import *  # noqa: F403
