"""Watching one request: the prompt, the PIN, the answer, and what to do when there is none.

It never sends anything. Closing it stops nothing: the tab keeps watching. Seconds tick by the shared clock; the phase
comes from :mod:`watch_state`, so the dialog cannot claim more than is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.problems import text_for
from tabeza_desktop.core.times import elapsed
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.goes_to import Receiver
from tabeza_desktop.ui.dialogs.watch_nodes import watch_nodes
from tabeza_desktop.ui.dialogs.watch_state import Facts, Phase, may_ask_again_at, outcome_of, phase_of
from tabeza_desktop.ui.scaled import gap
from tabeza_desktop.ui.theme import Role, Status
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import Label, Line, Tone
from tabeza_desktop.ui.widgets.money import HeroMoney
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.progress import ProgressBar
from tabeza_desktop.ui.widgets.timeline import Timeline

tr = words("WatchDialog")

_OPEN = frozenset({Phase.SENDING, Phase.WAITING, Phase.CHECKING, Phase.UNSURE})
PROMPT_SECONDS = 60


@dataclass(frozen=True)
class Watched:
    """What does not change while watching."""

    tab_number: int
    customer_name: str
    phone: str
    amount_cents: int
    balance_after_cents: int
    receiver: Receiver
    usual_seconds: int | None = None


class WatchDialog(Translated, DialogFrame):
    """``again`` asks for a new request form, ``check`` for a status query, ``closed`` (of the frame) ends watching.

    Private state: what is watched, the facts so far, the phase shown last (so words change only when it does).
    """

    again = Signal()
    check = Signal()

    def __init__(self, host: QWidget, watched: Watched, facts: Facts, now: datetime) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._watched, self._facts, self._now = watched, facts, now
        self._hero = HeroMoney(watched.amount_cents)
        self._seconds = Label("", Role.DISPLAY, Tone.WAIT, tnum=True, size=32)
        self._to, self._paybill = Label("", Role.LABEL, Tone.T2, weight=400), Label(
            "", Role.LABEL, Tone.T2, weight=400, tnum=True
        )
        self._bar = ProgressBar(status=Status.WAIT)
        self._usual, self._closes = (Label("", Role.LABEL, Tone.T2, weight=400) for _ in range(2))
        self._timeline = Timeline(tr("What has happened"))
        self._notes = {kind: NoteBox(kind, "") for kind in (NoteKind.WAIT, NoteKind.WARN, NoteKind.FAIL)}
        self._keeps = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self._check = Button("", key="F5")
        self._next = Button("", key="Esc")
        self._again = Button("", ButtonKind.PRIMARY, icon="refresh", key="Enter")
        self._phase = phase_of(facts, now)
        self._lay_out()
        self._check.clicked.connect(self.check)
        self._next.clicked.connect(self.close_frame)
        self._again.clicked.connect(self.again)
        self.retranslate()

    def _lay_out(self) -> None:
        for left, right in ((self._hero, self._seconds), (self._to, self._paybill)):
            row = QHBoxLayout()
            row.addWidget(left)
            row.addStretch(1)
            row.addWidget(right)
            self.body.addLayout(row)
        self.body.addWidget(self._bar)
        under = QHBoxLayout()
        under.addWidget(self._usual)
        under.addStretch(1)
        under.addWidget(self._closes)
        self.body.addLayout(under)
        gap(self.body, 2)
        self.body.addWidget(Line())
        gap(self.body, 4)
        self.body.addWidget(self._timeline)
        for note in self._notes.values():
            self.body.addWidget(note)
        self.footer.addWidget(self._keeps, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self._check, self._next, self._again):
            self.footer.addWidget(button)

    @property
    def phase(self) -> Phase:
        return self._phase

    def open_watch(self) -> None:
        self.open_frame(self._next)

    def set_facts(self, facts: Facts) -> None:
        """Something is known that was not before."""
        self._facts = facts
        self._show()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        self._show()

    # showing

    def _show(self) -> None:
        phase = phase_of(self._facts, self._now)
        changed, self._phase = phase is not self._phase, phase
        self._show_seconds()
        if changed:
            self._show_words()
        self._show_again()
        if changed and self._again.isVisibleTo(self) and self._again.isEnabled():
            self._again.setFocus()

    def _begun(self) -> datetime:
        return self._facts.started_at or self._facts.created_at

    def _show_seconds(self) -> None:
        seconds = max(0, int((self._now - self._begun()).total_seconds()))
        running = self._phase in _OPEN
        self._seconds.setVisible(running)
        self._seconds.set_text(elapsed(seconds, current_language()))
        self._bar.setVisible(running)
        self._bar.set_fraction(min(1.0, seconds / PROMPT_SECONDS))
        self._closes.setVisible(self._phase in (Phase.SENDING, Phase.WAITING))
        self._usual.setVisible(running and self._watched.usual_seconds is not None)
        self._timeline.set_nodes(
            watch_nodes(self._watched.tab_number, self._watched.balance_after_cents, self._watched.phone,
                        self._facts, self._phase, self._now)
        )

    def _show_words(self) -> None:
        name = self._watched.customer_name
        sub = tr("Tab {number} · {phone}", number=self._watched.tab_number, phone=self._watched.phone)
        self.set_title(_titles(self._phase, name, outcome_word(self._facts)), sub)
        kind, text = self._advice()
        for each, note in self._notes.items():
            note.setVisible(each is kind)
        self._notes[kind].set_text(text)
        running = self._phase in _OPEN
        self._keeps.set_text(
            tr("Tab {number} keeps watching if you close.", number=self._watched.tab_number) if running else ""
        )
        self._next.set_text(tr("Next customer") if running else tr("Close"))
        self._check.setVisible(self._phase in (Phase.CHECKING, Phase.UNSURE))
        self._check.set_text(tr("Check again"))
        self._again.set_text(tr("Request again"))

    def _advice(self) -> tuple[NoteKind, str]:
        if self._phase in (Phase.SENDING, Phase.WAITING):
            return NoteKind.WAIT, tr("Say: <b>“Check your phone and enter your M‑Pesa PIN.”</b>")
        if self._phase is Phase.CHECKING:
            return NoteKind.WAIT, tr("<b>Checking with M‑Pesa. Don’t ask them to pay again yet.</b>")
        if self._phase is Phase.UNSURE:
            return NoteKind.WAIT, tr(
                "<b>The answer was lost on the way.</b> Finding out whether it was sent. Don’t ask again yet."
            )
        if self._phase is Phase.REVIEW:
            return NoteKind.WARN, tr(
                "<b>M‑Pesa’s answers did not settle it.</b> The owner decides in Payments. Don’t ask again before."
            )
        if self._phase is Phase.NOT_SENT:
            return NoteKind.FAIL, tr("<b>It was not sent.</b> The customer was not asked and nothing was charged.")
        return NoteKind.FAIL, failure_text(self._facts)

    def _show_again(self) -> None:
        at = may_ask_again_at(self._facts)
        self._again.setVisible(at is not None)
        if at is None:
            return
        left = (at - self._now).total_seconds()
        if left > 0:
            self._again.set_off(tr("In {time}", time=elapsed(left, current_language())))
            self._keeps.set_text(tr("In {time}", time=elapsed(left, current_language())))
        elif not self._again.isEnabled() or self._phase is Phase.FAILED:
            self._again.set_on()
        self.set_primary(self._again)

    def retranslate(self) -> None:
        to = self._watched.receiver
        self._to.set_text(tr("To <b>{name}</b>", name=to.registered_name or "–"))
        self._paybill.set_text(tr("PayBill <b>{number}</b>", number=to.shortcode))
        self._closes.set_text(tr("Prompt closes at about {seconds} s", seconds=PROMPT_SECONDS))
        if self._watched.usual_seconds is not None:
            self._usual.set_text(tr("Usually {seconds} s here tonight", seconds=self._watched.usual_seconds))
        self._show_seconds()
        self._show_words()
        self._show_again()


def _titles(phase: Phase, name: str, word: str) -> str:
    if phase is Phase.SENDING:
        return tr("Sending to {name}", name=name)
    if phase in (Phase.CHECKING, Phase.UNSURE):
        return tr("Checking {name}’s payment", name=name)
    if phase is Phase.REVIEW:
        return tr("{name}’s payment needs review", name=name)
    if phase is Phase.FAILED:
        return tr("Not paid: {word}", word=word)
    if phase in (Phase.REFUSED, Phase.NOT_SENT):
        return tr("The request did not go out")
    return tr("Waiting for {name}", name=name)


def outcome_word(facts: Facts) -> str:
    """The outcome in a word or two, in the current language."""
    outcome = outcome_of(facts)
    return outcome.wording(current_language()).word if outcome else tr("no reason given")


def failure_text(facts: Facts) -> str:
    """Why it failed or was refused, and what to do, with the code small at the end for support."""
    if facts.problem is not None:
        text = text_for(facts.problem, current_language())
        return tr("<b>{happened}</b> {why}\n<b>What to do:</b> {do}", happened=text.happened, why=text.why, do=text.do)
    outcome = outcome_of(facts)
    if outcome is None:
        return tr("<b>M‑Pesa said it was not paid.</b> Nothing was charged.")
    wording = outcome.wording(current_language())
    return tr(
        "<b>{happened}</b> (code {code})\n<b>What to do:</b> {do}",
        happened=wording.happened, code=outcome.code, do=wording.do,
    )


def sent_time(facts: Facts) -> str:
    return exact_time(facts.started_at or facts.created_at)
