"""The side panel of the queue: what the owner decides, on what proof, and why. Nothing is recorded by accident."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Capability
from tabeza_desktop.core.verify import Evidence, Query
from tabeza_desktop.i18n.dates import clock_time
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.review.choice import NOT_PAID, PAID, DecisionChoice
from tabeza_desktop.ui.review.reason_field import ReasonField
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line, Tone
from tabeza_desktop.ui.widgets.money import HeroMoney, format_amount
from tabeza_protocol.receipts import normalise_receipt
from tabeza_protocol.wire.trade import PaymentView

tr = words("Review")

_RECEIPT_LENGTH = 10


class DecisionPanel(Translated, Panel):
    """``failed(problem)``; ``recorded(payment)`` when the service has taken the decision.

    Private state: the payment in hand, the receipt that was looked up and where it was used, and whether a decision is
    on its way.
    """

    failed = Signal(Problem)
    recorded = Signal(object)

    def __init__(self, console: Console) -> None:
        super().__init__(edges="l")
        self._console = console
        self._payment: PaymentView | None = None
        self._looked_up, self._used_at = "", ""
        self._busy = False
        self._you = Label("", Role.LABEL, Tone.T2)
        self._who = Label("", Role.PANEL_NAME, elide=True)
        self._hero = HeroMoney(0, size=38)
        self._dont = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self.choice = DecisionChoice(tr("You decide"))
        self.reason = ReasonField()
        self.why_off = IconLabel("info", "", Role.LABEL, Tone.T2, weight=400)
        self.button = Button("", ButtonKind.PRIMARY, icon="check", key="Ctrl Enter", large=True, spread=True)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_block((self._you, self._who), (20, 12, 20, 12), 2))
        column.addWidget(Line())
        column.addWidget(_block((self._hero, self._dont), (20, 12, 20, 12), 2))
        column.addWidget(Line())
        inner = _block((self.choice, self.reason), (20, 16, 20, 12), 14, stretch=True)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(area, 1)
        column.addWidget(_block((self.why_off, self.button), (20, 8, 20, 16), 8))

    def _connect(self) -> None:
        self.choice.changed.connect(self._chosen)
        self.choice.receipt_changed.connect(self._typed)
        self.reason.changed.connect(self._judge)
        self.button.clicked.connect(self.record)
        state = self._console.state
        for holder in (state.connection, state.session, state.trade):
            holder.changed.connect(lambda *_: self.retranslate())

    # which payment

    def payment(self) -> PaymentView | None:
        return self._payment

    def show_payment(self, payment: PaymentView | None) -> None:
        """Another payment starts with nothing chosen; news of the same one keeps what was typed."""
        before, self._payment = self._payment, payment
        if payment is None or before is None or before.id != payment.id:
            self._looked_up, self._used_at, self._busy = "", "", False
            self.choice.start_over()
            self.reason.clear()
            if payment is not None and payment.receipt:
                self.choice.receipt.set_text(payment.receipt)
        self.retranslate()

    # the receipt

    def receipt(self) -> str | None:
        """The receipt as typed, if it is one."""
        return normalise_receipt(self.choice.receipt.text())

    def _typed(self, text: str) -> None:
        receipt, field = self.receipt(), self.choice.receipt
        if receipt is None:
            self._looked_up = ""
            letters = len("".join(text.split()))
            if letters >= _RECEIPT_LENGTH:
                field.set_state(FieldState.WRONG, tr("A receipt has 10 letters and numbers, like SKL7Q2M9XT."))
            elif letters:
                field.set_state(FieldState.TYPING, tr("{count} of 10", count=letters))
            else:
                field.set_state(FieldState.EMPTY, "")
        elif receipt != self._looked_up:
            self._looked_up, self._used_at = receipt, ""
            field.set_state(FieldState.CHECKING, tr("Checking"))
            self._console.services.verify.ask(
                Query(receipt=receipt), owner=self, done=self._found, failed=self._not_found_out
            )
        self._judge()

    def _found(self, evidence: Evidence) -> None:
        payment = self._payment
        if payment is None or self.receipt() != self._looked_up:
            return
        others = [row for row in evidence.known.found if row.id != payment.id and row.receipt == self._looked_up]
        if others:
            other = others[0]
            at = clock_time(other.finished_at or other.requested_at)
            self._used_at = tr("Already used on tab {number} at {at}", number=other.tab_number or "–", at=at)
            self.choice.receipt.set_state(FieldState.WRONG, self._used_at)
        else:
            self.choice.receipt.set_state(FieldState.RIGHT, tr("Not used before"))
        self._judge()

    def _not_found_out(self, problem: Problem) -> None:
        """The service checks again when the decision is recorded, so this stops nobody."""
        self.choice.receipt.set_state(FieldState.TYPING, tr("Checked when you record it"))
        self._judge()

    # the decision

    def _chosen(self, key: str) -> None:
        if key == PAID and self.receipt() is None:
            self.choice.receipt.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_button()
        self._judge()

    def reason_off(self) -> str:
        """Why nothing can be recorded yet, in words; empty when it can."""
        session, connection = self._console.state.session.value, self._console.state.connection.value
        if not session.may(Capability.DECIDE_REVIEW):
            return tr("Only the owner decides.")
        if connection.is_stale:
            return tr("Needs internet.")
        if not self.choice.chosen:
            return tr("Choose one first")
        if self.choice.chosen == PAID:
            if self.receipt() is None:
                return tr("Copy the receipt from the statement")
            if self._used_at:
                return tr("This receipt paid another tab")
        return "" if self.reason.text() else tr("Write the reason")

    def _judge(self) -> None:
        if self._busy:
            return
        off = self.reason_off() if self._payment is not None else ""
        self.why_off.setVisible(bool(off))
        self.why_off.set_text(off)
        if off:
            self.button.set_off(off)
        else:
            self.button.set_on()

    def record(self) -> None:
        """Ctrl+Enter or the button."""
        payment = self._payment
        if payment is None or self._busy:
            return
        self._judge()
        if self.reason_off():
            return
        paid = self.choice.chosen == PAID
        self._busy = True
        self.button.set_busy(True, tr("Recording"))
        self._console.services.payments.decide(
            payment.id, PAID if paid else NOT_PAID, self.reason.text(), self.receipt() if paid else None,
            owner=self, done=self._done, failed=self._refused,
        )

    def _done(self, _result: object) -> None:
        payment = self._payment
        self._rest()
        if payment is not None:
            self.recorded.emit(payment)

    def _refused(self, problem: Problem) -> None:
        self._rest()
        if problem.code == "conflict":
            self._used_at = tr("Already used for another payment")
            self.choice.receipt.set_state(FieldState.WRONG, self._used_at)
            self._judge()
            return
        self.failed.emit(problem)

    def _rest(self) -> None:
        self._busy = False
        self.button.set_busy(False)
        self._judge()

    # words

    def _show_button(self) -> None:
        texts = {PAID: tr("Record as paid"), NOT_PAID: tr("Record as not paid")}
        self.button.set_text(texts.get(self.choice.chosen, tr("Record")))

    def retranslate(self) -> None:
        payment = self._payment
        self._you.set_text(tr("You decide"))
        self._dont.set_text(tr("Don’t ask this customer again before you decide."))
        self.choice.setAccessibleName(tr("You decide"))
        self.choice.receipt.set_label(tr("M‑Pesa receipt from the statement"))
        self.reason.reword(tr("Reason"), tr("Kept for good with your name and the time."))
        if payment is not None:
            number = payment.tab_number or "–"
            self._who.set_text(tr("Tab {number}, {name}", number=number, name=payment.customer_name))
            self._hero.set_amount(payment.amount_cents)
            self.choice.paid.set_words(tr("It was paid"), self._credits(payment))
            self.choice.not_paid.set_words(tr("It was not paid"), tr("Nothing is credited. You can request again."))
        self._show_button()
        self._judge()

    def _credits(self, payment: PaymentView) -> str:
        amount = format_amount(payment.amount_cents)
        tab = self._console.state.trade.value.tabs.get(payment.tab_id or "")
        if tab is None:
            return tr("Credits KES {amount}.", amount=amount)
        left = format_amount(tab.balance_cents - payment.amount_cents)
        return tr("Credits KES {amount}. Tab {number} becomes {left}.", amount=amount, number=tab.number, left=left)


def _block(
    widgets: tuple[QWidget, ...], margins: tuple[int, int, int, int], spacing: int, *, stretch: bool = False
) -> Panel:
    box = Panel()
    column = QVBoxLayout(box)
    scaled(column, margins, spacing)
    for widget in widgets:
        column.addWidget(widget)
    if stretch:
        column.addStretch(1)
    return box
