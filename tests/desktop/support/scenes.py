"""A support desk and an owner's guide at the moments worth a picture or a test, filled as the service would."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.support import Desk, Sharing
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.access import BarSummary, PersonView
from tabeza_protocol.wire.setup import StepProgress
from tabeza_protocol.wire.support import LastProblem, StepTime, SupportBar, SupportView, TestEvent, TestTrail
from tests.desktop.ui.setup_stage import MORNING, Stage, make_stage

FAITH = PersonView(id="7" * 32, name="Faith Njeri", role="support")
DESK_BAR = BarSummary(id="", name="Tabeza Support", place="")
STEPS = ("checklist", "paybill", "credentials", "send", "test", "go_live")


def ago(**span: float) -> datetime:
    return MORNING - timedelta(**span)


def steps(current: str, state: str = "now") -> tuple[StepProgress, ...]:
    at = STEPS.index(current)
    return tuple(
        StepProgress(step=step, state="done" if n < at else state if n == at else "todo")  # type: ignore[arg-type]
        for n, step in enumerate(STEPS)
    )


def bar(n: int, name: str, place: str, current: str, minutes: float, left: float, **more: Any) -> SupportBar:
    return SupportBar(
        bar_id=str(n) * 32, name=name, place=place, expires_at=MORNING + timedelta(minutes=left), step=current,
        steps=more.pop("steps", steps(current)), on_step_since=ago(minutes=minutes),
        seen_at=more.pop("seen_at", ago(seconds=20)), **more,
    )  # fmt: skip


ROYSAMBU = bar(
    1, "Roysambu Garden", "Roysambu, Nairobi", "credentials", 19, 4, seen_at=ago(minutes=3),
    last_problem=LastProblem(kind="problem", code="keys_rejected", step="send", at=ago(minutes=5)),
)  # fmt: skip
KILIMANI = bar(
    2, "Kilimani Tavern", "Kilimani, Nairobi", "credentials", 11, 12,
    last_problem=LastProblem(kind="finding", code="unusual_length", step="credentials", field="passkey"),
)  # fmt: skip
NYALI = bar(
    3, "Nyali Sundowner", "Nyali, Mombasa", "paybill", 7, 9, steps=steps("paybill", "blocked"),
    last_problem=LastProblem(kind="problem", code="till_not_supported", step="paybill", at=ago(minutes=6)),
)  # fmt: skip
THIKA = bar(4, "Thika Falls Lounge", "Thika", "test", 0.8, 14)
BARS = (ROYSAMBU, KILIMANI, NYALI, THIKA)
TIMES = (StepTime(step="checklist", spent_seconds=190), StepTime(step="paybill", spent_seconds=250))


def view(of: SupportBar = KILIMANI, **more: Any) -> SupportView:
    plain: dict[str, Any] = {
        "device_name": "Counter-01",
        "times": (*TIMES, StepTime(step=of.step, spent_seconds=0, entered_at=of.on_step_since)),
        "business_shortcode": "4083917",
        "declared_kind": "paybill",
        "registered_name": "KILIMANI TAVERN LTD",
        "environment": Environment.PRODUCTION,
        "fields": {
            "consumer_key": "looks_right",
            "consumer_secret": "looks_right",
            "passkey": "unusual_length",
        },
        "server_time": MORNING,
    }
    return SupportView(bar=of, **{**plain, **more})


FAILED_TEST = TestTrail(
    state=PaymentState.FAILED,
    requested_at=ago(seconds=50),
    result_code="1032",
    events=(
        TestEvent(at=ago(seconds=50), state=PaymentState.QUEUED),
        TestEvent(at=ago(seconds=49), state=PaymentState.DISPATCHED),
        TestEvent(at=ago(seconds=48), state=PaymentState.PROMPTED),
        TestEvent(at=ago(seconds=30), state=PaymentState.FAILED, result_code="1032"),
    ),
)
CANCELLED = bar(
    4, "Thika Falls Lounge", "Thika", "test", 0.8, 14,
    last_problem=LastProblem(kind="result", code="1032", step="test", at=ago(seconds=30)),
)  # fmt: skip


def desk_stage(*bars: SupportBar, front: SupportView | None = None, phase: Phase = Phase.SIGNED_IN) -> Stage:
    """A desk that Faith is signed in at."""
    stage = make_stage()
    session = Session(phase=phase, bar=DESK_BAR, device_id="d" * 32, device_name="DESK-01", people=(FAITH,))
    stage.state.session.set(
        replace(session, person=FAITH if phase in (Phase.SIGNED_IN, Phase.LOCKED) else None)
    )
    show_desk(stage, bars, front)
    return stage


def show_desk(stage: Stage, bars: tuple[SupportBar, ...], front: SupportView | None) -> None:
    chosen = front.bar.bar_id if front is not None else None
    stage.state.support_desk.set(
        Desk(bars=bars, chosen=chosen, view=front, now=MORNING, answered=time.monotonic() - 1.0)
    )


def sharing(**more: Any) -> Sharing:
    plain: dict[str, Any] = {
        "open": True,
        "code": "482917",
        "expires_at": MORNING + timedelta(minutes=12),
        "opened_by": "Faith Njeri",
        "looking": True,
    }
    return Sharing(**{**plain, **more})
