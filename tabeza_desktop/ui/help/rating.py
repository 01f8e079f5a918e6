"""One question, once a month, in Help: how Tabeza does. An answer is one press; so is leaving it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_protocol.wire.ratings import SCORES, RatingView

tr = words("Rating")


class RatingCard(Translated, Card):
    """Hidden until the service says this person may be asked. Private state: the month asked about, and left alone."""

    def __init__(self, console: Console) -> None:
        super().__init__("", icon="chat")
        self._console = console
        self._asked_for = ""
        self._sub = Label("", Role.BODY, Tone.T2, wrap=True)
        self.scores = {score: Button(str(score)) for score in SCORES}
        self.later = Button("", ButtonKind.QUIET)
        row = QHBoxLayout()
        scaled(row, spacing=8)
        for score, button in self.scores.items():
            button.clicked.connect(lambda _checked=False, score=score: self._rate(score))
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.later)
        self.body.addWidget(self._sub)
        self.body.addLayout(row)
        self.later.clicked.connect(self.hide)
        self.hide()
        self.retranslate()

    def look(self) -> None:
        """Ask the service, once a month and person."""
        person = self._console.state.session.value.person
        wanted = f"{person.id if person else ''} {self._console.state.clock.value.utc:%Y-%m}"
        if person is not None and wanted != self._asked_for:
            self._asked_for = wanted
            self._console.services.ratings.ask(owner=self, done=self._told)

    def _told(self, view: RatingView) -> None:
        self.setVisible(view.ask and view.score is None)

    def _rate(self, score: int) -> None:
        for button in self.scores.values():
            button.set_off("")
        self._console.services.ratings.rate(
            score, owner=self, done=self._thanked, failed=lambda _problem: self.hide()
        )

    def _thanked(self, _view: RatingView) -> None:
        self._sub.set_text(tr("Thank you. It is kept as a number and nothing else."))

    def retranslate(self) -> None:
        self.set_title(tr("How do you like working with Tabeza?"))
        self._sub.set_text(tr("1 is poor, 5 is very good. Asked once a month."))
        self.later.set_text(tr("Not now"))
        for score, button in self.scores.items():
            button.setAccessibleName(tr("{score} of 5", score=score))
