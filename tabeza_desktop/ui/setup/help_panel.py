"""The right side of set-up: help for exactly this step, made from data and rebuilt only when that differs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.bullets import BulletList
from tabeza_desktop.ui.setup.figures import PosterCard
from tabeza_desktop.ui.setup.step_page import Help
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.phone_figure import PhoneFigure

_WIDTH, _NARROW = 332, 300


class HelpPanel(Panel):
    """Scrolls when the window is low."""

    def __init__(self) -> None:
        super().__init__(fill="bg", edges="l")
        self._shown: tuple[Help, ...] = ()
        self._narrow = False
        self._inside = Panel(fill="bg")
        self._cards = Column(spacing=16, margins=(20, 20, 20, 20))
        self._cards.addStretch(1)
        self._kept = 1
        self._inside.setLayout(self._cards)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inside)
        column = Column(margins=(1, 0, 0, 0))
        column.addWidget(scroll)
        self.setLayout(column)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._cards.set_margins((14, 16, 14, 16) if narrow else (20, 20, 20, 20))
        self.setFixedWidth(px(_NARROW if narrow else _WIDTH))

    def retheme(self) -> None:
        if hasattr(self, "_cards"):
            self.setFixedWidth(px(_NARROW if self._narrow else _WIDTH))

    def add_foot(self, widget: QWidget) -> None:
        """Stands below the help of every step."""
        self._cards.insertWidget(self._cards.count() - self._kept, widget)
        self._kept += 1

    def show_help(self, cards: Sequence[Help]) -> None:
        if tuple(cards) == self._shown:
            return
        self._shown = tuple(cards)
        while self._cards.count() > self._kept:
            item = self._cards.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, card in enumerate(self._shown):
            self._cards.insertWidget(place, _card(card))


def _card(help_: Help) -> QWidget:
    if help_.style == "warn":
        return NoteBox(NoteKind.WARN, "<br>".join(help_.items), icon=help_.icon or None)
    card = Card(help_.title, icon=help_.icon or None)
    if help_.figure == "poster":
        card.body.addWidget(PosterCard(help_.lines[:3], help_.lines[3], help_.lines[4]))
    if help_.figure == "phone":
        card.body.addLayout(_phone_row(help_))
        return card
    if help_.style == "numbered":
        card.body.addWidget(NumberedList(help_.items, role=Role.LABEL, weight=400))
    elif help_.style == "bullets":
        card.body.addWidget(BulletList(help_.items))
    else:
        for text in help_.items:
            card.body.addWidget(Label(text, Role.LABEL, Tone.T2, weight=400, wrap=True))
    return card


def _phone_row(help_: Help) -> Row:
    """A small phone at the left, the words beside it. ``lines``: title, PIN label, cancel, OK."""
    title, pin, cancel, ok = help_.lines
    phone = PhoneFigure(small=True)
    phone.set_prompt(title, (), pin, cancel, ok, dots=3)
    words = Column(spacing=10)
    for text in help_.items:
        words.addWidget(Label(text, Role.LABEL, Tone.T2, weight=400, wrap=True))
    words.addStretch(1)
    row = Row(spacing=16)
    row.addWidget(phone, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row
