"""One business day, typed as 21/11/2026."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.day_range_dialog import parse_day
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.field import FieldState, TextField
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("DayDialog")


class DayDialog(Translated, DialogFrame):
    """``chosen(date)`` once the day is one that has come. Opens on yesterday: the night that has just ended."""

    chosen = Signal(object)

    def __init__(self, host: QWidget, today: date) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._today = today
        self._field = TextField("", placeholder="21/11/2026")
        self._field.set_text((today - timedelta(days=1)).strftime("%d/%m/%Y"))
        self.body.addWidget(self._field)
        self._cancel, self._show = Button("", key="Esc"), Button("", ButtonKind.PRIMARY, key="Enter")
        self.footer.addStretch(1)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self._show)
        self.set_primary(self._show)
        self._cancel.clicked.connect(self.close_frame)
        self._show.clicked.connect(self._take)
        self._field.text_changed.connect(self._judge)
        dispose_when_closed(self)
        self.retranslate()

    def open_day(self) -> None:
        self.open_frame(self._field.edit)
        self._field.select_all()

    def day(self) -> date | None:
        """What is typed, if it is a day that has come."""
        day = parse_day(self._field.text())
        return day if day is not None and day <= self._today else None

    def _judge(self, _text: str = "") -> None:
        if self.day() is not None:
            self._field.set_state(FieldState.EMPTY, "")
            self._show.set_on()
            return
        future = parse_day(self._field.text()) is not None
        words_ = tr("That day has not come yet") if future else tr("Day, month, year")
        self._field.set_state(FieldState.WRONG if future else FieldState.TYPING, words_)
        self._show.set_off(words_)

    def _take(self) -> None:
        day = self.day()
        if day is not None:
            self.close_frame()
            self.chosen.emit(day)

    def retranslate(self) -> None:
        self.set_title(tr("Another day"), tr("A business day, from one morning to the next."))
        self._field.set_label(tr("Day"))
        self._cancel.set_text(tr("Cancel"))
        self._show.set_text(tr("Show the day"))
        self._judge()
