"""Take one charge or cash payment back, with a reason. Both lines stay in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.tab_actions import entry_of
from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.reason_row import ReasonRow
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.wire.trade import TabLine, TabView

tr = words("VoidDialog")


@dataclass(frozen=True)
class Void:
    tab_id: str
    entry_id: str
    reason: str


class VoidDialog(TabDialog):
    """``given_cents`` is what the whole entry put on the tab or took off it."""

    def __init__(self, host: QWidget, tab: TabView, line: TabLine, entry_cents: int) -> None:
        super().__init__(host, tab, icon="undo", danger=True)
        self._row, self._voided, self._cents = tab, line, entry_cents
        self._what = Label("", Role.NAME, weight=600, elide=True)
        self._when = Label("", Role.LABEL, Tone.T2, weight=400)
        self._reason = ReasonRow()
        self._after = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        card = Card("", sunken=True, pad=14)
        card.body.addWidget(self._what)
        card.body.addWidget(self._when)
        self.body.addWidget(card)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._after)
        self._reason.changed.connect(self.judge)
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._reason.field.edit)

    def asked_for(self) -> Void | None:
        reason = self._reason.text()
        return Void(self._row.id, entry_of(self._voided), reason) if reason else None

    def off_reason(self) -> str:
        return tr("Say why first")

    def do_words(self) -> tuple[str, str]:
        return tr("Take it back"), tr("Taking back")

    def reword(self) -> None:
        cash = self._voided.kind == "cash"
        self.set_title(tr("Take cash back") if cash else tr("Take a charge back"), self.about_tab())
        amount = format_amount(abs(self._cents))
        what = tr("Cash") if cash else self._voided.text
        if self._voided.quantity > 1:
            what = f"{self._voided.quantity} × {what}"
        self._what.set_text(tr("{what}, KES {amount}", what=what, amount=amount))
        at, person = clock_text(self._voided.at), self._voided.person
        self._when.set_text(tr("{at} · {person}", at=at, person=person) if person else at)
        usual = (
            [tr("Wrong amount"), tr("Wrong tab"), tr("Given back")] if cash
            else [tr("Wrong tab"), tr("Wrong item"), tr("Not served")]
        )
        self._reason.reword(tr("Why"), usual)
        left = self._row.balance_cents - self._cents
        self._after.set_text(
            tr("The tab then owes {amount}. The ledger keeps both lines, with your name and the reason.",
               amount=format_amount(left)) if left >= 0
            else tr("The tab then has {amount} of credit. The ledger keeps both lines, with your name and the reason.",
                    amount=format_amount(-left))
        )
