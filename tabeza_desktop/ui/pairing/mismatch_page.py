"""This is not the Tabeza service: a full stop with no way round. Nothing typed here may go to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.pairing.corner import Corner
from tabeza_desktop.ui.theme import Role, Themed, theme
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Mismatch")
_WIDTH = 640


class MismatchPage(Translated, Themed, QWidget):
    """``start_again`` goes back to an empty pairing code; there is no button to go on.

    ``by_person``: the owner said the words differ; otherwise this PC found another identity than the one it knows.
    """

    start_again = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._by_person = False
        self._problem: Problem | None = None
        self.title = Label("", Role.TITLE, Tone.FAIL, size=31, wrap=True)
        self._what = Label("", Role.HEADING, weight=400, wrap=True)
        self._steps = NumberedList([])
        self._code = Label("", Role.LABEL, Tone.T2, codes=True, weight=400)
        self.again_button = Button("", large=True)
        self.again_button.clicked.connect(self.start_again)
        self._lay_out(Corner(console))
        self.retranslate()
        self.init_theme()

    def _lay_out(self, corner: QWidget) -> None:
        inner = Column()
        inner.addWidget(Icon("stop", 56, Tone.FAIL))
        inner.gap(20)
        inner.addWidget(self.title)
        inner.gap(12)
        inner.addWidget(self._what)
        inner.gap(24)
        inner.addWidget(self._steps)
        inner.gap(28)
        row = Row(spacing=16)
        row.addWidget(self.again_button)
        row.addWidget(self._code)
        row.addStretch(1)
        inner.addLayout(row)
        self._centre = QWidget()
        self._centre.setLayout(inner)
        self._centre.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        outer = Column(margins=(24, 20, 24, 24))
        outer.addWidget(corner, 0, Qt.AlignmentFlag.AlignRight)
        outer.addStretch(1)
        across = Row()
        across.addStretch(1)
        across.addWidget(self._centre)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(1)
        self.setLayout(outer)

    def retheme(self) -> None:
        self._centre.setFixedWidth(theme().px(_WIDTH))

    def show_reason(self, problem: Problem | None, *, by_person: bool) -> None:
        self._problem, self._by_person = problem, by_person
        self.retranslate()

    def arrive(self) -> None:
        self.again_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self.title.set_text(tr("Stop. This is not the Tabeza service you know"))
        self._what.set_text(
            tr("You said the six words differ. Nothing was connected and nothing was sent.")
            if self._by_person
            else tr("The service that answered is not the one this PC trusts. Nothing was sent to it.")
        )
        self._steps.set_items(
            (
                tr("Type no PIN, no code and no keys on this PC."),
                tr("Call the number on your Tabeza card, not a number from this screen or a message."),
                tr("Tell them what you see here. They will say what to do."),
            )
        )
        self.again_button.set_text(tr("Back to the pairing code") if self._by_person else tr("Try again"))
        ref = self._problem.ref if self._problem is not None else "C07"
        self._code.set_text(tr("Code {ref}, for support", ref=ref))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.fillRect(QRectF(self.rect()), tokens.surface)
        painter.fillRect(QRectF(0, 0, self.width(), theme().px(8)), tokens.fail_solid)
        painter.end()
