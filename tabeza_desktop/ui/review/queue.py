"""The owner's queue: every payment in review, of whatever day, oldest first. A cashier's is always empty."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.session import Capability
from tabeza_desktop.services.console import Console
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView

_PAUSE_MS = 150


class ReviewQueue(QObject):
    """``changed(payments)`` with all of them. Private state: the payments, and a pause that gathers bursts of news."""

    changed = Signal(object)

    def __init__(self, console: Console, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._payments: tuple[PaymentView, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read_again)
        console.state.trade.applied.connect(self._news)
        console.state.session.changed.connect(self.read_again)
        self.read_again()

    @property
    def payments(self) -> tuple[PaymentView, ...]:
        return self._payments

    def read_again(self, _session: object = None) -> None:
        """Read the queue from what this PC knows."""
        if not self._console.state.session.value.may(Capability.DECIDE_REVIEW):
            self._set(())
            return
        self._console.services.history.in_review(owner=self, done=self._set)

    def _news(self, changes: ChangeSet) -> None:
        held = {row.id for row in self._payments}
        concerns = any(row.state is PaymentState.NEEDS_REVIEW or row.id in held for row in changes.payments)
        if changes.fresh or concerns:
            self._pause.start()

    def _set(self, payments: tuple[PaymentView, ...]) -> None:
        if not self._console.state.session.value.may(Capability.DECIDE_REVIEW):
            payments = ()
        if payments != self._payments:
            self._payments = payments
            self.changed.emit(payments)
