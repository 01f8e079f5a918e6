"""The steps of one payment as the drawer, the waiting dialog and the KES 1 test draw them.

Only what is known has a time. That the prompt is on the phone is inferred from Safaricom's acceptance and reported by
no one: it says "should", and has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tabeza_desktop.core.display import Tone, is_checking
from tabeza_desktop.core.times import Now, clock_seconds_text, elapsed, seconds_between
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView, TimelineEvent

NodeState = Literal["done", "should", "running", "failed", "unknown", "not_reached"]
_S = PaymentState
_ANSWERED: Final = (_S.SUCCEEDED, _S.FAILED)


@dataclass(frozen=True, slots=True)
class TimelineNode:
    """``at`` is a clock time or a dash; ``since_seconds`` is how long a running step has run, else None."""

    key: Literal["requested", "prompt", "accepted", "answer", "recorded"]
    title: str
    sub: str
    state: NodeState
    at: str = ""
    since_seconds: int | None = None
    tone: Tone = "t1"


_TEXT: Final = {
    "en": {
        "requested": "Request sent",
        "requested_past": "Requested",
        "by": "By {who}",
        "accepted": "Safaricom accepted it",
        "sending": "Sending",
        "refused": "Safaricom did not take it",
        "prompt": "Prompt should be showing",
        "on": "On {phone}",
        "prompt_past": "Prompt should have shown",
        "waiting": "Waiting for PIN",
        "waiting_sub": "The customer enters the PIN on their phone",
        "checking": "Checking with M\u2011Pesa",
        "checking_sub": "Don't ask them to pay again yet",
        "answered": "M\u2011Pesa answered",
        "paid_after": "Paid, after {t}",
        "failed_after": "{word}, after {t}",
        "recorded": "Recorded",
        "recorded_tab": "Recorded on tab {n}",
        "credited_tab": "Credited to tab {n}",
        "receipt": "Receipt {receipt}",
        "not_credited": "Not credited",
        "no_money": "No money moved",
        "review": "Needs review",
        "review_sub": "The owner decides",
        "later": "When M\u2011Pesa has answered",
    },
    "sw": {
        "requested": "Ombi limetumwa",
        "requested_past": "Iliombwa",
        "by": "Na {who}",
        "accepted": "Safaricom imelipokea",
        "sending": "Linatumwa",
        "refused": "Safaricom haikulipokea",
        "prompt": "Ombi linapaswa kuonekana",
        "on": "Kwenye {phone}",
        "prompt_past": "Ombi lilipaswa kuonekana",
        "waiting": "Inasubiri PIN",
        "waiting_sub": "Mteja anaweka PIN kwenye simu yake",
        "checking": "Tunathibitisha na M\u2011Pesa",
        "checking_sub": "Usiombe malipo tena kwa sasa",
        "answered": "M\u2011Pesa imejibu",
        "paid_after": "Imelipwa, baada ya {t}",
        "failed_after": "{word}, baada ya {t}",
        "recorded": "Imerekodiwa",
        "recorded_tab": "Imerekodiwa kwa bili {n}",
        "credited_tab": "Imewekwa kwenye bili {n}",
        "receipt": "Risiti {receipt}",
        "not_credited": "Haikuongezwa",
        "no_money": "Hakuna pesa iliyohamishwa",
        "review": "Inahitaji ukaguzi",
        "review_sub": "Mwenye baa ataamua",
        "later": "M\u2011Pesa ikijibu",
    },
}
EN_DASH: Final = "\u2013"


def payment_nodes(
    payment: PaymentView, now: Now, lang: str, timeline: Sequence[TimelineEvent] = ()
) -> tuple[TimelineNode, ...]:
    """Four steps: requested, the prompt, M-Pesa's answer, recorded. ``timeline`` gives better times if it is there.

    While a payment is open the first step is what Safaricom took and the second what is inferred from that. Once it is
    answered they tell who asked and when, and when Safaricom took it; only "should have shown" stays inferred.
    """
    words = _TEXT["sw" if lang == "sw" else "en"]
    return (
        _requested(payment, words, timeline),
        _prompt(payment, words, timeline),
        _answer(payment, now, lang, words),
        _recorded(payment, words),
    )


def _requested(
    payment: PaymentView, words: dict[str, str], timeline: Sequence[TimelineEvent]
) -> TimelineNode:
    accepted = next((event.at for event in timeline if event.kind == "accepted"), payment.prompted_at)
    at = clock_seconds_text(accepted or payment.requested_at)
    if payment.state is _S.REFUSED:
        return TimelineNode("requested", words["requested"], words["refused"], "failed", at, tone="fail")
    if payment.state in (_S.QUEUED, _S.DISPATCHED):
        return TimelineNode("requested", words["requested"], words["sending"], "running", at)
    if payment.state in _ANSWERED:
        by = words["by"].format(who=payment.requested_by)
        asked = clock_seconds_text(payment.requested_at)
        return TimelineNode("requested", words["requested_past"], by, "done", asked)
    sub = words["accepted"] if accepted is not None else words["by"].format(who=payment.requested_by)
    return TimelineNode("requested", words["requested"], sub, "done", at)


def _prompt(payment: PaymentView, words: dict[str, str], timeline: Sequence[TimelineEvent]) -> TimelineNode:
    accepted = next((event.at for event in timeline if event.kind == "accepted"), payment.prompted_at)
    if payment.state in _ANSWERED and accepted is not None:
        return TimelineNode("accepted", words["accepted"], words["prompt_past"], "done", clock_seconds_text(accepted))
    on = words["on"].format(phone=payment.phone_masked)
    if payment.state is _S.REFUSED or payment.state is _S.QUEUED:
        return TimelineNode("prompt", words["prompt"], on, "not_reached")
    if payment.state in (_S.DISPATCHED, _S.PROMPTED):
        return TimelineNode("prompt", words["prompt"], on, "should")
    return TimelineNode("prompt", words["prompt_past"], on, "should", tone="t2")


def _answer(payment: PaymentView, now: Now, lang: str, words: dict[str, str]) -> TimelineNode:
    state = payment.state
    if state in (_S.SUCCEEDED, _S.FAILED) and payment.finished_at is not None:
        took = elapsed(seconds_between(payment.requested_at, payment.finished_at), lang)
        at = clock_seconds_text(payment.finished_at)
        if state is _S.SUCCEEDED:
            return TimelineNode(
                "answer", words["answered"], words["paid_after"].format(t=took), "done", at, tone="paid"
            )
        outcome = outcome_for(payment.result_code)
        word = outcome.wording(lang).word if outcome else (payment.result_code or EN_DASH)
        sub = words["failed_after"].format(word=word, t=took)
        return TimelineNode("answer", words["answered"], sub, "failed", at, tone="fail")
    if state is _S.NEEDS_REVIEW:
        return TimelineNode("answer", words["review"], words["review_sub"], "unknown", EN_DASH, tone="warn")
    if state in (_S.REFUSED, _S.QUEUED):
        return TimelineNode("answer", words["answered"], words["later"], "not_reached", EN_DASH)
    since = seconds_between(payment.prompted_at or payment.requested_at, now.utc)
    if is_checking(state, payment.requested_at, now):
        return TimelineNode("answer", words["checking"], words["checking_sub"], "unknown", "", since, "wait")
    return TimelineNode("answer", words["waiting"], words["waiting_sub"], "running", "", since, "wait")


def _recorded(payment: PaymentView, words: dict[str, str]) -> TimelineNode:
    number = payment.tab_number
    title = words["recorded"] if number is None else words["recorded_tab"].format(n=number)
    if payment.state is _S.SUCCEEDED:
        title = words["recorded"] if number is None else words["credited_tab"].format(n=number)
        sub = (
            words["receipt"].format(receipt=payment.receipt)
            if payment.receipt
            else format_kes(Kes(payment.amount_cents))
        )
        at = clock_seconds_text(payment.finished_at) if payment.finished_at else EN_DASH
        return TimelineNode("recorded", title, sub, "done", at, tone="paid")
    if payment.state in (_S.FAILED, _S.REFUSED):
        return TimelineNode("recorded", words["not_credited"], words["no_money"], "not_reached", EN_DASH)
    return TimelineNode("recorded", title, words["later"], "not_reached", EN_DASH)
