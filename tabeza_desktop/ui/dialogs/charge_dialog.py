"""Add a charge: what, how many, and the price of one. The arrow down brings back what was sold before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.tab_actions import Item
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.money_words import money_words
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.money import AmountError
from tabeza_protocol.wire.trade import TabView

tr = words("ChargeDialog")

MOST_QUANTITY, MOST_TEXT, CHIPS = 1000, 80, 3
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class Charge:
    """What is sold; the price is of one, in cents."""

    tab_id: str
    text: str
    quantity: int
    unit_price_cents: int


class ChargeDialog(TabDialog):
    """Private state: what was sold before, newest first, and which of it the arrows have brought (-1: none)."""

    def __init__(self, host: QWidget, tab: TabView, before: Sequence[Item]) -> None:
        super().__init__(host, tab, icon="plus")
        self._row, self._items, self._at = tab, tuple(before), -1
        self._what = TextField("", message_at=MessageAt.NONE)
        self._what.set_max_length(MOST_TEXT)
        self._again = FilterChips([Filter("0", "")], tr("The same again"), height=40)
        self._count = TextField("", height=72, role=Role.HERO, weight=700, size=40, message_at=MessageAt.NONE)
        self._count.set_max_length(4)
        self._price = AmountField("")
        self._sum = Label("", Role.LABEL, Tone.T2, weight=400)
        self._lay_out()
        self._count.set_text("1")
        self._what.edit.installEventFilter(self)
        for field in (self._what, self._count, self._price):
            field.text_changed.connect(self.judge)
        self._again.changed.connect(self._bring)
        self.finish()

    def _lay_out(self) -> None:
        self._price.message.hide()
        self._count.setFixedWidth(px(112))
        chips = QHBoxLayout()
        chips.addWidget(self._again)
        chips.addStretch(1)
        self.body.addLayout(chips)
        self.body.addWidget(self._what)
        self._again.setVisible(bool(self._items))
        row = QHBoxLayout()
        scaled(row, spacing=12)
        row.addWidget(self._count)
        row.addWidget(self._price, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._sum)

    def open_form(self) -> None:
        self.open_frame(self._what.edit)

    # the same again

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._what.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self._items:
                self._bring(str((self._at + step) % len(self._items)))
                return True
        return super().eventFilter(watched, event)

    def _bring(self, key: str) -> None:
        self._at = int(key)
        item = self._items[self._at]
        self._what.set_text(item.text)
        self._count.set_text(str(item.quantity))
        self._price.set_cents(item.unit_price_cents)
        self._what.edit.setFocus()
        self._what.select_all()
        self.judge()

    # judging

    def _quantity(self) -> int | None:
        text = self._count.text().strip()
        whole = int(text) if text and all(char in _DIGITS for char in text) else 0
        return whole if 0 < whole <= MOST_QUANTITY else None

    def asked_for(self) -> Charge | None:
        text, quantity, price = " ".join(self._what.text().split()), self._quantity(), self._price.amount()
        if not text or quantity is None or isinstance(price, AmountError):
            return None
        return Charge(self._row.id, text, quantity, int(price))

    def off_reason(self) -> str:
        price = self._price.amount()
        if not self._what.text().strip():
            return tr("Say what was sold")
        if self._quantity() is None:
            return tr("How many? 1 to 1,000")
        return money_words(price) if isinstance(price, AmountError) else ""

    def do_words(self) -> tuple[str, str]:
        asked = self.asked_for()
        total = asked.quantity * asked.unit_price_cents if asked else 0
        text = tr("Charge KES {amount}", amount=format_amount(total)) if asked else tr("Charge")
        return text, tr("Charging")

    def judge(self) -> None:
        price, counted = self._price.amount(), bool(self._count.text().strip())
        bad_price = isinstance(price, AmountError) and price.problem != "amount_empty"
        bad_count = counted and self._quantity() is None
        self._price.set_state(FieldState.WRONG if bad_price else FieldState.EMPTY)
        self._count.set_state(FieldState.WRONG if bad_count else FieldState.EMPTY)
        asked = self.asked_for()
        self._sum.set_tone(Tone.FAIL if bad_price or bad_count else Tone.T2)
        if asked is None:
            self._sum.set_text(self.off_reason())
        else:
            owed = self._row.balance_cents + asked.quantity * asked.unit_price_cents
            self._sum.set_text(tr("The tab then owes {amount}", amount=format_amount(max(0, owed))))
        if self._at < 0 or self._what.text() != self._items[self._at].text:
            self._again.clear_choice()
        elif self._at < CHIPS:
            self._again.choose(str(self._at))
        super().judge()

    def reword(self) -> None:
        self.set_title(tr("Add a charge"), self.about_tab())
        self._what.set_label(tr("What"))
        self._what.set_placeholder(tr("Tusker 500 ml"))
        self._count.set_label(tr("How many"))
        self._price.set_label(tr("Price of one"))
        self._again.set_filters(
            [Filter(str(at), _short(item.text)) for at, item in enumerate(self._items[:CHIPS])]
        )


def _short(text: str) -> str:
    """A chip never elides, so a long name is cut where a word ends."""
    if len(text) <= 18:
        return text
    return text[:18].rpartition(" ")[0] + "…" if " " in text[:18] else text[:17] + "…"
