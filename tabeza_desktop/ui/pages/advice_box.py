"""What a payment's result means and what bar staff do now, with its code small for support."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tabeza_desktop.core.display import advice
from tabeza_desktop.core.times import Now
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView

tr = words("AdviceBox")

_KINDS = {"fail": NoteKind.FAIL, "warn": NoteKind.WARN, "wait": NoteKind.WAIT}


class AdviceBox(QWidget):
    """One note box of the right colour; none for a payment that is simply under way."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        scaled(column)
        self._boxes = {kind: NoteBox(kind, "") for kind in (*_KINDS.values(), NoteKind.PAID)}
        for box in self._boxes.values():
            box.hide()
            column.addWidget(box)

    def show_payment(self, payment: PaymentView, now: Now, lang: str) -> None:
        """The words of the outcome table, never of the message M-Pesa sent."""
        kind, title, text = self._words(payment, now, lang)
        for each, box in self._boxes.items():
            box.setVisible(each is kind)
        if kind is not None:
            self._boxes[kind].set_text(text, title)

    def _words(self, payment: PaymentView, now: Now, lang: str) -> tuple[NoteKind | None, str, str]:
        if payment.state is PaymentState.SUCCEEDED:
            code = payment.result_code or "0"
            happened = tr("M‑Pesa took KES {amount} from the customer.", amount=format_amount(payment.amount_cents))
            return NoteKind.PAID, tr("Success · code {code}", code=code), tr(
                "{happened}\n<b>What to do:</b> nothing.", happened=happened
            )
        found = advice(payment, now, lang)
        if found is None:
            return None, "", ""
        title = tr("{title} · code {code}", title=found.title, code=found.code) if found.code else found.title
        text = tr("{happened}\n<b>What to do:</b> {do}", happened=found.happened, do=found.do)
        return _KINDS.get(found.tone, NoteKind.FAIL), title, text
