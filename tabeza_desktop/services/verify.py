"""Verify a payment: asks the service, or this PC's own copy with its age. Marks nothing as paid."""

from __future__ import annotations

from PySide6.QtCore import QObject

from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.verify import Evidence, Query
from tabeza_desktop.services.backend import new_id, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane
from tabeza_desktop.services.session import OFFLINE_CODES
from tabeza_protocol.wire.trade import RecordByHandRequest, VerifyPaymentRequest

_AWAY = frozenset({ConnectionKind.OFFLINE, ConnectionKind.SIGNED_OUT})
FALLS_BACK = OFFLINE_CODES | {"signed_out", "token_expired", "tls_failed", "clock_wrong", "not_found"}
"""Answers that say nothing about the receipt. ``not_found``: a service that does not know this question yet."""


class VerifyService(Service):
    """While plainly offline it asks this PC at once and waits for no time-out."""

    def ask(self, query: Query, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """What is known of a receipt or a phone; ``done`` gets a :class:`~tabeza_desktop.core.verify.Evidence`."""
        bar_id, now = self._bar_id, self._state.clock.value.utc

        def from_cache() -> Evidence:
            from tabeza_desktop.store.verify import VerifyReader

            return VerifyReader(self._backend.cache).ask(query, now)

        def work() -> Evidence:
            request = VerifyPaymentRequest(bar_id=bar_id, receipt=query.receipt, phone=query.phone)
            try:
                known = self._backend.api.verify(request)
            except Exception as error:
                problem = to_problem(error)
                if problem is None or problem.code not in FALLS_BACK:
                    raise
                return from_cache()
            return Evidence(known, as_of=known.as_of)

        if self._state.connection.value.kind in _AWAY or self._state.session.value.read_only:
            self._lanes.run(Lane.READER, from_cache, owner=owner, done=done, failed=failed)
        else:
            self._command(work, owner, done, failed)

    def record_by_hand(
        self,
        tab_id: str,
        receipt: str,
        amount_cents: int,
        key: str | None = None,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Put an unconfirmed payment on a tab; the same ``key`` is the same record; gives the ``HandRecord``."""
        body = RecordByHandRequest(bar_id=self._bar_id, tab_id=tab_id, receipt=receipt, amount_cents=amount_cents)
        once = key or new_id()
        self._command(lambda: self._backend.api.record_by_hand(body, once), owner, done, failed)
