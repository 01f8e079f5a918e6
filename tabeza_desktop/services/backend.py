"""The console's files and its line to the service, opened when first used and never on the GUI thread.

Opening is late on purpose: SQLAlchemy, httpx and keyring take longer to import than the window takes to paint.
"""

from __future__ import annotations

import secrets as random_secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tabeza_desktop.core.practice import PracticeInfo
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.places import STATE_FILE
from tabeza_protocol.secret import Secret

if TYPE_CHECKING:
    from tabeza_desktop.api.people import PeopleApi
    from tabeza_desktop.api.practice_phone import PracticePhone
    from tabeza_desktop.api.service import ServiceApi
    from tabeza_desktop.api.support import SupportApi
    from tabeza_desktop.api.tab_actions import TabActionsApi
    from tabeza_desktop.store.cache import Cache
    from tabeza_desktop.store.history import HistoryReader
    from tabeza_desktop.store.secrets import SecretStore
    from tabeza_desktop.store.state import DeviceRecord, StateStore
    from tabeza_desktop.store.verifiers import OfflineVerifiers

CACHE_FILE: Final = "cache.sqlite"


@dataclass(frozen=True, slots=True)
class ConsoleConfig:
    """Where this console keeps its files and which service it belongs to.

    ``service_url`` and ``identity_fingerprint`` given here come from the program itself (shipped, or the practice
    launcher) and win over what a pairing remembered; None: the pairing's.
    """

    data_dir: Path
    service_url: str | None = None
    identity_fingerprint: str | None = None
    practice: PracticeInfo | None = None
    client_version: str = "0.1.0"
    memory_only: bool = False
    """Keep tokens in memory even if there is a keyring (tests, tours)."""
    lang: str | None = None
    """What is spoken this time, whatever was chosen for this PC."""
    support: bool = False
    """A support person's desk: it takes desk codes only, and a bar's console takes none."""


def new_id() -> str:
    """32 lowercase hex characters, random."""
    return random_secrets.token_hex(16)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Backend:
    """Everything a service may reach from a worker thread. Each part is opened once, by whoever needs it first."""

    def __init__(
        self,
        config: ConsoleConfig,
        *,
        heard: Callable[[int], None] = lambda skew: None,
        now: Callable[[], datetime] = utc_now,
        secrets: SecretStore | None = None,
    ) -> None:
        self.config = config
        self.now = now
        self._heard = heard
        self._lock = threading.RLock()
        self._state: StateStore | None = None
        self._cache: Cache | None = None
        self._secrets: SecretStore | None = secrets
        self._api: ServiceApi | None = None
        self._api_url: str | None = None
        self._closers: list[Callable[[], None]] = []

    @property
    def is_practice(self) -> bool:
        return self.config.practice is not None

    @property
    def state(self) -> StateStore:
        with self._lock:
            if self._state is None:
                from tabeza_desktop.store.state import StateStore

                self._make_folder()
                self._state = StateStore(self.config.data_dir / STATE_FILE)
                self._closers.append(self._state.close)
            return self._state

    @property
    def cache(self) -> Cache:
        with self._lock:
            if self._cache is None:
                from tabeza_desktop.store.cache import Cache

                self._make_folder()
                self._cache = Cache(self.config.data_dir / CACHE_FILE)
                self._closers.append(self._cache.close)
            return self._cache

    @property
    def history(self) -> HistoryReader:
        from tabeza_desktop.store.history import HistoryReader

        return HistoryReader(self.cache, practice=self.is_practice)

    @property
    def verifiers(self) -> OfflineVerifiers:
        from tabeza_desktop.store.verifiers import OfflineVerifiers

        return OfflineVerifiers(self.state)

    @property
    def secrets(self) -> SecretStore:
        with self._lock:
            if self._secrets is None:
                from tabeza_desktop.store import secrets

                if self.config.memory_only:
                    self._secrets = secrets.MemoryStore("no_backend")
                else:
                    service = secrets.PRACTICE_SERVICE_NAME if self.is_practice else secrets.SERVICE_NAME
                    self._secrets = secrets.KeyringStore(service, self.state.install_id(new_id()))
            return self._secrets

    @property
    def api(self) -> ServiceApi:
        with self._lock:
            url = self.service_url()
            if self._api is None or self._api_url != url:
                from tabeza_desktop.api.client import HttpClient
                from tabeza_desktop.api.service import ServiceApi

                http = HttpClient(
                    url,
                    client_version=self.config.client_version,
                    new_id=new_id,
                    heard=self._heard,
                    wall=self.now,
                )
                self._closers.append(http.close)
                self._api, self._api_url = ServiceApi(http, _Tokens(self), self.now), url
            return self._api

    @property
    def support(self) -> SupportApi:
        from tabeza_desktop.api.support import SupportApi

        return SupportApi(self.api)

    @property
    def people(self) -> PeopleApi:
        from tabeza_desktop.api.people import PeopleApi

        return PeopleApi(self.api)

    @property
    def tab_actions(self) -> TabActionsApi:
        from tabeza_desktop.api.tab_actions import TabActionsApi

        return TabActionsApi(self.api)

    def practice_phone(self) -> PracticePhone:
        """A client of the simulated phones. Only in practice."""
        from tabeza_desktop.api.client import HttpClient
        from tabeza_desktop.api.practice_phone import PracticePhone

        info = self.config.practice
        assert info is not None
        http = HttpClient(info.control_url, client_version=self.config.client_version, new_id=new_id)
        self._closers.append(http.close)
        return PracticePhone(http)

    def service_url(self) -> str:
        if self.config.service_url is not None:
            return self.config.service_url
        record = self.state.device()
        if record is None:
            from tabeza_desktop.api.errors import problem_error

            raise problem_error("no_network", detail="no service address")
        return record.service_url

    def pinned_fingerprint(self) -> str | None:
        """The identity this PC knows, or None before the first pairing with a service nobody named."""
        if self.config.identity_fingerprint is not None:
            return self.config.identity_fingerprint
        record = self.state.device()
        return None if record is None else record.identity_fingerprint

    def device_record(self) -> DeviceRecord:
        """Raises ``signed_out`` when this PC is not paired."""
        from tabeza_desktop.api.errors import problem_error

        record = self.state.device()
        if record is None:
            raise problem_error("signed_out")
        return record

    def device_key(self) -> Secret:
        """32 random bytes in hex that offline PIN verifiers are mixed with."""
        held = self.secrets.get("device_key")
        if held is None:
            held = Secret(random_secrets.token_hex(32))
            self.secrets.put("device_key", held)
        return held

    def close(self) -> None:
        with self._lock:
            for close in reversed(self._closers):
                close()
            self._closers.clear()
            self._state = self._cache = self._api = None

    def _make_folder(self) -> None:
        from tabeza_desktop.store.database import disk_errors

        with disk_errors():
            self.config.data_dir.mkdir(parents=True, exist_ok=True)


class _Tokens:
    """The device's refresh token, for the API."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def read(self) -> tuple[str, Secret] | None:
        record, token = self._backend.state.device(), self._backend.secrets.get("refresh_token")
        return None if record is None or token is None else (record.device_id, token)

    def replace(self, token: Secret) -> None:
        self._backend.secrets.put("refresh_token", token)


def to_problem(error: BaseException) -> Problem | None:
    """What a worker raised, as a problem; None for what nobody foresaw. Nothing of the exception's text is kept."""
    from tabeza_desktop.api.errors import ProblemError
    from tabeza_desktop.store.database import Corrupt, DiskFailed
    from tabeza_desktop.store.migrations import FromTheFuture

    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, DiskFailed):
        return Problem("disk_failed", detail=str(error))
    if isinstance(error, Corrupt):
        return Problem("disk_failed", detail="corrupt")
    if isinstance(error, FromTheFuture):
        return Problem("upgrade_required")
    return None
