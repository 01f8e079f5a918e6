"""One tab at a time: its ledger, a new tab, a charge, closing it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from tabeza_desktop.core.history import TabLedger
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.services.backend import Backend, new_id, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Lanes, Refusal
from tabeza_desktop.services.session import OFFLINE_CODES
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.phones import PhoneError, parse_phone
from tabeza_protocol.wire.trade import AddChargeRequest, OpenTabRequest


class TabsService(Service):
    """``show_ledger`` is told every ledger that was asked for, on the GUI thread."""

    def __init__(
        self, lanes: Lanes, backend: Backend, state: AppState, show_ledger: Callable[[TabLedger], None]
    ) -> None:
        super().__init__(lanes, backend, state)
        self._show_ledger = show_ledger
        self._wanted: str | None = None

    def detail(
        self, tab_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """The ledger, at once from the cache, then as the service has it. ``done`` gets the service's, or the
        cache's if the service can't be reached.
        """
        bar_id = self._bar_id
        self._wanted = tab_id
        self._lanes.run(
            Lane.READER, lambda: self._cached(tab_id), apply=lambda found: self._show(tab_id, found)
        )
        self._command(
            lambda: self._asked(bar_id, tab_id),
            owner,
            done,
            failed,
            apply=lambda found: self._show(tab_id, found),
        )

    def open_tab(
        self,
        customer_name: str,
        phone: str | None = None,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """A new tab; the same press is the same tab."""
        body = OpenTabRequest(bar_id=self._bar_id, customer_name=customer_name.strip(), phone=phone or None)
        key = new_id()

        def work() -> object:
            if body.phone is not None and isinstance(parse_phone(body.phone), PhoneError):
                raise Refusal(Problem("phone_invalid"))
            return self._backend.api.open_tab(body, key).tab

        self._command(work, owner, done, failed)

    def add_charge(
        self,
        tab_id: str,
        text: str,
        quantity: int,
        unit_price_cents: int,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        body = AddChargeRequest(
            bar_id=self._bar_id, text=text.strip(), quantity=quantity, unit_price_cents=unit_price_cents
        )
        key = new_id()
        self._command(lambda: self._backend.api.add_charge(tab_id, body, key), owner, done, failed)

    def close(
        self, tab_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        bar_id = self._bar_id
        self._command(lambda: self._backend.api.close_tab(tab_id, bar_id), owner, done, failed)

    # --- in a lane

    def _cached(self, tab_id: str) -> TabLedger | None:
        tab = self._backend.cache.tab(tab_id)
        return None if tab is None else TabLedger(tab, self._backend.cache.lines_of(tab_id), from_cache=True)

    def _asked(self, bar_id: str, tab_id: str) -> TabLedger:
        try:
            detail = self._backend.api.tab(bar_id, tab_id)
        except Exception as error:
            problem = to_problem(error)
            held = self._cached(tab_id)
            if problem is None or held is None or problem.code not in OFFLINE_CODES | {"signed_out"}:
                raise
            return held
        return TabLedger(detail.tab, detail.lines)

    # --- on the GUI thread

    def _show(self, tab_id: str, found: TabLedger | None) -> TabLedger | None:
        if found is not None and tab_id == self._wanted:
            self._show_ledger(found)
        return found
