"""A person's name and PIN, or only a new PIN, typed by the person on the owner's PC. Nobody else needs to know it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.pin import PinBoxes
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView

tr = words("PinForm")

PIN_DIGITS, MOST_NAME = 6, 80


@dataclass(frozen=True)
class Typed:
    """What is in the boxes, without the PINs themselves."""

    name: str


class PinForm(TabDialog):
    """``chosen(name, pin)``: once for each press, with the PIN wiped here. ``person`` None: a new person.

    Private state: how many digits of each PIN are in, and whether the two just differed.
    """

    chosen = Signal(str, object)

    def __init__(self, host: QWidget, person: PersonView | None) -> None:
        super().__init__(host, None, icon="user" if person is None else "key")
        self._person = person
        self._name = TextField("", height=52, message_at=MessageAt.NONE)
        self._name.set_max_length(MOST_NAME)
        self._labels = (Label("", Role.LABEL), Label("", Role.LABEL))
        self._pins = (PinBoxes(tr("New PIN")), PinBoxes(tr("The same PIN again")))
        self._digits = [0, 0]
        self._differed = False
        self._hint = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self._away = NoteBox(NoteKind.PLAIN, "")
        self.body.addWidget(self._away)
        self.body.addWidget(self._name)
        for label, boxes in zip(self._labels, self._pins, strict=True):
            self.body.addWidget(label)
            self.body.addWidget(boxes, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._hint)
        self._name.setVisible(person is None)
        self._name.text_changed.connect(self.judge)
        self._pins[0].changed.connect(lambda digits: self._typed(0, digits))
        self._pins[1].changed.connect(lambda digits: self._typed(1, digits))
        self._pins[0].completed.connect(self._go_on)
        self.closed.connect(self._wipe)
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._name.edit if self._person is None else self._pins[0])

    def _typed(self, which: int, digits: int) -> None:
        self._digits[which] = digits
        if digits:
            self._differed = False
        self.judge()

    def _go_on(self) -> None:
        self._pins[1].setFocus(Qt.FocusReason.TabFocusReason)

    def asked_for(self) -> Typed | None:
        name = " ".join(self._name.text().split()) if self._person is None else self._person.name
        return Typed(name) if name and self._digits == [PIN_DIGITS, PIN_DIGITS] else None

    def off_reason(self) -> str:
        if self._person is None and not self._name.text().strip():
            return tr("Type the name first")
        if self._digits[0] < PIN_DIGITS:
            return tr("A PIN of 6 digits")
        return tr("The same PIN once more")

    def do_words(self) -> tuple[str, str]:
        return (tr("Add") if self._person is None else tr("Set the PIN")), tr("Saving")

    def send_now(self) -> None:
        """Both PINs leave the boxes, whatever comes of it."""
        asked = self.asked_for()
        if self._do.is_busy or asked is None:
            return
        first, second = self._pins[0].take(), self._pins[1].take()
        same = first == second
        second.wipe()
        self._wipe()
        if not same:
            first.wipe()
            self._differed = True
            self.judge()
            self._pins[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._do.set_busy(True, self.do_words()[1])
        self._problem = None
        self._wrong.hide()
        self.chosen.emit(asked.name, Secret(first.reveal()))
        first.wipe()

    def come_back(self, problem: Problem) -> None:
        super().come_back(problem)
        field = self._name.edit if problem.code == "name_invalid" else self._pins[0]
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wipe(self) -> None:
        for boxes in self._pins:
            boxes.clear()
        self._digits = [0, 0]

    def judge(self) -> None:
        self._pins[1].set_state(FieldState.WRONG if self._differed else FieldState.TYPING)
        self._hint.set_tone(Tone.FAIL if self._differed else Tone.T2)
        self._hint.set_text(
            tr("The two PINs were not the same. Type both again.") if self._differed
            else tr("6 digits. Not 123456, not a birth year. Not the M‑Pesa PIN.")
        )
        super().judge()

    def reword(self) -> None:
        if self._person is None:
            self.set_title(tr("Add a person"), tr("A cashier, who may sign in on every PC of this bar."))
            self._away.set_text(tr("Let the new person type the PIN. Look away: it is theirs alone."))
        else:
            self.set_title(tr("New PIN"), self._person.name)
            text = tr("Let {name} type it. Look away. Whoever is signed in under that name is signed out.",
                      name=self._person.name)
            self._away.set_text(text)
        self._name.set_label(tr("Name, as staff know it"))
        self._labels[0].set_text(tr("New PIN"))
        self._labels[1].set_text(tr("The same PIN again"))
