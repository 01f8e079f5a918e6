"""Two days for the history: from and to, typed as 21/11/2026. Nothing is asked of the service until both make sense."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.pages.day_range import DayRange
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.field import FieldState, TextField
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("DayRangeDialog")

_DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})\Z")


def parse_day(text: str) -> date | None:
    """A typed day, day first; None for anything that is not one."""
    match = _DAY.match(text.strip())
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DayRangeDialog(Translated, DialogFrame):
    """``chosen(DayRange)`` once both days are days, in order and not in the future."""

    chosen = Signal(object)

    def __init__(self, host: QWidget, before: DayRange | None, today: date) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._today = today
        self._from, self._to = TextField("", placeholder="21/11/2026"), TextField("", placeholder="21/11/2026")
        held = before or DayRange(today.replace(day=1), today)
        self._from.set_text(held.first.strftime("%d/%m/%Y"))
        self._to.set_text(held.last.strftime("%d/%m/%Y"))
        row = QHBoxLayout()
        row.addWidget(self._from)
        row.addWidget(self._to)
        self.body.addLayout(row)
        self._cancel, self._show = Button("", key="Esc"), Button("", ButtonKind.PRIMARY, key="Enter")
        self.footer.addStretch(1)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self._show)
        self.set_primary(self._show)
        self._cancel.clicked.connect(self.close_frame)
        self._show.clicked.connect(self._take)
        for field in (self._from, self._to):
            field.text_changed.connect(lambda _: self._judge())
        dispose_when_closed(self)
        self.retranslate()

    def open_dates(self) -> None:
        self.open_frame(self._from.edit)
        self._from.select_all()

    def days(self) -> DayRange | None:
        """What is typed, if it is a range."""
        first, last = parse_day(self._from.text()), parse_day(self._to.text())
        if first is None or last is None or first > last or last > self._today:
            return None
        return DayRange(first, last)

    def _judge(self) -> None:
        first, last = parse_day(self._from.text()), parse_day(self._to.text())
        self._from.set_state(FieldState.EMPTY if first else FieldState.TYPING, "" if first else tr("Day, month, year"))
        if last is None:
            self._to.set_state(FieldState.TYPING, tr("Day, month, year"))
        elif last > self._today:
            self._to.set_state(FieldState.WRONG, tr("That day has not come yet"))
        elif first is not None and first > last:
            self._to.set_state(FieldState.WRONG, tr("Before the first day"))
        else:
            self._to.set_state(FieldState.EMPTY, "")
        if self.days() is None:
            self._show.set_off(tr("Type two days"))
        else:
            self._show.set_on()

    def _take(self) -> None:
        days = self.days()
        if days is not None:
            self.chosen.emit(days)
            self.close_frame()

    def retranslate(self) -> None:
        self.set_title(tr("Choose days"))
        self._from.set_label(tr("From"))
        self._to.set_label(tr("To"))
        self._cancel.set_text(tr("Cancel"))
        self._show.set_text(tr("Show payments"))
        self._judge()
