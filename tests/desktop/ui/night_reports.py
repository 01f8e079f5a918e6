"""The reports of the night of the pictures: the real sums, read by the real SQL from a cache filled with that night."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.services.lanes import Refusal
from tabeza_desktop.services.reports import ReportsService
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.history import HistoryReader
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import Changes, PaymentView, TabLine, TabView
from tests.desktop.ui import sample_night as night

if TYPE_CHECKING:
    from tests.desktop.ui.night_stage import NightStage

_BY_HAND = 80_000
"""Of what tab 118 was paid, the part somebody says came by hand; the rest of it was cash."""


def ledger_lines(payments: Iterable[PaymentView], tabs: Iterable[TabView]) -> tuple[TabLine, ...]:
    """Lines that come to the tabs' own balances: one charge, what M-Pesa paid, and cash for the rest."""
    payments = [
        row for row in payments if row.state is PaymentState.SUCCEEDED and row.finished_at is not None
    ]
    told = [
        TabLine(id=f"{row.id}-l", tab_id=row.tab_id or "", at=row.finished_at or row.requested_at, kind="mpesa",
                text="M‑Pesa", amount_cents=-row.amount_cents, receipt=row.receipt, payment_id=row.id, version=9)
        for row in payments
    ]  # fmt: skip
    for tab in tabs:
        begun = tab.opened_at
        paid = sum(row.amount_cents for row in payments if row.tab_id == tab.id and row.finished_at > begun)
        told.append(TabLine(id=f"{tab.id}-c", tab_id=tab.id, at=begun, kind="charge", text="Tusker Lager 500 ml",
                            amount_cents=tab.charged_cents, version=9))  # fmt: skip
        rest = tab.paid_cents - paid
        if rest > 0:
            cash = TabLine(id=f"{tab.id}-k", tab_id=tab.id, at=night.at("20:15"), kind="cash", text="Cash",
                           amount_cents=_BY_HAND - rest, person="Mercy Atieno", version=9)  # fmt: skip
            hand = TabLine(id=f"{tab.id}-h", tab_id=tab.id, at=night.at("20:40"), kind="by_hand", text="Paid by hand",
                           amount_cents=-_BY_HAND, receipt="SKL7R5T2PW", person="Joyce Kendi", version=9)  # fmt: skip
            told += [cash, hand]
    return tuple(told)


def filled(cache: Cache, payments: Iterable[PaymentView], tabs: Iterable[TabView]) -> None:
    """The night's tabs, payments and lines, and last week's payments."""
    rows, tabs = tuple(payments), tuple(tabs)
    cache.apply(
        Changes(epoch=1, cursor="c", more=False, server_time=night.NOW, tabs=tabs,
                payments=(*rows, *night.week_before(date(2024, 11, 14))), lines=ledger_lines(rows, tabs)),
        fresh=True,
    )  # fmt: skip


class AtOnce:
    """Lanes that answer before they return: a page is whole as soon as it stands."""

    def run(
        self, lane: object, work: Callable[[], Any], *, apply: Any = None, undo: Any = None, owner: object = None,
        done: Any = None, failed: Any = None,
    ) -> None:  # fmt: skip
        try:
            result = work()
        except Refusal as refusal:
            self._refused(refusal.problem, undo, failed)
            return
        result = result if apply is None else apply(result)
        if done is not None:
            done(result)

    def _refused(self, problem: Problem, undo: Any, failed: Any) -> None:
        for told in (undo, failed):
            if told is not None:
                told(problem)


class NightFiles:
    """The files of the night's PC: a cache that holds what the stage holds, filled again when that has changed."""

    is_practice = False

    def __init__(self, stage: NightStage) -> None:
        self._stage = stage
        self._folder = tempfile.mkdtemp(prefix="tabeza-night-")
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._cache: Cache | None = None
        self._held: tuple[object, ...] = ()

    @property
    def cache(self) -> Cache:
        stage = self._stage
        holds = (*stage.payments.values(), *stage.state.trade.value.tabs.values())
        if self._cache is None:
            self._cache = Cache(Path(self._folder) / "cache.sqlite")
        if holds != self._held:
            filled(self._cache, stage.payments.values(), stage.state.trade.value.tabs.values())
            self._held = holds
        return self._cache

    @property
    def history(self) -> HistoryReader:
        return HistoryReader(self.cache)


def night_service(stage: NightStage) -> ReportsService:
    """The real service on the night's own files."""
    return ReportsService(AtOnce(), NightFiles(stage), stage.state)  # type: ignore[arg-type]
