"""Receive cash: what the customer hands over, and what becomes of more than is owed: change, or credit on the tab."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.trade import is_waiting
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.money_words import money_words
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.segmented import SegmentedControl
from tabeza_protocol.money import AmountError, Kes, round_up_to_shilling
from tabeza_protocol.wire.trade import TabView

tr = words("CashDialog")

_NOTES = (50_000, 100_000)
"""Cents: what people round up to when they pay in notes."""


@dataclass(frozen=True)
class Cash:
    """What stays on the tab, in cents."""

    tab_id: str
    amount_cents: int


def round_sums(owed_cents: int) -> tuple[int, ...]:
    """The sums people are likely to hand over for what is owed: exactly that, then in notes."""
    if owed_cents <= 0:
        return ()
    sums = [owed_cents, *(-(-owed_cents // note) * note for note in _NOTES)]
    return tuple(dict.fromkeys(sums))


class CashDialog(TabDialog):
    """Opens with the whole balance selected: Enter takes it, typing replaces it."""

    def __init__(self, host: QWidget, tab: TabView, person: str) -> None:
        super().__init__(host, tab, icon="cash")
        self._row, self._person = tab, person
        self._owed = int(round_up_to_shilling(Kes(max(0, tab.balance_cents))))
        self._amount = AmountField("")
        self._sums = FilterChips([Filter("full", "")], tr("What the customer hands over"), height=40)
        self._after = Label("", Role.LABEL, Tone.T2, weight=400)
        self._over = SegmentedControl([("change", ""), ("credit", "")], "", chosen="change", height=44)
        self._who = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self._waiting = NoteBox(NoteKind.WARN, "")
        self._lay_out()
        self._amount.text_changed.connect(self.judge)
        self._sums.changed.connect(self._choose)
        self._over.changed.connect(self.judge)
        if self._owed:
            self._amount.set_cents(self._owed)
        self.finish()

    def _lay_out(self) -> None:
        self._amount.message.hide()
        self.body.addWidget(self._amount)
        chips = QHBoxLayout()
        chips.addWidget(self._sums)
        chips.addStretch(1)
        self.body.addLayout(chips)
        self.body.addWidget(self._over)
        self.body.addWidget(self._after)
        self.body.addWidget(self._who)
        self.body.addWidget(self._waiting)
        self._sums.setVisible(bool(self._owed))
        self._waiting.setVisible(is_waiting(self._row))

    def open_form(self) -> None:
        self.open_frame(self._amount.edit)
        self._amount.select_all()

    def _choose(self, key: str) -> None:
        self._amount.set_cents(int(key))
        self._amount.edit.setFocus()
        self._amount.select_all()
        self.judge()

    def _over_cents(self) -> int:
        amount = self._amount.amount()
        return 0 if isinstance(amount, AmountError) else max(0, int(amount) - self._owed)

    def asked_for(self) -> Cash | None:
        amount = self._amount.amount()
        if isinstance(amount, AmountError):
            return None
        keeps_all = self._owed == 0 or self._over.chosen == "credit"
        return Cash(self._row.id, int(amount) if keeps_all else min(int(amount), self._owed))

    def off_reason(self) -> str:
        amount = self._amount.amount()
        return money_words(amount) if isinstance(amount, AmountError) else ""

    def do_words(self) -> tuple[str, str]:
        asked = self.asked_for()
        text = tr("Receive KES {amount}", amount=format_amount(asked.amount_cents)) if asked else tr("Receive cash")
        return text, tr("Receiving")

    def judge(self) -> None:
        amount, over = self._amount.amount(), self._over_cents()
        bad = isinstance(amount, AmountError)
        wrong = bad and amount.problem != "amount_empty"
        self._amount.set_state(FieldState.WRONG if wrong else FieldState.EMPTY, self.off_reason())
        chosen = "" if bad else str(int(amount))
        if chosen in {button.key for button in self._sums.buttons}:
            self._sums.choose(chosen)
        else:
            self._sums.clear_choice()
        self._over.setVisible(bool(over and self._owed))
        self._over.set_texts(
            [tr("Give {amount} change", amount=format_amount(over)), tr("Keep it as credit")]
        )
        self._after.set_tone(Tone.FAIL if wrong else Tone.T2)
        self._after.set_text(self._after_words())
        super().judge()

    def _after_words(self) -> str:
        asked = self.asked_for()
        if asked is None:
            return self.off_reason()
        owed = self._row.balance_cents
        left = owed - asked.amount_cents
        if left < 0 and asked.amount_cents - self._owed >= 100:
            return tr("Then the customer has KES {amount} of credit", amount=format_amount(-left))
        return tr("Owed {owed}, then {left}", owed=format_amount(max(0, owed)), left=format_amount(max(0, left)))

    def reword(self) -> None:
        self.set_title(tr("Receive cash"), self.about_tab())
        self._amount.set_label(tr("Cash the customer hands over"))
        self._sums.set_filters([Filter(str(cents), format_amount(cents)) for cents in round_sums(self._owed)])
        self._over.setAccessibleName(tr("What to do with the rest"))
        self._who.set_text(tr("Taken by {person}. Only the owner can take it back tomorrow.", person=self._person))
        self._waiting.set_text(
            tr("An M‑Pesa request is still open on this tab. If it is paid too, the customer has credit.")
        )
