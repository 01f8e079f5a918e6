"""The deployment checklist, run for real: each line passes, or says what to do.

Settings, key, database, spool, the public callback address (by a question that only this service can answer), Safaricom
and the clocks. Nothing here changes a bar's data; it may be run beside a serving service, and should be.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import ssl
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tabeza_central import compose
from tabeza_central.preflight_findings import Finding, failed, passed, warned
from tabeza_central.preflight_outside import callback_reached, clock, daraja_reached
from tabeza_central.settings import Settings, SettingsRefused, settings_from_environment
from tabeza_central.store import facts, migrate
from tabeza_central.store.engine import open_engine
from tabeza_central.store.facts import Facts
from tabeza_central.store.uow import ALL_BARS, Store, StoreDown
from tabeza_central.vault.keyring import KeyRefused, Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.environment import Environment

_RISKY: Final = re.compile(r"m-?pesa|safaricom|exec?|cmd|sql|query", re.IGNORECASE)
_LEAST_FREE_BYTES: Final = 1_000_000_000
_SLOW_FSYNC_MS: Final = 200
_DATABASE_DOWN: Final = "It can't be reached or written. Check DATABASE_URL and that it is up."


def run(env: Mapping[str, str] | None = None, *, trust: ssl.SSLContext | None = None) -> list[Finding]:
    """Every check, in the order in which they are mended. Without usable settings the rest can't be checked."""
    source = os.environ if env is None else env
    try:
        settings = settings_from_environment(source)
    except SettingsRefused as refused:
        return [failed("settings", str(refused))]
    return [passed("settings", f"kind {settings.kind}"), *check(settings, trust=trust)]


def check(settings: Settings, *, trust: ssl.SSLContext | None = None) -> list[Finding]:
    """Every check of settings that hold together."""
    keyring, key = _key(settings)
    store = Store(open_engine(settings.database_url))
    try:
        database, about = _guarded("database", lambda: _facts(settings, store))
        ready = about is not None
        schema = _guarded("schema", lambda: (_schema_and_key(store, keyring), None))[0] if ready else []
        whole = ready and all(finding.passed for finding in schema)
        found = [key, *database, *schema, spool(settings), callback_form(settings)]
        if whole and keyring is not None:
            found.append(callback_reached(settings, _vault(store, keyring), trust=trust))
        else:
            found.append(
                failed("callback reached", "not asked: mend the key, the database and the schema first")
            )
    finally:
        store.engine.dispose()
    heard = []
    for environment in (Environment.PRODUCTION, Environment.SANDBOX):
        finding, answer = daraja_reached(settings, environment, trust=trust)
        found.append(finding)
        if answer is not None:
            heard.append((f"Daraja {environment.value}", answer))
    return [*found, clock(heard, about.now if about else None, compose.SystemClock().now)]


def _vault(store: Store, keyring: Keyring) -> Vault:
    vault = Vault(keyring)
    vault.use_index_key(compose.index_key(store, vault, compose.SystemClock()))
    return vault


def _key(settings: Settings) -> tuple[Keyring | None, Finding]:
    try:
        ring = Keyring.from_text(settings.encryption_key.reveal(), settings.encryption_keys_old.reveal())
    except KeyRefused as refused:
        return None, failed("encryption key", str(refused))
    if ring.warnings:
        return ring, warned("encryption key", "; ".join(ring.warnings))
    return ring, passed("encryption key", f"key id {ring.current_id}")


# --- the database ---------------------------------------------------------------------------------------------------


def _guarded(
    name: str, work: Callable[[], tuple[list[Finding], Facts | None]]
) -> tuple[list[Finding], Facts | None]:
    try:
        return work()
    except StoreDown:
        return [failed(name, _DATABASE_DOWN)], None


def _facts(settings: Settings, store: Store) -> tuple[list[Finding], Facts]:
    about = facts.facts(store)
    found = [_version(about), _durable(about)]
    if store.engine.dialect.name == "postgresql":
        found.append(_role(store))
        found.append(_listening(settings, store, about))
    return found, about


def _version(about: Facts) -> Finding:
    if about.too_old:
        return failed(
            "database", f"{about.version} is too old. Upgrade to PostgreSQL 14 (SQLite 3.35) or newer."
        )
    if about.standby:
        return failed(
            "database", f"{about.version} is a standby and can't be written. Connect to the primary."
        )
    return passed("database", about.version)


def _durable(about: Facts) -> Finding:
    if about.risks:
        cure = "A payment could be lost in a power cut. Turn it on in postgresql.conf or for the role."
        return failed("durable", f"{', '.join(about.risks)}. {cure}")
    return passed("durable", "what is committed survives a power cut")


def _role(store: Store) -> Finding:
    try:
        compose.require_bound_role(store)
    except compose.RoleRefused as refused:
        return failed("database role", str(refused))
    return passed("database role", "bound by row-level security")


def _listening(settings: Settings, store: Store, about: Facts) -> Finding:
    """Behind a transaction pooler nobody can listen: there must be a way past it, to the same database."""
    name = "pooler"
    if settings.listen_url is None:
        if about.pooled:
            return warned(
                name,
                "a transaction pooler: set DATABASE_LISTEN_URL to the direct connection, or workers look for each "
                "other's commits every 250 ms",
            )
        return passed(name, "none: connected to the server itself")
    try:
        wrong = facts.hears_the_same(store, settings.listen_url)
    except StoreDown:
        wrong = "it can't be reached"
    if wrong is not None:
        return failed(name, f"DATABASE_LISTEN_URL: {wrong}.")
    return passed(
        name, f"{'a transaction pooler, and ' if about.pooled else ''}DATABASE_LISTEN_URL goes past it"
    )


def _schema_and_key(store: Store, keyring: Keyring | None) -> list[Finding]:
    with store.read(bar=ALL_BARS):  # says StoreDown in our own words if the database is away
        pass
    try:
        compose.require_schema(store)
    except compose.SchemaMissing as missing:
        return [failed("schema", str(missing))]
    found = [passed("schema", f"at {migrate.newest()}")]
    if keyring is None:
        return found
    try:
        compose.check_keys(store, keyring, compose.SystemClock())
    except KeyRefused as refused:
        return [*found, failed("key matches the data", str(refused))]
    return [*found, passed("key matches the data", "yes")]


# --- the disk -------------------------------------------------------------------------------------------------------


def spool(settings: Settings) -> Finding:
    """Writes a file where callbacks wait while the database is away, to the disk and not only to the cache."""
    folder = compose.spool_directory(settings)
    trial = folder / f"preflight-{secrets.token_hex(8)}.part"
    started = time.monotonic()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, b"preflight")
            os.fsync(handle)
        finally:
            os.close(handle)
            trial.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        cure = "Make it, and let the service's user write there (TABEZA_SPOOL_DIR names it)."
        return failed("spool", f"{folder} can't be written ({problem.strerror}). {cure}")
    took_ms = (time.monotonic() - started) * 1000
    if folder.is_relative_to(Path(tempfile.gettempdir())) and not settings.is_rehearsal:
        return warned(
            "spool", f"{folder} may not survive a restart. Set TABEZA_SPOOL_DIR to a folder that does."
        )
    if free < _LEAST_FREE_BYTES:
        return warned("spool", f"{folder} has {free // 1_000_000} MB left. Make room before it is needed.")
    if took_ms > _SLOW_FSYNC_MS:
        return warned("spool", f"{folder} took {took_ms:.0f} ms for one write. Use a faster disk.")
    return passed("spool", f"{folder} is written to the disk ({took_ms:.0f} ms)")


# --- the callback's form --------------------------------------------------------------------------------------------


def callback_form(settings: Settings) -> Finding:
    """Whether Safaricom would take the address at all."""
    url = settings.callback_url("0" * 8)
    if not url.startswith("https://") and not settings.is_rehearsal:
        return failed("callback URL", f"{url} must begin with https://")
    if _RISKY.search(settings.public_base_url):
        return failed("callback URL", f"{url}: Safaricom refuses hosts with such words; use another name")
    neutral = settings.callback_path.startswith("/pay")
    note = "" if neutral else " (TABEZA_CALLBACK_PATH=/pay/cb would be neutral)"
    return passed("callback URL", f"{settings.public_base_url}{settings.callback_path}/...{note}")
