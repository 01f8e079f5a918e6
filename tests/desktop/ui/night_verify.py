"""The service's answers about receipts and phones on the night of the pictures, from the payments of the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.verify import Evidence, Query
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.phones import mask_phone
from tabeza_protocol.wire.trade import HandRecord, PaymentView, Verification
from tests.desktop.ui.setup_stage import Call, Recorder

if TYPE_CHECKING:
    from tests.desktop.ui.night_stage import NightStage

_OPEN_END = (PaymentState.PROMPTED, PaymentState.UNKNOWN, PaymentState.NEEDS_REVIEW)


class NightVerify(Recorder):
    """``records`` are those made by hand; ``problem`` is what comes instead of an answer."""

    stage: NightStage

    def __init__(self, calls: list[Call], prefix: str) -> None:
        super().__init__(calls, prefix)
        self.records: dict[str, HandRecord] = {}
        self.problem: Problem | None = None

    def ask(self, query: Query, owner: object = None, done: Any = None, failed: Any = None) -> None:
        self.calls.append(Call("verify.ask", (query,), done, failed))
        if self.problem is not None:
            failed(self.problem)
            return
        done(self.evidence(query))

    def evidence(self, query: Query) -> Evidence:
        state = self.stage.state
        rows = sorted(self.stage.payments.values(), key=lambda row: row.requested_at, reverse=True)
        found = tuple(row for row in rows if _fits(row, query))
        pending = () if found or query.phone else tuple(row for row in rows if row.state in _OPEN_END)
        record = self.records.get(query.receipt or "")
        connection = state.connection.value
        offline = connection.kind is ConnectionKind.OFFLINE
        at = connection.last_good_at if offline and connection.last_good_at else state.clock.value.utc
        known = Verification(
            as_of=at, found=found, pending=pending, by_hand=record, tabs=tuple(state.trade.value.tabs.values())
        )
        return Evidence(known, from_cache=offline, as_of=at)

    def record_by_hand(
        self, tab_id: str, receipt: str, amount_cents: int, key: str | None = None, owner: object = None,
        done: Any = None, failed: Any = None,
    ) -> None:  # fmt: skip
        self.calls.append(Call("verify.record_by_hand", (tab_id, receipt, amount_cents, key), done, failed))

    def recorded(self, receipt: str, number: int, cents: int, by: str = "Mercy Atieno") -> None:
        """Somebody recorded this receipt before."""
        tab = next(tab for tab in self.stage.state.trade.value.tabs.values() if tab.number == number)
        self.records = {
            receipt: HandRecord(
                receipt=receipt, tab_id=tab.id, tab_number=number, customer_name=tab.customer_name,
                amount_cents=cents, recorded_by=by, at=tab.opened_at,
            )
        }  # fmt: skip


def _fits(row: PaymentView, query: Query) -> bool:
    if query.phone is not None:
        return row.phone_masked == mask_phone(query.phone) and row.state is not PaymentState.FAILED
    return row.receipt == query.receipt
