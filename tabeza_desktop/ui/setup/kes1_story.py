"""How far the KES 1 has come: a stage, the nodes of the timeline and the words under them. Pure.

Only a callback or a status query says Paid or Failed. That the prompt shows is inferred and has no time. Without an
answer after 60 s the stage is CHECKING, whatever the service still calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tabeza_desktop.core.requests import RequestStage
from tabeza_desktop.core.setup_flow import SetupView
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.widgets.timeline import Node, NodeState
from tabeza_protocol.outcomes import Outcome, outcome_for
from tabeza_protocol.payment_states import OPEN_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

tr = words("TestPayment")
CHECKING_AFTER = timedelta(seconds=60)


class Stage(StrEnum):
    NONE = "none"
    SENDING = "sending"
    WAITING = "waiting"
    CHECKING = "checking"
    REVIEW = "review"
    PAID = "paid"
    FAILED = "failed"
    REFUSED = "refused"
    """Nothing went to the phone."""


RUNNING = frozenset({Stage.SENDING, Stage.WAITING, Stage.CHECKING})
_REQUEST_STAGES = {
    RequestStage.SENDING: Stage.SENDING,
    RequestStage.ACCEPTED: Stage.SENDING,
    RequestStage.UNSURE: Stage.CHECKING,
    RequestStage.NOT_SENT: Stage.REFUSED,
    RequestStage.REFUSED: Stage.REFUSED,
}


def stage_of(view: SetupView, now: datetime) -> Stage:
    """Where the newest KES 1 stands."""
    request, test = view.test_request, view.test
    if request is not None and (test is None or request.payment_id != test.id):
        newer = test is None or request.created_at >= test.requested_at
        if newer and request.stage is not RequestStage.ACCEPTED:
            return _REQUEST_STAGES[request.stage]
    if test is None:
        return Stage.SENDING if request is not None else Stage.NONE
    return _payment_stage(test, now)


def _payment_stage(test: PaymentView, now: datetime) -> Stage:
    if test.state in OPEN_STATES and now - test.requested_at > CHECKING_AFTER:
        return Stage.CHECKING
    return {
        PaymentState.QUEUED: Stage.SENDING,
        PaymentState.DISPATCHED: Stage.SENDING,
        PaymentState.PROMPTED: Stage.WAITING,
        PaymentState.UNKNOWN: Stage.CHECKING,
        PaymentState.NEEDS_REVIEW: Stage.REVIEW,
        PaymentState.SUCCEEDED: Stage.PAID,
        PaymentState.FAILED: Stage.FAILED,
        PaymentState.REFUSED: Stage.REFUSED,
    }[test.state]


def started_at(view: SetupView) -> datetime | None:
    """When the newest KES 1 was asked for."""
    if view.test is not None:
        return view.test.requested_at
    return view.test_request.created_at if view.test_request is not None else None


def outcome_of(view: SetupView) -> Outcome | None:
    return outcome_for(view.test.result_code) if view.test is not None else None


@dataclass(frozen=True)
class Telling:
    """What the words of a story depend on besides the payment: practice, and the seconds of this PC's own clock."""

    now: datetime
    monotonic: float
    practising: bool


def nodes(view: SetupView, telling: Telling) -> tuple[Node, ...]:
    """Request sent, prompt, answer, recorded."""
    stage = stage_of(view, telling.now)
    return (_sent(view, stage, telling), _prompt(stage, telling), _answer(view, stage, telling), _recorded(view, stage))


def _sent(view: SetupView, stage: Stage, telling: Telling) -> Node:
    test, since = view.test, _since(view, telling)
    if stage is Stage.SENDING:
        return Node("sent", tr("Sending the request"), tr("To Safaricom"), NodeState.RUNNING, "send", since=since)
    if stage is Stage.REFUSED:
        return Node("sent", tr("Request refused"), tr("Nothing went to the phone"), NodeState.FAILED)
    at = exact_time(test.prompted_at or test.requested_at) if test is not None else ""
    if stage is Stage.CHECKING and (test is None or test.prompted_at is None):
        return Node("sent", tr("Request sent"), tr("No answer came back"), NodeState.UNKNOWN, at=at)
    accepted = tr("Practice Safaricom accepted it") if telling.practising else tr("Safaricom accepted it")
    return Node("sent", tr("Request sent"), accepted, NodeState.DONE, at=at)


def _prompt(stage: Stage, telling: Telling) -> Node:
    if stage in (Stage.SENDING, Stage.REFUSED):
        return Node("prompt", tr("Prompt on the phone"), "", NodeState.NOT_REACHED, "phone")
    if stage is Stage.WAITING:
        look = (
            tr("Look at the practice phone.")
            if telling.practising
            else tr("Look at the phone. Safaricom doesn’t report this step.")
        )
        return Node("prompt", tr("Prompt should be showing"), look, NodeState.SHOULD)
    if stage is Stage.PAID:
        return Node("prompt", tr("Prompt on the phone"), tr("The PIN was entered, so it showed"), NodeState.DONE)
    return Node(
        "prompt", tr("Prompt should have shown"), tr("Safaricom doesn’t report this step"), NodeState.SHOULD_OVER
    )


def _answer(view: SetupView, stage: Stage, telling: Telling) -> Node:
    test, since = view.test, _since(view, telling)
    at = exact_time(test.finished_at) if test is not None and test.finished_at is not None else ""
    if stage is Stage.WAITING:
        press = (
            tr("Press a button under the phone.")
            if telling.practising
            else tr("Enter the PIN on the phone. We confirm when M‑Pesa answers.")
        )
        return Node("answer", tr("Waiting for PIN"), press, NodeState.RUNNING, "phone-ring", since=since)
    if stage is Stage.CHECKING:
        wait = tr("Don’t pay again yet. This can take a few minutes.")
        return Node("answer", tr("Checking with M‑Pesa"), wait, NodeState.UNKNOWN, since=since)
    if stage is Stage.REVIEW:
        return Node("answer", tr("Not settled"), tr("M‑Pesa gave no clear answer"), NodeState.UNKNOWN)
    if stage is Stage.PAID:
        return Node("answer", tr("Confirmed by M‑Pesa"), tr("KES 1 paid"), NodeState.DONE, at=at)
    if stage is Stage.FAILED:
        outcome = outcome_of(view)
        title, sub = (_failed_title(outcome), _failed_sub(outcome)) if outcome else (tr("Not paid"), "")
        return Node("answer", title, sub, NodeState.FAILED, at=at)
    return Node("answer", tr("Waiting for PIN"), "", NodeState.NOT_REACHED, "phone-ring")


def _failed_title(outcome: Outcome) -> str:
    if outcome.key == "cancelled":
        return tr("Cancelled on the phone")
    return outcome.wording(current_language()).word


def _failed_sub(outcome: Outcome) -> str:
    if outcome.key == "cancelled":
        return tr("Someone pressed Cancel, or the prompt closed")
    return outcome.wording(current_language()).happened


def _recorded(view: SetupView, stage: Stage) -> Node:
    test = view.test
    if stage is Stage.PAID:
        at = exact_time(test.finished_at) if test is not None and test.finished_at is not None else ""
        return Node("recorded", tr("Recorded"), tr("KES 1 is in your payments"), NodeState.DONE, at=at)
    if stage in (Stage.FAILED, Stage.REFUSED):
        return Node("recorded", tr("Not recorded"), tr("Nothing was paid"), NodeState.NOT_REACHED)
    return Node("recorded", tr("Recorded"), tr("KES 1 appears in your payments"), NodeState.NOT_REACHED, "cash")


def _since(view: SetupView, telling: Telling) -> float:
    """The monotonic second this began, for a node that counts by itself."""
    begun = started_at(view)
    if view.test is not None and view.test.prompted_at is not None and view.test.state is PaymentState.PROMPTED:
        begun = view.test.prompted_at
    if begun is None:
        return telling.monotonic
    return telling.monotonic - max(0.0, (telling.now - begun).total_seconds())
