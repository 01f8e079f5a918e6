"""Step 1: the four things an owner needs before it is worth starting, with help on each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.setup_flow import CHECKLIST, StepKey, page_state
from tabeza_desktop.core.setup_words import reason_words
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.phrases import continue_action, till_or_paybill_help
from tabeza_desktop.ui.setup.step_page import Footer, Help, StepPage, Words
from tabeza_desktop.ui.widgets.button import LinkButton
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.confirm_box import ConfirmBox
from tabeza_desktop.ui.widgets.label import Line

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Checklist")


class _Item(QWidget):
    """One thing to tick, and the way to its help."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.box = ConfirmBox("")
        self.how = LinkButton("")
        row = Row(spacing=16, margins=(0, 10, 0, 10))
        row.addWidget(self.box, 1)
        row.addWidget(self.how)
        self.setLayout(row)


class ChecklistPage(StepPage):
    """Private state: which item's help is open. The help follows the focus."""

    key = StepKey.CHECKLIST

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._about = CHECKLIST[0]
        self.items = {key: _Item(key) for key in CHECKLIST}
        self.add_heading()
        frame = Panel(edges="tb")
        column = Column()
        for place, item in enumerate(self.items.values()):
            if place:
                column.addWidget(Line())
            column.addWidget(item)
            item.box.toggled.connect(self._ticker(item.key))
            item.how.clicked.connect(self._teller(item.key))
            item.box.installEventFilter(self)
        frame.setLayout(column)
        self.column.addWidget(frame)
        self.column.addStretch(1)
        self.retranslate()

    def _ticker(self, key: str) -> Callable[[bool], None]:
        return lambda on: self.service.tick(key, on)

    def _teller(self, key: str) -> Callable[[], None]:
        return lambda: self._tell(key)

    def _tell(self, key: str) -> None:
        if self._about != key:
            self._about = key
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            for item in self.items.values():
                if item.box is watched:
                    self._tell(item.key)
        return False

    def retranslate(self) -> None:
        self.title.set_text(tr("Before you start"))
        self.lead.set_text(tr("Tick what you have. With all four, the rest takes about 20 minutes."))
        texts = {
            "paybill_not_till": (
                tr("We have a PayBill, not a Till"),
                tr("Customers type a business number and an account."),
            ),
            "lipa_na_mpesa_online": (
                tr("Lipa Na M‑Pesa Online is on for our PayBill"),
                tr("It lets M‑Pesa ask a customer's phone for the payment."),
            ),
            "daraja_account": (
                tr("We have a Daraja account"),
                tr("Safaricom's portal for payment keys. It is free."),
            ),
            "production_keys": (
                tr("Our Daraja app has gone live"),
                tr("So we have its key and secret, and the passkey by email."),
            ),
        }
        for key, (text, sub) in texts.items():
            self.items[key].box.set_text(text, sub)
            self.items[key].how.set_text(tr("How do I check?"))
            self.items[key].how.setAccessibleDescription(text)
        self.refresh()

    def refresh(self) -> None:
        ticked = self.view.draft.ticked
        for key, item in self.items.items():
            if item.box.isChecked() != (key in ticked):
                blocked = item.box.blockSignals(True)
                item.box.setChecked(key in ticked)
                item.box.blockSignals(blocked)
        self.changed.emit()

    def footer(self) -> Footer:
        state = page_state(self.view, self.key)
        reason = "" if state.valid or state.reason is None else reason_words(state.reason, current_language())
        return Footer(continue_action(on=state.valid), reason=Words(reason))

    def first_focus(self) -> QWidget | None:
        missing = [key for key in CHECKLIST if key not in self.view.draft.ticked]
        return self.items[missing[0]].box if missing else None

    def primary(self) -> None:
        if page_state(self.view, self.key).valid:
            self.service.next()

    def help(self) -> tuple[Help, ...]:
        return (_help_for(self._about),)


def _help_for(key: str) -> Help:
    if key == "paybill_not_till":
        return till_or_paybill_help()
    if key == "lipa_na_mpesa_online":
        return Help(
            tr("Is Lipa Na M‑Pesa Online on?"),
            (
                tr("It is on if Safaricom sent you a <b>passkey</b> by email."),
                tr("No passkey? Ask at apisupport@safaricom.co.ke and give your PayBill number."),
                tr("They answer on working days, 8 to 5."),
            ),
        )
    if key == "daraja_account":
        return Help(
            tr("How do I open a Daraja account?"),
            (
                tr("Go to <b>developer.safaricom.co.ke</b> and sign up with the owner's email."),
                tr("Open <b>My apps</b>, then <b>Create app</b>."),
                tr("Tick <b>Lipa Na M‑Pesa</b>. Name it with letters and numbers only."),
            ),
            style="numbered",
        )
    return Help(
        tr("How does the app go live?"),
        (
            tr("In Daraja choose <b>Go live</b>, then <b>Short code</b>, and type your PayBill."),
            tr("Type the M‑Pesa username of the business administrator. Capital letters matter."),
            tr("The code comes to that person's phone. It must be a Safaricom line."),
            tr("Safaricom answers within 24 working hours and emails the passkey."),
        ),
        style="numbered",
    )
