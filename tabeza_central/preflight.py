"""The deployment checklist, run for real: each line passes, or says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tabeza_central import compose
from tabeza_central.settings import Settings, SettingsRefused, settings_from_environment
from tabeza_central.store import migrate
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS, Store, StoreDown
from tabeza_central.vault.keyring import KeyRefused, Keyring

_RISKY: Final = re.compile(r"m-?pesa|safaricom|exec?|cmd|sql|query", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    name: str
    passed: bool
    text: str


def run(env: Mapping[str, str] | None = None) -> list[Finding]:
    """Every check, in the order in which they are mended. Without usable settings the rest can't be checked."""
    source = os.environ if env is None else env
    try:
        settings = settings_from_environment(source)
    except SettingsRefused as refused:
        return [Finding("settings", False, str(refused))]
    found = [Finding("settings", True, f"kind {settings.kind}")]
    keyring, key = _key(settings)
    found += [key, *_database(settings, keyring), _callback(settings)]
    return found


def _key(settings: Settings) -> tuple[Keyring | None, Finding]:
    try:
        ring = Keyring.from_text(settings.encryption_key.reveal(), settings.encryption_keys_old.reveal())
    except KeyRefused as refused:
        return None, Finding("encryption key", False, str(refused))
    note = "; ".join(ring.warnings) or f"key id {ring.current_id}"
    return ring, Finding("encryption key", True, note)


def _database(settings: Settings, keyring: Keyring | None) -> list[Finding]:
    engine = open_engine(settings.database_url)
    try:
        return _guarded("database", lambda: _schema_and_key(Store(engine), keyring))
    finally:
        engine.dispose()


def _schema_and_key(store: Store, keyring: Keyring | None) -> list[Finding]:
    with store.read(bar=ALL_BARS):
        found = [Finding("database", True, store.engine.dialect.name)]
    try:
        compose.require_bound_role(store)
        found.append(Finding("database role", True, "bound by row-level security" if _on_postgres(store) else "a file"))
    except compose.RoleRefused as refused:
        found.append(Finding("database role", False, str(refused)))
    try:
        compose.require_schema(store)
    except compose.SchemaMissing as missing:
        return [*found, Finding("schema", False, str(missing))]
    found.append(Finding("schema", True, f"at {migrate.newest()}"))
    if keyring is not None:
        try:
            compose.check_keys(store, keyring, compose.SystemClock())
        except KeyRefused as refused:
            return [*found, Finding("key matches the data", False, str(refused))]
        found.append(Finding("key matches the data", True, "yes"))
    return found


def _on_postgres(store: Store) -> bool:
    return store.engine.dialect.name == "postgresql"


def _guarded(name: str, check: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return check()
    except StoreDown:
        return [Finding(name, False, "It can't be reached or written. Check DATABASE_URL and that it is up.")]


def _callback(settings: Settings) -> Finding:
    url = settings.callback_url("0" * 8)
    if not url.startswith("https://") and not settings.is_rehearsal:
        return Finding("callback URL", False, f"{url} must begin with https://")
    if _RISKY.search(settings.public_base_url):
        return Finding(
            "callback URL", False, f"{url}: Safaricom refuses hosts with such words; use another name"
        )
    note = (
        ""
        if settings.callback_path.startswith("/pay")
        else " (TABEZA_CALLBACK_PATH=/pay/cb would be neutral)"
    )
    return Finding("callback URL", True, f"{settings.public_base_url}{settings.callback_path}/...{note}")
