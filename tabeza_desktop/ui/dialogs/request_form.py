"""Request payment, before it goes: the phone, the amount, and who the money goes to.

The number saved on the tab shows masked and is never fetched whole; only a number just typed shows whole.
The amount opens
selected, so that Enter sends the full balance and typing replaces it. Once ``sent`` has fired the form is busy until
``come_back``: a second press cannot send twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.goes_to import GoesTo, Receiver
from tabeza_desktop.ui.dialogs.input_words import amount_words, phone_words
from tabeza_desktop.ui.dialogs.saved_phone import SavedPhone
from tabeza_desktop.ui.scaled import gap, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.phone_field import PhoneField
from tabeza_protocol.money import AmountError, Kes, round_up_to_shilling, shillings
from tabeza_protocol.phones import Msisdn, PhoneError, parse_phone
from tabeza_protocol.wire.trade import TabView

tr = words("RequestForm")


@dataclass(frozen=True)
class Ask:
    """What a person decided to send. ``phone`` is None for the number saved on the tab."""

    tab_id: str
    amount_cents: int
    phone: Msisdn | None
    retry_of: str | None = None


class RequestForm(Translated, DialogFrame):
    """Private state: the tab as it was when the form opened, whether another phone is being typed, and who asked
    before (``retry_of``)."""

    sent = Signal(object)

    def __init__(
        self, host: QWidget, tab: TabView, receiver: Receiver, bar_name: str, *,
        amount_cents: int | None = None, other_phone: bool = False, retry_of: str | None = None,
    ) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._tab, self._retry_of = tab, retry_of
        self._full = int(round_up_to_shilling(Kes(max(0, tab.balance_cents))))
        self._half = int(shillings(-(-self._full // 200)))
        self._phone_title = Label("", Role.LABEL)
        self._saved = SavedPhone(tab.phone_masked or "")
        self._change = Button("", key="Alt P", large=True, yields=True)
        self._phone = PhoneField("")
        self._amount = AmountField("")
        self._choices = FilterChips([Filter("full", "")], tr("Part of the balance"), height=40)
        self._limits = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True, align=Qt.AlignmentFlag.AlignRight)
        self._goes_to = GoesTo(receiver, bar_name)
        self._problem = NoteBox(NoteKind.FAIL, "")
        self._cancel = Button("", key="Esc", large=True)
        self._send = Button("", ButtonKind.PRIMARY, icon="send", key="Enter", large=True, spread=True)
        self._lay_out()
        self._connect()
        self._use_other_phone(other_phone or tab.phone_masked is None)
        self._amount.set_cents(self._full if amount_cents is None else amount_cents)
        self.retranslate()

    # building

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        scaled(row, spacing=10)
        row.addWidget(self._saved, 1)
        row.addWidget(self._change)
        choices = QHBoxLayout()
        choices.addWidget(self._choices)
        choices.addWidget(self._limits, 1)
        phone = QVBoxLayout()
        scaled(phone, spacing=6)
        phone.addWidget(self._phone_title)
        phone.addLayout(row)
        phone.addWidget(self._phone)
        self.body.addLayout(phone)
        gap(self.body, 2)
        self._amount.message.hide()
        self.body.addWidget(self._amount)
        self.body.addLayout(choices)
        gap(self.body, 4)
        self.body.addWidget(self._goes_to)
        self.body.addWidget(self._problem)
        self._problem.hide()
        gap(self.body, 4)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self._send, 1)
        self.set_primary(self._send)

    def _connect(self) -> None:
        self._change.clicked.connect(self.change_phone)
        self._cancel.clicked.connect(self.close_frame)
        self._send.clicked.connect(self.send_now)
        self._choices.changed.connect(self._choose)
        self._amount.text_changed.connect(self._judge)
        self._phone.text_changed.connect(self._judge)
        shortcut = QShortcut(QKeySequence("Alt+P"), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.change_phone)

    def open_form(self) -> None:
        """Show it with the amount selected, or the phone if that is what is missing."""
        if self._typing_phone:
            self.open_frame(self._phone.edit)
        else:
            self.open_frame(self._amount.edit)
            self._amount.select_all()

    # the phone

    def change_phone(self) -> None:
        """Type another number for this one request; pressed again, back to the tab's own."""
        self._use_other_phone(self._tab.phone_masked is None or not self._typing_phone)
        self.retranslate()
        (self._phone if self._typing_phone else self._amount).edit.setFocus()

    def _use_other_phone(self, other: bool) -> None:
        self._typing_phone = other
        self._saved.setVisible(not other)
        self._phone_title.setVisible(not other)
        self._change.setVisible(self._tab.phone_masked is not None and not other)
        self._phone.setVisible(other)

    # judging

    def _choose(self, key: str) -> None:
        self._amount.set_cents(self._full if key == "full" else self._half)
        self._amount.edit.setFocus()
        self._amount.select_all()
        self._judge()

    def _typed_phone(self) -> Msisdn | PhoneError | None:
        return parse_phone(self._phone.text()) if self._typing_phone else None

    def _judge(self) -> None:
        amount, phone = self._amount.amount(), self._typed_phone()
        self._judge_amount(amount)
        if isinstance(phone, PhoneError):
            wrong = phone.problem not in ("phone_empty", "phone_too_short")
            self._phone.set_state(FieldState.WRONG if wrong else FieldState.TYPING, phone_words(phone))
        elif phone is not None:
            self._phone.set_state(FieldState.RIGHT, tr("Looks right"))
        bad_amount = isinstance(amount, AmountError)
        self._goes_to.set_amount(None if bad_amount else int(amount))
        if bad_amount:
            self._send.set_text(tr("Send"))
            self._send.set_off(amount_words(amount))
        elif isinstance(phone, PhoneError):
            self._send.set_text(tr("Send"))
            self._send.set_off(phone_words(phone))
        else:
            self._send.set_text(tr("Send KES {amount}", amount=format_amount(int(amount))))
            self._send.set_on()

    def _judge_amount(self, amount: Kes | AmountError) -> None:
        if isinstance(amount, AmountError):
            empty = amount.problem == "amount_empty"
            self._limits.set_text(amount_words(amount))
            self._limits.set_tone(Tone.T2 if empty else Tone.FAIL)
            self._amount.set_state(FieldState.EMPTY if empty else FieldState.WRONG, amount_words(amount))
            self._choices.clear_choice()
            return
        over = int(amount) - self._full
        self._amount.set_state(FieldState.EMPTY)
        self._limits.set_tone(Tone.WARN if over > 0 else Tone.T2)
        self._limits.set_text(
            tr("{amount} more than is owed", amount=format_amount(over)) if over > 0
            else tr("Whole shillings, 1 to 250,000")
        )
        if int(amount) in (self._full, self._half):
            self._choices.choose("full" if int(amount) == self._full else "half")
        else:
            self._choices.clear_choice()

    # sending

    def send_now(self) -> None:
        """What the primary button does; nothing while something typed is wrong or one request is on its way."""
        amount, phone = self._amount.amount(), self._typed_phone()
        if self._send.is_busy or isinstance(amount, AmountError) or isinstance(phone, PhoneError):
            return
        self._send.set_busy(True, tr("Sending"))
        self._problem.hide()
        self.sent.emit(Ask(self._tab.id, int(amount), phone, self._retry_of))

    def come_back(self, title: str, text: str) -> None:
        """It was refused before anything was sent: say why and let the person try again."""
        self._send.set_busy(False)
        self._problem.set_text(text, title)
        self._problem.show()
        self._judge()
        self._amount.edit.setFocus()

    # words

    def retranslate(self) -> None:
        sub = tr("Tab {number} · {name}", number=self._tab.number, name=self._tab.customer_name)
        self.set_title(tr("Request payment"), sub)
        self._phone_title.set_text(tr("Customer’s M‑Pesa phone"))
        self._phone.set_label(tr("Customer’s M‑Pesa phone, for this request"))
        self._saved.set_note(tr("On this tab"))
        self._change.set_text(tr("Change"))
        self._amount.set_label(tr("Amount"))
        self._choices.set_filters(
            [
                Filter("full", tr("Full balance"), count=format_amount(self._full)),
                Filter("half", tr("Half"), count=format_amount(self._half)),
            ]
        )
        self._cancel.set_text(tr("Cancel"))
        self._goes_to.reword()
        self._judge()


