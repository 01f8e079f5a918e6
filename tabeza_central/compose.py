"""The composition root: settings in, a running service's parts out. Nothing else builds these."""

from __future__ import annotations

import secrets
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tabeza_central.app_context import Context
from tabeza_central.daraja.client import HttpDaraja, LookupKeys
from tabeza_central.domain.instants import DAY, micros
from tabeza_central.domain.policy import Policy
from tabeza_central.observe.logs import EventLog
from tabeza_central.ports import Clock, DarajaCredentials, Ids
from tabeza_central.settings import Settings
from tabeza_central.store import migrate, row_security, service_keys
from tabeza_central.store.engine import open_engine
from tabeza_central.store.errors import count_errors
from tabeza_central.store.feed_wake import FeedWake
from tabeza_central.store.oauth_tokens import OAuthTokenStore
from tabeza_central.store.spool import Spool
from tabeza_central.store.uow import ALL_BARS, Store, in_unit_of_work
from tabeza_central.vault.at_rest import SERVICE
from tabeza_central.vault.keyring import KeyRefused, Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class RandomIds:
    """From the operating system's random source."""

    def new_id(self) -> str:
        return secrets.token_hex(16)


class SchemaMissing(Exception):
    """The database is not at the schema this version needs. The text says the cure."""


class RoleRefused(Exception):
    """The database role gets past row-level security. The text says the cure."""


@dataclass
class Service:
    """A service put together. ``close`` ends what it holds open."""

    context: Context
    settings: Settings
    store: Store
    daraja: HttpDaraja

    def feed_wake(self) -> FeedWake:
        """What tells other workers of this one's commits and hears of theirs; the server starts and stops it."""

        def failed(error: str) -> None:
            self.context.log.emit("worker_error", level="error", where="feed_wake", error=error)

        return FeedWake(self.store, self.context.feed_versions, self.settings.listen_url, failed)

    def close(self) -> None:
        self.daraja.close()
        self.store.engine.dispose()


def assert_no_transaction() -> None:
    """Raises if this thread holds a transaction open: a lock must not wait for Safaricom."""
    if in_unit_of_work():
        raise AssertionError("a network call inside a unit of work")


def compose(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None, log: EventLog | None = None
) -> Service:
    """The parts, with the master key checked against the data.

    Raises :class:`tabeza_central.vault.keyring.KeyRefused` for a bad or wrong key, :class:`SchemaMissing`, and
    :class:`tabeza_central.store.uow.StoreDown` if the database is away.
    """
    log = log or EventLog()
    keyring = Keyring.from_text(settings.encryption_key.reveal(), settings.encryption_keys_old.reveal())
    vault = Vault(keyring)
    store = Store(open_engine(settings.database_url))
    count_errors(store.engine, log.figures.database_error)
    clock = clock or SystemClock()
    try:
        require_bound_role(store)
        require_schema(store)
        check_keys(store, keyring, clock)
        vault.use_index_key(index_key(store, vault, clock))
    except BaseException:
        store.engine.dispose()  # nothing was put together: leave no connection open
        raise
    daraja = HttpDaraja(
        hosts={environment: settings.daraja_host(environment) for environment in Environment},
        tokens=OAuthTokenStore(store, vault),
        cache_key=lambda c: _cache_key(vault, c),
        clock=clock,
        assert_idle=assert_no_transaction,
        lookup_keys=_lookup_keys(settings),
    )
    context = Context(
        store=store,
        clock=clock,
        ids=ids or RandomIds(),
        vault=vault,
        callback_tokens=vault.callback_tokens,
        daraja=daraja,
        callback_url_base=f"{settings.public_base_url}{settings.callback_path}",
        spool=Spool(spool_directory(settings)),
        log=log,
        settings=settings,
        policy=Policy(
            keep_callbacks_us=settings.keep_callback_days * DAY, keep_phones_us=settings.keep_phone_days * DAY
        ),
    )
    return Service(context, settings, store, daraja)


def require_schema(store: Store) -> None:
    """Raises :class:`SchemaMissing` unless the database is at the newest migration."""
    with store.read(bar=ALL_BARS):  # says StoreDown in our own words if the database is away
        pass
    current, newest = migrate.current(store.engine), migrate.newest()
    if current != newest:
        at = f"The database is at {current}" if current else "The database has no tables yet"
        raise SchemaMissing(f"{at}; this version needs {newest}. Run: tabeza-central migrate")


def require_bound_role(store: Store) -> None:
    """Raises :class:`RoleRefused` on PostgreSQL as a superuser or a role with BYPASSRLS, such as Supabase's own."""
    with store.read() as tx:
        if row_security.bypasses(tx.connection):
            raise RoleRefused(
                "This database role gets past row-level security, so bars would not be kept apart. Connect as a role "
                "of the service's own: CREATE ROLE tabeza LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '...'"
            )


def check_keys(store: Store, keyring: Keyring, clock: Clock) -> None:
    """Refuses a key that is not the one the data was sealed under; remembers a key seen for the first time."""
    with store.read(bar=ALL_BARS) as tx:
        known, retired = service_keys.check_values(tx), service_keys.retired_ids(tx)
    keyring.refuse_mismatch(known)
    if keyring.current_id in retired:
        raise KeyRefused(
            f"Key {keyring.current_id} was retired. MPESA_ENCRYPTION_KEY must be a key that was not."
        )
    if keyring.current_id not in known:
        with store.write("key_check", bar=ALL_BARS) as tx:
            service_keys.remember_check(
                tx, keyring.current_id, keyring.check_value(keyring.current_id), micros(clock.now())
            )


def index_key(store: Store, vault: Vault, clock: Clock) -> Secret:
    """What keyed digests are made under: made once, sealed, the same for every worker and after every rotation."""
    with store.read(bar=ALL_BARS) as tx:
        sealed = service_keys.index_key(tx)
    if sealed is None:
        made = vault.seal_secret(SERVICE, service_keys.INDEX_FIELD, Secret(secrets.token_hex(32)))
        with store.write("index_key", bar=ALL_BARS) as tx:
            sealed = service_keys.keep_index_key(tx, made, micros(clock.now()))
    return vault.open_secret(SERVICE, service_keys.INDEX_FIELD, sealed)


def spool_directory(settings: Settings) -> Path:
    """Where callbacks wait while the database is away: beside a SQLite file, or as set."""
    if settings.spool_dir is not None:
        return settings.spool_dir
    if settings.database_url.startswith("sqlite:///") and ":memory:" not in settings.database_url:
        return Path(settings.database_url.removeprefix("sqlite:///")).parent / "callback-spool"
    return Path(tempfile.gettempdir()) / "tabeza-callback-spool"


def with_port(settings: Settings, port: int) -> Settings:
    """A rehearsal that named no public address is reached where it listens."""
    if settings.is_rehearsal and settings.public_base_url == "http://127.0.0.1":
        return replace(settings, public_base_url=f"http://127.0.0.1:{port}")
    return settings


def _lookup_keys(settings: Settings) -> LookupKeys | None:
    if settings.lookup_consumer_key is None or settings.lookup_consumer_secret is None:
        return None
    return LookupKeys(settings.lookup_consumer_key, settings.lookup_consumer_secret)


def _cache_key(vault: Vault, credentials: DarajaCredentials) -> str:
    return vault.oauth_cache_key(
        credentials.environment.value, credentials.consumer_key, credentials.consumer_secret
    )
