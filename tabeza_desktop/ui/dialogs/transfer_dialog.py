"""Move a tab's whole balance to another tab, named by its number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.wire.trade import TabView

tr = words("TransferDialog")

_DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class Transfer:
    tab_id: str
    to_tab_id: str


class TransferDialog(TabDialog):
    """``find(number)`` gives the open tab with that number, or None."""

    def __init__(self, host: QWidget, tab: TabView, find: Callable[[int], TabView | None]) -> None:
        super().__init__(host, tab, icon="arrow-right")
        self._row, self._find = tab, find
        self._number = TextField("", height=60, role=Role.TITLE, weight=700, message_at=MessageAt.RIGHT)
        self._number.set_max_length(7)
        self._who = Label("", Role.NAME, weight=600, elide=True)
        self._then = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        card = Card("", sunken=True, pad=14)
        card.body.addWidget(self._who)
        card.body.addWidget(self._then)
        self.body.addWidget(self._number)
        self.body.addWidget(card)
        self._number.text_changed.connect(self.judge)
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._number.edit)

    def _target(self) -> TabView | None:
        text = self._number.text().strip()
        found = self._find(int(text)) if text and all(char in _DIGITS for char in text) else None
        return found if found is not None and found.id != self._row.id else None

    def asked_for(self) -> Transfer | None:
        target = self._target()
        return Transfer(self._row.id, target.id) if target is not None else None

    def off_reason(self) -> str:
        text = self._number.text().strip()
        if not text:
            return tr("Type the other tab’s number")
        if text == str(self._row.number):
            return tr("That is this tab")
        return tr("No open tab {number}", number=text)

    def do_words(self) -> tuple[str, str]:
        amount = format_amount(abs(self._row.balance_cents))
        if self._row.balance_cents < 0:
            return tr("Move {amount} of credit", amount=amount), tr("Moving")
        return tr("Move KES {amount}", amount=amount), tr("Moving")

    def judge(self) -> None:
        target, typed = self._target(), bool(self._number.text().strip())
        if target is None:
            state = FieldState.WRONG if typed else FieldState.EMPTY
            self._number.set_state(state, self.off_reason() if typed else "")
            self._who.set_text("–")
            self._then.set_text(tr("The whole balance moves; charges and payments stay."))
        else:
            self._number.set_state(FieldState.RIGHT, "")
            self._who.set_text(tr("Tab {number} · {name}", number=target.number, name=target.customer_name))
            then = target.balance_cents + self._row.balance_cents
            self._then.set_text(
                tr("Owes {owed}, then {then}", owed=format_amount(target.balance_cents), then=format_amount(then))
            )
        super().judge()

    def reword(self) -> None:
        self.set_title(tr("Move to another tab"), self.about_tab())
        self._number.set_label(tr("To tab number"))
