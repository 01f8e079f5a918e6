"""The slow answers of the day: when, which tab, how much, and how long."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.takings_day import SlowAnswer
from tabeza_desktop.core.times import clock_text, elapsed
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import fixed_height, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line, Tone
from tabeza_desktop.ui.widgets.money import format_amount

tr = words("SlowList")

MOST = 4


class SlowList(QWidget):
    """At most four rows, newest first; the rows are made once and filled again."""

    def __init__(self) -> None:
        super().__init__()
        self._nothing = Label("", Role.BODY, Tone.T2, wrap=True)
        self._rows = [_Row() for _ in range(MOST)]
        column = QVBoxLayout(self)
        scaled(column)
        column.addWidget(self._nothing)
        for row in self._rows:
            column.addWidget(row)
        self.show_rows((), "en", today=True)

    def show_rows(self, found: Sequence[SlowAnswer], lang: str, *, today: bool) -> None:
        self._nothing.set_text(tr("None so far today.") if today else tr("None that day."))
        self._nothing.setVisible(not found)
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(found))
            if at < len(found):
                row.show_answer(found[at], lang)


class _Row(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._at, self._tab = Label("", tone=Tone.T2, tnum=True), Label("", weight=600)
        self._amount, self._took = Label("", tnum=True), IconLabel("slow", "", Role.BODY, Tone.WARN, weight=600, gap=6)
        outer = QVBoxLayout(self)
        scaled(outer)
        outer.addWidget(Line())
        row = QHBoxLayout()
        scaled(row, spacing=12)
        row.addWidget(self._at)
        row.addWidget(self._tab)
        row.addStretch(1)
        row.addWidget(self._amount)
        row.addWidget(self._took)
        outer.addLayout(row)
        fixed_height(self, 40)

    def show_answer(self, slow: SlowAnswer, lang: str) -> None:
        payment, took = slow.payment, elapsed(slow.seconds, lang)
        self._at.set_text(clock_text(payment.requested_at))
        self._tab.set_text(tr("Tab {number}", number=payment.tab_number or "–"))
        self._amount.set_text(format_amount(payment.amount_cents))
        if slow.still_open:
            self._took.set_all("refresh", tr("{time}, waiting", time=took), Tone.WAIT)
        else:
            self._took.set_all("slow", took, Tone.WARN)
