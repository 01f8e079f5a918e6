"""The pairing code: ten characters, typed or pasted, and the way into practice for those who have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.pairing import Pairing
from tabeza_desktop.core.practice import Practice
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Row
from tabeza_desktop.ui.pairing.step import PairingStep, ProblemLine
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.code_boxes import CodeBoxes
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.pairing_codes import display_code, normalise_code

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Pairing")


class PairPage(PairingStep):
    """``practice_asked`` fires for F9 and its button; in practice mode the box offers the practice code instead."""

    practice_asked = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.boxes = CodeBoxes(tr("Pairing code"))
        self.connect_button = Button("", ButtonKind.PRIMARY, key="Enter", large=True)
        self.paste_button = Button("", icon="paste", key="Ctrl V", large=True)
        self._letters = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self._lasts = IconLabel("clock", "", Role.LABEL, Tone.T2, weight=500)
        self.problem = ProblemLine()
        self._where = NoteBox(NoteKind.PLAIN, "")
        self._or = Label("", Role.LABEL, Tone.T2, weight=400)
        self._practice = NoteBox(NoteKind.PRACTICE, "", title=" ")
        self.practice_button = Button("", key="F9")
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.boxes)
        column.gap(8)
        column.addLayout(_ends(self._letters, self._lasts))
        column.gap(12)
        column.addWidget(self.problem)
        column.gap(10)
        buttons = Row(spacing=12)
        buttons.addWidget(self.connect_button, 5)
        buttons.addWidget(self.paste_button, 4)
        buttons.addStretch(3)
        column.addLayout(buttons)
        column.gap(24)
        column.addWidget(self._where)
        column.gap(24)
        column.addLayout(_divided(self._or))
        column.gap(18)
        self._practice.add_widget(self.practice_button)
        column.addWidget(self._practice)

    def _join(self) -> None:
        self.boxes.changed.connect(self._typed)
        self.boxes.completed.connect(self._completed)
        self.connect_button.clicked.connect(self.connect_now)
        self.paste_button.clicked.connect(self._paste)
        self.practice_button.clicked.connect(self._practise)
        self.console.state.pairing.changed.connect(self._show)
        self.console.state.practice.changed.connect(self._show_practice)

    def arrive(self) -> None:
        ended = self.console.state.session.value.ended_by
        if ended is not None and not self.boxes.code():
            self.problem.show_problem(Problem(ended))
        self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self.title.set_text(tr("Connect this computer to your bar"))
        self.lead.set_text(tr("Type the 10-character pairing code."))
        self._letters.set_text(tr("Letters and numbers. There is no O, I, 0 or 1."))
        self._lasts.set_text(tr("A code lasts 10 minutes"))
        self.connect_button.set_text(tr("Connect"))
        self.paste_button.set_text(tr("Paste code"))
        where = tr(
            "From Tabeza, or from <b>People › Counter PCs</b> on a paired PC. "
            "If you are not the owner, ask the owner for it."
        )
        self._where.set_text(where, tr("Where is the code?"))
        self._or.set_text(tr("or look around first"))
        self._show_practice(self.console.state.practice.value)
        self._show(self.console.state.pairing.value)
        self.problem.again()

    def _show_practice(self, practice: Practice) -> None:
        if practice.info is None:
            self._practice.set_text(tr("Made-up tabs, pretend payments, no real money."), tr("Try practice mode"))
            self.practice_button.set_text(tr("Start practice"))
            return
        code = display_code(practice.info.pairing_code)
        title = tr("Your practice code is {code}", code=code)
        self._practice.set_text(tr("Made-up bar, pretend payments, no real money."), title)
        self.practice_button.set_text(tr("Use this code"))

    def _show(self, pairing: Pairing) -> None:
        complete = normalise_code(self.boxes.code()) is not None
        self.connect_button.set_busy(pairing.busy, tr("Checking"))
        self.connect_button.setEnabled(complete or pairing.busy)
        self.boxes.setEnabled(not pairing.busy)

    def _typed(self, _code: str) -> None:
        self.problem.show_problem(None)
        self._show(self.console.state.pairing.value)

    def _completed(self, _code: str) -> None:
        self._show(self.console.state.pairing.value)

    def connect_now(self) -> None:
        """Ask what the code stands for; nothing is connected by asking."""
        code = normalise_code(self.boxes.code())
        if code is not None and not self.console.state.pairing.value.busy:
            self.console.services.pairing.look(code, owner=self, failed=self._refused)

    def _refused(self, problem: Problem) -> None:
        self.problem.show_problem(problem)
        self.boxes.setEnabled(True)
        self.arrive()

    def _paste(self) -> None:
        self.boxes.paste()
        self.arrive()

    def _practise(self) -> None:
        info = self.console.state.practice.value.info
        if info is None:
            self.practice_asked.emit()
            return
        self.boxes.set_code(info.pairing_code)
        self.connect_now()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_F9:
            self._practise()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.connect_now()
        else:
            super().keyPressEvent(event)


def _ends(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = Row()
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row


def _divided(word: QWidget) -> QHBoxLayout:
    """A word in the middle of a line."""
    row = Row(spacing=12)
    row.addWidget(Line(), 1)
    row.addWidget(word)
    row.addWidget(Line(), 1)
    return row
