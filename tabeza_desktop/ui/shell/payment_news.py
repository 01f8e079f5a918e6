"""News of payments nobody is looking at: a toast when one is paid, fails or needs checking, and a word aloud.

Only a payment this window saw open can bring news, so a first load or a reconnection does not rain toasts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.display import advice
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.toast import Toast, ToastKind, ToastStack
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

tr = words("PaymentNews")

_BAD = frozenset({PaymentState.FAILED, PaymentState.REFUSED})


class PaymentNews(QObject):
    """``ended(payment)`` for every payment that ends while this window is open: sounds listen to it.

    Private state: the payments seen open, by id.
    """

    ended = Signal(object)

    def __init__(
        self, console: Console, toasts: ToastStack, speaker: QWidget, watched_tab: Callable[[], str | None]
    ) -> None:
        super().__init__(speaker)
        self._console, self._toasts, self._speaker = console, toasts, speaker
        self._watched_tab = watched_tab
        self._open = {
            tab.last_payment.payment_id
            for tab in console.state.trade.value.tabs.values()
            if tab.last_payment is not None and tab.last_payment.state in UNRESOLVED_STATES
        }
        console.state.trade.applied.connect(self._news)

    def _news(self, changes: ChangeSet) -> None:
        if changes.fresh:
            self._open.clear()
        for payment in changes.payments:
            if payment.state in UNRESOLVED_STATES:
                self._open.add(payment.id)
            elif payment.id in self._open:
                self._open.discard(payment.id)
                self._tell(payment)

    def _tell(self, payment: PaymentView) -> None:
        kind, title, text = self._words(payment)
        announce(self._speaker, f"{title}. {text}", urgent=kind is ToastKind.FAILED)
        self.ended.emit(payment)
        if payment.tab_id is not None and payment.tab_id != self._watched_tab():
            self._toasts.push(Toast(kind, title, text, tr("Open"), payment.tab_id))

    def _words(self, payment: PaymentView) -> tuple[ToastKind, str, str]:
        amount, number = format_amount(payment.amount_cents), payment.tab_number or "–"
        if payment.state is PaymentState.SUCCEEDED:
            title = tr("Paid KES {amount} · tab {number}", amount=amount, number=number)
            return ToastKind.PAID, title, f"{payment.customer_name} · {payment.receipt or '–'}"
        if payment.state in _BAD:
            found = advice(payment, self._console.state.clock.value, current_language())
            word, do = (found.title, found.do) if found is not None else (tr("Not paid"), "")
            title = tr("{word} · tab {number}", word=word, number=number)
            return ToastKind.FAILED, title, f"{payment.customer_name}. {do}".strip()
        title = tr("Needs review · tab {number}", number=number)
        return ToastKind.CHECKING, title, tr("{name}. The owner decides.", name=payment.customer_name)
