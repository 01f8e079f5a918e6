"""The head of the drawer: whose payment, how much, in what state, to which phone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import fixed_height, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import IconButton
from tabeza_desktop.ui.widgets.chip import Chip, ChipKind
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line, Tone
from tabeza_desktop.ui.widgets.money import HeroMoney
from tabeza_protocol.wire.trade import PaymentView

tr = words("DrawerHead")


class DrawerHead(QWidget):
    """``closed()`` when the cross is pressed."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._payment: PaymentView | None = None
        self._to, self._name = Label("", Role.LABEL, Tone.T2), Label("", Role.PANEL_NAME, elide=True)
        self._cross = IconButton("x", "")
        self._hero, self._chip = HeroMoney(0, size=38), Chip(ChipKind.PAID, "")
        self._phone = IconLabel("phone", "", Role.BODY, Tone.T2, tnum=True, size=16)
        column = QVBoxLayout(self)
        scaled(column)
        column.addWidget(self._title_row())
        column.addWidget(Line())
        column.addWidget(self._amount_row())
        column.addWidget(Line())
        self._cross.clicked.connect(self.closed)

    def _title_row(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        scaled(row, (20, 0, 12, 0), 8)
        texts = QVBoxLayout()
        scaled(texts)
        texts.addStretch(1)
        texts.addWidget(self._to)
        texts.addWidget(self._name)
        texts.addStretch(1)
        row.addLayout(texts, 1)
        row.addWidget(self._cross)
        fixed_height(box, 70)
        return box

    def _amount_row(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        scaled(column, (20, 0, 20, 0))
        column.addStretch(1)
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        for row, first in ((self._upper, self._hero), (self._lower, self._phone)):
            scaled(row, spacing=8)
            row.addWidget(first)
            row.addStretch(1)
            column.addLayout(row)
        self._upper.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addStretch(1)
        fixed_height(box, 90)
        return box

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow drawer the state stands beside the phone: the amount is never cut."""
        to, of = (self._lower, self._upper) if narrow else (self._upper, self._lower)
        of.removeWidget(self._chip)
        to.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_payment(self, payment: PaymentView, kind: ChipKind, word: str) -> None:
        self._payment = payment
        self._name.set_text(payment.customer_name)
        self._hero.set_amount(payment.amount_cents)
        self._chip.set(kind, word)
        self._phone.set_text(payment.phone_masked)
        self.reword()

    def reword(self) -> None:
        self._cross.set_name(tr("Close"))
        if self._payment is None:
            return
        if self._payment.tab_number is None:
            self._to.set_text(tr("Test payment"))
        else:
            self._to.set_text(tr("Payment to tab {number}", number=self._payment.tab_number))
