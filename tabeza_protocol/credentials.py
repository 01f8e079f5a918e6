"""Recognisers for pasted Daraja credentials. They look at shape only and never keep or echo what was typed.

An unusual length warns in amber and never blocks: lengths are what is usual (48, 64, 64), not a contract. What is
certainly wrong (bullets copied from a masked field, the public sandbox passkey in production) stops the step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from tabeza_protocol.environment import Environment

SANDBOX_SHORTCODE: Final = "174379"
SANDBOX_PASSKEY: Final = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
"""Public: printed on Safaricom's own sandbox page."""


class CredentialField(StrEnum):
    CONSUMER_KEY = "consumer_key"
    CONSUMER_SECRET = "consumer_secret"  # noqa: S105 - a field name
    PASSKEY = "passkey"


USUAL_LENGTHS: Final = {
    CredentialField.CONSUMER_KEY: 48,
    CredentialField.CONSUMER_SECRET: 64,
    CredentialField.PASSKEY: 64,
}
MAX_LENGTH: Final = 512

FindingKey = Literal[
    "empty",
    "masked_dots",
    "inner_space",
    "not_plain_text",
    "too_long",
    "sandbox_passkey_in_production",
    "initiator_password",
    "same_as_key",
    "unusual_length",
    "looks_right",
]


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the shape of one field says. ``length`` is after trimming; it is the only number ever shown."""

    field: CredentialField
    key: FindingKey
    severity: Severity
    length: int
    usual_length: int


_DOTS: Final = re.compile(r"[\u2022\u25cf\u00b7\u2219\u26ab\u26aa\u2b24*]{3,}|\.{6,}")
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]+\Z")
_HEX64: Final = re.compile(r"[0-9a-fA-F]{64}\Z")
_SECURITY_CREDENTIAL_MIN: Final = 300
"""An initiator's SecurityCredential is the base64 of a 2048-bit RSA block: 344 characters."""


def tidy(text: str) -> str:
    """Without surrounding blanks, line breaks, zero-width characters and quotes that a copy brings along."""
    without = re.sub(r"[\u200b-\u200d\u2060\ufeff\r\n\t]", "", text)
    return without.strip().strip("\"'\u201c\u201d\u2018\u2019").strip()


def inspect_field(field: CredentialField, text: str, environment: Environment, other: str = "") -> Finding:
    """What the shape of one field says.

    ``other`` is the consumer key when the secret is inspected, so that the same value pasted twice is caught.
    """
    value = tidy(text)
    usual = USUAL_LENGTHS[field]

    def finding(key: FindingKey, severity: Severity) -> Finding:
        return Finding(field, key, severity, len(value), usual)

    problem = _blocking_problem(field, value, environment, tidy(other))
    if problem is not None:
        return finding(problem, Severity.BLOCK)
    if len(value) != usual or (field is CredentialField.PASSKEY and not _HEX64.match(value)):
        return finding("unusual_length", Severity.WARN)
    return finding("looks_right", Severity.OK)


def _blocking_problem(
    field: CredentialField, value: str, environment: Environment, other: str
) -> FindingKey | None:
    if not value:
        return "empty"
    if _DOTS.search(value):
        return "masked_dots"
    if re.search(r"\s", value):
        return "inner_space"
    if not _PRINTABLE.match(value):
        return "not_plain_text"
    if field is CredentialField.PASSKEY and _looks_like_initiator(value):
        return "initiator_password"
    if len(value) > MAX_LENGTH:
        return "too_long"
    if field is CredentialField.PASSKEY and value.lower() == SANDBOX_PASSKEY:
        return "sandbox_passkey_in_production" if environment is Environment.PRODUCTION else None
    if field is CredentialField.CONSUMER_SECRET and other and value == other:
        return "same_as_key"
    return None


def _looks_like_initiator(value: str) -> bool:
    """A SecurityCredential (long base64) or the sandbox initiator's password."""
    long_base64 = len(value) >= _SECURITY_CREDENTIAL_MIN and re.fullmatch(r"[A-Za-z0-9+/=]+", value)
    return bool(long_base64) or value.startswith("Safaricom")
