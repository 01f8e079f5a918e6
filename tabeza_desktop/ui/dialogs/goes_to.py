"""Who gets the money and what the customer's phone will ask: shown before every request, with the test sign when it is
not real money."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import Icon, Label, Line, Tone
from tabeza_desktop.ui.widgets.money import format_amount

tr = words("GoesTo")


@dataclass(frozen=True)
class Receiver:
    """The registered name as Safaricom returns it (None: not known), the PayBill, and which world it is in."""

    registered_name: str | None
    shortcode: str
    badge: BadgeKind = BadgeKind.LIVE


class GoesTo(QWidget):
    """Two lines in a sunken box. ``set_amount(None)`` shows the question without a figure."""

    def __init__(self, receiver: Receiver, fallback_name: str) -> None:
        super().__init__()
        self._receiver, self._name = receiver, receiver.registered_name or fallback_name
        self._cents: int | None = None
        self._card = Card("", sunken=True, pad=14)
        self._to, self._who = Label("", Role.LABEL, Tone.T2, weight=400), Label("", weight=600, elide=True)
        self._paybill = Label("", Role.LABEL, Tone.T2, weight=400)
        self._number = Label(receiver.shortcode, weight=600, tnum=True)
        self._asks, self._question = Label("", Role.LABEL, Tone.T2, weight=400), Label("", weight=600, wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._card)
        first = self._row("store", self._to, self._who)
        right = QVBoxLayout()
        right.setSpacing(0)
        for label in (self._paybill, self._number):
            right.addWidget(label, 0, Qt.AlignmentFlag.AlignRight)
        first.addLayout(right)
        self._card.body.addWidget(Line())
        self._row("chat", self._asks, self._question)
        if receiver.badge is not BadgeKind.LIVE:
            first.insertWidget(2, Badge(receiver.badge))
        self.reword()

    def _row(self, icon: str, above: Label, below: Label) -> QHBoxLayout:
        row = QHBoxLayout()
        scaled(row, spacing=10)
        words_box = QVBoxLayout()
        words_box.setSpacing(0)
        words_box.addWidget(above)
        words_box.addWidget(below)
        row.addWidget(Icon(icon, 20, Tone.T2))
        row.addLayout(words_box, 1)
        self._card.body.addLayout(row)
        return row

    def set_amount(self, cents: int | None) -> None:
        self._cents = cents
        self.reword()

    def reword(self) -> None:
        """Set every text in the current language."""
        known = self._receiver.registered_name is not None
        self._to.set_text(tr("Money goes to") if known else tr("Money goes to (name not checked yet)"))
        self._who.set_text(self._name)
        self._paybill.set_text(tr("PayBill"))
        self._asks.set_text(tr("The customer’s phone will ask"))
        if self._cents is None:
            self._question.set_text("–")
        else:
            self._question.set_text(
                tr("Pay KES {amount} to {name}?", amount=format_amount(self._cents), name=self._name)
            )
