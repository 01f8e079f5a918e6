"""The ledger of one tab, oldest first: charges, and money received in green with a minus."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar

from tabeza_desktop.core.changes import ChangeSet, is_newer
from tabeza_desktop.core.history import TabLedger
from tabeza_desktop.core.speech import line_sentence
from tabeza_desktop.core.tab_actions import entry_of, undone_by
from tabeza_desktop.core.times import day_clock_text
from tabeza_desktop.models.cells import CellData
from tabeza_desktop.models.rows import RowModel
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.wire.trade import TabLine


class LineColumn(IntEnum):
    TIME = 0
    TEXT = 1
    AMOUNT = 2


class LinesModel(RowModel[TabLine]):
    titles: ClassVar[dict[str, tuple[str, ...]]] = {
        "en": ("Time", "What", "KES"),
        "sw": ("Saa", "Nini", "KES"),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.tab_id: str | None = None
        self._undone: frozenset[str] = frozenset()

    def show_ledger(self, ledger: TabLedger) -> None:
        """Another tab replaces what is shown; the same tab again only brings what is new."""
        if ledger.tab.id != self.tab_id:
            self.tab_id = ledger.tab.id
            self._replace_all(sorted(ledger.lines, key=_order))
            return
        for line in ledger.lines:
            self._take(line)

    def clear(self) -> None:
        self.tab_id = None
        self._replace_all([])

    def apply(self, changes: ChangeSet) -> None:
        if changes.fresh:
            self._replace_all([])
        for line in changes.lines:
            if line.tab_id == self.tab_id:
                self._take(line)

    def is_undone(self, line: TabLine) -> bool:
        """Whether this line was taken back: it stays, struck through."""
        return entry_of(line) in self._undone

    def _replace_all(self, rows: Sequence[TabLine]) -> None:
        self._undone = undone_by(rows)
        super()._replace_all(rows)

    def _note_undone(self, line: TabLine) -> None:
        if line.undoes is None or line.undoes in self._undone:
            return
        self._undone |= {line.undoes}
        for at, row in enumerate(self._rows):
            if entry_of(row) == line.undoes:
                self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))

    def _take(self, line: TabLine) -> None:
        self._note_undone(line)
        if line.id in self._place:
            if is_newer(self._rows[self._place[line.id]], line):
                self._update(line)
            return
        places = [_order(row) for row in self._rows]
        order = _order(line)
        insort(places, order)
        self._insert(places.index(order), [line])

    def cells_of(self, row: TabLine) -> tuple[CellData, ...]:
        received = row.amount_cents < 0
        aside = row.receipt or ""
        if not aside and row.quantity != 1 and row.unit_price_cents is not None:
            aside = f"{row.quantity} \u00d7 {format_kes(Kes(row.unit_price_cents))}"
        return (
            CellData(day_clock_text(row.at, self._now, self._lang), tone="t2"),
            CellData(row.text, aside=aside, codes=row.receipt is not None, tone="paid" if received else "t1"),
            CellData(
                format_kes(Kes(row.amount_cents)),
                money="payment" if received else "normal",
                tone="paid" if received else "t1",
            ),
        )

    def sentence_of(self, row: TabLine) -> str:
        return line_sentence(row, self._lang, undone=self.is_undone(row))


def _order(line: TabLine) -> tuple[float, str]:
    return line.at.timestamp(), line.id
