"""Pairing from the code to a signed-in owner: shows the screen that fits what the session and the offer say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.pairing import Pairing
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.pairing.brand_frame import BrandFrame
from tabeza_desktop.ui.pairing.confirm_page import ConfirmPage
from tabeza_desktop.ui.pairing.mismatch_page import MismatchPage
from tabeza_desktop.ui.pairing.owner_page import OwnerPage
from tabeza_desktop.ui.pairing.pair_page import PairPage
from tabeza_desktop.ui.pairing.step import PairingStep
from tabeza_desktop.ui.pairing.tab_figure import TabFigure
from tabeza_desktop.ui.tab_order import ReadingOrder
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Pairing")


class PairingWindow(ReadingOrder, Translated, QWidget):
    """``practice_asked`` fires when the person wants practice mode (only outside it).

    Private state: the screen in front, and whether the person said that the words differ. An identity mismatch covers
    everything else.
    """

    practice_asked = Signal()

    def __init__(self, console: Console, version: str) -> None:
        super().__init__()
        self._console = console
        self._differ = False
        self.pair, self.confirm, self.owner = PairPage(console), ConfirmPage(console), OwnerPage(console)
        self.mismatch = MismatchPage(console)
        self.frame = BrandFrame(console, version)
        self._welcome = Label("", Role.HERO, Tone.BRAND_ON)
        self._pitch = Label("", Role.ROW_MONEY, Tone.BRAND_MUTED, weight=400, wrap=True)
        self._front: PairingStep = self.pair
        self._lay_out()
        self.pair.practice_asked.connect(self.practice_asked)
        self.confirm.words_differ.connect(self._words_differ)
        self.mismatch.start_again.connect(self._start_again)
        state = console.state
        for holder in (state.session, state.pairing, state.connection):
            holder.changed.connect(self._follow)
        self.retranslate()
        self._follow()

    def _lay_out(self) -> None:
        for page in (self.pair, self.confirm, self.owner):
            self.frame.form.addWidget(page)
            page.setVisible(page is self._front)
        self.frame.middle.addWidget(TabFigure())
        self.frame.welcome.addWidget(self._welcome)
        self.frame.welcome.addWidget(self._pitch)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.frame)
        self._stack.addWidget(self.mismatch)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Connect this computer to your bar"))
        self._welcome.set_text(tr("Karibu."))
        self._pitch.set_text(tr("See every tab, ask for payment by M‑Pesa, and know the moment it is paid."))

    def arrive(self) -> None:
        """Put the focus where work starts."""
        if self._stack.currentWidget() is self.mismatch:
            self.mismatch.arrive()
        else:
            self._front.arrive()

    def _follow(self, _value: object = None) -> None:
        state = self._console.state
        pairing, session, connection = state.pairing.value, state.session.value, state.connection.value
        before = (self._stack.currentWidget(), self._front)
        if _mismatch(pairing, connection) or self._differ:
            self.mismatch.show_reason(pairing.problem, by_person=self._differ)
            self._stack.setCurrentWidget(self.mismatch)
        else:
            self._stack.setCurrentWidget(self.frame)
            self._turn_to(self._wanted(pairing, session))
        if before != (self._stack.currentWidget(), self._front):
            self.arrive()

    def _wanted(self, pairing: Pairing, session: Session) -> PairingStep:
        if session.phase is Phase.OWNER_PIN:
            return self.owner
        return self.confirm if pairing.offer is not None else self.pair

    def _turn_to(self, page: PairingStep) -> None:
        if self._front is page:
            return
        self._front.leave()
        if page is self.owner:
            self.owner.retranslate()
        self._front.hide()
        self._front = page
        page.show()

    def _words_differ(self) -> None:
        self._differ = True
        self._follow()

    def _start_again(self) -> None:
        self._differ = False
        self.pair.boxes.clear()
        self._console.services.pairing.forget_offer()
        self._console.try_now()
        self._follow()


def _mismatch(pairing: Pairing, connection: Connection) -> bool:
    told = pairing.problem is not None and pairing.problem.code == "identity_mismatch"
    return told or connection.kind is ConnectionKind.IDENTITY_MISMATCH
