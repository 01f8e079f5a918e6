"""Step 5: pay KES 1 to yourself. The phone, then the live timeline, then what came of it.

The whole number stands only in the field it was typed into; everywhere else it is masked. "Stop waiting" stops nobody
but the person: the answer is still kept when it comes.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import SetupView, StepKey
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.setup.kes1_footer import kes1_footer
from tabeza_desktop.ui.setup.kes1_header import Kes1Header
from tabeza_desktop.ui.setup.kes1_help import kes1_help
from tabeza_desktop.ui.setup.kes1_result import NotCharged, NotSeen, OnThePhone, Receiver, TookShilling
from tabeza_desktop.ui.setup.kes1_story import (
    RUNNING,
    Stage,
    Telling,
    nodes,
    outcome_of,
    stage_of,
    started_at,
)
from tabeza_desktop.ui.setup.problem_card import ProblemCard
from tabeza_desktop.ui.setup.step_page import Footer, Help, StepPage
from tabeza_desktop.ui.widgets.confirm_box import ConfirmBox
from tabeza_desktop.ui.widgets.elapsed import elapsed_text
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.phone_field import PhoneField
from tabeza_desktop.ui.widgets.timeline import Timeline
from tabeza_protocol.outcomes import SendAgain
from tabeza_protocol.phones import PhoneError, mask_phone, parse_phone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("TestPayment")


class Screen(StrEnum):
    """Which face of the page is shown."""

    ASK = "ask"
    FOLLOW = "follow"
    NOT_SEEN = "not_seen"


class Kes1Page(StepPage):
    """Private state: which face the person chose (None: what the payment says), whether a passed test is being asked
    for again, and the last refusal.
    """

    key = StepKey.TEST

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._chosen: Screen | None = None
        self._asked_again = False
        self._problem: Problem | None = None
        self.header = Kes1Header(self.title, self.lead)
        self.phone = PhoneField("")
        self.goes_to = NoteBox(NoteKind.PLAIN, "", icon="store")
        self.earlier = NoteBox(NoteKind.WAIT, "", icon="clock")
        self.timeline = Timeline("", big=True)
        self.on_the_phone, self.not_charged = OnThePhone(), NotCharged()
        self.took, self.not_seen = TookShilling(), NotSeen()
        self.seen = ConfirmBox("", framed=True, key=tr("Space"))
        self.practice = NoteBox(NoteKind.PRACTICE, "", title=" ")
        self.problem_card = ProblemCard()
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        self.column.addWidget(self.header)
        self.column.gap(2)
        self._parts: tuple[QWidget, ...] = (
            self.earlier, self.phone, self.goes_to, self.timeline, self.problem_card, self.not_seen,
            self.not_charged, self.took, self.seen, self.practice, self.on_the_phone,
        )  # fmt: skip
        parts = Column(spacing=14)
        for part in self._parts:
            parts.addWidget(part)
        self.column.gap(12)
        self.column.addLayout(parts)
        self.column.addStretch(1)

    def _join(self) -> None:
        self.phone.text_changed.connect(self._typed)
        self.seen.toggled.connect(self._ticked)
        self.console.state.clock.changed.connect(self._tick)

    # what is known

    @property
    def stage(self) -> Stage:
        return stage_of(self.view, self.console.state.clock.value.utc)

    @property
    def screen(self) -> Screen:
        """The face shown now: what the person asked for, else what the payment says."""
        if self._chosen is not None:
            return self._chosen
        return Screen.ASK if self.stage is Stage.NONE else Screen.FOLLOW

    @property
    def problem(self) -> Problem | None:
        """Why the request was refused: here, or as the service told it."""
        if self._problem is not None:
            return self._problem
        view = self.view
        if self.stage is not Stage.REFUSED:
            return None
        if view.test_request is not None and view.test_request.problem is not None:
            return view.test_request.problem
        return Problem(view.test.problem or "safaricom_refused") if view.test is not None else Problem("no_network")

    def phone_ok(self) -> bool:
        return not isinstance(parse_phone(self.phone.text()), PhoneError)

    @property
    def may_try_again(self) -> bool:
        """A person may start a new KES 1 where the outcome table says it is safe."""
        outcome = outcome_of(self.view)
        return outcome is None or outcome.send_again is not SendAgain.NO

    @property
    def wait_first(self) -> bool:
        outcome = outcome_of(self.view)
        return outcome is not None and outcome.send_again is SendAgain.WAIT

    # what is shown

    def retranslate(self) -> None:
        self.title.set_text(tr("Test payment: KES 1"))
        self.timeline.setAccessibleName(tr("Test payment: KES 1"))
        self.phone.set_label(tr("Which phone pays the KES 1?"))
        self.seen.set_text(
            tr("I see this KES 1 on our PayBill (SMS or statement)"),
            tr("Look at the PayBill’s own SMS or statement, not at the phone that paid."),
        )
        self.practice.set_text(
            tr("Made-up bar, made-up Safaricom. Try all six answers and see what the counter is told."),
            tr("No real money moves in practice"),
        )
        self.earlier.set_text(tr("An earlier request is still open. If it is paid, it counts, and this page says so."))
        self.refresh()

    def _tick(self, _now: object) -> None:
        """Each second: the clock, and the moment when waiting turns into checking."""
        if self.isVisible() and self.stage in RUNNING:
            self._show_story()
            self.changed.emit()

    def refresh(self) -> None:
        if self.stage is Stage.PAID and self._chosen is Screen.ASK and not self._asked_again:
            self._chosen = None
        self._offer_practice_phone()
        self._show_parts()
        self._show_story()
        self._show_phone_state()
        self.changed.emit()

    def _offer_practice_phone(self) -> None:
        info = self.console.state.practice.value.info
        if info is not None and not self.phone.text() and not self.phone.edit.hasFocus():
            self.phone.set_text("0" + info.phone[3:] if info.phone.startswith("254") else info.phone)

    def _show_parts(self) -> None:
        view, stage, screen = self.view, self.stage, self.screen
        shortcode = view.draft.shortcode or ""
        follow = screen is Screen.FOLLOW
        shown = {
            self.phone: screen is Screen.ASK,
            self.goes_to: screen is Screen.ASK,
            self.earlier: screen is Screen.ASK and stage in RUNNING,
            self.timeline: follow,
            self.problem_card: self.problem is not None and screen is not Screen.NOT_SEEN,
            self.not_seen: screen is Screen.NOT_SEEN,
            self.not_charged: follow and stage is Stage.FAILED and outcome_of(view) is not None,
            self.took: follow and stage is Stage.PAID,
            self.seen: follow and stage is Stage.PAID,
            self.practice: self.practising and (screen is Screen.ASK or (follow and stage in RUNNING)),
            self.on_the_phone: follow and stage is Stage.WAITING and not self.practising,
        }
        for part, on in shown.items():
            part.setVisible(on)
        self.timeline.set_small(stage in (Stage.FAILED, Stage.PAID, Stage.REFUSED))
        self._fill_parts(view, shortcode)

    def _fill_parts(self, view: SetupView, shortcode: str) -> None:
        if self.problem is not None:
            self.problem_card.show_problem(self.problem)
        outcome = outcome_of(view)
        if outcome is not None and self.stage is Stage.FAILED:
            self.not_charged.show_outcome(outcome)
        self.on_the_phone.show_name(self.registered_name)
        self.not_seen.show_number(shortcode)
        receipt = view.test.receipt if view.test is not None else None
        self.took.show_receipt(Receiver(self.registered_name, shortcode), receipt or "")
        blocked = self.seen.blockSignals(True)
        self.seen.setChecked(view.draft.seen_on_paybill)
        self.seen.blockSignals(blocked)
        name = self.registered_name or tr("name not told yet")
        self.goes_to.set_text(
            tr("{name}, PayBill {number}. The amount is <b>KES 1</b>.", name=f"<b>{name}</b>", number=shortcode),
            tr("The money goes to"),
        )

    def _show_story(self) -> None:
        view, now, stage = self.view, self.console.state.clock.value, self.stage
        self.timeline.set_nodes(nodes(view, Telling(now.utc, time.monotonic(), self.practising)))
        self._show_lead(view)
        begun = started_at(view)
        if self.screen is not Screen.FOLLOW or begun is None or stage is Stage.REFUSED:
            self.header.show_clock("", "", Tone.T2)
            return
        ended = view.test.finished_at if view.test is not None else None
        over = stage in (Stage.PAID, Stage.FAILED) and ended is not None
        seconds = elapsed_text(((ended if over and ended else now.utc) - begun).total_seconds())
        stopped = tr("stopped {at}", at=exact_time(ended)) if ended is not None else ""
        under = {Stage.PAID: tr("to finish"), Stage.FAILED: stopped}.get(stage, tr("since sent"))
        tone = {Stage.PAID: Tone.PAID, Stage.FAILED: Tone.T2, Stage.CHECKING: Tone.WARN, Stage.REVIEW: Tone.WARN}
        self.header.show_clock(seconds, under, tone.get(stage, Tone.WAIT))

    def _show_lead(self, view: SetupView) -> None:
        phone, number = self._masked(view), view.draft.shortcode or ""
        name = self.registered_name
        if self.screen is Screen.ASK:
            self.lead.set_text(tr("You pay KES 1 to your own PayBill, to see that the money arrives."))
        elif name:
            self.lead.set_text(tr("From {phone} to {name}, PayBill {number}", phone=phone, name=name, number=number))
        else:
            self.lead.set_text(tr("From {phone} to PayBill {number}", phone=phone, number=number))

    def _masked(self, view: SetupView) -> str:
        masked = view.test.phone_masked if view.test is not None else ""
        if not masked and view.test_request is not None:
            masked = view.test_request.phone_masked or ""
        return f"<b>{masked}</b>"

    def _show_phone_state(self) -> None:
        parsed = parse_phone(self.phone.text())
        if not isinstance(parsed, PhoneError):
            right = tr("Looks right. Later it shows as {phone}.", phone=mask_phone(parsed))
            self.phone.set_state(FieldState.RIGHT, right)
        elif parsed.problem == "phone_empty":
            self.phone.set_state(FieldState.EMPTY, tr("10 digits, like 0712 345 678"))
        elif parsed.problem == "phone_too_short":
            missing = parsed.missing_digits
            more = tr("1 more digit") if missing == 1 else tr("{count} more digits", count=missing)
            self.phone.set_state(FieldState.TYPING, more)
        elif parsed.problem == "phone_too_long":
            self.phone.set_state(FieldState.WRONG, tr("Too many digits"))
        else:
            self.phone.set_state(FieldState.WRONG, tr("Start with 07, 01 or 254"))

    def footer(self) -> Footer:
        return kes1_footer(self)

    def help(self) -> tuple[Help, ...]:
        stage = Stage.NONE if self.screen is Screen.ASK else self.stage
        return kes1_help(stage, self.registered_name)

    def first_focus(self) -> QWidget | None:
        if self.screen is Screen.ASK:
            return self.phone
        if self.screen is Screen.FOLLOW and self.stage is Stage.PAID and not self.view.draft.seen_on_paybill:
            return self.seen
        return None

    # what a person does

    def _typed(self, _text: str) -> None:
        self._problem = None
        self._show_phone_state()
        self._show_parts()
        self.changed.emit()

    def _ticked(self, on: bool) -> None:
        self.service.seen(on)
        self.changed.emit()

    def primary(self) -> None:
        stage, screen = self.stage, self.screen
        if screen is Screen.NOT_SEEN:
            self._turn_to(None)
        elif screen is Screen.ASK:
            self._start()
        elif stage in (Stage.CHECKING, Stage.REVIEW):
            self.service.check_test(owner=self, failed=self._check_failed)
        elif stage in (Stage.FAILED, Stage.REFUSED):
            self._try_again()
        elif stage is Stage.PAID and self.view.draft.seen_on_paybill:
            self.service.next()

    def _start(self) -> None:
        if not self.phone_ok() or self.view.busy is not None:
            return
        self._problem, self._chosen, self._asked_again = None, None, False
        self.service.start_test(self.phone.digits(), owner=self, failed=self._refused)
        self.refresh()

    def _try_again(self) -> None:
        if not self.phone_ok():
            self._turn_to(Screen.ASK)
        elif self.may_try_again:
            self._start()

    def _refused(self, problem: Problem) -> None:
        self._problem, self._chosen = problem, Screen.ASK
        self.refresh()
        self.phone.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check_failed(self, problem: Problem) -> None:
        self._problem = problem
        self.refresh()

    def secondary(self) -> None:
        stage, screen = self.stage, self.screen
        if screen is Screen.NOT_SEEN:
            self.service.go_to(StepKey.PAYBILL)
        elif screen is Screen.ASK:
            self._turn_to(None)
        elif stage is Stage.PAID:
            self.service.seen(False)
            self._turn_to(Screen.NOT_SEEN)
        else:
            self._turn_to(Screen.ASK)

    def quiet(self) -> None:
        if self.screen is Screen.FOLLOW and self.stage is Stage.PAID:
            self._asked_again = True
            self._turn_to(Screen.ASK)
        else:
            self.service.back()

    def escape(self) -> bool:
        """Stop waiting: the page is free again, the request runs on and its answer is kept."""
        if self.screen is Screen.FOLLOW and self.stage in RUNNING:
            self._turn_to(Screen.ASK)
            return True
        return False

    def _turn_to(self, screen: Screen | None) -> None:
        self._chosen = screen
        self._problem = None
        self.refresh()
        target = self.first_focus()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
