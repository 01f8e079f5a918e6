"""The one presenter of problems: what happened, why, what to do now, and a short reference to read over the phone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.help_links import topic_of
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.times import elapsed
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("ProblemBox")

QUIET = frozenset({"no_network", "timed_out", "bad_answer", "unavailable", "captive_portal", "tls_failed"})
"""The banner says these already, with the countdown; a box on top of it would only be in the way."""


class ProblemBox(Translated, DialogFrame):
    """One problem over the page. Enter or Esc closes; nothing typed elsewhere is lost. ``help_asked(topic)``."""

    help_asked = Signal(str)

    def __init__(self, host: QWidget, problem: Problem) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._problem = problem
        self._why, self._do = Label("", wrap=True), Label("", wrap=True)
        self._wait = Label("", Role.BODY, Tone.T2, tnum=True)
        self._ref = Label("", Role.FINE, Tone.T2, codes=True)
        self._close = Button("", ButtonKind.PRIMARY, key="Enter", large=True)
        self._topic = topic_of(problem.code)
        self._more = LinkButton("", icon="help")
        self._more.setVisible(self._topic is not None)
        self._more.clicked.connect(self._open_help)
        for label in (self._why, self._do, self._wait):
            self.body.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self._ref)
        row.addWidget(self._more)
        row.addStretch(1)
        self.footer.addLayout(row, 1)
        self.footer.addWidget(self._close)
        self._close.clicked.connect(self.close_frame)
        self.set_primary(self._close)
        dispose_when_closed(self)
        self.retranslate()

    def _open_help(self) -> None:
        topic = self._topic
        self.close_frame()
        if topic is not None:
            self.help_asked.emit(topic)

    def retranslate(self) -> None:
        self._more.set_text(tr("More in Help"))
        text = self._problem.text(current_language())
        self.set_title(text.happened)
        self._why.set_text(text.why)
        self._why.setVisible(bool(text.why))
        self._do.set_text(tr("<b>What to do:</b> {do}", do=text.do))
        seconds = self._problem.retry_after_seconds
        self._wait.setVisible(bool(seconds))
        if seconds:
            self._wait.set_text(tr("Possible again in {time}.", time=elapsed(seconds, current_language())))
        self._ref.set_text(tr("For support: {ref}", ref=self._problem.ref))
        self._close.set_text(tr("Close"))


def show_problem(host: QWidget, problem: Problem) -> ProblemBox | None:
    """Put a problem in front of the person, unless the banner says it already."""
    if problem.code in QUIET:
        return None
    box = ProblemBox(host, problem)
    box.open_frame(box.close_button if not box.close_button.isHidden() else None)
    return box
