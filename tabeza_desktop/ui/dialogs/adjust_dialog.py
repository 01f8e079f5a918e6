"""The owner writes something off a tab or on it, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.money_words import money_words
from tabeza_desktop.ui.dialogs.reason_row import ReasonRow
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.segmented import SegmentedControl
from tabeza_protocol.money import AmountError
from tabeza_protocol.wire.trade import TabView

tr = words("AdjustDialog")


@dataclass(frozen=True)
class Adjustment:
    """Above zero the tab owes more, below zero less; in cents."""

    tab_id: str
    amount_cents: int
    reason: str


class AdjustDialog(TabDialog):
    def __init__(self, host: QWidget, tab: TabView) -> None:
        super().__init__(host, tab, icon="pencil")
        self._row = tab
        self._way = SegmentedControl([("off", ""), ("on", "")], "", chosen="off", height=44)
        self._amount = AmountField("")
        self._after = Label("", Role.LABEL, Tone.T2, weight=400)
        self._reason = ReasonRow()
        self._amount.message.hide()
        way = QHBoxLayout()
        way.addWidget(self._way)
        way.addStretch(1)
        self.body.addLayout(way)
        for widget in (self._amount, self._after, self._reason):
            self.body.addWidget(widget)
        for signal in (self._way.changed, self._amount.text_changed, self._reason.changed):
            signal.connect(self.judge)
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._amount.edit)

    def _signed(self) -> int | None:
        amount = self._amount.amount()
        if isinstance(amount, AmountError):
            return None
        return -int(amount) if self._way.chosen == "off" else int(amount)

    def _is_too_much(self) -> bool:
        signed = self._signed()
        return signed is not None and signed < 0 and -signed > self._row.balance_cents

    def asked_for(self) -> Adjustment | None:
        signed, reason = self._signed(), self._reason.text()
        if signed is None or self._is_too_much() or not reason:
            return None
        return Adjustment(self._row.id, signed, reason)

    def off_reason(self) -> str:
        amount = self._amount.amount()
        if isinstance(amount, AmountError):
            return money_words(amount)
        return tr("More than the tab owes") if self._is_too_much() else tr("Say why first")

    def do_words(self) -> tuple[str, str]:
        return tr("Adjust the tab"), tr("Adjusting")

    def judge(self) -> None:
        amount, signed = self._amount.amount(), self._signed()
        wrong = self._is_too_much() or (isinstance(amount, AmountError) and amount.problem != "amount_empty")
        self._amount.set_state(FieldState.WRONG if wrong else FieldState.EMPTY)
        self._after.set_tone(Tone.FAIL if wrong else Tone.T2)
        if signed is None or wrong:
            self._after.set_text(self.off_reason())
        else:
            owed = self._row.balance_cents
            self._after.set_text(
                tr("Owed {owed}, then {left}", owed=format_amount(owed), left=format_amount(owed + signed))
            )
        super().judge()

    def reword(self) -> None:
        self.set_title(tr("Adjust the tab"), self.about_tab())
        self._way.set_texts([tr("Take off"), tr("Add on")])
        self._way.setAccessibleName(tr("Less or more"))
        self._amount.set_label(tr("How much"))
        self._reason.reword(tr("Why"), [tr("Spilled"), tr("On the house"), tr("Broken glass")])
