"""Which page of Help tells more about a problem. Data: problem codes of the catalogue, topics of ``ui.help.topics``."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_CODES: Final = {
    "limit": ("limit_bar", "limit_phone", "same_amount_too_soon", "too_many_tries", "lookup_budget"),
    "phone": ("phone_busy", "phone_invalid", "tab_busy"),
    "checking": ("safaricom_unreachable", "payment_open", "timed_out"),
    "till": ("shortcode_invalid", "till_not_supported", "shortcode_unknown"),
    "keys": (
        "keys_unreadable", "keys_rejected", "keys_other_environment", "passkey_rejected", "product_missing",
        "credentials_invalid", "safaricom_refused",
    ),
    "setup": ("mpesa_not_ready", "no_candidate", "test_not_passed", "not_confirmed", "sandbox_not_allowed"),
    "offline": (
        "no_network", "bad_answer", "captive_portal", "proxy_sign_in", "tls_failed", "clock_wrong", "unavailable",
    ),
    "customer_paid": ("receipt_used", "receipt_invalid"),
    "pin": ("pin_wrong", "pin_locked", "pin_weak", "signed_out", "token_expired"),
    "pairing": (
        "pairing_code_wrong", "pairing_code_expired", "pairing_code_used", "pairing_code_locked", "device_revoked",
        "keyring_missing",
    ),
    "contact": ("internal", "identity_mismatch", "disk_failed"),
}  # fmt: skip
TOPICS: Final = MappingProxyType({code: topic for topic, codes in _CODES.items() for code in codes})


def topic_of(problem_code: str) -> str | None:
    """The topic that tells more, or None where the problem says it all itself."""
    return TOPICS.get(problem_code)
