"""A pairing code for one more PC: large, with the time it has left. It can be read out across the bar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.times import Now, elapsed, seconds_between
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Tone
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_protocol.pairing_codes import display_code
from tabeza_protocol.wire.access import PairingCode

tr = words("CodeDialog")

_CODE_PX = 52


class CodeDialog(Translated, DialogFrame):
    """``again()`` asks for another code. Private state: the code (None: on its way) and what went wrong."""

    again = Signal()

    def __init__(self, host: QWidget, now: Now) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._now = now
        self._code: PairingCode | None = None
        self._problem: Problem | None = None
        self._shown = Label("", Role.HERO, codes=True, weight=700, size=_CODE_PX, align=Qt.AlignmentFlag.AlignHCenter)
        self._left = IconLabel("clock", "", Role.BODY, Tone.T2, weight=600, tnum=True)
        self._steps = NumberedList()
        self._wrong = NoteBox(NoteKind.FAIL, "")
        card = Card("", sunken=True, pad=20)
        card.body.addWidget(self._shown)
        card.body.addWidget(self._left, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(card)
        self.body.addWidget(self._steps)
        self.body.addWidget(self._wrong)
        self._another = Button("", icon="refresh", large=True)
        self._done = Button("", ButtonKind.PRIMARY, key="Enter", large=True, spread=True)
        self.footer.addWidget(self._another)
        self.footer.addWidget(self._done, 1)
        self._another.clicked.connect(self._ask_again)
        self._done.clicked.connect(self.close_frame)
        self.set_primary(self._done)
        dispose_when_closed(self)
        self.retranslate()

    def open_code(self) -> None:
        self.open_frame(self._done)

    def show_code(self, code: PairingCode) -> None:
        self._code, self._problem = code, None
        self._another.set_busy(False)
        self._show()

    def show_failure(self, problem: Problem) -> None:
        self._problem = problem
        self._another.set_busy(False)
        self._show()

    def tick(self, now: Now) -> None:
        """Once a second: the time left."""
        self._now = now
        self._show()

    def _ask_again(self) -> None:
        if not self._another.is_busy:
            self._another.set_busy(True, tr("Making a code"))
            self.again.emit()

    def _show(self) -> None:
        code = self._code
        left = 0 if code is None else max(0, seconds_between(self._now.utc, code.expires_at))
        self._wrong.setVisible(self._problem is not None)
        if self._problem is not None:
            text = self._problem.text(current_language())
            self._wrong.set_text(text.do, text.happened)
        if code is None:
            self._shown.set_text("·····-·····")
            self._left.set_all("spinner" if self._problem is None else "clock", tr("Making a code"), Tone.T2)
        elif left:
            self._shown.set_text(display_code(code.code))
            self._shown.set_tone(Tone.T1)
            text = tr("{time} left. Works once.", time=elapsed(left, current_language()))
            self._left.set_all("clock", text, Tone.WARN if left <= 60 else Tone.T2)
        else:
            self._shown.set_tone(Tone.T3)
            self._left.set_all("clock", tr("This code has run out"), Tone.WARN)

    def retranslate(self) -> None:
        self.set_title(tr("Add a PC"), tr("People sign in there with their PINs."))
        self._steps.set_items(
            [tr("Open Tabeza on the other PC."), tr("Type this code there."), tr("Check the bar’s name and connect.")]
        )
        self._another.set_text(tr("Another code"))
        self._done.set_text(tr("Done"))
        self._show()
