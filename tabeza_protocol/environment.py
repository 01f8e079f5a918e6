"""Sandbox and production never mix: every payment, credential version and badge carries one of these."""

from __future__ import annotations

from enum import StrEnum


class Environment(StrEnum):
    """Which of Safaricom's two worlds a credential version belongs to."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"
