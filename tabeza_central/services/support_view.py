"""What support may see of one bar: built from states, keys and times; nothing here reads a credential or a phone."""

from __future__ import annotations

from typing import Any, Final, cast

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import SECOND, instant, instant_or_none
from tabeza_central.services.mpesa_view import settings_view
from tabeza_central.store import bars, payments, setup_progress
from tabeza_central.store import support as store
from tabeza_central.store.support import Session, Step
from tabeza_central.store.uow import Tx
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.setup import MpesaSettings, SetupProgressRequest, StepProgress
from tabeza_protocol.wire.support import LastProblem, StepTime, SupportBar, SupportView, TestEvent, TestTrail

_STEPS: Final = ("checklist", "paybill", "credentials", "send", "test", "go_live")
_FIRST: Final = _STEPS[0]
_FINE: Final = frozenset({"looks_right", "empty", "missing"})
_FAILED: Final = frozenset({PaymentState.FAILED, PaymentState.REFUSED})


def row(tx: Tx, session: Session, now: int) -> SupportBar:
    """The bar as the desk lists it."""
    del now  # times travel as they are; the console counts them up
    bar = bars.find(tx, session.bar_id)
    assert bar is not None  # a foreign key
    progress, times = progress_of(tx, session.bar_id), store.steps_of(tx, session.bar_id)
    current = progress.current if progress is not None else _FIRST
    device = store.newest_device(tx, session.bar_id)
    standing = times.get(current)
    return SupportBar(
        bar_id=bar.id,
        name=bar.name,
        place=bar.place,
        expires_at=instant(session.expires_at),
        step=current,
        steps=_steps(progress),
        on_step_since=instant_or_none(standing.entered_at if standing is not None else None),
        seen_at=instant_or_none(device.last_seen_at if device is not None else None),
        last_problem=_last_problem(progress, times, trail(tx, bar.id)),
        finished=bar.mpesa_enabled and bar.mpesa_setup_completed,
    )


def view(context: Context, tx: Tx, session: Session, now: int) -> SupportView:
    """The bar as it is followed live."""
    bar_id = session.bar_id
    progress, settings = progress_of(tx, bar_id), settings_view(context, tx, bar_id)
    assert settings is not None  # a foreign key
    device = store.newest_device(tx, bar_id)
    candidate = settings.candidate
    return SupportView(
        bar=row(tx, session, now),
        device_name=device.name if device is not None else None,
        times=tuple(_time(step) for step in store.steps_of(tx, bar_id).values()),
        business_shortcode=(progress.business_shortcode if progress else None) or settings.business_shortcode,
        declared_kind=progress.declared_kind if progress else None,
        registered_name=_registered_name(progress, settings),
        environment=progress.environment if progress else settings.environment,
        checklist=progress.checklist if progress else (),
        fields=_fields(progress, settings),
        test_status=candidate.test_status if candidate is not None else settings.test_status,
        checks=candidate.checks if candidate is not None else (),
        test=trail(tx, bar_id),
        pointed_at=cast(Any, session.pointed_at),
        tip=cast(Any, session.tip),
        server_time=context.clock.now(),
    )


def progress_of(tx: Tx, bar_id: str) -> SetupProgressRequest | None:
    """What the owner's console last told; None before the first step."""
    stored = setup_progress.read(tx, bar_id)
    return None if stored is None else msgspec.json.decode(stored.body, type=SetupProgressRequest)


def trail(tx: Tx, bar_id: str) -> TestTrail | None:
    """The last KES 1 test, without phone and receipt."""
    test_id = store.last_test_id(tx, bar_id)
    payment = payments.find(tx, bar_id, test_id) if test_id is not None else None
    if payment is None:
        return None
    return TestTrail(
        state=payment.state,
        requested_at=instant(payment.initiated_at),
        prompted_at=instant_or_none(payment.prompted_at),
        finished_at=instant_or_none(payment.finished_at),
        result_code=payment.result_code,
        problem=payment.problem,
        events=tuple(
            TestEvent(at=instant(event.at), state=PaymentState(event.to_state), result_code=event.result_code)
            for event in payments.events(tx, bar_id, payment.id)
        ),
    )


def _steps(progress: SetupProgressRequest | None) -> tuple[StepProgress, ...]:
    if progress is not None and progress.steps:
        return progress.steps
    return tuple(
        StepProgress(step=cast(Any, step), state="now" if step == _FIRST else "todo") for step in _STEPS
    )


def _time(step: Step) -> StepTime:
    return StepTime(
        step=step.step, spent_seconds=step.spent_us // SECOND, entered_at=instant_or_none(step.entered_at)
    )


def _registered_name(progress: SetupProgressRequest | None, settings: MpesaSettings) -> str | None:
    if progress is not None and progress.registered_name:
        return progress.registered_name
    if settings.candidate is not None and settings.candidate.registered_name:
        return settings.candidate.registered_name
    return settings.registered_name


def _fields(progress: SetupProgressRequest | None, settings: MpesaSettings) -> dict[str, str]:
    """What is in the three boxes by its shape; keys that are with the service already are ``sent``."""
    typed = dict(progress.fields) if progress is not None else {}
    stored = settings.candidate or settings
    for name in ("consumer_key", "consumer_secret", "passkey"):
        if typed.get(name, "empty") in ("empty", "missing"):
            typed[name] = "sent" if getattr(stored, name).set else "missing"
    return typed


def _last_problem(
    progress: SetupProgressRequest | None, times: dict[str, Step], test: TestTrail | None
) -> LastProblem | None:
    """The newest thing in the way: a problem of a step that is not done, a failed test, a key of an odd shape."""
    if progress is None:
        return None
    done = {step.step for step in progress.steps if step.state == "done"}
    open_problems = [step for step in times.values() if step.problem is not None and step.step not in done]
    newest = max(open_problems, key=lambda step: step.problem_at or 0, default=None)
    if (
        progress.current == "test"
        and test is not None
        and test.state in _FAILED
        and test.result_code is not None
    ):
        return LastProblem(kind="result", code=test.result_code, step="test", at=test.finished_at)
    if newest is not None and newest.problem is not None:
        return LastProblem(
            kind="problem", code=newest.problem, step=newest.step, at=instant_or_none(newest.problem_at)
        )
    if progress.current != "credentials":
        return None
    odd = next(((name, key) for name, key in progress.fields.items() if key not in _FINE), None)
    return None if odd is None else LastProblem(kind="finding", code=odd[1], field=odd[0], step="credentials")
