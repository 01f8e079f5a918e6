"""Choose who you are, type six digits, and the console opens by itself. By keys, by pad or by both.

A wrong PIN leaves the person chosen and the boxes empty; a locked person is told until when. Unlocking somebody else's
screen ends that person's sign-in first: nobody works under another's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.i18n.dates import clock_time
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.field_state import FieldState
from tabeza_desktop.ui.widgets.keyhints import KeyHint, KeyHints
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.person_tile import People, PersonTile
from tabeza_desktop.ui.widgets.pin import PinBoxes, PinPad

if TYPE_CHECKING:  # this page is painted before these are loaded
    from PySide6.QtGui import QKeyEvent

    from tabeza_desktop.core.problems import Problem
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.services.desk import FrontDesk
    from tabeza_protocol.wire.access import PersonView

tr = words("SignIn")
_TITLE_PX = 31
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SignInPage(Translated, QWidget):
    """Private state: whether a PIN is being checked, the last refusal, and the people now on the tiles."""

    def __init__(self, console: Console | FrontDesk) -> None:
        super().__init__()
        self._console = console
        self._busy = False
        self._problem: Problem | None = None
        self._tiles: tuple[tuple[str, str, str], ...] = ()
        self.title = Label("", Role.TITLE, size=_TITLE_PX)
        self.people = People([], tr("Who are you?"))
        self.pad = PinPad(tr("Clear"), tr("Undo"))
        self._ask = Label("", Role.HEADING, wrap=True)
        self.boxes = PinBoxes(tr("PIN"))
        self.message = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self._forgot, self._forgot_how = Label("", Role.BODY, weight=600), Label("", Role.BODY, Tone.T2, wrap=True)
        self._five = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self.hints = KeyHints()
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        column = Column()
        column.addWidget(self.title)
        column.gap(16)
        column.addWidget(self.people)
        column.gap(24)
        column.addLayout(self._pin_row())
        column.gap(26)
        column.addWidget(Line())
        column.gap(12)
        column.addWidget(self.hints)
        self.setLayout(column)

    def _pin_row(self) -> QHBoxLayout:
        right = Column()
        right.addWidget(self._ask)
        right.gap(10)
        right.addWidget(self.boxes, 0, Qt.AlignmentFlag.AlignLeft)
        right.gap(8)
        right.addWidget(self.message)
        right.gap(16)
        right.addWidget(Line())
        right.gap(14)
        right.addWidget(self._forgot)
        right.gap(2)
        right.addWidget(self._forgot_how)
        right.gap(12)
        right.addWidget(self._five)
        right.addStretch(1)
        row = Row(spacing=48)
        row.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        return row

    def _join(self) -> None:
        self.pad.digit.connect(self.boxes.push)
        self.pad.undone.connect(self.boxes.undo)
        self.pad.cleared.connect(self.boxes.clear)
        self.boxes.changed.connect(self._typing)
        self.boxes.completed.connect(self._submit)
        self.people.changed.connect(self._chose)
        self.hints.triggered.connect(self._hint)
        self._console.state.session.changed.connect(self._follow)

    # what is shown

    def arrive(self) -> None:
        """Empty boxes, the caret in the first."""
        self._problem = None
        self.boxes.clear()
        self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def leave(self) -> None:
        """Nothing of a PIN stays behind."""
        self.boxes.clear()

    def retranslate(self) -> None:
        self.title.set_text(tr("Who are you?"))
        self.people.setAccessibleName(tr("Who are you?"))
        self.pad.set_texts(tr("Clear"), tr("Undo"))
        self._forgot.set_text(tr("Forgot your PIN?"))
        self._forgot_how.set_text(tr("Cashiers: ask the owner to set a new one. Owner: call Tabeza."))
        self._five.set_text(tr("After 5 wrong PINs this person is locked."))
        self.hints.set_hints(
            (
                KeyHint("person", ("←", "→"), tr("Choose a person")),
                KeyHint("pin", ("0", "9"), tr("PIN"), joiner=tr("to")),
                KeyHint("undo", ("Backspace",), tr("Undo a digit")),
                KeyHint("clear", ("Esc",), tr("Clear")),
            )
        )
        self._tiles = ()
        self._follow(self._console.state.session.value)

    def _follow(self, session: Session) -> None:
        self._fill_tiles(session)
        self._show()

    def _fill_tiles(self, session: Session) -> None:
        tiles = tuple((person.id, *_tile_words(person)) for person in session.people)
        if tiles == self._tiles:
            return
        had_focus = self.people.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        here = session.person.id if session.phase is Phase.LOCKED and session.person else self.people.chosen
        self._tiles = tiles
        self.people.set_tiles([PersonTile(*tile) for tile in tiles], here or None)
        if had_focus:
            self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _person(self) -> PersonView | None:
        people = self._console.state.session.value.people
        return next((person for person in people if person.id == self.people.chosen), None)

    def _show(self) -> None:
        person = self._person()
        was_off = not self.boxes.isEnabled()
        self.boxes.setEnabled(person is not None and not self._busy)
        self.pad.setEnabled(person is not None and not self._busy)
        focus = QApplication.focusWidget()
        if was_off and self.boxes.isEnabled() and (focus is None or not self.isAncestorOf(focus)):
            self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)  # boxes that were off could not take it before
        if person is None:
            self._ask.set_text(tr("Nobody is set up on this PC yet"))
        else:
            self._ask.set_text(tr("{name}, enter your PIN", name=person.name))
            self.boxes.set_name(tr("{name}, enter your PIN", name=person.name))
        self._show_message(person)

    def _show_message(self, person: PersonView | None) -> None:
        if self._busy:
            self.message.set_all("spinner", tr("Checking"), Tone.WAIT)
            return
        now = self._console.state.clock.value.utc
        if person is not None and person.locked_until is not None and person.locked_until > now:
            at = clock_time(person.locked_until)
            self.message.set_all("alert", tr("{name} is locked until {time}.", name=person.name, time=at), Tone.FAIL)
        elif self._problem is not None:
            text = self._problem.text(current_language())
            self.message.set_all("alert", f"<b>{text.happened}</b> {text.do}", Tone.FAIL)
        else:
            self.message.set_all("info", self._calm_words(), Tone.T2)

    def _calm_words(self) -> str:
        session = self._console.state.session.value
        if session.ended_by is not None and self.boxes.length() == 0:
            from tabeza_desktop.core.problems import text_for

            return text_for(session.ended_by, current_language()).happened
        if session.keyring_problem is not None and self.boxes.length() == 0:
            return tr("6 digits. This PC can't keep the sign-in, so you will be asked again after a restart.")
        return tr("6 digits. It opens by itself.")

    # what a person does

    def _chose(self, _key: str) -> None:
        self._problem = None
        self.boxes.clear()
        self._show()

    def _typing(self, digits: int) -> None:
        if digits and self._problem is not None:
            self._problem = None
            self._show()

    def _submit(self) -> None:
        person, session = self._person(), self._console.state.session.value
        pin = self.boxes.take()
        if person is None or self._busy:
            return
        self._busy = True
        self._show()
        service = self._console.services.session
        if session.phase is Phase.LOCKED and session.person is not None and session.person.id == person.id:
            service.unlock(pin, owner=self, done=self._opened, failed=self._refused)
            return
        if session.phase is Phase.LOCKED:
            service.switch_user()
        service.sign_in(person.id, pin, owner=self, done=self._opened, failed=self._refused)

    def _opened(self, _session: object) -> None:
        self._busy = False
        self.boxes.clear()
        self._show()

    def _refused(self, problem: Problem) -> None:
        self._busy = False
        self._problem = problem
        self.boxes.clear()
        self._show()
        self.boxes.set_state(FieldState.WRONG)
        self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint(self, action: str) -> None:
        if action == "undo":
            self.boxes.undo()
        elif action == "clear":
            self.boxes.clear()
        elif action == "person":
            self._step(1)
        self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, by: int) -> None:
        keys = [tile[0] for tile in self._tiles]
        if len(keys) < 2:
            return
        here = keys.index(self.people.chosen) if self.people.chosen in keys else 0
        self.people.choose(keys[(here + by) % len(keys)])
        self._chose(self.people.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits reach the boxes and arrows the people, wherever the focus is."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self.boxes.clear()
        elif key == Qt.Key.Key_Backspace:
            self.boxes.undo()
        elif event.text() and event.text() in "0123456789" and not event.isAutoRepeat():
            self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)
            self.boxes.push(event.text())
        else:
            super().keyPressEvent(event)


def _tile_words(person: PersonView) -> tuple[str, str]:
    """Name and role; the owner's tile says Owner first, as staff call them."""
    if person.role == "owner":
        return tr("Owner"), person.name
    return person.name, tr("Cashier") if person.role == "cashier" else tr("Support")
