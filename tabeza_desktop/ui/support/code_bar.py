"""Where the six digits are typed. The button is off until there are six; a wrong code says so in words, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.support_codes import normalise_support_code

tr = words("Support")
_WORDS_BELOW = 760


class CodeBar(Translated, Panel):
    """``entered`` gives the six digits. Private state: the problem of the last code, until another is typed."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__(fill="bg", edges="b")
        self._problem: Problem | None = None
        self.field = TextField("", height=52, message_at=MessageAt.NONE, codes=True, weight=600, size=20)
        self.field.set_max_length(12)
        self.button = Button("", ButtonKind.PRIMARY, key="Enter", large=True)
        self.hint = Label("", Role.BODY, Tone.T2, wrap=True)
        typed = Row(spacing=12)
        typed.addWidget(self.field, 0, Qt.AlignmentFlag.AlignBottom)
        typed.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        typed.addStretch(1)
        words_column = Column()
        words_column.addStretch(1)
        words_column.addWidget(self.hint)
        words_column.gap(4)
        self._row = Row(spacing=16, margins=(20, 14, 20, 14))
        self._row.addLayout(typed)
        self._row.addLayout(words_column, 1)
        self.setLayout(self._row)
        self.field.text_changed.connect(self._typing)
        self.field.submitted.connect(self._submit)
        self.button.clicked.connect(self._submit)
        self.retranslate()

    def retheme(self) -> None:
        if hasattr(self, "field"):
            self.field.setFixedWidth(px(240))
        self.setMinimumHeight(px(113))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small window the words stand below the field: beside it they would be a column of one word."""
        small = self.width() < px(_WORDS_BELOW)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if small else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)

    def retranslate(self) -> None:
        self.field.set_label(tr("Owner’s code"))
        self.field.set_placeholder(tr("6 digits"))
        self.button.set_text(tr("Open this bar"))
        self.field.setFixedWidth(px(240))
        self._judge()

    def arrive(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.select_all()

    def set_opening(self, opening: bool) -> None:
        self.button.set_busy(opening, tr("Opening"))

    def show_problem(self, problem: Problem | None) -> None:
        """The code was not taken: why, and what to ask the owner."""
        self._problem = problem
        if problem is not None:
            self.field.select_all()
        self._judge()

    def opened(self) -> None:
        """The code did its work: it is not left standing on the screen."""
        self._problem = None
        self.field.set_text("")
        self._judge()

    def _typing(self, _text: str) -> None:
        self._problem = None
        self._judge()

    def _judge(self) -> None:
        ready = normalise_support_code(self.field.text()) is not None
        self.button.setEnabled(ready)
        if self._problem is not None:
            text = self._problem.text(current_language())
            wait = self._problem.retry_after_seconds
            more = tr("Wait {minutes} min.", minutes=-(-wait // 60)) if wait else text.do
            self.hint.set_tone(Tone.FAIL)
            self.hint.set_text(f"<b>{text.happened}</b> {more} ({self._problem.ref})")
            self.field.set_state(FieldState.WRONG)
            return
        self.hint.set_tone(Tone.T2)
        self.hint.set_text(
            tr(
                "<b>Ask the owner to press Get help in setup</b> and read out six digits. A code lasts 15 minutes."
            )
        )
        self.field.set_state(FieldState.EMPTY)

    def _submit(self) -> None:
        code = normalise_support_code(self.field.text())
        if code is not None and not self.button.is_busy:
            self.entered.emit(code)
