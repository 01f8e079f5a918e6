"""A Till can't take tab payments: why, and the two ways forward."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.bullets import BulletList
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.paint import Tone

tr = words("Till")


class _Way(QWidget):
    """One way forward: a small head, a title, points and a button."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._card = Card(pad=16)
        self.head = IconLabel(icon, "", Role.FINE, Tone.T2, weight=600, size=18)
        self.head.icon.set_tone(Tone.ACCENT)
        self.title = Label("", Role.HEADING, wrap=True)
        self.points = BulletList(spacing=7)
        self.button = Button("")
        for widget in (self.head, self.title, self.points):
            self._card.body.addWidget(widget)
        self._card.body.addStretch(1)
        self._card.body.addWidget(self.button)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)


class TillBlocked(Translated, QFrame):
    """``list_asked``: show what to bring in the help column. The request to Safaricom goes to the clipboard."""

    list_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._number, self._bar, self._copied = "", "", False
        self._note = NoteBox(NoteKind.WARN, "", icon="ban")
        self.apply, self.link = _Way("file"), _Way("link")
        column = Column(spacing=14)
        column.addWidget(self._note)
        column.addLayout(self._ways())
        self.setLayout(column)
        self.apply.button.clicked.connect(self.list_asked)
        self.link.button.clicked.connect(self._copy)

    def _ways(self) -> QHBoxLayout:
        row = Row(spacing=16)
        row.addWidget(self.apply, 1)
        row.addWidget(self.link, 1)
        return row

    def show_number(self, number: str, bar: str) -> None:
        if number != self._number:
            self._copied = False
        self._number, self._bar = number, bar
        self.retranslate()

    def retranslate(self) -> None:
        self._note.set_text(
            tr(
                "A Till payment carries no account number, so we could not tell which tab was paid. "
                "You need a PayBill. There are two ways to get one:"
            ),
            tr("Tabeza can’t take tab payments on a Till"),
        )
        self.apply.head.set_text(tr("Way 1: get a new number"))
        self.apply.title.set_text(tr("Apply for a PayBill"))
        self.apply.points.set_items(
            (
                tr("Business certificate, KRA PIN, owner’s ID, bank details"),
                tr("Apply at a Safaricom shop or online"),
                tr("Often takes a few working days"),
            )
        )
        self.apply.button.set_text(tr("Show what to bring"))
        self.link.head.set_text(tr("Way 2: keep the Till"))
        self.link.title.set_text(tr("Link this Till to a PayBill"))
        ask = (
            tr("Ask Safaricom to put Till {number} under a PayBill in the same name", number=self._number)
            if self._number
            else tr("Ask Safaricom to put your Till under a PayBill in the same name")
        )
        self.link.points.set_items((ask, tr("Your Till keeps working for walk-ins")))
        copied, copy = tr("Copied. Paste it into an email"), tr("Copy the request to send")
        self.link.button.set_text(copied if self._copied else copy)
        self.link.button.set_icon("check" if self._copied else None)

    def request_text(self) -> str:
        """The request to Safaricom, ready to send."""
        return tr(
            "To: M-PESABusiness@Safaricom.co.ke\n\n"
            "Please link our Till {number} ({bar}) to a PayBill in the same business name, with Lipa na M‑Pesa Online "
            "turned on, so that our customers can pay with an account number. Please tell us which documents you need.",
            number=self._number or "________",
            bar=self._bar,
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.request_text())
        self._copied = True
        self.retranslate()


