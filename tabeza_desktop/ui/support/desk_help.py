"""How a support person works: what is seen, what never, and every key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.bullets import BulletList
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.keycap import KeyCap
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone

tr = words("Support")


class DeskHelp(Translated, Panel):
    """Built anew when the language changes: it is read, never worked in."""

    def __init__(self) -> None:
        super().__init__(fill="bg")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = Column()
        column.addWidget(self._scroll)
        self.setLayout(column)
        self.setFocusProxy(self._scroll)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Help"))
        inside = Panel(fill="bg")
        across = Row(spacing=16, margins=(24, 24, 24, 24))
        left, right = Column(spacing=16), Column(spacing=16)
        left.addWidget(_card(tr("What you see"), _seen()))
        left.addWidget(_card(tr("What you never see, and never ask for"), _never()))
        left.addStretch(1)
        right.addWidget(_keys_card())
        right.addWidget(_card(tr("How a call goes"), _call()))
        right.addStretch(1)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        inside.setLayout(across)
        self._scroll.setWidget(inside)


def _card(title: str, lines: tuple[str, ...]) -> Card:
    card = Card(title)
    card.body.addWidget(BulletList(lines))
    return card


def _seen() -> tuple[str, ...]:
    return (
        tr("Only bars whose owner read you their code, for 15 minutes, or until they press Stop sharing."),
        tr("The step, how long on it, the last problem with its code, and whether each key looks right."),
        tr("The PayBill number, its registered name and the steps of the KES 1 test."),
        tr("The owner sees your name while you look. Every look is in their log."),
    )


def _never() -> tuple[str, ...]:
    return (
        tr("Keys, secret, passkey or any PIN: not even their length."),
        tr("Tabs, customers, phones, payments or takings."),
        tr(
            "If somebody offers to read a key to you, stop them. Say: paste it, I can see whether it looks right."
        ),
    )


def _call() -> tuple[str, ...]:
    return (
        tr("Greet them, ask for the six digits, type them and press Enter."),
        tr("Read the line under Say this, in their language. N gives the next one."),
        tr("P frames a field on their screen. T shows them a short tip."),
        tr("When they are live, press Del: the code ends."),
    )


def _keys_card() -> Card:
    card = Card(tr("Keys"))
    for keys, text in (
        (("Ctrl", "K"), tr("Type a code")),
        (("↑", "↓"), tr("Choose a bar")),
        (("N",), tr("Next thing to say")),
        (("C",), tr("Copy words")),
        (("P",), tr("Point at a field")),
        (("T",), tr("Send a tip")),
        (("Del",), tr("Done with this bar")),
        (("Ctrl", "L"), tr("Lock")),
        (("F1",), tr("This page and back")),
    ):
        row = Row(spacing=6)
        row.addWidget(Label(text, Role.BODY, Tone.T1), 1)
        for key in keys:
            row.addWidget(KeyCap(key))
        card.body.addLayout(row)
    return card
