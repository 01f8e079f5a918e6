"""One request for payment from the form to its end: form, watching, paid. It opens dialogs and calls
services; what may be said comes from the facts alone.

A request is sent by ``payments.request`` once. Closing any dialog stops nothing: the tab keeps watching,
and opening the same tab again while its payment is open shows the watching dialog, never a second form.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import PendingRequest, RequestStage
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.dialogs.goes_to import Receiver
from tabeza_desktop.ui.dialogs.paid_dialog import PaidDialog, PaidFacts
from tabeza_desktop.ui.dialogs.request_form import Ask, RequestForm
from tabeza_desktop.ui.dialogs.watch_dialog import WatchDialog, Watched
from tabeza_desktop.ui.dialogs.watch_state import Facts, Phase
from tabeza_desktop.ui.widgets.badge import BadgeKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.phones import mask_phone
from tabeza_protocol.wire.trade import PaymentView, TabView

tr = words("RequestFlow")


class RequestFlow(QObject):
    """``ended(tab_id)`` when the last dialog of a request has closed.

    Private state: the dialog on screen, the tab it is for, what was asked, the request's record, and its
    payment once the feed or the service told it.
    """

    ended = Signal(str)

    def __init__(self, console: Console, host: Callable[[], QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console, self._host = console, host
        self._dialog: DialogFrame | None = None
        self._tab: TabView | None = None
        self._ask: Ask | None = None
        self._pending: PendingRequest | None = None
        self._payment: PaymentView | None = None
        state = console.state
        state.requests.changed.connect(self._requests_changed)
        state.trade.applied.connect(self._news)
        state.clock.changed.connect(self._tick)

    @property
    def dialog(self) -> DialogFrame | None:
        """The dialog on screen, if any."""
        return self._dialog

    # the form

    def open(
        self, tab_id: str, *, other_phone: bool = False, amount_cents: int | None = None, retry_of: str | None = None
    ) -> None:
        """Open the form for a tab; nothing happens while another request is on screen."""
        tab = self._console.state.trade.value.tabs.get(tab_id)
        mpesa = self._console.state.mpesa.value
        if self._dialog is not None or tab is None or mpesa is None or tab.balance_cents <= 0:
            return
        self._forget()
        self._tab = tab
        form = RequestForm(
            self._host(), tab, self._receiver(), self._bar_name(), amount_cents=amount_cents,
            other_phone=other_phone, retry_of=retry_of,
        )
        form.sent.connect(self._send)
        self._show(form)
        form.open_form()

    def _forget(self) -> None:
        self._ask, self._pending, self._payment = None, None, None

    def _bar_name(self) -> str:
        bar = self._console.state.session.value.bar
        return bar.name if bar is not None else ""

    def _receiver(self) -> Receiver:
        state = self._console.state
        mpesa = state.mpesa.value
        badge = BadgeKind.LIVE
        if state.practice.value.info is not None or state.session.value.service_kind == "practice":
            badge = BadgeKind.PRACTICE
        elif mpesa is not None and mpesa.environment is Environment.SANDBOX:
            badge = BadgeKind.SANDBOX
        return Receiver(
            mpesa.registered_name if mpesa is not None else None,
            (mpesa.business_shortcode if mpesa is not None else None) or "–", badge,
        )

    def _show(self, dialog: DialogFrame) -> None:
        self._dialog = dialog
        dispose_when_closed(dialog)
        dialog.closed.connect(lambda: self._closed(dialog))

    def _closed(self, dialog: DialogFrame) -> None:
        if self._dialog is dialog:
            self._dialog = None
            if self._tab is not None:
                self._dismiss()
                self.ended.emit(self._tab.id)

    def _dismiss(self) -> None:
        """A request that came to nothing is forgotten once somebody has seen it."""
        pending = self._pending
        if pending is not None and pending.stage in (RequestStage.NOT_SENT, RequestStage.REFUSED):
            self._console.services.payments.dismiss(pending.key)

    # sending

    def _send(self, ask: Ask) -> None:
        self._ask = ask
        self._console.services.payments.request(
            ask.tab_id, ask.amount_cents, ask.phone, ask.retry_of,
            owner=self, done=self._accepted, failed=self._refused,
        )

    def _accepted(self, pending: PendingRequest) -> None:
        self._pending = pending
        form = self._dialog
        if isinstance(form, RequestForm):
            self._dialog = None
            form.close_frame()
            self._watch()
        elif form is None:
            return

    def _refused(self, problem: Problem) -> None:
        """The service said no, so nothing was sent: the form stays and says why."""
        if isinstance(self._dialog, RequestForm):
            text = problem.text(current_language())
            self._dialog.come_back(text.happened, tr("{why}\n<b>What to do:</b> {do}", why=text.why, do=text.do))

    # watching

    def _watch(self) -> None:
        tab, ask, pending = self._tab, self._ask, self._pending
        if tab is None or pending is None:
            return
        phone = mask_phone(ask.phone) if ask is not None and ask.phone else pending.phone_masked or tab.phone_masked
        watched = Watched(
            tab.number, tab.customer_name, phone or "–", pending.amount_cents,
            tab.balance_cents - pending.amount_cents, self._receiver(), self._usual_seconds(),
        )
        dialog = WatchDialog(self._host(), watched, self._facts(pending), self._console.state.clock.value.utc)
        dialog.again.connect(self._again)
        dialog.check.connect(self._check)
        self._show(dialog)
        dialog.open_watch()
        self._follow()

    def _usual_seconds(self) -> int | None:
        """The middle of how long today's paid payments took, once there are at least five."""
        model = self._console.models.payments
        took = sorted(
            int((row.finished_at - row.requested_at).total_seconds())
            for row in (model.payment_at(at) for at in range(min(model.rowCount(), 60)))
            if row is not None and row.finished_at is not None and row.state is PaymentState.SUCCEEDED
        )
        return took[len(took) // 2] if len(took) >= 5 else None

    def _facts(self, pending: PendingRequest) -> Facts:
        payment = self._known_payment()
        problem = pending.problem.code if pending.problem is not None else None
        if payment is None:
            return Facts(pending.stage.value, pending.created_at, problem=problem)
        return Facts(
            pending.stage.value, pending.created_at, payment.state, payment.requested_at, payment.result_code,
            payment.problem or problem, payment.finished_at, payment.receipt,
        )

    def _known_payment(self) -> PaymentView | None:
        """The payment of this request, from the feed; never another payment of the same tab."""
        pending = self._pending
        if self._payment is None or pending is None or self._payment.id != pending.payment_id:
            return None
        return self._payment

    def _requests_changed(self, _: object) -> None:
        pending = self._pending
        if pending is None:
            return
        newer = self._console.state.requests.value.by_key.get(pending.key)
        if newer is not None and newer != pending:
            self._pending = newer
            self._follow()

    def _news(self, changes: ChangeSet) -> None:
        pending = self._pending
        if pending is None or pending.payment_id is None:
            return
        for payment in changes.payments:
            held = self._payment
            if payment.id == pending.payment_id and (held is None or payment.version > held.version):
                self._payment = payment
                self._follow()

    def _follow(self) -> None:
        """Bring the dialog in line with what is known now."""
        pending = self._pending
        if pending is None or not isinstance(self._dialog, WatchDialog):
            return
        if pending.payment_id is not None and self._payment is None:
            self._console.services.payments.detail(
                pending.payment_id, owner=self, done=lambda detail: self._news(ChangeSet(payments=(detail.payment,)))
            )
        self._dialog.set_facts(self._facts(pending))
        if self._dialog.phase is Phase.PAID:
            self._celebrate()

    def _tick(self, _: object) -> None:
        if isinstance(self._dialog, WatchDialog):
            self._dialog.tick(self._console.state.clock.value.utc)

    def _check(self) -> None:
        payment = self._known_payment()
        if payment is not None:
            self._console.services.payments.check_again(payment.id, owner=self)
        else:
            self._console.try_now()

    # the end

    def _celebrate(self) -> None:
        payment, watch, tab = self._known_payment(), self._dialog, self._tab
        if payment is None or watch is None or tab is None or payment.finished_at is None:
            return
        now_tab = self._console.state.trade.value.tabs.get(tab.id)
        balance = now_tab.balance_cents if now_tab is not None else max(0, tab.balance_cents - payment.amount_cents)
        facts = PaidFacts(
            tab.number, tab.customer_name, payment.amount_cents, payment.receipt, balance, payment.requested_at,
            payment.finished_at, self._receiver(),
        )
        self._dialog = None
        watch.close_frame()
        dialog = PaidDialog(self._host(), facts)
        dialog.copied.connect(lambda receipt: QGuiApplication.clipboard().setText(receipt))
        self._show(dialog)
        dialog.open_paid()

    def _again(self) -> None:
        """A person asks for a new request in place of this one; it is a new intent with its own form."""
        tab, pending, payment = self._tab, self._pending, self._known_payment()
        if tab is None or self._dialog is None:
            return
        amount = pending.amount_cents if pending is not None else None
        watch, self._dialog = self._dialog, None
        self._dismiss()
        watch.close_frame()
        self.open(tab.id, amount_cents=amount, retry_of=payment.id if payment is not None else None)
