"""The stepper's words: what each step is called and what stands under it, from the set-up view alone."""

from __future__ import annotations

from datetime import datetime

from tabeza_desktop.core.setup_flow import (
    BLOCKING_FINDINGS,
    SetupView,
    StepKey,
    StepView,
    test_passed,
)
from tabeza_desktop.i18n.dates import clock_time
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.kes1_story import Stage, stage_of
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.stepper import Step, StepState
from tabeza_protocol.outcomes import outcome_for

tr = words("Stepper")
_STATES = {
    "done": StepState.DONE,
    "now": StepState.NOW,
    "blocked": StepState.BLOCKED,
    "failed": StepState.FAILED,
    "todo": StepState.NOT_YET,
}


def stepper_steps(view: SetupView, now: datetime) -> tuple[Step, ...]:
    """All six, in order."""
    return tuple(_step(view, step, now) for step in view.steps)


def step_title(key: StepKey) -> str:
    return {
        StepKey.CHECKLIST: tr("Before you start"),
        StepKey.PAYBILL: tr("PayBill"),
        StepKey.CREDENTIALS: tr("Daraja credentials"),
        StepKey.SEND: tr("Send securely"),
        StepKey.TEST: tr("Test payment"),
        StepKey.GO_LIVE: tr("Go live"),
    }[key]


def time_left(view: SetupView) -> str:
    """About how long is left, by the step."""
    if view.current is StepKey.PAYBILL and view.draft.is_till:
        return tr("Paused")
    if view.current is StepKey.TEST and test_passed(view):
        return tr("Almost done")
    minutes = {StepKey.CHECKLIST: 20, StepKey.PAYBILL: 15, StepKey.CREDENTIALS: 10, StepKey.SEND: 3, StepKey.TEST: 2}
    if view.current is StepKey.GO_LIVE:
        return tr("Last step")
    return tr("About {minutes} min left", minutes=minutes[view.current])


def _step(view: SetupView, step: StepView, now: datetime) -> Step:
    state = _STATES[step.state]
    title = step_title(step.key)
    if state is StepState.DONE:
        return Step(step.key.value, title, _done_words(view, step), state)
    if state is StepState.NOT_YET:
        return Step(step.key.value, title, _ahead_words(step.key), state)
    text, tone = _now_words(view, step, now)
    return Step(step.key.value, title, text, state, tone)


def _done_words(view: SetupView, step: StepView) -> str:
    at = clock_time(step.done_at) if step.done_at is not None else ""
    if step.key is StepKey.PAYBILL:
        number = view.draft.shortcode or ""
        confirmed = view.draft.name_confirmed
        return tr("{number} confirmed", number=number) if confirmed else tr("{number}, name to come", number=number)
    if step.key is StepKey.CREDENTIALS:
        return tr("Key, secret, passkey")
    if step.key is StepKey.SEND:
        sent = view.draft.sent_at
        return tr("Sealed {time}", time=clock_time(sent)) if sent is not None else tr("Sealed")
    if step.key is StepKey.TEST and view.draft.seen_on_paybill:
        return tr("Seen on PayBill {time}", time=at).strip()
    if step.key is StepKey.TEST:
        return tr("KES 1 paid")
    if step.key is StepKey.GO_LIVE:
        return tr("Payments are on")
    return tr("Done {time}", time=at).strip()


def _ahead_words(key: StepKey) -> str:
    return {
        StepKey.CHECKLIST: tr("Four things to have"),
        StepKey.PAYBILL: tr("The number that is paid"),
        StepKey.CREDENTIALS: tr("Key, secret, passkey"),
        StepKey.SEND: tr("Sealed on this PC"),
        StepKey.TEST: tr("KES 1 to your phone"),
        StepKey.GO_LIVE: tr("Start taking payments"),
    }[key]


def _now_words(view: SetupView, step: StepView, now: datetime) -> tuple[str, Tone | None]:
    if step.key is StepKey.CHECKLIST:
        count = len(view.draft.ticked)
        return tr("{count} of 4 ticked", count=count), None
    if step.key is StepKey.PAYBILL:
        return _paybill_words(view), None
    if step.key is StepKey.CREDENTIALS:
        return _credentials_words(view)
    if step.key is StepKey.SEND:
        if step.state == "failed":
            return tr("Refused, see why"), None
        return (tr("Sending") if view.busy == "sending" else tr("Sealed on this PC")), None
    if step.key is StepKey.TEST:
        return _test_words(view, now)
    return tr("Type LIVE to confirm"), None


def _paybill_words(view: SetupView) -> str:
    if view.draft.is_till:
        return tr("Needs a PayBill")
    if view.busy == "looking_up":
        return tr("Checking")
    if view.lookup is None:
        return tr("Type the number")
    return tr("Confirm the name") if view.lookup.state == "found" else tr("Not checked yet")


def _credentials_words(view: SetupView) -> tuple[str, Tone | None]:
    findings = view.draft.findings.values()
    wrong = sum(finding in BLOCKING_FINDINGS and finding != "empty" for finding in findings)
    odd = sum(finding == "unusual_length" for finding in findings)
    if wrong:
        return (tr("1 thing to fix") if wrong == 1 else tr("{count} things to fix", count=wrong)), Tone.FAIL
    if odd:
        return (tr("1 thing to check") if odd == 1 else tr("{count} things to check", count=odd)), Tone.WARN
    return tr("Key, secret, passkey"), None


def _test_words(view: SetupView, now: datetime) -> tuple[str, Tone | None]:
    stage = stage_of(view, now)
    if stage is Stage.PAID:
        at = view.test.finished_at if view.test is not None else None
        return (tr("KES 1 paid {time}", time=clock_time(at)) if at is not None else tr("KES 1 paid")), Tone.PAID
    if stage in (Stage.FAILED, Stage.REFUSED):
        outcome = outcome_for(view.test.result_code) if view.test is not None else None
        word = outcome.wording(current_language()).word if outcome is not None else tr("Not sent")
        return tr("{word}, try again", word=word), None
    return {
        Stage.NONE: tr("KES 1 to your phone"),
        Stage.SENDING: tr("Sending"),
        Stage.WAITING: tr("Waiting for PIN"),
        Stage.CHECKING: tr("Checking with M‑Pesa"),
        Stage.REVIEW: tr("Needs a person"),
    }[stage], Tone.WARN if stage in (Stage.CHECKING, Stage.REVIEW) else None
