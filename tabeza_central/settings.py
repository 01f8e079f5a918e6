"""What the operator decides, read from the environment once at start.

Names are the deployment checklist's (``MPESA_ENCRYPTION_KEY``, ``NEXT_PUBLIC_API_BASE_URL`` as an alias of
``PUBLIC_BASE_URL``). Nothing here is a default that could reach production by accident: the service refuses to start
with a sentence that says the cure. No URL is ever taken from a request.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from tabeza_protocol.environment import Environment
from tabeza_protocol.routes import MPESA_CALLBACK
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import ServiceKind

RunKind = Literal["production", "staging", "self_hosted", "practice", "test"]

SANDBOX_HOST: Final = "https://sandbox.safaricom.co.ke"
PRODUCTION_HOST: Final = "https://api.safaricom.co.ke"
NEUTRAL_CALLBACK_PATH: Final = "/pay/cb"
"""Safaricom's published rule forbids "mpesa" in callback URLs (enforced for C2B, not seen enforced for STK)."""
KEEP_CALLBACK_DAYS: Final = 90
KEEP_PHONE_DAYS: Final = 400
"""A year and its accounts: long enough to answer a customer."""
FEWEST_DAYS: Final = 7
MOST_DAYS: Final = 3_650

_KINDS: Final[dict[str, RunKind]] = {
    "production": "production",
    "staging": "staging",
    "self_hosted": "self_hosted",
    "practice": "practice",
    "test": "test",
}
METRICS_TOKEN_LEAST: Final = 32
_REHEARSAL: Final = frozenset({"practice", "test"})


class SettingsRefused(Exception):
    """A setting the service will not start with. The text says which and the cure."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Secrets print as ``[REDACTED]``."""

    kind: RunKind
    encryption_key: Secret
    encryption_keys_old: Secret
    database_url: str
    public_base_url: str
    """Without a trailing slash."""
    callback_path: str = MPESA_CALLBACK
    identity_key: Secret | None = None
    lookup_consumer_key: Secret | None = None
    lookup_consumer_secret: Secret | None = None
    spool_dir: Path | None = None
    listen_url: str | None = None
    """A direct connection to the same PostgreSQL, past any transaction pooler, to hear of other workers' commits."""
    keep_callback_days: int = KEEP_CALLBACK_DAYS
    keep_phone_days: int = KEEP_PHONE_DAYS
    """After so many days raw messages of M-Pesa and customers' phones go; the books stay."""
    metrics_token: Secret | None = None
    """What Prometheus shows to read ``/metrics``; without one there is nothing to read."""
    sandbox_host: str = SANDBOX_HOST
    production_host: str = PRODUCTION_HOST

    @property
    def wire_kind(self) -> ServiceKind:
        """What consoles are told. A service under test presents itself as practice."""
        return "practice" if self.kind == "test" else self.kind

    @property
    def is_rehearsal(self) -> bool:
        return self.kind in _REHEARSAL

    def daraja_host(self, environment: Environment) -> str:
        return self.production_host if environment is Environment.PRODUCTION else self.sandbox_host

    def callback_url(self, token: str) -> str:
        """Where Safaricom is asked to send the result of one payment."""
        return f"{self.public_base_url}{self.callback_path}/{token}"


def settings_from_environment(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``env`` (the process environment by default). Raises :class:`SettingsRefused`."""
    source = os.environ if env is None else env

    def read(name: str) -> str:
        return source.get(name, "").strip()

    kind = _kind(read("TABEZA_SERVICE_KIND"))
    spool = read("TABEZA_SPOOL_DIR")
    return Settings(
        kind=kind,
        encryption_key=Secret(read("MPESA_ENCRYPTION_KEY")),
        encryption_keys_old=Secret(read("MPESA_ENCRYPTION_KEYS_OLD")),
        database_url=_database_url(read("DATABASE_URL")),
        public_base_url=_public_base_url(read("PUBLIC_BASE_URL") or read("NEXT_PUBLIC_API_BASE_URL"), kind),
        callback_path=_callback_path(read("TABEZA_CALLBACK_PATH")),
        identity_key=_optional_secret(read("TABEZA_IDENTITY_KEY")),
        lookup_consumer_key=_optional_secret(read("TABEZA_LOOKUP_CONSUMER_KEY")),
        lookup_consumer_secret=_optional_secret(read("TABEZA_LOOKUP_CONSUMER_SECRET")),
        spool_dir=Path(spool) if spool else None,
        listen_url=_listen_url(read("DATABASE_LISTEN_URL")),
        keep_callback_days=_days(read, "TABEZA_RETENTION_CALLBACK_DAYS", KEEP_CALLBACK_DAYS),
        keep_phone_days=_days(read, "TABEZA_RETENTION_PHONE_DAYS", KEEP_PHONE_DAYS),
        metrics_token=_metrics_token(read("TABEZA_METRICS_TOKEN")),
        sandbox_host=_daraja_host(read("DARAJA_SANDBOX_URL"), "DARAJA_SANDBOX_URL", SANDBOX_HOST, kind),
        production_host=_daraja_host(
            read("DARAJA_PRODUCTION_URL"), "DARAJA_PRODUCTION_URL", PRODUCTION_HOST, kind
        ),
    )


def _kind(text: str) -> RunKind:
    if not text:
        return "self_hosted"
    if text not in _KINDS:
        raise SettingsRefused(f"TABEZA_SERVICE_KIND must be one of {', '.join(_KINDS)}, not {text!r}.")
    return _KINDS[text]


def _days(read: Callable[[str], str], name: str, default: int) -> int:
    """Whole days. For ever is no answer: the law wants an end."""
    text = read(name)
    if not text:
        return default
    if not text.isdigit() or not FEWEST_DAYS <= int(text) <= MOST_DAYS:
        raise SettingsRefused(
            f"{name} must be a number of days from {FEWEST_DAYS} to {MOST_DAYS}, not {text!r}."
        )
    return int(text)


def _optional_secret(text: str) -> Secret | None:
    return Secret(text) if text else None


def _metrics_token(text: str) -> Secret | None:
    if text and len(text) < METRICS_TOKEN_LEAST:
        raise SettingsRefused(
            f"TABEZA_METRICS_TOKEN must have at least {METRICS_TOKEN_LEAST} characters. Make one with:"
            ' python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return _optional_secret(text)


def _database_url(text: str) -> str:
    """``postgres://`` and ``postgresql://`` (as Supabase prints them) become the psycopg 3 dialect."""
    if not text:
        return "sqlite:///tabeza-central.sqlite"
    for prefix in ("postgres://", "postgresql://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    return text


def _listen_url(text: str) -> str | None:
    if not text:
        return None
    url = _database_url(text)
    if not url.startswith("postgresql"):
        raise SettingsRefused("DATABASE_LISTEN_URL must be a postgresql:// address. Leave it out on SQLite.")
    return url


def _public_base_url(text: str, kind: RunKind) -> str:
    if not text:
        if kind in _REHEARSAL:
            return "http://127.0.0.1"
        raise SettingsRefused(
            "PUBLIC_BASE_URL is not set. It is where Safaricom reaches this service over https."
        )
    parts = _split(text, "PUBLIC_BASE_URL")
    loopback_http = parts.scheme == "http" and kind in _REHEARSAL and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not loopback_http:
        raise SettingsRefused("PUBLIC_BASE_URL must begin with https:// (Safaricom sends callbacks there).")
    if parts.path.rstrip("/") or parts.query or parts.fragment or parts.username:
        raise SettingsRefused(
            "PUBLIC_BASE_URL is a host only, such as https://api.tabeza.co.ke, without a path."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _callback_path(text: str) -> str:
    if not text:
        return MPESA_CALLBACK
    path = "/" + text.strip("/")
    if path not in (MPESA_CALLBACK, NEUTRAL_CALLBACK_PATH):
        raise SettingsRefused(
            f"TABEZA_CALLBACK_PATH must be {MPESA_CALLBACK} or {NEUTRAL_CALLBACK_PATH}: only those two answer."
        )
    return path


def _daraja_host(text: str, name: str, default: str, kind: RunKind) -> str:
    """Another address for Safaricom is a rehearsal's privilege, and then loopback only: keys go there."""
    if not text:
        return default
    if kind not in _REHEARSAL:
        raise SettingsRefused(f"{name} may be set only for practice and tests. Remove it.")
    parts = _split(text, name)
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        raise SettingsRefused(f"{name} must be an http:// address on this machine (127.0.0.1).")
    return text.rstrip("/")


def _split(text: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise SettingsRefused(f"{name} is not a web address.") from None
    if not parts.hostname:
        raise SettingsRefused(f"{name} is not a web address.")
    return parts


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
