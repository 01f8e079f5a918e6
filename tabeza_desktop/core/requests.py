"""Payment requests this console made and whose fate it does not yet know.

A request is written down, with the key the service will know it by, before the first byte leaves. If the answer is
lost nobody knows whether the customer is looking at a prompt: the request is UNSURE, looked up by its key, and never
sent again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from tabeza_desktop.core.problems import Problem


class RequestStage(StrEnum):
    SENDING = "sending"
    """Written down; on its way."""
    ACCEPTED = "accepted"
    """The service has it: the payment itself tells the rest."""
    UNSURE = "unsure"
    """No answer came back. Being looked up; shown as Checking."""
    NOT_SENT = "not_sent"
    """The service says it never got it. A person may ask again."""
    REFUSED = "refused"
    """The service said no; ``problem`` says why. No prompt was shown."""


SETTLED_STAGES = frozenset({RequestStage.ACCEPTED, RequestStage.NOT_SENT, RequestStage.REFUSED})


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """One request. ``phone_masked`` is all that is kept of the phone; ``None`` for the number saved on the tab."""

    key: str
    kind: Literal["tab", "test"]
    tab_id: str | None
    amount_cents: int
    phone_masked: str | None
    stage: RequestStage
    created_at: datetime
    payment_id: str | None = None
    problem: Problem | None = None

    def at(
        self, stage: RequestStage, *, payment_id: str | None = None, problem: Problem | None = None
    ) -> PendingRequest:
        return replace(self, stage=stage, payment_id=payment_id or self.payment_id, problem=problem)


def _empty() -> Mapping[str, PendingRequest]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Requests:
    """By key, oldest first."""

    by_key: Mapping[str, PendingRequest] = field(default_factory=_empty)

    def of_tab(self, tab_id: str) -> PendingRequest | None:
        """The newest request of this tab that is still being settled or waits to be seen."""
        return next((r for r in reversed(self.by_key.values()) if r.tab_id == tab_id), None)

    @property
    def unsettled(self) -> tuple[PendingRequest, ...]:
        return tuple(r for r in self.by_key.values() if r.stage not in SETTLED_STAGES)

    def put(self, request: PendingRequest) -> Requests:
        return Requests(MappingProxyType({**self.by_key, request.key: request}))

    def drop(self, key: str) -> Requests:
        return Requests(MappingProxyType({k: r for k, r in self.by_key.items() if k != key}))
