"""From a callback's arrival at the service to its row painted on a console: customers pay by themselves, on loopback.

The first moment is the service's own (``mpesa_callbacks.received_at``: the body is here, not yet durable or answered);
the last is read after the paint event that covered the tab's row returned. Both are this machine's wall clock.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent

from tabeza_protocol.payment_states import PaymentState
from tests.benchmarks.figures import summary
from tests.benchmarks.stage import Screen, screen, town
from tests.journeys.counter import Counter
from tests.journeys.town import Bar, Tab, Town

TABS = 10
ROUNDS = 10
APART_MS = 250
OWES_SHILLINGS = 40_000
PUSH_LIMIT = 1_000


class Painted(QObject):
    """When each payment was first painted as paid: seconds since the epoch, by payment id."""

    def __init__(self, shown: Screen) -> None:
        super().__init__(shown.window)
        self._trade = shown.counter.console.state.trade
        self._model = shown.counter.console.models.tabs
        self._table = shown.window.tabs.table
        self._waiting: set[str] = set()
        self.at: dict[str, float] = {}
        self._table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            fresh = [paid for tab_id, paid in self._paid() if self._covers(event, tab_id)]
            if fresh:
                self._waiting |= set(fresh)
                QTimer.singleShot(0, lambda: self._done(fresh))
        return False

    def _paid(self) -> list[tuple[str, str]]:
        return [
            (tab.id, tab.last_payment.payment_id)
            for tab in self._trade.value.tabs.values()
            if tab.last_payment is not None
            and tab.last_payment.state is PaymentState.SUCCEEDED
            and tab.last_payment.payment_id not in self._waiting
        ]

    def _covers(self, event: QPaintEvent, tab_id: str) -> bool:
        index = self._model.index(self._model.row_of(tab_id), 0)
        rect = self._table.visualRect(index)
        rect.setWidth(self._table.viewport().width())
        return event.region().intersects(rect)

    def _done(self, payments: list[str]) -> None:
        now = time.time()
        for payment in payments:
            self.at.setdefault(payment, now)


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """A busy bar, whose customers pay a quarter of a second apart; then the same with all ten tabs paying at once."""
    with town() as here, tempfile.TemporaryDirectory(prefix="tabeza-bench-paint-") as folder:
        bar = here.new_bar(*([OWES_SHILLINGS] * TABS), push_limit=PUSH_LIMIT)
        with screen(here, bar, Path(folder) / "data") as shown:
            painted = Painted(shown)
            for turn in range(rounds):
                _round(here, shown.counter, bar, turn, painted, APART_MS)
            apart = _latencies(here, bar, painted, set())
            for turn in range(rounds, 2 * rounds):
                _round(here, shown.counter, bar, turn, painted, 0)
            at_once = _latencies(here, bar, painted, set(apart))
        assert here.audit() == []
        return {
            f"{APART_MS}_ms_apart": summary(list(apart.values())),
            f"{TABS}_at_once": summary(list(at_once.values())),
            "wanted": {"p50_ms": 150, "p99_ms": 400},
        }


def _latencies(here: Town, bar: Bar, painted: Painted, but: set[str]) -> dict[str, float]:
    """Milliseconds from callback to paint by payment id; every payment must have been painted."""
    received = _received(here, bar)
    assert set(received) == set(painted.at)
    return {payment: (painted.at[payment] - at) * 1000 for payment, at in received.items() if payment not in but}


def _round(here: Town, counter: Counter, bar: Bar, turn: int, painted: Painted, apart_ms: int) -> None:
    """Every tab is asked for a little, from phones of their own."""
    before = len(painted.at)
    for place, tab in enumerate(bar.tabs):
        phone = f"2547{turn:02d}{place:06d}"
        here.customer(phone, "enter_pin", delay_ms=place * apart_ms)
        _ask(counter, tab, shillings=100 + turn, phone=phone)
    counter.until(lambda: len(painted.at) >= before + len(bar.tabs), "every row painted", seconds=60)
    counter.until(lambda: not counter.console.state.requests.value.unsettled, "every request's answer")


def _ask(counter: Counter, tab: Tab, shillings: int, phone: str) -> None:
    counter.console.services.payments.request(tab.id, shillings * 100, phone)


def _received(here: Town, bar: Bar) -> dict[str, float]:
    """When the service received each payment's callback: seconds since the epoch."""
    sql = (
        "SELECT payment_id, MIN(received_at) AS at FROM mpesa_callbacks c WHERE EXISTS"
        " (SELECT 1 FROM mpesa_transactions t WHERE t.id = c.payment_id AND t.bar_id = ?) GROUP BY payment_id"
    )
    return {row["payment_id"]: row["at"] / 1e6 for row in here.rows(sql, bar.id)}
