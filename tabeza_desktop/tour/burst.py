"""A hundred payments, and how long each took from Safaricom's callback being accepted to its row being painted.

The clock is the tour's own: the simulator stamps when the service answered a callback, the tour stamps the paint of the
tabs table that follows the news of that payment. Both are milliseconds of this machine's wall clock.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.tour.robot import Surprise
from tabeza_protocol.payment_states import PaymentState

if TYPE_CHECKING:
    from tabeza_desktop.tour.steps import Scene

ROUNDS: Final = 12
TABS: Final = 9
"""Rows that are on screen at 1366 x 768 without scrolling."""
SHILLING: Final = 100
_HEARD: Final = "the simulated Safaricom to listen"


class PaintClock(QObject):
    """Stamps, for every payment that the feed says succeeded, the next paint of the table."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__()
        self._waiting: set[str] = set()
        self.painted_ms: dict[str, float] = {}
        viewport.installEventFilter(self)

    def heard(self, changes: ChangeSet) -> None:
        for payment in changes.payments:
            if payment.state is PaymentState.SUCCEEDED and payment.id not in self.painted_ms:
                self._waiting.add(payment.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._waiting:
            now = time.time() * 1000
            self.painted_ms.update(dict.fromkeys(self._waiting, now))
            self._waiting.clear()
        return False


def hundred_payments(scene: Scene) -> dict[str, Any]:
    """Asks nine tabs at a time for one shilling each, from phones never used before, twelve times over."""
    scene.aside(lambda: scene.safaricom.hurry(prompt_appears_ms=0, settle_ms=0, callback_ms=20), _HEARD)
    scene.aside(lambda: scene.safaricom.let_phones_pay(200), _HEARD)
    table, trade = scene.window.tabs.table, scene.console.state.trade
    table.scrollToTop()
    clock = PaintClock(table.viewport())
    trade.applied.connect(clock.heard)
    try:
        asked = [key for round_number in range(ROUNDS) for key in _round(scene, round_number, clock)]
    finally:
        trade.applied.disconnect(clock.heard)
        table.viewport().removeEventFilter(clock)
        scene.aside(scene.safaricom.let_people_answer, _HEARD)
    took = _took_ms(scene, asked, clock)
    figures = {
        "payments": len(took),
        "median_ms": round(statistics.median(took), 1),
        "p99_ms": round(statistics.quantiles(took, n=100)[98], 1),
        "longest_ms": round(max(took), 1),
    }
    scene.figures["callback_to_paint"] = figures
    return figures


def _round(scene: Scene, round_number: int, clock: PaintClock) -> list[str]:
    tabs = [t for t in scene.console.state.trade.value.tabs.values() if t.balance_cents >= ROUNDS * SHILLING]
    chosen = sorted(tabs, key=lambda tab: tab.number)[:TABS]
    keys: list[str] = []
    refused: list[str] = []
    for place, tab in enumerate(chosen):
        phone = f"0790{round_number:03d}{place:03d}"
        scene.console.services.payments.request(
            tab.id, SHILLING, phone, owner=clock,
            done=lambda pending: keys.append(pending.payment_id or pending.key),
            failed=lambda problem: refused.append(problem.code),
        )  # fmt: skip
    scene.robot.until(lambda: len(keys) + len(refused) == len(chosen), "the requests taken")
    if refused:
        raise Surprise(f"requests refused: {sorted(set(refused))}")
    scene.robot.until(lambda: all(key in clock.painted_ms for key in keys), "all of a round painted", 60)
    return keys


def _took_ms(scene: Scene, asked: list[str], clock: PaintClock) -> list[float]:
    entries: list[dict[str, Any]] = []
    scene.aside(lambda: entries.extend(scene.safaricom.record("delivery")), _HEARD)
    accepted = {e["checkout_request_id"]: e["at_ms"] for e in entries if e["status"] == 200}
    ids = {
        row["id"]: row["checkout_request_id"]
        for row in scene.books.rows("SELECT id, checkout_request_id FROM mpesa_transactions WHERE amount_cents = 100")
    }
    return [clock.painted_ms[payment] - accepted[ids[payment]] for payment in asked]

