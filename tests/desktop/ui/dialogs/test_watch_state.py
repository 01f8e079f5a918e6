"""What may be said of a request: only what is known, and an outcome only when the payment has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tabeza_desktop.ui.dialogs.watch_state import Facts, Phase, may_ask_again_at, phase_of
from tabeza_protocol.payment_states import PaymentState as State

BEGUN = datetime(2026, 11, 20, 18, 42, 31, tzinfo=UTC)
ASKED = Facts("accepted", BEGUN, State.PROMPTED, BEGUN)


def after(seconds: int) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def test_a_prompt_older_than_a_minute_is_checked_and_never_failed() -> None:
    assert phase_of(ASKED, after(60)) is Phase.WAITING
    assert phase_of(ASKED, after(61)) is Phase.CHECKING
    assert may_ask_again_at(ASKED) is None


@pytest.mark.parametrize(
    ("stage", "phase"),
    [("sending", Phase.SENDING), ("accepted", Phase.SENDING), ("unsure", Phase.UNSURE),
     ("not_sent", Phase.NOT_SENT), ("refused", Phase.REFUSED)],
)
def test_before_the_payment_is_known_only_the_record_of_the_request_speaks(stage: str, phase: Phase) -> None:
    assert phase_of(Facts(stage, BEGUN), after(600)) is phase


@pytest.mark.parametrize("stage", ["sending", "accepted", "unsure", "not_sent", "refused"])
def test_the_payments_own_state_outranks_what_this_console_remembers(stage: str) -> None:
    paid = replace(ASKED, stage=stage, state=State.SUCCEEDED, result_code="0")
    assert phase_of(paid, after(5)) is Phase.PAID


def test_a_lost_answer_never_offers_to_ask_again() -> None:
    assert may_ask_again_at(Facts("unsure", BEGUN)) is None
    assert may_ask_again_at(replace(ASKED, state=State.UNKNOWN)) is None
    assert may_ask_again_at(replace(ASKED, state=State.NEEDS_REVIEW)) is None


def test_a_cancelled_payment_may_be_asked_for_at_once_and_a_busy_phone_after_a_minute() -> None:
    cancelled = replace(ASKED, state=State.FAILED, result_code="1032", finished_at=after(20))
    busy = replace(cancelled, result_code="1001")
    repeated = replace(cancelled, result_code="17")
    assert may_ask_again_at(cancelled) == after(20)
    assert may_ask_again_at(busy) == after(80)
    assert may_ask_again_at(repeated) == after(140)


def test_what_only_a_change_can_mend_is_not_offered_again() -> None:
    assert may_ask_again_at(replace(ASKED, state=State.FAILED, result_code="2006", finished_at=after(9))) is None
