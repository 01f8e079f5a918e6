"""The life of one payment, as data. Docs and property tests are generated from this same table.

One intent is at most one push, for ever. ``unknown`` is a first-class state: after a timeout nobody knows whether
the customer is looking at a prompt. ``succeeded`` is the only state that touches money and is entered once.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class PaymentState(StrEnum):
    QUEUED = "queued"
    """Recorded here; not yet sent."""
    DISPATCHED = "dispatched"
    """About to be sent or sent, no answer recorded: a prompt may be showing."""
    PROMPTED = "prompted"
    """Safaricom accepted the request; the prompt should be showing."""
    UNKNOWN = "unknown"
    """No answer, or none that can be trusted. Being checked; never a failure."""
    NEEDS_REVIEW = "needs_review"
    """Checking has not settled it; a person decides, with a reason."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """M-Pesa said the customer did not pay."""
    REFUSED = "refused"
    """Safaricom or we said no before any prompt was shown."""


_S = PaymentState
TRANSITIONS: Final = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.DISPATCHED, _S.REFUSED}),
        _S.DISPATCHED: frozenset(
            {_S.PROMPTED, _S.UNKNOWN, _S.REFUSED, _S.SUCCEEDED, _S.FAILED, _S.NEEDS_REVIEW}
        ),
        _S.PROMPTED: frozenset({_S.SUCCEEDED, _S.FAILED, _S.UNKNOWN, _S.NEEDS_REVIEW}),
        _S.UNKNOWN: frozenset({_S.PROMPTED, _S.SUCCEEDED, _S.FAILED, _S.NEEDS_REVIEW}),
        _S.NEEDS_REVIEW: frozenset({_S.SUCCEEDED, _S.FAILED}),
        _S.REFUSED: frozenset({_S.SUCCEEDED}),
        _S.FAILED: frozenset({_S.SUCCEEDED}),
        _S.SUCCEEDED: frozenset(),
    }
)

OPEN_STATES: Final = frozenset({_S.QUEUED, _S.DISPATCHED, _S.PROMPTED})
"""A prompt may be showing: no second request to the same phone or tab."""

UNRESOLVED_STATES: Final = OPEN_STATES | {_S.UNKNOWN}
"""The janitor still owes an answer."""

FINAL_STATES: Final = frozenset({_S.SUCCEEDED, _S.FAILED, _S.REFUSED})


def may_move(source: PaymentState, target: PaymentState) -> bool:
    return target in TRANSITIONS[source]
