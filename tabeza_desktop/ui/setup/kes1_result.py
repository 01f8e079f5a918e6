"""What stands under the timeline: what to do on the phone now, what came of it, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, Status
from tabeza_desktop.ui.widgets.button import LinkButton
from tabeza_desktop.ui.widgets.card import Card, StatusCard
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.outcomes import Cause, Outcome

tr = words("TestPayment")


@dataclass(frozen=True)
class Receiver:
    """Where the shilling goes: the registered name (may be empty) and the number."""

    name: str
    shortcode: str


class OnThePhone(Translated, QWidget):
    """Three things to do while the prompt should be showing."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._card = Card(sunken=True, pad=18, role=Role.LABEL)
        self._list = NumberedList()
        self._card.body.addWidget(self._list)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)

    def show_name(self, name: str) -> None:
        self._name = name
        self.retranslate()

    def retranslate(self) -> None:
        self._card.set_title(tr("On the phone now"))
        check = (
            tr("Check it says {name} and <b>KES 1</b>.", name=f"<b>{self._name}</b>")
            if self._name
            else tr("Check it says your business name and <b>KES 1</b>.")
        )
        self._list.set_items(
            (
                tr("Unlock the phone. The prompt opens by itself."),
                check,
                tr("Enter your M‑Pesa PIN <b>on the phone only</b>, then OK."),
            )
        )


class NotCharged(Translated, QWidget):
    """A failed test: nothing was charged, what it does and does not prove, what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._outcome: Outcome | None = None
        self._calm = NoteBox(NoteKind.PAID, "", title=" ", title_role=Role.HEADING)
        self._todo = Card(pad=18)
        self._list = NumberedList()
        self._todo.body.addWidget(self._list)
        column = Column(spacing=12)
        column.addWidget(self._calm)
        column.addWidget(self._todo)
        self.setLayout(column)

    def show_outcome(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.retranslate()

    def retranslate(self) -> None:
        if self._outcome is None:
            return
        outcome, wording = self._outcome, self._outcome.wording(current_language())
        self._calm.set_text(_proved(outcome), tr("KES 1 was not charged"))
        self._todo.set_title(tr("What to do"))
        self._todo.set_aside(tr("M‑Pesa code <b>{code}</b>", code=outcome.code))
        if outcome.key == "cancelled":
            items: tuple[str, ...] = (
                tr("Keep the phone unlocked and in your hand."),
                tr("Press <b>Try again</b>. Enter the PIN within about a minute."),
                tr("Prompt keeps closing? Use another Safaricom phone."),
            )
        else:
            items = (wording.happened, wording.do, tr("Then press <b>Try again</b>, or use another phone."))
        self._list.set_items(items)


def _proved(outcome: Outcome) -> str:
    """What a failed test tells: if the phone was reached, the keys work; a set-up fault proves nothing."""
    if outcome.cause is Cause.SETUP:
        return tr("Safaricom took the request but not the payment. The PayBill or the keys are not right yet.")
    return tr("Your keys work. The PayBill is proved only when KES 1 is paid.")


class TookShilling(Translated, QWidget):
    """M-Pesa took KES 1 and says where it went. Not yet the proof: the owner has to see it."""

    def __init__(self) -> None:
        super().__init__()
        self._receiver, self._receipt = Receiver("", ""), ""
        self._card = StatusCard(Status.PAID, "check-circle", "")
        self._label = Label("", Role.BODY, Tone.T2)
        self.receipt = Label("", Role.ROW_MONEY, codes=True)
        self.copy = LinkButton("", icon="copy", tone=Tone.T1)
        row = Row(spacing=10)
        row.addWidget(self._label)
        row.addWidget(self.receipt)
        row.addStretch(1)
        row.addWidget(self.copy)
        self._card.body.addLayout(row)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)
        self.copy.clicked.connect(self._copy)

    def show_receipt(self, receiver: Receiver, receipt: str) -> None:
        self._receiver, self._receipt = receiver, receipt
        self.retranslate()

    def retranslate(self) -> None:
        number, name = self._receiver.shortcode, self._receiver.name
        went = (
            tr("It says the money went to PayBill {number}, {name}.", number=number, name=name)
            if name
            else tr("It says the money went to PayBill {number}.", number=number)
        )
        self._card.set_words(tr("M‑Pesa took KES 1"), went)
        self._label.set_text(tr("M‑Pesa receipt"))
        self.receipt.set_text(self._receipt)
        self.copy.set_text(tr("Copy"))
        self.copy.setAccessibleDescription(tr("M‑Pesa receipt"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._receipt)


class NotSeen(Translated, QWidget):
    """The owner does not see the shilling: nothing goes live, and where to look."""

    def __init__(self) -> None:
        super().__init__()
        self._number = ""
        self._note = NoteBox(NoteKind.WARN, "", title=" ")
        self._list = NumberedList()
        column = Column(spacing=14)
        column.addWidget(self._note)
        column.addWidget(self._list)
        self.setLayout(column)

    def show_number(self, number: str) -> None:
        self._number = number
        self.retranslate()

    def retranslate(self) -> None:
        self._note.set_text(
            tr("Nothing goes live until you do. Your customers’ money is not touched."), tr("You don’t see the KES 1")
        )
        self._list.set_items(
            (
                tr("SMS of the PayBill can take some minutes. Look at the statement in the M‑Pesa portal too."),
                tr("Is {number} really your PayBill? Compare it with your poster.", number=f"<b>{self._number}</b>"),
                tr("Still nothing after 10 minutes? Call Tabeza and read out the receipt."),
            )
        )
