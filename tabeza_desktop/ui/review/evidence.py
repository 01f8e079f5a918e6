"""What is known of a payment in review, what is not, and how to find out. Pure; every word is derived from records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tabeza_desktop.i18n.dates import clock_time, exact_time, long_date
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.timeline import Node, NodeState
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView, TimelineEvent

tr = words("Review")

_LOOK_FOR = timedelta(minutes=3)
_ANSWERS = frozenset({"callback", "query", "settled", "failed", "late_success"})


def known(payment: PaymentView, events: Sequence[TimelineEvent]) -> list[Node]:
    """The payment's story as far as anybody recorded it, oldest first."""
    nodes = [_requested(payment)]
    accepted = next((event.at for event in events if event.kind == "accepted"), payment.prompted_at)
    if accepted is not None:
        title, sub = tr("Safaricom accepted it"), tr("Prompt should have shown")
        nodes.append(_node("accepted", title, sub, NodeState.DONE, "phone", exact_time(accepted)))
    elif any(event.kind == "no_answer" for event in events):
        at = next(event.at for event in events if event.kind == "no_answer")
        sub = tr("The request may or may not have reached them")
        nodes.append(_node("lost", tr("Safaricom did not answer"), sub, NodeState.UNKNOWN, "alert", exact_time(at)))
    answers = [event for event in events if event.kind in _ANSWERS and event.result_code is not None]
    nodes += [_answer(event, place, payment) for place, event in enumerate(_different(answers))]
    nodes.append(_stopped(payment, events))
    return nodes


def _requested(payment: PaymentView) -> Node:
    amount = format_amount(payment.amount_cents)
    sub = tr("By {name}, KES {amount}", name=payment.requested_by, amount=amount)
    return _node("requested", tr("Requested"), sub, NodeState.DONE, "send", exact_time(payment.requested_at))


def _different(answers: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """A repeat of the same answer tells nothing new."""
    found: list[TimelineEvent] = []
    for event in answers:
        if not found or event.result_code != found[-1].result_code:
            found.append(event)
    return found


def _answer(event: TimelineEvent, place: int, payment: PaymentView) -> Node:
    code = event.result_code or ""
    outcome = outcome_for(code)
    said = outcome.wording(current_language()).word if outcome is not None else tr("code {code}", code=code)
    said = said[:1].lower() + said[1:]  # it stands within a sentence
    title = tr("First answer: {said}", said=said) if not place else tr("Asked again: {said}", said=said)
    at = exact_time(event.at)
    if code == "0":
        sub = tr("With receipt {receipt}", receipt=payment.receipt) if payment.receipt else tr("But with no receipt")
        return _node(f"answer{place}", title, sub, NodeState.UNKNOWN, "pulse", at)
    sub = tr("Code {code}, no money moved", code=code) if outcome is not None else tr("Nobody can say what it means")
    state = NodeState.FAILED if outcome is not None else NodeState.UNKNOWN
    return _node(f"answer{place}", title, sub, state, "x" if outcome is not None else "help", at)


def _stopped(payment: PaymentView, events: Sequence[TimelineEvent]) -> Node:
    stopped = next((event for event in reversed(events) if event.to_state is PaymentState.NEEDS_REVIEW), None)
    reason = (stopped.detail if stopped is not None else None) or payment.exception or ""
    titles = {
        "contradiction": tr("Two answers that disagree"),
        "amount_mismatch": tr("Another amount than was asked"),
        "duplicate_receipt": tr("A receipt that paid another tab"),
        "id_mismatch": tr("An answer for another request"),
        "not_resolved": tr("No final answer"),
    }
    at = exact_time(stopped.at) if stopped is not None else ""
    title = titles.get(reason, tr("No answer to rely on"))
    return _node("stopped", title, tr("Stopped here for a person"), NodeState.UNKNOWN, "alert", at)


def _node(key: str, title: str, sub: str, state: NodeState, icon: str, at: str) -> Node:
    return Node(key, title, sub, state, icon, at)


def not_known(payment: PaymentView, paybill: str) -> list[str]:
    """What no record answers."""
    amount = format_amount(payment.amount_cents)
    open_questions = [tr("Whether KES {amount} reached PayBill {paybill}.", amount=amount, paybill=paybill)]
    if payment.exception == "amount_mismatch":
        open_questions.append(tr("How much the customer paid."))
    if payment.receipt is None:
        open_questions.append(tr("Its M‑Pesa receipt, if it did."))
    return open_questions


def how_to_find_out(payment: PaymentView, account: str) -> list[str]:
    """Three steps at the PayBill statement, which is the bar's own proof."""
    begun = payment.requested_at
    return [
        tr("Open the PayBill statement for {day}.", day=long_date(begun)),
        tr("Look from {start} to {end} for KES {amount} with account {account}.", start=clock_time(begun),
           end=clock_time(begun + _LOOK_FOR), amount=format_amount(payment.amount_cents), account=account),
        tr("There: copy its receipt. Not there: it was not paid."),
    ]
