"""The kinds of chip there are. What each looks like is the widget's; ``core.display`` says when each is shown."""

from __future__ import annotations

from enum import StrEnum


class ChipKind(StrEnum):
    """Every state that is shown as a chip: of a payment, a tab, the connection, a check."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    PROMPT_SENT = "prompt_sent"
    CHECKING = "checking"
    PAID = "paid"
    PAID_IN_FULL = "paid_in_full"
    CANCELLED = "cancelled"
    LOW_BALANCE = "low_balance"
    NO_ANSWER = "no_answer"
    WRONG_PIN = "wrong_pin"
    FAILED = "failed"
    OVERDUE = "overdue"
    NEEDS_REVIEW = "needs_review"
    PAUSED = "paused"
    OFFLINE = "offline"
    WRONG_CLOCK = "wrong_clock"
    BLOCKED = "blocked"
    WAS_WAITING = "was_waiting"
    AGE = "age"
    REVERSED = "reversed"
    WARNING = "warning"
