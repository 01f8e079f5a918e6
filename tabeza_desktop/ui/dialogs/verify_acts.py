"""What the two buttons of "Verify a payment" do after each verdict, and how they are called."""

from __future__ import annotations

from enum import StrEnum

from tabeza_desktop.core.verify import Verdict, VerdictKind
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.wire.trade import TabView

tr = words("Verify")
_ASKS = frozenset({VerdictKind.USED, VerdictKind.NOT_TAB_MONEY, VerdictKind.BY_HAND})
"""Verdicts after which the tab in hand is still to be paid."""


class Act(StrEnum):
    """What a button of the dialog asks for."""

    DONE = "done"
    LOOK = "look"
    OPEN_TAB = "open_tab"
    REQUEST = "request"
    CHECK = "check"
    STATEMENT = "statement"
    RECORD = "record"


def acts_of(verdict: Verdict | None, *, may_record: bool, may_request: bool, steps: bool) -> tuple[Act, Act]:
    """The secondary and the primary button. ``steps``: the way to look on the statement is shown already."""
    if verdict is None:
        return Act.DONE, Act.LOOK
    requests = may_request and verdict.owes_cents > 0
    leads = Act.OPEN_TAB if open_tab_of(verdict) is not None else Act.DONE
    if verdict.kind is VerdictKind.PENDING:
        return leads, Act.CHECK
    if verdict.kind is VerdictKind.NOT_FOUND:
        return _not_found(verdict, may_record=may_record, requests=requests, steps=steps)
    if verdict.kind in _ASKS and requests:
        return leads, Act.REQUEST
    return _with_done(leads)


def _not_found(verdict: Verdict, *, may_record: bool, requests: bool, steps: bool) -> tuple[Act, Act]:
    if verdict.from_cache:
        return Act.DONE, Act.CHECK
    if verdict.query.receipt is None:
        return Act.CHECK, Act.DONE
    left = Act.RECORD if may_record else Act.DONE
    if not steps:
        return left, Act.STATEMENT
    return (left, Act.REQUEST) if requests else _with_done(left)


def _with_done(left: Act) -> tuple[Act, Act]:
    """Done at the right; never twice."""
    return (Act.CHECK if left is Act.DONE else left), Act.DONE


def open_tab_of(verdict: Verdict | None) -> TabView | None:
    """The tab that "Open tab" leads to: that of the payment, while it is open."""
    tab = verdict.tab if verdict is not None else None
    return tab if tab is not None and tab.status == "open" else None


def button_words(act: Act, verdict: Verdict | None) -> tuple[str, str | None, str | None]:
    """Text, icon and key of a button."""
    tab = open_tab_of(verdict)
    owes = verdict.owes_cents if verdict is not None else 0
    table: dict[Act, tuple[str, str | None, str | None]] = {
        Act.DONE: (tr("Done") if verdict is not None else tr("Close"), None, "Enter"),
        Act.LOOK: (tr("Verify"), "search", "Enter"),
        Act.OPEN_TAB: (tr("Open tab {number}", number=tab.number if tab is not None else ""), "tabs", None),
        Act.REQUEST: (tr("Request KES {amount}", amount=format_amount(owes)), "send", "F2"),
        Act.CHECK: (tr("Check again"), "refresh", "F5"),
        Act.STATEMENT: (tr("Check the PayBill statement"), "file", None),
        Act.RECORD: (tr("Record as paid by hand"), "cash", None),
    }
    return table[act]
