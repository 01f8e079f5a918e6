"""The practice phone: what the customer's phone shows, and six answers to play the customer.

F8 brings the keys here (``take_keys``), then 1 to 6 answer; Esc gives them back. Folded it is a narrow strip that still
says when a prompt is showing. Exists in practice mode only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QStackedLayout, QWidget

from tabeza_desktop.core.practice import PhoneAnswer, PhonePrompt, Practice
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, IconButton
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.keycap import KeyCap
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.phone_figure import PhoneFigure
from tabeza_protocol.money import format_kes, shillings
from tabeza_protocol.phones import Msisdn, is_msisdn, mask_phone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("PracticePhone")
WIDTH, FOLDED_WIDTH = 396, 52
ANSWERS = tuple(PhoneAnswer)
_ICONS = {
    PhoneAnswer.PIN: "check",
    PhoneAnswer.WRONG_PIN: "x",
    PhoneAnswer.CANCEL: "ban",
    PhoneAnswer.IGNORE: "clock",
    PhoneAnswer.NO_MONEY: "cash",
    PhoneAnswer.PHONE_OFF: "cloud-off",
}


class PracticeDock(Translated, Panel):
    """``folded(bool)``: the dock became narrow or wide, so the page beside it has another width.

    Private state: the prompt last shown, the answer on its way, and where the focus was before F8.
    """

    folded = Signal(bool)

    def __init__(self, console: Console) -> None:
        super().__init__(fill="surface", edges="l")
        self._console = console
        self._prompt: PhonePrompt | None = None
        self._answered: PhoneAnswer | None = None
        self._problem: Problem | None = None
        self._came_from: QWidget | None = None
        self._is_folded = False
        self.title = Label("", Role.HEADING, weight=700)
        self.who = Label("", Role.LABEL, Tone.T2, weight=400, elide=True)
        self.fold_button = IconButton("right", "")
        self.phone = PhoneFigure()
        self._ask, self._f8 = Label("", Role.LABEL, wrap=True), Label("", Role.FINE, Tone.T2)
        self.buttons = {
            answer: Button("", icon=_ICONS[answer], key=str(place), spread=True)
            for place, answer in enumerate(ANSWERS, start=1)
        }
        self.problem_line = IconLabel("alert", "", Role.FINE, Tone.FAIL, wrap=True)
        self.open_button = IconButton("left", "")
        self._strip_icon = Icon("phone", 24, Tone.T2)
        self._stack = QStackedLayout()
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        whole = QWidget()
        column = Column()
        column.addWidget(self._head())
        column.addWidget(self._figure(), 1)
        column.addWidget(self._answers())
        whole.setLayout(column)
        strip = QWidget()
        narrow = Column(spacing=12, margins=(4, 12, 4, 12))
        narrow.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignHCenter)
        narrow.addWidget(self._strip_icon, 0, Qt.AlignmentFlag.AlignHCenter)
        narrow.addStretch(1)
        strip.setLayout(narrow)
        self._stack.addWidget(whole)
        self._stack.addWidget(strip)
        outer = Column(margins=(1, 0, 0, 0))
        outer.addLayout(self._stack)
        self.setLayout(outer)
        self._size()

    def _head(self) -> QWidget:
        head = Panel(edges="b")
        texts = Column(spacing=1)
        texts.addWidget(self.title)
        texts.addWidget(self.who)
        row = Row(spacing=8, margins=(20, 12, 12, 12))
        row.addLayout(texts, 1)
        row.addWidget(self.fold_button)
        head.setLayout(row)
        return head

    def _figure(self) -> QWidget:
        ground = Panel(fill="bg", edges="b")
        column = Column(margins=(0, 12, 0, 12))
        column.addStretch(1)
        column.addWidget(self.phone, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        ground.setLayout(column)
        return ground

    def _answers(self) -> QWidget:
        box = QWidget()
        head = Row(spacing=6)
        head.addWidget(self._ask, 1)
        head.addStretch(1)
        head.addWidget(KeyCap("F8"))
        head.addWidget(self._f8)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(8))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for place, answer in enumerate(ANSWERS):
            grid.addWidget(self.buttons[answer], place // 2, place % 2)
        column = Column(spacing=8, margins=(20, 14, 20, 16))
        column.addLayout(head)
        column.addWidget(self.problem_line)
        column.addLayout(grid)
        box.setLayout(column)
        return box

    def _join(self) -> None:
        self._console.state.practice.changed.connect(self._show)
        self.fold_button.clicked.connect(self._fold)
        self.open_button.clicked.connect(self._unfold)
        for answer, button in self.buttons.items():
            button.clicked.connect(self._answerer(answer))

    def _answerer(self, answer: PhoneAnswer) -> Callable[[], None]:
        return lambda: self.answer(answer)

    # what is shown

    def retheme(self) -> None:
        if hasattr(self, "_stack"):
            self._size()

    def _size(self) -> None:
        self.setFixedWidth(px(FOLDED_WIDTH if self._is_folded else WIDTH))

    def sizeHint(self) -> QSize:
        return QSize(px(FOLDED_WIDTH if self._is_folded else WIDTH), px(620))

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Practice phone"))
        self.title.set_text(tr("Practice phone"))
        self.phone.set_practice(tr("Practice phone"))
        self.fold_button.set_name(tr("Fold the practice phone away"))
        self.open_button.set_name(tr("Show the practice phone"))
        self._ask.set_text(tr("What does the customer do?"))
        self._f8.set_text(tr("Keys to the phone"))
        texts = {
            PhoneAnswer.PIN: tr("Enter PIN"),
            PhoneAnswer.WRONG_PIN: tr("Wrong PIN"),
            PhoneAnswer.CANCEL: tr("Cancel"),
            PhoneAnswer.IGNORE: tr("Ignore"),
            PhoneAnswer.NO_MONEY: tr("No money"),
            PhoneAnswer.PHONE_OFF: tr("Phone off"),
        }
        for answer, button in self.buttons.items():
            button.set_text(texts[answer])
        self._show(self._console.state.practice.value)

    def _show(self, practice: Practice) -> None:
        if practice.prompt != self._prompt:
            if practice.prompt is not None:
                self._answered, self._problem = None, None
            self._prompt = practice.prompt
        number = practice.prompt.phone if practice.prompt is not None else practice.info.phone if practice.info else ""
        masked = mask_phone(Msisdn(number)) if is_msisdn(number) else ""
        self.who.set_text(tr("{phone} · You play the customer", phone=masked))
        self._show_screen(practice)
        self._show_buttons()
        self._show_problem(practice)
        ringing = practice.prompt is not None
        self._strip_icon.set_icon("phone-ring" if ringing else "phone")
        self._strip_icon.set_tone(Tone.WAIT if ringing else Tone.T2)

    def _show_screen(self, practice: Practice) -> None:
        prompt = practice.prompt
        if prompt is None:
            self.phone.set_message(self._after_words())
            return
        amount = format_kes(shillings(prompt.amount_shillings))
        lines = [tr("Account {account}", account=prompt.account)]
        if practice.info is not None:
            lines.insert(0, tr("PayBill {number}", number=practice.info.shortcode))
        self.phone.set_prompt(
            tr("Pay KES {amount} to {name}?", amount=amount, name=prompt.business_name),
            lines,
            tr("Enter M‑Pesa PIN"),
            tr("Cancel"),
            tr("OK"),
        )

    def _after_words(self) -> str:
        """What the phone says once the prompt is gone; the counter learns the rest from M-Pesa."""
        if self._answered is None:
            return tr("No prompt now. Ask this phone for a payment, and it shows here.")
        return {
            PhoneAnswer.PIN: tr("PIN entered. M‑Pesa does the rest."),
            PhoneAnswer.WRONG_PIN: tr("You entered a wrong PIN."),
            PhoneAnswer.CANCEL: tr("You pressed Cancel."),
            PhoneAnswer.IGNORE: tr("You left it lying there."),
            PhoneAnswer.NO_MONEY: tr("Not enough money on this phone."),
            PhoneAnswer.PHONE_OFF: tr("You switched the phone off."),
        }[self._answered]

    def _show_buttons(self) -> None:
        ready = self._prompt is not None and self._answered is None
        for answer, button in self.buttons.items():
            button.setEnabled(ready)
            button.set_kind(ButtonKind.PRIMARY if ready and answer is PhoneAnswer.PIN else ButtonKind.SECONDARY)

    def _show_problem(self, practice: Practice) -> None:
        problem = self._problem or practice.problem
        self.problem_line.setVisible(problem is not None)
        if problem is not None:
            text = problem.text(current_language())
            self.problem_line.set_text(f"{text.happened} {text.do}")

    # what a person does

    def answer(self, answer: PhoneAnswer) -> None:
        """Answer the prompt that shows; once per prompt."""
        if self._prompt is None or self._answered is not None:
            return
        self._answered = answer
        self._show_buttons()
        self._console.services.practice.answer(answer, owner=self, failed=self._refused)
        self._give_back()

    def _refused(self, problem: Problem) -> None:
        """The answer did not reach the phone: it may be given again."""
        self._answered, self._problem = None, problem
        self._show(self._console.state.practice.value)

    def take_keys(self) -> None:
        """F8: from now on 1 to 6 answer, until an answer or Esc."""
        self._unfold()
        came_from = QApplication.focusWidget()
        if came_from is not None and not self.isAncestorOf(came_from):
            self._came_from = came_from
        first = self.buttons[ANSWERS[0]]
        (first if first.isEnabled() else self.fold_button).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _give_back(self) -> None:
        goal, self._came_from = self._came_from, None
        if goal is not None and goal.isVisible():
            goal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self._set_folded(True)
        self._give_back()

    def _unfold(self) -> None:
        self._set_folded(False)

    def _set_folded(self, folded: bool) -> None:
        if folded == self._is_folded:
            return
        self._is_folded = folded
        self._stack.setCurrentIndex(1 if folded else 0)
        self._size()
        self.folded.emit(folded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = "123456".find(event.text()) if event.text() else -1
        if place >= 0 and not event.isAutoRepeat():
            self.answer(ANSWERS[place])
        elif event.key() == Qt.Key.Key_Escape and self._came_from is not None:
            self._give_back()
        else:
            super().keyPressEvent(event)
