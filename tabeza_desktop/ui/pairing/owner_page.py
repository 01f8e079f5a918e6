"""The owner's name and PIN, once, on the PC paired with the owner's code. The PIN is typed twice and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Row
from tabeza_desktop.ui.pairing.step import PairingStep, ProblemLine
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.field import FieldState, TextField
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.pin import PinBoxes

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Pairing")
PIN_DIGITS = 6
MAX_NAME = 40


class OwnerPage(PairingStep):
    """Private state: how many digits of each PIN are in, and whether the two just differed."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.name = TextField("", height=52, role=Role.HEADING)
        self.name.set_max_length(MAX_NAME)
        self._pin_label, self._again_label = Label("", Role.LABEL), Label("", Role.LABEL)
        self.pin = PinBoxes(tr("New PIN"))
        self.again = PinBoxes(tr("The same PIN again"))
        self._digits = [0, 0]
        self._hint = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self.problem = ProblemLine()
        self.save_button = Button("", ButtonKind.PRIMARY, key="Enter", large=True)
        self._differed = False
        self._busy = False
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.name)
        column.gap(8)
        for label, boxes in ((self._pin_label, self.pin), (self._again_label, self.again)):
            column.addWidget(label)
            column.gap(6)
            column.addWidget(boxes, 0, Qt.AlignmentFlag.AlignLeft)
            column.gap(16)
        column.addWidget(self._hint)
        column.gap(8)
        column.addWidget(self.problem)
        column.gap(16)
        row = Row(spacing=12)
        row.addWidget(self.save_button)
        row.addWidget(self.save_button.reason_label())
        row.addStretch(1)
        column.addLayout(row)

    def _join(self) -> None:
        self.name.text_changed.connect(self._typed)
        self.pin.changed.connect(self._pin_typed)
        self.again.changed.connect(self._again_typed)
        self.pin.completed.connect(self._go_to_again)
        self.save_button.clicked.connect(self.save)

    def arrive(self) -> None:
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._wipe()

    def retranslate(self) -> None:
        bar = self.console.state.session.value.bar
        self.title.set_text(tr("You are the owner here"))
        self.lead.set_text(
            tr("{bar} is connected. Now set your name and PIN.", bar=bar.name)
            if bar is not None
            else tr("This PC is connected. Now set your name and PIN.")
        )
        self.name.set_label(tr("Your name, as staff know you"))
        self._pin_label.set_text(tr("New PIN"))
        self._again_label.set_text(tr("The same PIN again"))
        self.save_button.set_text(tr("Save and sign in"))
        self.problem.again()
        self._show()

    def _typed(self, _text: str) -> None:
        self.problem.show_problem(None)
        self._show()

    def _pin_typed(self, digits: int) -> None:
        self._digits[0] = digits
        self._changed(digits)

    def _again_typed(self, digits: int) -> None:
        self._digits[1] = digits
        self._changed(digits)

    def _changed(self, digits: int) -> None:
        if digits:
            self._differed = False
            self.problem.show_problem(None)
        self._show()

    def _go_to_again(self) -> None:
        self.again.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        if self._differed:
            self._hint.set_all("alert", tr("The two PINs were not the same. Type both again."), Tone.FAIL)
        else:
            hint = tr("6 digits. Not 123456, not your birth year. This is not your M‑Pesa PIN.")
            self._hint.set_all("info", hint, Tone.T2)
        self.again.set_state(FieldState.WRONG if self._differed else FieldState.TYPING)
        reason = self._missing()
        if self._busy or not reason:
            self.save_button.set_on()
        else:
            self.save_button.set_off(reason)
        self.save_button.set_busy(self._busy, tr("Saving"))

    def _missing(self) -> str:
        if not self.name.text().strip():
            return tr("Type your name first")
        if self._digits[0] < PIN_DIGITS:
            return tr("Choose a PIN of 6 digits")
        if self._digits[1] < PIN_DIGITS:
            return tr("Type the PIN once more")
        return ""

    def save(self) -> None:
        """Send the name and PIN; both PINs are wiped whatever comes of it."""
        if self._busy or self._missing():
            return
        first, second = self.pin.take(), self.again.take()
        self._digits = [0, 0]
        if first != second:
            self._wipe()
            self._differed = True
            self._show()
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._busy = True
        self._show()
        self.console.services.pairing.set_owner(
            self.name.text().strip(), first, owner=self, done=self._saved, failed=self._refused
        )

    def _saved(self, _session: object) -> None:
        self._busy = False
        self._wipe()

    def _refused(self, problem: Problem) -> None:
        self._busy = False
        self._wipe()
        self.problem.show_problem(problem)
        if problem.code == "name_invalid":
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wipe(self) -> None:
        self.pin.clear()
        self.again.clear()
        self._digits = [0, 0]
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.save()
            return
        super().keyPressEvent(event)
