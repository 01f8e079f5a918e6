"""When nobody has touched the counter PC for so long that it locks, and what holds that back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tabeza_desktop.core.display import is_checking
from tabeza_desktop.core.requests import PendingRequest, Requests, RequestStage
from tabeza_desktop.core.times import Now, seconds_between
from tabeza_protocol.payment_states import OPEN_STATES
from tabeza_protocol.wire.trade import PaymentView, TabView

LOCK_CHOICES: Final = (2, 5, 10, 30)
"""Minutes."""
_ON_ITS_WAY: Final = frozenset({RequestStage.SENDING, RequestStage.UNSURE})
_MOST_SECONDS: Final = 60


def is_idle_too_long(idle_seconds: float, lock_after_minutes: int) -> bool:
    """0 minutes or fewer never locks."""
    return lock_after_minutes > 0 and idle_seconds >= lock_after_minutes * 60


def payment_in_progress(
    requests: Requests, tabs: Mapping[str, TabView], test: PaymentView | None, now: Now
) -> bool:
    """Whether a customer is answering a request of this console right now.

    A minute after it was asked nobody stands and waits for it any more (it reads Checking), so it holds nothing back.
    """
    return any(_is_running(request, tabs, test, now) for request in requests.by_key.values())


def _is_running(
    request: PendingRequest, tabs: Mapping[str, TabView], test: PaymentView | None, now: Now
) -> bool:
    if request.stage in _ON_ITS_WAY:
        return seconds_between(request.created_at, now.utc) <= _MOST_SECONDS
    if request.stage is not RequestStage.ACCEPTED:
        return False
    if test is not None and test.id == request.payment_id:
        return test.state in OPEN_STATES and not is_checking(test.state, test.requested_at, now)
    tab = tabs.get(request.tab_id or "")
    last = tab.last_payment if tab is not None else None
    if last is None or last.payment_id != request.payment_id:
        return False
    return last.state in OPEN_STATES and not is_checking(last.state, last.started_at, now)
