"""What the watching dialog may say about one request, worked out from facts alone. Pure: no Qt, no clock of its own.

The facts are the console's own record of the request (``PendingRequest``) and, once the service knows it, the payment.
An outcome is named only when the payment itself has one; a lost answer is "not sure yet", never a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tabeza_protocol.outcomes import Outcome, SendAgain, outcome_for
from tabeza_protocol.payment_states import OPEN_STATES, PaymentState

PROMPT_CLOSES_AFTER: Final = timedelta(seconds=60)
_WAITS: Final = {"rule_limited": timedelta(seconds=120)}
_WAIT: Final = timedelta(seconds=60)


class Phase(StrEnum):
    """Where one request stands, as far as anyone knows."""

    SENDING = "sending"
    """On its way to the service, or queued there."""
    UNSURE = "unsure"
    """The answer to the request itself was lost: it may or may not have been taken."""
    WAITING = "waiting"
    """Safaricom accepted it; the customer should be seeing the prompt."""
    CHECKING = "checking"
    """No result though the prompt has closed."""
    REVIEW = "review"
    PAID = "paid"
    FAILED = "failed"
    REFUSED = "refused"
    """Said no before any prompt; ``problem`` may say why."""
    NOT_SENT = "not_sent"
    """It never left this PC."""


@dataclass(frozen=True)
class Facts:
    """What is known of a request. ``stage`` is the console's own (sending accepted unsure not_sent refused)."""

    stage: str
    created_at: datetime
    state: PaymentState | None = None
    started_at: datetime | None = None
    result_code: str | None = None
    problem: str | None = None
    finished_at: datetime | None = None
    receipt: str | None = None


def phase_of(facts: Facts, now: datetime) -> Phase:
    """The phase; the payment's own state always outranks what this console remembers of the request."""
    if facts.state is None:
        return {
            "sending": Phase.SENDING, "accepted": Phase.SENDING, "unsure": Phase.UNSURE,
            "not_sent": Phase.NOT_SENT, "refused": Phase.REFUSED,
        }[facts.stage]
    final = {
        PaymentState.SUCCEEDED: Phase.PAID,
        PaymentState.FAILED: Phase.FAILED,
        PaymentState.REFUSED: Phase.REFUSED,
        PaymentState.NEEDS_REVIEW: Phase.REVIEW,
        PaymentState.UNKNOWN: Phase.CHECKING,
    }
    if facts.state in final:
        return final[facts.state]
    begun = facts.started_at or facts.created_at
    if facts.state in OPEN_STATES and now - begun > PROMPT_CLOSES_AFTER:
        return Phase.CHECKING
    return Phase.WAITING if facts.state is PaymentState.PROMPTED else Phase.SENDING


def outcome_of(facts: Facts) -> Outcome | None:
    return outcome_for(facts.result_code)


def may_ask_again_at(facts: Facts) -> datetime | None:
    """From when a person may make a new request; None if only a changed one can work, or none yet."""
    if facts.stage == "not_sent" and facts.state is None:
        return facts.created_at
    if facts.state is not PaymentState.FAILED:
        return None
    outcome = outcome_of(facts)
    ended = facts.finished_at or facts.created_at
    if outcome is None or outcome.send_again in (SendAgain.NO, SendAgain.CHANGED):
        return None
    if outcome.send_again is SendAgain.WAIT:
        return ended + _WAITS.get(outcome.key, _WAIT)
    return ended
