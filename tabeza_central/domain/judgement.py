"""What one piece of evidence means for one payment: pure decisions, no I/O.

Evidence is a callback or a status query's answer. Only a callback that came to the payment's own unguessable address
is trusted; any other is a hint to ask Safaricom. A query is asked with the bar's own credentials over TLS, so its
answer is Safaricom's word. Codes that the outcome table does not know settle nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from tabeza_central.domain.callback_body import CallbackBody
from tabeza_protocol.outcomes import Finality, outcome_for
from tabeza_protocol.payment_states import PaymentState

S = PaymentState
ReviewReason = Literal["amount_mismatch", "duplicate_receipt", "id_mismatch", "contradiction"]
HELD_FOR_A_PERSON: Final = frozenset({"amount_mismatch", "duplicate_receipt", "id_mismatch", "contradiction"})
"""Exceptions that no later evidence settles by itself."""


class Do(StrEnum):
    """What to do with the payment."""

    NOTHING = "nothing"
    """The evidence adds nothing to what is known."""
    SETTLE = "settle"
    FAIL = "fail"
    QUERY = "query"
    """Ask Safaricom first; the evidence waits."""
    REVIEW = "review"
    ALERT = "alert"
    """It contradicts a payment that is settled already: a person is told, nothing changes."""
    DOUBT = "doubt"
    """Nothing is known for sure: the payment is ``unknown`` and is asked about again."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded of the payment being judged."""

    state: PaymentState
    amount_cents: int
    exception: str | None
    merchant_request_id: str | None
    checkout_request_id: str | None
    adopted: bool
    """The id came from a callback, because the answer to the push was lost."""
    receipt: str | None
    queried_paid: bool
    instant_limit_cents: int


@dataclass(frozen=True, slots=True)
class Judgement:
    do: Do
    reason: str = ""
    code: str | None = None
    receipt: str | None = None
    adopt_checkout: str | None = None
    """The callback's CheckoutRequestID, when ours was lost with the answer: enough to ask by, not to credit by."""


def judge_callback(known: Known, body: CallbackBody) -> Judgement:
    """A callback that came to the payment's own address (its token is ours)."""
    if body.checkout_request_id is None or body.result_code is None:
        return Judgement(Do.QUERY, "incomplete")
    if known.checkout_request_id is None:
        return Judgement(Do.QUERY, "answer_lost", body.result_code, adopt_checkout=body.checkout_request_id)
    if not _same_ids(known, body):
        return _contradiction(known, "id_mismatch", body.result_code)
    if known.adopted and not known.queried_paid and known.state is not S.SUCCEEDED:
        return Judgement(Do.QUERY, "answer_lost", body.result_code, body.receipt)
    outcome = outcome_for(body.result_code)
    if outcome is None:
        return Judgement(
            Do.DOUBT if known.state is not S.SUCCEEDED else Do.ALERT, "unknown_code", body.result_code
        )
    if outcome.finality is Finality.PAID:
        return _claimed_paid(known, body)
    return _claimed_not_paid(known, outcome.code, outcome.finality)


def _claimed_paid(known: Known, body: CallbackBody) -> Judgement:
    if known.state is S.SUCCEEDED:
        return _again_paid(known, body)
    if known.exception in HELD_FOR_A_PERSON:
        return Judgement(Do.NOTHING, "held_for_a_person", "0", body.receipt)
    if not body.has_metadata:
        return Judgement(Do.QUERY, "no_metadata", "0")
    if body.amount_cents != known.amount_cents:
        return Judgement(Do.REVIEW, "amount_mismatch", "0", body.receipt)
    if known.amount_cents > known.instant_limit_cents and not known.queried_paid:
        return Judgement(Do.QUERY, "over_instant_limit", "0", body.receipt)
    return Judgement(Do.SETTLE, "callback", "0", body.receipt)


def _again_paid(known: Known, body: CallbackBody) -> Judgement:
    """It is settled already: the receipt may still be missing, or this may tell another story."""
    if body.has_metadata and body.amount_cents != known.amount_cents:
        return Judgement(Do.ALERT, "amount_mismatch", "0", body.receipt)
    if body.receipt and known.receipt is None:
        return Judgement(Do.SETTLE, "receipt_came", "0", body.receipt)
    if body.receipt and body.receipt != known.receipt:
        return Judgement(Do.ALERT, "second_receipt", "0", body.receipt)
    return Judgement(Do.NOTHING, "duplicate", "0")


def _claimed_not_paid(known: Known, code: str, finality: Finality) -> Judgement:
    if known.state is S.SUCCEEDED:
        return Judgement(
            Do.NOTHING if finality is Finality.NOT_FINAL else Do.ALERT, "failed_after_paid", code
        )
    if known.state in (S.FAILED, S.REFUSED, S.NEEDS_REVIEW) and finality is not Finality.FAILED:
        return Judgement(Do.NOTHING, "adds_nothing", code)
    if finality is not Finality.FAILED:
        return Judgement(Do.QUERY, "needs_a_query", code)
    if known.state in (S.FAILED, S.REFUSED) or known.exception in HELD_FOR_A_PERSON:
        return Judgement(Do.NOTHING, "adds_nothing", code)
    return Judgement(Do.FAIL, "callback", code)


def judge_query(known: Known, code: str, *, claimed_paid: bool, receipt: str | None) -> Judgement:
    """A status query's result for this payment's own CheckoutRequestID.

    ``claimed_paid`` says that a trusted callback has claimed success, ``receipt`` is the one it gave.
    """
    outcome = outcome_for(code)
    if outcome is None:
        return Judgement(Do.NOTHING if known.state is S.SUCCEEDED else Do.DOUBT, "unknown_code", code)
    if outcome.finality is Finality.NOT_FINAL:
        return Judgement(Do.DOUBT, "not_yet", code)
    if known.exception in HELD_FOR_A_PERSON and known.state is not S.SUCCEEDED:
        return Judgement(Do.NOTHING, "held_for_a_person", code)
    if outcome.finality is Finality.PAID:
        return Judgement(Do.SETTLE, "query", "0", receipt)
    if known.state is S.SUCCEEDED:
        return Judgement(Do.ALERT, "query_says_not_paid", code)
    if claimed_paid:
        return _contradiction(known, "contradiction", code)
    if known.state in (S.FAILED, S.REFUSED):
        return Judgement(Do.NOTHING, "adds_nothing", code)
    return Judgement(Do.FAIL, "query", code)


def _same_ids(known: Known, body: CallbackBody) -> bool:
    if body.checkout_request_id != known.checkout_request_id:
        return False
    return None in (known.merchant_request_id, body.merchant_request_id) or (
        known.merchant_request_id == body.merchant_request_id
    )


def _contradiction(known: Known, reason: ReviewReason, code: str | None) -> Judgement:
    if known.state in (S.SUCCEEDED, S.FAILED, S.REFUSED):
        return Judgement(Do.ALERT, reason, code)
    if known.state is S.NEEDS_REVIEW:
        return Judgement(Do.NOTHING, reason, code)
    return Judgement(Do.REVIEW, reason, code)
