"""The four nodes of the watching dialog's timeline. Only what is reported gets a time of its own."""

from __future__ import annotations

from datetime import datetime

from tabeza_desktop.core.times import elapsed
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.watch_state import Facts, Phase, outcome_of
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.timeline import Node, NodeState

tr = words("WatchNodes")


def watch_nodes(
    tab_number: int, balance_after_cents: int, phone: str, facts: Facts, phase: Phase, now: datetime
) -> list[Node]:
    """Request sent, prompt, PIN, recorded."""
    return [
        _sent(facts, phase),
        _prompt(phone, phase),
        _answer(facts, phase, now),
        _recorded(tab_number, balance_after_cents, facts, phase),
    ]


def _sent(facts: Facts, phase: Phase) -> Node:
    at = exact_time(facts.started_at or facts.created_at)
    title = tr("Request sent")
    if phase is Phase.SENDING:
        return Node("sent", tr("Sending the request"), tr("To Safaricom"), NodeState.RUNNING, "send")
    if phase is Phase.UNSURE:
        return Node("sent", title, tr("The answer was lost; checking"), NodeState.UNKNOWN, "refresh", at)
    if phase in (Phase.NOT_SENT, Phase.REFUSED):
        return Node("sent", tr("Not sent"), tr("The customer was not asked"), NodeState.FAILED, "x", at)
    return Node("sent", title, tr("Safaricom accepted it"), NodeState.DONE, "send", at)


def _prompt(phone: str, phase: Phase) -> Node:
    on_phone = tr("On {phone}", phone=phone)
    if phase is Phase.WAITING:
        return Node("prompt", tr("Prompt should be showing"), on_phone, NodeState.SHOULD, "phone")
    if phase in (Phase.FAILED, Phase.PAID, Phase.CHECKING, Phase.REVIEW):
        return Node("prompt", tr("Prompt should have shown"), on_phone, NodeState.SHOULD_OVER, "phone")
    return Node("prompt", tr("Prompt on the phone"), on_phone, NodeState.NOT_REACHED, "phone")


def _answer(facts: Facts, phase: Phase, now: datetime) -> Node:
    begun = facts.started_at or facts.created_at
    age = elapsed(max(0, int((now - begun).total_seconds())), current_language())
    if phase is Phase.WAITING:
        sub = tr("Customer enters the PIN on their phone")
        return Node("answer", tr("Waiting for PIN"), sub, NodeState.RUNNING, "phone-ring", age)
    if phase is Phase.CHECKING:
        sub = tr("No answer yet; asking M‑Pesa")
        return Node("answer", tr("Checking"), sub, NodeState.UNKNOWN, "refresh", age)
    if phase is Phase.REVIEW:
        return Node("answer", tr("Needs review"), tr("A person decides"), NodeState.UNKNOWN, "user")
    if phase is Phase.FAILED:
        outcome = outcome_of(facts)
        word = outcome.wording(current_language()).word if outcome else tr("Not paid")
        at = exact_time(facts.finished_at) if facts.finished_at else ""
        return Node("answer", word, tr("M‑Pesa answered"), NodeState.FAILED, "x", at)
    if phase is Phase.PAID:
        at = exact_time(facts.finished_at) if facts.finished_at else ""
        return Node("answer", tr("Paid"), tr("M‑Pesa answered"), NodeState.DONE, "check", at)
    return Node("answer", tr("Customer enters the PIN"), "", NodeState.NOT_REACHED, "phone-ring", "–")


def _recorded(tab_number: int, balance_after_cents: int, facts: Facts, phase: Phase) -> Node:
    if phase in (Phase.FAILED, Phase.REFUSED, Phase.NOT_SENT):
        return Node("recorded", tr("Not credited"), tr("The tab is unchanged"), NodeState.NOT_REACHED, "dash", "–")
    title = tr("Recorded on tab {number}", number=tab_number)
    sub = tr("Balance becomes {amount}", amount=format_amount(balance_after_cents))
    if phase is Phase.PAID:
        return Node("recorded", title, sub, NodeState.DONE, "check")
    return Node("recorded", title, sub, NodeState.NOT_REACHED, "note", "–")
