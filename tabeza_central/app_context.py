"""What every service function is handed first: the store, the ports and the figures.

Built once by the composition root; nothing here is global. A test or a simulation builds one with its own clock,
ids, vault and Safaricom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tabeza_central.domain.instants import micros
from tabeza_central.domain.policy import Policy
from tabeza_central.feed_versions import FeedVersions
from tabeza_central.observe.logs import EventLog
from tabeza_central.ports import CallbackTokens, Clock, Daraja, Ids, Vault
from tabeza_central.store.spool import Spool
from tabeza_central.store.uow import Store


@dataclass
class Context:
    """Everything a service function may use.

    ``callback_url_base`` is the public address that a payment's token is appended to after a slash, for example
    ``https://api.tabeza.co.ke/pay/cb``. ``settings`` is the process's configuration, for the web shell and the CLI.
    """

    store: Store
    clock: Clock
    ids: Ids
    vault: Vault
    callback_tokens: CallbackTokens
    daraja: Daraja
    callback_url_base: str
    spool: Spool
    log: EventLog
    feed_versions: FeedVersions = field(default_factory=FeedVersions)
    policy: Policy = field(default_factory=Policy)
    settings: Any = None
    wake_workers: Callable[[], None] = lambda: None
    """Called after a commit that made jobs. The worker loop replaces it; it must only signal."""

    def __post_init__(self) -> None:
        self.store.after_commit(self._committed)

    def _committed(self, seqs: dict[str, int], jobs_made: bool) -> None:
        if seqs:
            self.feed_versions.notify(seqs)
        if jobs_made:
            self.wake_workers()

    def now(self) -> int:
        """The time as the store keeps it."""
        return micros(self.clock.now())
