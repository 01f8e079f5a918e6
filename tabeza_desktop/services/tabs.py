"""One tab at a time: its ledger, a new tab, charges, cash, corrections, moving a balance, closing and reopening."""

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
from tabeza_protocol.wire.tab_actions import (
    AdjustTabRequest,
    ReceiveCashRequest,
    TransferTabRequest,
    VoidEntryRequest,
)
from tabeza_protocol.wire.trade import AddChargeRequest, OpenTabRequest, TabDetail, TabView


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

    # Writes. ``key`` makes one of them once: the same press sent again is the same thing. Whoever asks keeps it.

    def open_tab(
        self, customer_name: str, phone: str | None = None, owner: QObject | None = None, done: Done = None,
        failed: Failed = None, *, key: str | None = None,
    ) -> None:
        """A new tab."""
        body = OpenTabRequest(bar_id=self._bar_id, customer_name=customer_name.strip(), phone=phone or None)
        key = key or new_id()

        def work() -> object:
            if body.phone is not None and isinstance(parse_phone(body.phone), PhoneError):
                raise Refusal(Problem("phone_invalid"))
            return self._backend.api.open_tab(body, key).tab

        self._command(work, owner, done, failed)

    def add_charge(
        self, tab_id: str, text: str, quantity: int, unit_price_cents: int, owner: QObject | None = None,
        done: Done = None, failed: Failed = None, *, key: str | None = None,
    ) -> None:
        body = AddChargeRequest(
            bar_id=self._bar_id, text=text.strip(), quantity=quantity, unit_price_cents=unit_price_cents
        )
        key = key or new_id()
        self._write(lambda: self._backend.api.add_charge(tab_id, body, key), owner, done, failed)

    def receive_cash(
        self, tab_id: str, amount_cents: int, key: str, owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:
        """What stays on the tab; more than is owed is credit."""
        body = ReceiveCashRequest(bar_id=self._bar_id, amount_cents=amount_cents)
        self._write(lambda: self._backend.tab_actions.receive_cash(tab_id, body, key), owner, done, failed)

    def void(
        self, tab_id: str, entry_id: str, reason: str, key: str, owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Take a charge or a cash payment back."""
        body = VoidEntryRequest(bar_id=self._bar_id, reason=reason)
        self._write(lambda: self._backend.tab_actions.void(tab_id, entry_id, body, key), owner, done, failed)

    def adjust(
        self, tab_id: str, amount_cents: int, reason: str, key: str, owner: QObject | None = None,
        done: Done = None, failed: Failed = None,
    ) -> None:
        """The owner's: above zero is owed more, below zero less."""
        body = AdjustTabRequest(bar_id=self._bar_id, amount_cents=amount_cents, reason=reason)
        self._write(lambda: self._backend.tab_actions.adjust(tab_id, body, key), owner, done, failed)

    def transfer(
        self, tab_id: str, to_tab_id: str, key: str, owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Move the whole balance; ``done`` gets the tab it went to."""
        body = TransferTabRequest(bar_id=self._bar_id, to_tab_id=to_tab_id)
        self._write(lambda: self._backend.tab_actions.transfer(tab_id, body, key), owner, done, failed)

    def close(
        self, tab_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        bar_id = self._bar_id
        self._command(lambda: self._backend.api.close_tab(tab_id, bar_id), owner, done, failed)

    def reopen(
        self, tab_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        bar_id = self._bar_id
        self._command(lambda: self._backend.tab_actions.reopen(tab_id, bar_id).tab, owner, done, failed)

    def closed(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """The closed tabs, those closed last first, at most fifty."""
        bar_id = self._bar_id

        def work() -> tuple[TabView, ...]:
            tabs = self._backend.tab_actions.closed(bar_id).tabs
            return tuple(sorted(tabs, key=lambda tab: tab.closed_at or tab.opened_at, reverse=True))

        self._command(work, owner, done, failed)

    def _write(self, work: Callable[[], TabDetail], owner: QObject | None, done: Done, failed: Failed) -> None:
        """The answer is the ledger as it is now: shown at once if that tab is in front."""
        self._command(work, owner, done, failed, apply=self._shown)

    def _shown(self, found: TabDetail) -> TabDetail:
        self._show(found.tab.id, TabLedger(found.tab, found.lines))
        return found

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
