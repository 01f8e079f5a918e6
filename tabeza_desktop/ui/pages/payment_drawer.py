"""One payment: what was asked, how far it came, its receipt, what its code means and what to do now.

It shows the row at once and the timeline as soon as the service has told it; it never guesses a step.
"""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.display import advice, is_checking, payment_display
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Capability
from tabeza_desktop.core.timeline import payment_nodes
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.receipt_box import ReceiptBox
from tabeza_desktop.ui.pages.advice_box import AdviceBox
from tabeza_desktop.ui.pages.drawer_head import DrawerHead
from tabeza_desktop.ui.pages.node_bridge import nodes_for_timeline
from tabeza_desktop.ui.pages.page import WhenShown
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.chip import ChipKind
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.timeline import Timeline
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentDetail, PaymentView, TimelineEvent

tr = words("PaymentDrawer")


class PaymentDrawer(Translated, Panel):
    """``asked(action)``: request, open_tab, print, again, decide. ``copied(text)`` wants the clipboard.

    Private state: the payment shown and its timeline (empty until the service told it).
    """

    asked = Signal(str)
    copied = Signal(str)
    failed = Signal(Problem)

    def __init__(self, console: Console) -> None:
        super().__init__(edges="l")
        self._console = console
        self._payment: PaymentView | None = None
        self._events: tuple[TimelineEvent, ...] = ()
        self._empty = EmptyState("payments", "", "")
        self._head = DrawerHead()
        self._timeline = Timeline(tr("What has happened"))
        self._receipt = ReceiptBox()
        self._advice = AdviceBox()
        self._again = Button("", ButtonKind.PRIMARY, icon="refresh", key="F2", spread=True)
        self._check = Button("", ButtonKind.PRIMARY, icon="refresh", key="F5", spread=True)
        self._decide = Button("", ButtonKind.PRIMARY, icon="user", key="F7", spread=True)
        self._open, self._slip = Button("", icon="tabs"), Button("", icon="printer")
        self._support, self._copy = Label("", Role.FINE, Tone.T2, codes=True, elide=True), LinkButton("", icon="copy")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.retranslate()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        scaled(column)
        column.addWidget(self._head)
        column.addWidget(self._middle(), 1)
        column.addLayout(self._foot())
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._stack)

    def _middle(self) -> QScrollArea:
        inner = Panel()
        column = QVBoxLayout(inner)
        scaled(column, (20, 14, 20, 8), 10)
        for widget in (self._timeline, self._receipt, self._advice):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        scaled(foot, (20, 6, 20, 5), 3)
        for button in (self._again, self._check, self._decide):
            foot.addWidget(button)
        beside = QHBoxLayout()
        scaled(beside, spacing=10)
        beside.addWidget(self._open, 1)
        beside.addWidget(self._slip, 1)
        foot.addLayout(beside)
        row = QHBoxLayout()
        scaled(row, spacing=8)
        row.addWidget(self._support, 1)
        row.addWidget(self._copy)
        foot.addLayout(row)
        return foot

    def _connect(self) -> None:
        self._again.clicked.connect(lambda: self.asked.emit("request"))
        self._check.clicked.connect(lambda: self.asked.emit("again"))
        self._decide.clicked.connect(lambda: self.asked.emit("decide"))
        self._open.clicked.connect(lambda: self.asked.emit("open_tab"))
        self._slip.clicked.connect(lambda: self.asked.emit("print"))
        self._receipt.copied.connect(self.copied)
        self._head.closed.connect(self.clear)
        self._copy.clicked.connect(self._copy_reference)
        state = self._console.state
        state.trade.applied.connect(self._news)
        seen = WhenShown(self, self._refresh)
        for holder in (state.clock, state.session, state.connection):
            holder.changed.connect(seen.news)

    def set_narrow(self, narrow: bool) -> None:
        """The window is under 1200 px wide."""
        self._head.set_narrow(narrow)

    # which payment

    def payment(self) -> PaymentView | None:
        return self._payment

    def show_payment(self, payment: PaymentView) -> None:
        """Show a payment whose row is known; its timeline follows."""
        if self._payment is None or payment.id != self._payment.id:
            self._events = ()
        self._payment = payment
        self._refresh()
        self._fetch(payment.id)

    def show_payment_id(self, payment_id: str) -> None:
        """Show a payment that is not in the list."""
        self._payment, self._events = None, ()
        self._fetch(payment_id)

    def _fetch(self, payment_id: str) -> None:
        self._console.services.payments.detail(payment_id, owner=self, done=self._detailed, failed=self._not_detailed)

    def _detailed(self, detail: PaymentDetail) -> None:
        if self._payment is not None and detail.payment.id != self._payment.id:
            return
        self._payment, self._events = detail.payment, detail.timeline
        self._refresh()

    def _not_detailed(self, problem: Problem) -> None:
        """Without the service the row alone is shown; only a payment nobody has is worth a word."""
        if self._payment is None:
            self.failed.emit(problem)

    def _news(self, changes: ChangeSet) -> None:
        shown = self._payment
        if shown is None:
            return
        for payment in changes.payments:
            if payment.id == shown.id and payment.version > shown.version:
                self.show_payment(payment)

    def clear(self) -> None:
        self._payment, self._events = None, ()
        self._refresh()

    # what may be done

    def may_request_again(self) -> bool:
        """Whether a new request in place of this one is safe, and this person may make it now."""
        payment, state = self._payment, self._console.state
        if payment is None or payment.kind != "tab" or payment.tab_id is None:
            return False
        found = advice(payment, state.clock.value, current_language())
        tab = state.trade.value.tabs.get(payment.tab_id)
        owed = tab is not None and tab.balance_cents > 0
        allowed = state.session.value.may(Capability.REQUEST_PAYMENT) and state.connection.value.can_request
        return bool(found and found.may_send_again and owed and allowed)

    def may_check(self) -> bool:
        """Whether asking M-Pesa again can tell anything new."""
        payment = self._payment
        if payment is None:
            return False
        return is_checking(payment.state, payment.requested_at, self._console.state.clock.value)

    # showing

    def _refresh(self) -> None:
        payment = self._payment
        self._stack.setCurrentIndex(0 if payment is None else 1)
        if payment is None:
            return
        now, lang, state = self._console.state.clock.value, current_language(), self._console.state
        shown = payment_display(payment, now, lang, stale=state.connection.value.is_stale)
        kind, word = shown.chip, shown.word
        tab = state.trade.value.tabs.get(payment.tab_id or "")
        if shown.chip is ChipKind.PAID:
            kind = ChipKind.PAID_IN_FULL
            word = tr("Paid in full") if tab is not None and tab.balance_cents <= 0 else shown.word
        self._head.show_payment(payment, kind, word)
        nodes = payment_nodes(payment, now, lang, timeline=self._events)
        self._timeline.set_nodes(nodes_for_timeline(nodes, time.monotonic()))
        self._show_receipt(payment)
        self._advice.show_payment(payment, now, lang)
        self._show_foot(payment)

    def _show_receipt(self, payment: PaymentView) -> None:
        ended = payment.state in (PaymentState.FAILED, PaymentState.REFUSED)
        none = tr("None. No money moved.") if ended else tr("None yet.")
        self._receipt.set_receipt(payment.receipt, none)

    def _show_foot(self, payment: PaymentView) -> None:
        again, check = self.may_request_again(), self.may_check()
        self._again.setVisible(again)
        self._check.setVisible(check)
        review = payment.state is PaymentState.NEEDS_REVIEW
        self._decide.setVisible(review and self._console.state.session.value.may(Capability.DECIDE_REVIEW))
        self._open.setVisible(not again and not check and payment.tab_id is not None)
        self._slip.setVisible(payment.state is PaymentState.SUCCEEDED)
        self._open.set_text(tr("Open tab {number}", number=payment.tab_number or "–"))
        reference = payment.support_reference or payment.id
        self._support.set_text(tr("For support: {reference}", reference=shortened(reference)))
        self._support.setAccessibleName(tr("For support: {reference}", reference=reference))

    def _copy_reference(self) -> None:
        if self._payment is not None:
            self.copied.emit(self._payment.support_reference or self._payment.id)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Details"))
        self._empty.set_words(tr("No payment chosen"), tr("Choose a row to see what happened."))
        self._again.set_text(tr("Request again"))
        self._check.set_text(tr("Check again"))
        self._decide.set_text(tr("Decide"))
        self._slip.set_text(tr("Print slip"))
        self._copy.set_text(tr("Copy"))
        self._head.reword()
        self._receipt.reword()
        self._refresh()


def shortened(reference: str) -> str:
    """A long reference with its middle left out: the ends are what people compare."""
    return reference if len(reference) <= 22 else f"{reference[:10]}…{reference[-9:]}"
