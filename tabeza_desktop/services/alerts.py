"""Which payments somebody still has to take note of, and taking note: here at once, at the bar's other consoles by the
feed. A note that does not reach the service changes nothing there and is sent again with the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from tabeza_desktop.core.alerts import SNOOZE_MINUTES, STAYING, Quiet, is_unseen, kind_of, unseen_after
from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.services.backend import Backend
from tabeza_desktop.services.base import Service
from tabeza_desktop.services.lanes import Lanes
from tabeza_desktop.state.app_state import AppState
from tabeza_desktop.state.holder import Holder
from tabeza_protocol.payment_states import UNRESOLVED_STATES
from tabeza_protocol.wire.alerts import MOST_AT_ONCE, SeenRequest
from tabeza_protocol.wire.trade import PaymentView

Unseen = tuple[PaymentView, ...]
RETRY_SECONDS: Final = 15.0


class AlertsService(Service):
    """``unseen`` holds what waits for a person, oldest first.

    Private state: the payments seen open; what was noted here and not yet taken by the service, and when that was
    last tried.
    """

    def __init__(
        self, lanes: Lanes, backend: Backend, state: AppState, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(lanes, backend, state)
        self.unseen: Holder[Unseen] = Holder(())
        self.quiet: Holder[Quiet] = Holder(Quiet())
        self._clock = clock
        self._owed: set[str] = set()
        self._open: set[str] = set()
        self._sending = False
        self._tried = -RETRY_SECONDS
        state.trade.applied.connect(self._news)
        state.clock.changed.connect(self._tick)

    def note(self, payment_ids: Iterable[str]) -> None:
        """Somebody here has seen how these ended. Immediate on this screen."""
        held = {payment.id for payment in self.unseen.value}
        seen = held & set(payment_ids)
        if not seen:
            return
        self.unseen.set(tuple(payment for payment in self.unseen.value if payment.id not in seen))
        if not self._state.session.value.read_only:
            self._owed |= seen
            self._send()

    def set_quiet(self, on: bool) -> None:
        """No sound and nothing outside the window, until switched off."""
        self.quiet.set(Quiet(chosen=on))

    def snooze(self, minutes: int = SNOOZE_MINUTES) -> None:
        """The same for a while."""
        self.quiet.set(Quiet(snoozed_until=self._clock() + minutes * 60))

    @property
    def is_quiet(self) -> bool:
        return self.quiet.value.holds(self._clock())

    # --- following

    def _news(self, changes: ChangeSet) -> None:
        """Only what this console saw open can become an alert: a first load brings nobody the evening's failures."""
        if changes.fresh:
            self._open.clear()
        before = {} if changes.fresh else {payment.id: payment for payment in self.unseen.value}
        known = [
            payment
            for payment in changes.payments
            if payment.id not in self._owed
            and (payment.id in self._open or payment.id in before or kind_of(payment) not in STAYING)
        ]
        self._open |= {payment.id for payment in changes.payments if payment.state in UNRESOLVED_STATES}
        self._open |= {
            tab.last_payment.payment_id
            for tab in changes.tabs
            if tab.last_payment is not None and tab.last_payment.state in UNRESOLVED_STATES
        }
        self.unseen.set(tuple(unseen_after(before, known, self._state.clock.value.utc).values()))

    def _tick(self, _now: object) -> None:
        now = self._state.clock.value.utc
        self.unseen.set(tuple(payment for payment in self.unseen.value if is_unseen(payment, now)))
        if self.quiet.value.snoozed_until is not None and not self.is_quiet:
            self.quiet.set(Quiet())
        if self._owed and self._clock() - self._tried >= RETRY_SECONDS:
            self._send()

    def _send(self) -> None:
        if self._sending or self._state.session.value.bar is None:
            return
        self._sending, self._tried = True, self._clock()
        ids = tuple(sorted(self._owed))[:MOST_AT_ONCE]
        bar_id = self._bar_id
        self._command(
            lambda: self._backend.api.alerts_seen(SeenRequest(bar_id=bar_id, payment_ids=ids)),
            None, None, None, apply=lambda _seen: self._taken(ids), undo=self._not_taken,
        )  # fmt: skip

    def _taken(self, ids: tuple[str, ...]) -> None:
        self._sending = False
        self._owed -= set(ids)
        if self._owed:
            self._send()

    def _not_taken(self, problem: Problem) -> None:
        """The others are not told yet; a service that does not know the question never will be."""
        self._sending = False
        if problem.code in ("not_found", "bad_request", "method_not_allowed", "not_allowed"):
            self._owed.clear()
