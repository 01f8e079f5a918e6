"""Locked here, sent once, wiped here: what will happen to the keys, in three small pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.icon_tile import IconTile
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import Tone

tr = words("Send")


class SendPreview(Translated, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._card = Card(sunken=True, role=Role.LABEL)
        self._titles = [Label("", Role.LABEL, elide=True) for _ in range(3)]
        self._subs = [Label("", Role.FINE, Tone.T2, elide=True) for _ in range(3)]
        row = Row(spacing=8)
        for place, icon in enumerate(("lock", "send", "check")):
            if place:
                row.addWidget(Icon("right", 16, Tone.T2))
            row.addLayout(self._part(place, icon), 1)
        self._card.body.addLayout(row)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)
        self.retranslate()

    def _part(self, place: int, icon: str) -> Row:
        texts = Column()
        texts.addWidget(self._titles[place])
        texts.addWidget(self._subs[place])
        part = Row(spacing=10)
        part.addWidget(IconTile(icon))
        part.addLayout(texts, 1)
        return part

    def retranslate(self) -> None:
        self._card.set_title(tr("Next: Send securely"))
        self._card.set_aside(tr("About 3 seconds"))
        for label, text in zip(self._titles, (tr("Locked here"), tr("Sent once"), tr("Wiped here")), strict=True):
            label.set_text(text)
        subs = (tr("On this PC"), tr("Still locked on the way"), tr("No copy on this PC"))
        for label, text in zip(self._subs, subs, strict=True):
            label.set_text(text)
