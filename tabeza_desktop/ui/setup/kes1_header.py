"""The head of the KES 1 page: from which phone to which name, and the seconds large at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import Label, Line
from tabeza_desktop.ui.widgets.paint import Tone


class Kes1Header(QWidget):
    """``show_clock`` with empty text shows no seconds."""

    def __init__(self, title: Label, lead: Label) -> None:
        super().__init__()
        right = Qt.AlignmentFlag.AlignRight
        self.seconds = Label("", Role.HERO, Tone.WAIT, tnum=True, align=right)
        self.under = Label("", Role.LABEL, Tone.T2, weight=400, align=right)
        left, clock = Column(spacing=6), Column()
        left.addStretch(1)
        left.addWidget(title)
        left.addWidget(lead)
        clock.addWidget(self.seconds)
        clock.addWidget(self.under)
        row = Row(spacing=16)
        row.addLayout(left, 1)
        row.addLayout(clock)
        column = Column(spacing=14)
        column.addLayout(row)
        column.addWidget(Line())
        self.setLayout(column)

    def show_clock(self, seconds: str, under: str, tone: Tone) -> None:
        self.seconds.set_text(seconds)
        self.seconds.set_tone(tone)
        self.under.set_text(under)
        for label in (self.seconds, self.under):
            label.setVisible(bool(seconds))
