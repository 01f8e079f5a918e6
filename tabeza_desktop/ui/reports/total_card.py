"""One of the day's totals in a card: a name, a big figure, and what it is out of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Tone


class TotalCard(Card):
    """``money`` puts a small KES before the figure."""

    def __init__(self, *, money: bool = False) -> None:
        super().__init__("", pad=14)
        self._name = Label("", Role.LABEL, Tone.T2)
        self._unit, self._value = Label("KES", Role.HEADING, Tone.T2), Label("", Role.DISPLAY, tnum=True)
        self._rest = Label("", Role.LABEL, Tone.T2, tnum=True)
        row = QHBoxLayout()
        scaled(row, spacing=8)
        row.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._value)
        row.addStretch(1)
        row.addWidget(self._rest, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self._name)
        self.body.addLayout(row)
        self._than = IconLabel("", "", Role.LABEL, Tone.T2, size=16, tnum=True)
        self._than.hide()
        self.body.addWidget(self._than)
        self._unit.setVisible(money)

    def retheme(self) -> None:
        super().retheme()
        self.body.setSpacing(px(2))

    def show_comparison(self, text: str, better: bool | None) -> None:
        """Against an earlier day; empty hides it. Money up is green, down is amber, even is grey."""
        icon = "" if better is None else "up" if better else "dn"
        tone = Tone.T2 if better is None else Tone.PAID if better else Tone.WARN
        self._than.set_all(icon, text, tone)
        self._than.setVisible(bool(text))
        self.setAccessibleDescription(text)

    def show_total(self, name: str, value: str, rest: str = "") -> None:
        self._name.set_text(name)
        self._value.set_text(value)
        self._rest.set_text(rest)
        self.setAccessibleName(f"{name}: {value} {rest}".strip())
