"""What went wrong, why, and what to do now, with the short code that can be read out to support."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.theme import Role, Status
from tabeza_desktop.ui.widgets.card import StatusCard
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone

tr = words("Setup")


class ProblemCard(Translated, QWidget):
    """``show_problem`` sets everything; the words follow the language."""

    def __init__(self) -> None:
        super().__init__()
        self._problem: Problem | None = None
        self._card = StatusCard(Status.FAIL, "x-circle", "")
        self._do = IconLabel("right", "", Role.BODY, Tone.T1, weight=600, wrap=True)
        self._code = Label("", Role.FINE, Tone.T2, codes=True)
        self._card.body.addWidget(self._do)
        self._card.body.addWidget(self._code)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)

    def show_problem(self, problem: Problem) -> None:
        self._problem = problem
        self.retranslate()

    def retranslate(self) -> None:
        if self._problem is None:
            return
        text = self._problem.text(current_language())
        self._card.set_words(text.happened, text.why)
        self._do.set_text(text.do)
        self._code.set_text(tr("Code {ref}, for support", ref=self._problem.ref))
        self.setAccessibleName(f"{text.happened} {text.do}")
