"""What one screen of pairing is: a form with a heading, and words that can be set again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

BIG_TITLE_PX = 31


class PairingStep(Translated, QWidget):
    """``arrive()`` puts the focus where work starts. ``column`` takes what comes under the heading."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.title = Label("", Role.TITLE, size=BIG_TITLE_PX, wrap=True)
        self.lead = Label("", Role.HEADING, Tone.T2, weight=400, wrap=True)
        self.column = Column()
        self.column.addWidget(self.title)
        self.column.gap(8)
        self.column.addWidget(self.lead)
        self.column.gap(24)
        self.setLayout(self.column)

    def arrive(self) -> None:
        """The screen is now in front."""

    def leave(self) -> None:
        """The screen is no longer in front: what was typed and is secret goes."""


class ProblemLine(IconLabel):
    """What went wrong and what to do now, in one place under the fields. Empty when all is well."""

    def __init__(self) -> None:
        super().__init__("alert", "", Role.BODY, Tone.FAIL, size=18, wrap=True)
        self._problem: Problem | None = None
        self.setVisible(False)

    def show_problem(self, problem: Problem | None) -> None:
        self._problem = problem
        self.setVisible(problem is not None)
        if problem is not None:
            text = problem.text(current_language())
            self.set_text(f"<b>{text.happened}</b> {text.do}")

    def again(self) -> None:
        """The same in the language spoken now."""
        self.show_problem(self._problem)
