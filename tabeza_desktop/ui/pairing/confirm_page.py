"""Is this your bar, and is this the real service? Nothing is connected before both are answered.

Where the service's identity ships with the program or comes from the process that started it, there is nothing for a
person to compare: the words are shown as checked. A self-hosted service is vouched for by nobody else, so there the
words decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.pairing import Pairing, PairingOffer
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.pairing.brand_frame import this_pc
from tabeza_desktop.ui.pairing.identity_words import IdentityWords
from tabeza_desktop.ui.pairing.step import PairingStep, ProblemLine
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, Tone, draw_box, draw_icon, smooth
from tabeza_protocol.pairing_codes import PairingPurpose

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Pairing")


class _Tile(Themed, QWidget):
    """The shop in its tinted square."""

    def __init__(self) -> None:
        super().__init__()
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(56), px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        draw_box(painter, QRectF(self.rect()), fill=tokens.accent_tint)
        at = (self.width() - px(28)) / 2
        draw_icon(painter, at, at, "store", tokens.accent, 28)
        painter.end()


class BarCard(Themed, QWidget):
    """The bar's name, where it is, and what this PC will be called there."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Label("", Role.DISPLAY, wrap=True)
        self.place = Label("", Role.HEADING, Tone.T2, weight=400, wrap=True)
        self.pc_label = Label("", Role.FINE, Tone.T2, align=Qt.AlignmentFlag.AlignRight)
        self.pc_name = Label("", Role.BODY, weight=600, align=Qt.AlignmentFlag.AlignRight)
        left, right = Column(), Column(spacing=1)
        left.addWidget(self.name)
        left.addWidget(self.place)
        right.addStretch(1)
        right.addWidget(self.pc_label)
        right.addWidget(self.pc_name)
        right.addStretch(1)
        row = Row(spacing=16, margins=(22, 18, 22, 18))
        row.addWidget(_Tile())
        row.addLayout(left, 1)
        row.addLayout(right)
        self.setLayout(row)
        self.init_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        box = QRectF(self.rect())
        draw_box(painter, box, radius=RADIUS_CARD, fill=tokens.surface, border=tokens.accent, width=2)
        painter.end()


class ConfirmPage(PairingStep):
    """``words_differ`` fires when the person says one of the six words is not the one Tabeza gave."""

    words_differ = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.bar = BarCard()
        self.words_card = Card("", icon="shield", tone=Tone.ACCENT, sunken=True, pad=18)
        self._compare = Label("", Role.BODY, Tone.T2, wrap=True)
        self.identity = IdentityWords()
        self._warning = IconLabel("alert", "", Role.LABEL, Tone.WARN, weight=400, wrap=True)
        self._warning.label.set_tone(Tone.T1)
        self.problem = ProblemLine()
        self.no_button = Button("", key="Esc", large=True)
        self.differ_button = Button("", large=True)
        self.yes_button = Button("", ButtonKind.PRIMARY, key="Enter", large=True)
        self._signs_nobody = IconLabel("info", "", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        body = self.words_card.body
        body.addWidget(self._compare)
        body.addWidget(self.identity)
        body.addWidget(self._warning)
        buttons = Row(spacing=12)
        buttons.addWidget(self.no_button)
        buttons.addWidget(self.differ_button)
        buttons.addWidget(self.yes_button, 1)
        column = self.column
        column.addWidget(self.bar)
        column.gap(16)
        column.addWidget(self.words_card)
        column.gap(12)
        column.addWidget(self.problem)
        column.gap(12)
        column.addLayout(buttons)
        column.gap(16)
        column.addWidget(self._signs_nobody)

    def _join(self) -> None:
        self.no_button.clicked.connect(self.refuse)
        self.differ_button.clicked.connect(self.words_differ)
        self.yes_button.clicked.connect(self.accept)
        self.console.state.pairing.changed.connect(self._show)

    def arrive(self) -> None:
        self.problem.show_problem(None)
        self.yes_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self.title.set_text(tr("Is this your bar?"))
        self.lead.set_text(tr("Nothing is connected until you say yes."))
        self.bar.pc_label.set_text(tr("This PC will be"))
        self.no_button.set_text(tr("No, not my bar"))
        self.differ_button.set_text(tr("Words differ"))
        self.yes_button.set_text(tr("Yes, connect"))
        self._signs_nobody.set_text(tr("Connecting a PC signs nobody in. People sign in with their own PIN."))
        self.problem.again()
        self._show(self.console.state.pairing.value)

    def _show(self, pairing: Pairing) -> None:
        self.yes_button.set_busy(pairing.busy, tr("Connecting"))
        if pairing.offer is not None:
            self._show_offer(pairing.offer)

    def _show_offer(self, offer: PairingOffer) -> None:
        desk = offer.look.purpose is PairingPurpose.SUPPORT_DESK
        self.title.set_text(tr("Make this PC a support desk?") if desk else tr("Is this your bar?"))
        self.no_button.set_text(tr("No") if desk else tr("No, not my bar"))
        self.bar.name.set_text(offer.look.bar_name)
        self.bar.place.set_text(offer.look.bar_place)
        self.bar.pc_name.set_text(this_pc(self.console.state.session.value))
        self.identity.set_words(offer.identity.words)
        compare = offer.identity.must_compare
        if compare:
            self.words_card.set_title(tr("Is this the real Tabeza service?"))
            self._compare.set_text(tr("Compare these six words, in order, with the ones Tabeza gave you."))
        else:
            self.words_card.set_title(tr("This is the real Tabeza service"))
            self._compare.set_text(tr("This PC checked it by itself. Tabeza can read you the same six words."))
        self._warning.set_text(tr("One word different? Stop and call Tabeza. Type no keys on this PC."))

    def accept(self) -> None:
        """Use the code up and join the bar."""
        pairing = self.console.state.pairing.value
        if pairing.offer is not None and not pairing.busy:
            name = this_pc(self.console.state.session.value)
            self.console.services.pairing.claim(pairing.offer, name, owner=self, failed=self._refused)

    def refuse(self) -> None:
        """Not this bar: back to the code, nothing is connected."""
        self.console.services.pairing.forget_offer()

    def _refused(self, problem: Problem) -> None:
        self.problem.show_problem(problem)
        self.yes_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.refuse()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)
