"""The odd states of the connection, as the machine gives them, and what the PC check finds with no way out."""

from __future__ import annotations

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.doctor import CheckKey, Checkup, Finding, Grade
from tests.desktop.ui import sample_night as night

_K = ConnectionKind


def _state(kind: ConnectionKind, problem: str, retry: int | None = 12, skew: int = 0) -> Connection:
    return Connection(
        kind, problem=problem, last_good_at=night.at("21:42:08"), age_seconds=64, retry_in_seconds=retry, attempt=4,
        clock_skew_seconds=skew,
    )  # fmt: skip


WRONG_CLOCK = _state(_K.WRONG_CLOCK, "clock_wrong", skew=-420)
STATES = {
    "wrong_clock": WRONG_CLOCK,
    "captive_portal": _state(_K.OFFLINE, "captive_portal"),
    "proxy": _state(_K.OFFLINE, "proxy_sign_in"),
    "tls": _state(_K.OFFLINE, "tls_failed"),
    "upgrade": _state(_K.UPGRADE_NEEDED, "upgrade_required", None),
    "maintenance": _state(_K.MAINTENANCE, "maintenance", 40),
    "signed_out": _state(_K.SIGNED_OUT, "token_expired", None),
}
_FOUND = {
    CheckKey.CLOCK: (Grade.SKIPPED, "not_told"),
    CheckKey.INTERNET: (Grade.FAIL, "no_way"),
    CheckKey.NAMES: (Grade.FAIL, "not_found"),
    CheckKey.PORTAL: (Grade.SKIPPED, "clear"),
    CheckKey.PRIVACY: (Grade.SKIPPED, "private"),
    CheckKey.IDENTITY: (Grade.SKIPPED, "not_reached"),
}
NO_WAY = Checkup(
    tuple(Finding(row.key, *_FOUND[row.key]) if row.key in _FOUND else row for row in night.CHECKUP.findings),
    took_ms=4100,
)
