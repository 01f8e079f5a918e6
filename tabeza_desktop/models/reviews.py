"""The payments that wait for the owner's decision, oldest first. Whoever reads them hands all of them in at once."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar

from tabeza_desktop.core.display import ChipKind, chip_word
from tabeza_desktop.core.speech import payment_sentence
from tabeza_desktop.core.times import day_clock_text, elapsed, seconds_between
from tabeza_desktop.models.cells import CellData
from tabeza_desktop.models.rows import RowModel
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.wire.trade import PaymentView

EN_DASH = "\u2013"


class ReviewColumn(IntEnum):
    ASKED = 0
    TAB = 1
    CUSTOMER = 2
    AMOUNT = 3
    RESULT = 4
    WAITING = 5


class ReviewsModel(RowModel[PaymentView]):
    """``show`` replaces the rows only when other payments are in review; otherwise rows change in place."""

    titles: ClassVar[dict[str, tuple[str, ...]]] = {
        "en": ("Asked", "Tab", "Customer", "Amount KES", "Result", "Waiting for you"),
        "sw": ("Liliombwa", "Bili", "Mteja", "Kiasi KES", "Matokeo", "Inakusubiri"),
    }

    def show(self, payments: Sequence[PaymentView]) -> None:
        """The whole queue as it is now."""
        if [row.id for row in payments] != self.keys:
            self._replace_all(payments)
            return
        for row in payments:
            self._update(row)

    def cells_of(self, row: PaymentView) -> tuple[CellData, ...]:
        waited = elapsed(seconds_between(row.requested_at, self._now.utc), self._lang)
        return (
            CellData(day_clock_text(row.requested_at, self._now, self._lang)),
            CellData(EN_DASH if row.tab_number is None else str(row.tab_number), strong=True),
            CellData(row.customer_name, second=row.phone_masked),
            CellData(format_kes(Kes(row.amount_cents)), money="normal"),
            CellData(chip=ChipKind.NEEDS_REVIEW, chip_text=chip_word(ChipKind.NEEDS_REVIEW, self._lang), tone="warn"),
            CellData(waited, tone="warn"),
        )

    def sentence_of(self, row: PaymentView) -> str:
        return payment_sentence(row, self._now, self._lang, stale=self._stale)
