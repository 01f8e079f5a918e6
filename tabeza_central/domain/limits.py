"""Who may ask again, and when: exact decisions over the attempts that the store counted under the gate's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tabeza_central.domain.instants import SECOND
from tabeza_central.domain.policy import Policy
from tabeza_protocol.payment_states import OPEN_STATES, PaymentState


@dataclass(frozen=True, slots=True)
class Attempt:
    """One earlier request, as the limits see it. Times in microseconds."""

    payment_id: str
    initiated_at: int
    amount_cents: int
    state: PaymentState
    same_phone: bool


@dataclass(frozen=True, slots=True)
class TooSoon:
    """Not now: a problem code, when to try again, and the payment in the way if one is."""

    problem: str
    retry_after_seconds: int
    payment_id: str | None = None


def check(
    attempts: Sequence[Attempt], *, now: int, amount_cents: int, bar_limit: int, policy: Policy
) -> TooSoon | None:
    """What stands against one more request now. ``attempts`` are the bar's of the last window, newest first.

    Attempts stamped later than ``now`` (the clock was set back) count: the limit fails closed.
    """
    on_phone = [attempt for attempt in attempts if attempt.same_phone]
    return (
        _phone_busy(on_phone, now, policy)
        or _same_amount(on_phone, now, amount_cents, policy)
        or _window("limit_phone", on_phone, now, policy.phone_limit, policy.phone_window_us)
        or _window("limit_bar", attempts, now, bar_limit, policy.bar_window_us)
    )


def seconds_until(at: int, now: int) -> int:
    """Whole seconds to wait, rounded up, at least 1: after them the answer really is another."""
    return max(1, -(-(at - now) // SECOND))


def _window(problem: str, attempts: Sequence[Attempt], now: int, limit: int, width: int) -> TooSoon | None:
    inside = [attempt for attempt in attempts if attempt.initiated_at > now - width]
    if len(inside) < limit:
        return None
    if limit == 0:
        return TooSoon(problem, width // SECOND)
    return TooSoon(problem, seconds_until(inside[limit - 1].initiated_at + width, now))


def _phone_busy(on_phone: Sequence[Attempt], now: int, policy: Policy) -> TooSoon | None:
    for attempt in on_phone:
        may_show = attempt.state in OPEN_STATES or attempt.state is PaymentState.UNKNOWN
        if may_show and attempt.initiated_at > now - policy.phone_open_us:
            until = attempt.initiated_at + policy.phone_open_us
            return TooSoon("phone_busy", seconds_until(until, now), attempt.payment_id)
    return None


def _same_amount(on_phone: Sequence[Attempt], now: int, amount_cents: int, policy: Policy) -> TooSoon | None:
    """M-Pesa itself answers 17 to the same amount from the same phone within two minutes (what it never saw aside)."""
    for attempt in on_phone:
        seen = attempt.state is not PaymentState.REFUSED and attempt.amount_cents == amount_cents
        if seen and attempt.initiated_at > now - policy.same_amount_us:
            until = attempt.initiated_at + policy.same_amount_us
            return TooSoon("same_amount_too_soon", seconds_until(until, now))
    return None
