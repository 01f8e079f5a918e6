"""Step 6: what is turned on, and the word that turns it on. Enter alone does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import LIVE_WORD, StepKey, page_state
from tabeza_desktop.core.setup_words import reason_words
from tabeza_desktop.i18n.dates import clock_time
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.phrases import back_action
from tabeza_desktop.ui.setup.problem_card import ProblemCard
from tabeza_desktop.ui.setup.step_page import Action, Footer, Help, StepPage, Words
from tabeza_desktop.ui.theme import Role, Status, px
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.card import Card, StatusCard
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.environment import Environment

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("GoLive")


class _Fact(QWidget):
    """One line of what is turned on: what, the answer, and how it is known."""

    def __init__(self) -> None:
        super().__init__()
        self.what = Label("", Role.BODY, Tone.T2)
        self.answer = Label("", Role.BODY, weight=600, wrap=True)
        self.proof = IconLabel("check-circle", "", Role.LABEL, Tone.PAID, weight=500)
        self._row = Row(spacing=12, margins=(0, 10, 0, 10))
        self._row.addWidget(self.what)
        self._row.addWidget(self.answer, 1)
        self._row.addWidget(self.proof)
        self.setLayout(self._row)

    def set_fact(self, what: str, answer: str, proof: str = "") -> None:
        self.what.set_text(what)
        self.what.setMinimumWidth(px(168))
        self.answer.set_text(answer)
        self.proof.set_text(proof)
        self.proof.setVisible(bool(proof))


class GoLivePage(StepPage):
    """Private state: the last refusal."""

    key = StepKey.GO_LIVE

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._problem: Problem | None = None
        self.card = Card(pad=18)
        self._badges = {kind: Badge(kind) for kind in (BadgeKind.LIVE, BadgeKind.SANDBOX, BadgeKind.PRACTICE)}
        self.facts = tuple(_Fact() for _ in range(4))
        self.word_card = Card(sunken=True, pad=18)
        self.word = TextField("", height=60, message_at=MessageAt.NONE, codes=True, weight=700, size=28)
        self.word.set_max_length(len(LIVE_WORD))
        self.hint = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self.problem_card = ProblemCard()
        self.live = StatusCard(Status.PAID, "check-circle", "")
        self._lay_out()
        self.word.text_changed.connect(self._typed)
        self.word.edit.textEdited.connect(self._capitals)
        self.retranslate()

    def _lay_out(self) -> None:
        self.add_heading()
        badges = QWidget()
        row = Row()
        for badge in self._badges.values():
            row.addWidget(badge)
        badges.setLayout(row)
        self.card.set_aside(badges)
        for fact in self.facts:
            self.card.body.addWidget(Line())
            self.card.body.addWidget(fact)
        self.card.body.setSpacing(0)
        self.word_card.body.addLayout(self._word_row())
        parts = Column(spacing=16)
        for widget in (self.live, self.card, self.problem_card, self.word_card):
            parts.addWidget(widget)
        self.column.addLayout(parts)
        self.column.addStretch(1)

    def _word_row(self) -> QHBoxLayout:
        row = Row(spacing=16)
        row.addWidget(self.word)
        row.addWidget(self.hint, 1, Qt.AlignmentFlag.AlignVCenter)
        return row

    # what is shown

    @property
    def _is_live(self) -> bool:
        settings = self.view.settings
        return settings is not None and settings.enabled and settings.setup_completed and settings.candidate is None

    def retranslate(self) -> None:
        self.title.set_text(tr("Go live"))
        self.card.set_title(tr("What you turn on"))
        self.word_card.set_title(tr("Type the word LIVE to turn payments on"))
        self.word.edit.setAccessibleName(tr("Type the word LIVE to turn payments on"))
        self.live.set_words(tr("Payments are on"), tr("Cashiers can ask for payment now. Open the tabs to start."))
        self.refresh()

    def refresh(self) -> None:
        self.lead.set_text(self._lead_words())
        self._show_badge()
        self._show_facts()
        self.live.setVisible(self._is_live)
        self.word_card.setVisible(not self._is_live)
        self.problem_card.setVisible(self._problem is not None)
        if self._problem is not None:
            self.problem_card.show_problem(self._problem)
        self.word.setFixedWidth(px(286))
        self._show_hint()
        self.changed.emit()

    def _lead_words(self) -> str:
        if self.practising:
            return tr("Practice: from now on this made-up bar asks made-up customers for pretend money.")
        return tr("From now on, requests from this bar ask customers for real money.")

    def _show_badge(self) -> None:
        sandbox = self.view.draft.environment is Environment.SANDBOX
        shown = BadgeKind.PRACTICE if self.practising else BadgeKind.SANDBOX if sandbox else BadgeKind.LIVE
        for kind, badge in self._badges.items():
            badge.setVisible(kind is shown)

    def _show_facts(self) -> None:
        view, draft = self.view, self.view.draft
        test, person = view.test, self.console.state.session.value.person
        name = self.registered_name or tr("Not told by Safaricom")
        self.facts[0].set_fact(tr("Money goes to"), name)
        self.facts[1].set_fact(tr("PayBill"), draft.shortcode or "")
        receipt = tr("Receipt {receipt}", receipt=test.receipt) if test is not None and test.receipt else tr("Paid")
        paid_at = test.finished_at if test is not None else None
        paid = tr("Paid {time}", time=clock_time(paid_at)) if paid_at else ""
        self.facts[2].set_fact(tr("KES 1 test"), receipt, paid)
        seen_at = draft.done_at.get(StepKey.TEST)
        owner = tr("Seen by {name}, owner", name=person.name) if person is not None else tr("Seen by the owner")
        confirmed = tr("Confirmed {time}", time=clock_time(seen_at)) if seen_at else tr("Confirmed")
        self.facts[3].set_fact(tr("On our PayBill"), owner, confirmed)

    def _show_hint(self) -> None:
        left = len(LIVE_WORD) - len(self.word.text())
        if not LIVE_WORD.startswith(self.word.text()):
            self.word.set_state(FieldState.WRONG, tr("The word is LIVE"))
            self.hint.set_all("alert", tr("The word is LIVE"), Tone.FAIL)
        elif left == 0:
            self.word.set_state(FieldState.RIGHT, tr("Press Enter to go live"))
            self.hint.set_all("check-circle", tr("Press Enter to go live"), Tone.PAID)
        else:
            more = tr("1 more letter.") if left == 1 else tr("{count} more letters.", count=left)
            self.word.set_state(FieldState.TYPING, more)
            self.hint.set_all("info", tr("{more} Enter alone does nothing.", more=more), Tone.T2)

    def footer(self) -> Footer:
        if self._is_live:
            return Footer(Action(tr("Open the tabs"), key="Enter"), quiet=back_action())
        going = self.view.busy == "going_live"
        state = page_state(self.view, self.key, word=self.word.text())
        primary = Action(tr("Go live"), key="Enter", on=state.valid, busy=tr("Turning on") if going else "")
        reason = "" if state.valid or going or state.reason is None else reason_words(state.reason, current_language())
        return Footer(primary, Action(tr("Not now")), back_action(), reason=Words(reason))

    def help(self) -> tuple[Help, ...]:
        after = Help(
            tr("When you go live"),
            (
                tr("This PC shows open tabs and payments."),
                tr("Cashiers press <b>F2</b> to ask a customer for payment."),
                tr("Customers can still pay the PayBill by hand, as before."),
                tr("You can run the KES 1 test again any time in Setup."),
            ),
        )
        return (after,)

    # what a person does

    def first_focus(self) -> QWidget | None:
        return None if self._is_live else self.word

    def _capitals(self, text: str) -> None:
        if text != text.upper():
            at = self.word.edit.cursorPosition()
            self.word.set_text(text.upper())
            self.word.edit.setCursorPosition(at)

    def _typed(self, _text: str) -> None:
        self._problem = None
        self.refresh()

    def primary(self) -> None:
        if self._is_live:
            self.leave_asked.emit()
            return
        word = self.word.text()
        if page_state(self.view, self.key, word=word).valid:
            self.service.go_live(word, owner=self, done=self._went_live, failed=self._refused)
            self.refresh()

    def _went_live(self, _settings: object) -> None:
        self.word.set_text("")
        self.refresh()

    def _refused(self, problem: Problem) -> None:
        self._problem = problem
        self.refresh()

    def secondary(self) -> None:
        self.leave_asked.emit()
