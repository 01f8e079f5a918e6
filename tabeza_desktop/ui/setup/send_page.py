"""Step 4: the keys are locked here, sent once and wiped here; then what Safaricom says of them.

The keys leave the fields of step 3 in one call. Whatever the answer, none is left on this PC: after a refusal they are
pasted again, and the cure says where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import StepKey, keys_sent
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.setup.checks import CheckList
from tabeza_desktop.ui.setup.credentials_page import CredentialsPage, never_read_out
from tabeza_desktop.ui.setup.name_card import FoundCard
from tabeza_desktop.ui.setup.phrases import back_action, continue_action
from tabeza_desktop.ui.setup.problem_card import ProblemCard
from tabeza_desktop.ui.setup.step_page import Action, Footer, Help, StepPage, Words
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.timeline import Node, NodeState, Timeline

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Send")
_PAYBILL_PROBLEMS = frozenset({"shortcode_unknown", "till_not_supported", "shortcode_invalid"})


class SendPage(StepPage):
    """Private state: the last refusal, until the keys are pasted anew."""

    key = StepKey.SEND

    def __init__(self, console: Console, credentials: CredentialsPage) -> None:
        super().__init__(console)
        self._credentials = credentials
        self._problem: Problem | None = None
        self.timeline = Timeline("", big=True, tight=True)
        self.problem_card = ProblemCard()
        self.name = FoundCard()
        self.checks = CheckList()
        self.promise = NoteBox(NoteKind.PROMISE, "")
        self.add_heading()
        parts = Column(spacing=16)
        for widget in (self.name, self.timeline, self.problem_card, self.checks, self.promise):
            parts.addWidget(widget)
        self.column.addLayout(parts)
        self.column.addStretch(1)
        self.retranslate()

    # what is shown

    def retranslate(self) -> None:
        self.title.set_text(tr("Send your keys securely"))
        self.timeline.setAccessibleName(tr("Send your keys securely"))
        self.promise.set_text(
            tr(
                "The lock is made for this bar, this PC and this one time. "
                "Even someone who copied it on the way could not open it."
            )
        )
        self.refresh()

    @property
    def _sending(self) -> bool:
        return self.view.busy == "sending"

    @property
    def _sent(self) -> bool:
        return keys_sent(self.view) and not self._credentials.filled() and self._problem is None

    @property
    def _name_is_news(self) -> bool:
        """Safaricom told the name only now, with the owner's own keys."""
        return self._sent and bool(self.registered_name) and not self.view.draft.name_confirmed

    def refresh(self) -> None:
        if self._credentials.filled() and not self._sending:
            self._problem = None
        view = self.view
        number = f"<b>{view.draft.shortcode or ''}</b>"
        if self._sent:
            self.lead.set_text(tr("Tabeza’s payment service has the keys for PayBill {number}.", number=number))
        else:
            self.lead.set_text(tr("For PayBill {number}. Takes about 3 seconds.", number=number))
        self.timeline.set_nodes(self._nodes())
        self.problem_card.setVisible(self._problem is not None)
        if self._problem is not None:
            self.problem_card.show_problem(self._problem)
        candidate = view.settings.candidate if view.settings is not None else None
        self.checks.show_checks(candidate.checks if candidate is not None and self._sent else ())
        self.name.setVisible(self._name_is_news)
        self.name.show_name(self.registered_name, view.draft.shortcode or "", "")
        self.promise.setVisible(not self._sent and self._problem is None)
        self.changed.emit()

    def _nodes(self) -> tuple[Node, ...]:
        locked, sent, wiped = self._states()
        at = self.view.draft.sent_at
        when = exact_time(at) if at is not None and self._sent else ""
        only = tr("On this PC, so that only the payment service can open it")
        return (
            Node("locked", tr("Locked here"), only, locked, "lock"),
            Node("sent", tr("Sent once"), tr("Still locked on the way"), sent, "send", when),
            Node("wiped", tr("Wiped here"), self._wiped_words(wiped), wiped, "check"),
        )

    def _wiped_words(self, state: NodeState) -> str:
        return tr("No copy is left on this PC") if state is NodeState.DONE else tr("No copy will be left on this PC")

    def _states(self) -> tuple[NodeState, NodeState, NodeState]:
        done, ahead = NodeState.DONE, NodeState.NOT_REACHED
        if self._problem is not None:
            return done, NodeState.FAILED, done
        if self._sent:
            return done, done, done
        if self._sending:
            return done, NodeState.RUNNING, ahead
        return ahead, ahead, ahead

    def footer(self) -> Footer:
        if self._sending:
            return Footer(Action(tr("Lock and send"), key="Enter", busy=tr("Sending")))
        if self._problem is not None:
            return Footer(Action(self._cure(), key="Enter"), quiet=back_action())
        if self._name_is_news:
            return Footer(
                Action(tr("Yes, this is us"), key="Enter"), Action(tr("No, change number")), back_action()
            )
        if self._sent:
            return Footer(continue_action(), quiet=back_action())
        if not self._credentials.filled():
            pasted = Words(tr("Keys are not kept. Paste them again first."))
            return Footer(Action(tr("Paste the keys"), key="Enter"), quiet=back_action(), reason=pasted)
        return Footer(Action(tr("Lock and send"), key="Enter", icon="lock"), quiet=back_action())

    def _cure(self) -> str:
        assert self._problem is not None
        if self._problem.code in _PAYBILL_PROBLEMS:
            return tr("Check the PayBill")
        return tr("Paste the keys again")

    def help(self) -> tuple[Help, ...]:
        if self._problem is not None:
            return (_refusals_help(), never_read_out())
        why = Help(
            tr("Why lock them?"),
            (
                tr("With these keys someone could ask your customers for money in your name."),
                tr("So they are locked on this PC before they travel."),
                tr("Nobody at Tabeza can read them back to you, or to anyone else."),
            ),
        )
        return (why, never_read_out())

    # what a person does

    def first_focus(self) -> QWidget | None:
        return None

    def primary(self) -> None:
        if self._sending:
            return
        if self._problem is not None:
            self._go_cure(self._problem.code)
        elif self._name_is_news:
            self.service.confirm_name(True)
            self.service.next()
        elif self._sent:
            self.service.next()
        elif self._credentials.filled():
            self._send()
        else:
            self.service.go_to(StepKey.CREDENTIALS)

    def _send(self) -> None:
        key, secret, passkey = self._credentials.take()
        self.service.send(key, secret, passkey, owner=self, done=self._accepted, failed=self._refused)
        self.refresh()

    def _accepted(self, _candidate: object) -> None:
        self._problem = None
        self.refresh()

    def _refused(self, problem: Problem) -> None:
        self._problem = problem
        self.refresh()

    def _go_cure(self, code: str) -> None:
        self._problem = None
        self.service.go_to(StepKey.PAYBILL if code in _PAYBILL_PROBLEMS else StepKey.CREDENTIALS)

    def secondary(self) -> None:
        self.service.go_to(StepKey.PAYBILL)

    def quiet(self) -> None:
        if not self._sending:
            self._problem = None
            self.service.back()


def _refusals_help() -> Help:
    return Help(
        tr("Why keys are refused"),
        (
            tr("<b>Key or secret</b> copied from another app, or only in part."),
            tr("<b>Sandbox keys</b> used for real money, or the other way round."),
            tr("<b>Passkey</b> of another PayBill."),
            tr("The app lacks <b>Lipa Na M‑Pesa</b>: add it in Daraja under My apps."),
        ),
    )

