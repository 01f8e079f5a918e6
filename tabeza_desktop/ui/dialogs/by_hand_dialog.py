"""Record a payment that the customer typed into the PayBill by hand: code, amount, and who says so. It stays
unconfirmed until a statement matches, and the form says so."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.input_words import amount_words
from tabeza_desktop.ui.scaled import gap, scaled
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.confirm_box import ConfirmBox
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_protocol.money import AmountError, Kes, check_stk_amount, round_up_to_shilling
from tabeza_protocol.wire.trade import TabView

tr = words("ByHand")


@dataclass(frozen=True)
class ByHand:
    """What a person decided to record. The same ``key`` is the same record, however often it is sent."""

    tab_id: str
    receipt: str
    amount_cents: int
    key: str


class ByHandDialog(Translated, DialogFrame):
    """``sent(ByHand)`` once; ``again(receipt)`` after the service said that it knows the receipt.

    Private state: the key of this form, and the problem that came back.
    """

    sent = Signal(object)
    again = Signal(str)

    def __init__(self, host: QWidget, tab: TabView, receipt: str, person: str, said_cents: int | None) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._tab, self._receipt, self._person = tab, receipt, person
        self._key = uuid4().hex
        self._problem: Problem | None = None
        self._code_name = Label("", Role.LABEL, Tone.T2, weight=400)
        self._code = Label(receipt, Role.NODE, codes=True, weight=600)
        self._who_name = Label("", Role.LABEL, Tone.T2, weight=400)
        self._who = Label(person, Role.NAME, weight=600)
        self._amount = AmountField("")
        self._limits = Label("", Role.LABEL, Tone.T2, weight=400)
        self._seen = ConfirmBox("", "", framed=True)
        self._note = NoteBox(NoteKind.WARN, "")
        self._wrong = NoteBox(NoteKind.FAIL, "")
        self._cancel = Button("", key="Esc", large=True)
        self._record = Button("", ButtonKind.PRIMARY, icon="cash", key="Enter", large=True, spread=True)
        self._lay_out()
        self._connect()
        self._amount.set_cents(said_cents or int(round_up_to_shilling(Kes(max(0, tab.balance_cents)))))
        self.retranslate()

    def _lay_out(self) -> None:
        facts = QHBoxLayout()
        scaled(facts, spacing=32)
        for name, value in ((self._code_name, self._code), (self._who_name, self._who)):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(name)
            column.addWidget(value)
            facts.addLayout(column)
        facts.addStretch(1)
        self.body.addLayout(facts)
        gap(self.body, 2)
        self._amount.message.hide()
        self.body.addWidget(self._amount)
        self.body.addWidget(self._limits)
        for widget in (self._seen, self._note, self._wrong):
            self.body.addWidget(widget)
        self._wrong.hide()
        gap(self.body, 2)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self._record, 1)
        self.set_primary(self._record)

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.close_frame)
        self._record.clicked.connect(self.send_now)
        self._amount.text_changed.connect(self._judge)
        self._seen.toggled.connect(self._judge)

    def open_form(self) -> None:
        room = self._host.height() - 2 * px(8)
        self._note.setVisible(self._column.totalHeightForWidth(self.maximumWidth()) <= room)
        self.open_frame(self._amount.edit)
        self._amount.select_all()

    def _judge(self) -> None:
        amount = self._amount.amount()
        bad = isinstance(amount, AmountError)
        wrong = bad and amount.problem != "amount_empty"
        self._amount.set_state(FieldState.WRONG if wrong else FieldState.EMPTY, amount_words(amount) if bad else "")
        self._limits.set_tone(Tone.FAIL if wrong else Tone.T2)
        if bad:
            self._limits.set_text(amount_words(amount))
            self._record.set_off(amount_words(amount))
            return
        owed = self._tab.balance_cents
        left = owed - int(amount)
        self._limits.set_text(
            tr("Owed {owed}, then {left}", owed=format_amount(owed), left=format_amount(left)) if left >= 0
            else tr("{amount} more than is owed: credit on the tab", amount=format_amount(-left))
        )
        if self._seen.isChecked():
            self._record.set_on()
        else:
            self._record.set_off(tr("Tick the box first"))

    def send_now(self) -> None:
        """What the primary button does: once, until it comes back."""
        if self._problem is not None and self._problem.code == "receipt_used":
            self.again.emit(self._receipt)
            return
        amount = self._amount.amount()
        usable = not isinstance(amount, AmountError) and not isinstance(check_stk_amount(amount), AmountError)
        if self._record.is_busy or not usable or not self._seen.isChecked():
            return
        self._record.set_busy(True, tr("Recording"))
        self._wrong.hide()
        self.sent.emit(ByHand(self._tab.id, self._receipt, int(amount), self._key))

    def come_back(self, problem: Problem) -> None:
        """It was not recorded (or nobody knows): say why; sending again is the same record."""
        self._problem = problem
        self._record.set_busy(False)
        self.retranslate()

    def retranslate(self) -> None:
        self.set_title(
            tr("Record as paid by hand"),
            tr("Tab {number} · {name}", number=self._tab.number, name=self._tab.customer_name),
        )
        self._code_name.set_text(tr("M‑Pesa code"))
        self._who_name.set_text(tr("Recorded by"))
        self._amount.set_label(tr("Amount on the SMS or statement"))
        self._seen.set_text(
            tr("I saw this code on the PayBill’s own SMS or statement"), tr("The customer’s phone alone is not enough")
        )
        self._note.set_text(
            tr("It shows on the tab as “by hand, not confirmed” until the statement matches. A code counts once.")
        )
        self._cancel.set_text(tr("Cancel"))
        problem = self._problem
        used = problem is not None and problem.code == "receipt_used"
        self._record.set_text(tr("Verify the code again") if used else tr("Record"))
        self._wrong.setVisible(problem is not None)
        if problem is not None:
            text = problem.text(current_language())
            self._wrong.set_text(tr("{why}\n<b>What to do:</b> {do}", why=text.why, do=text.do), text.happened)
        self._judge()
