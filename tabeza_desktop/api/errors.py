"""The one exception a caller of the service sees: a problem code, and whether the service may have acted."""

from __future__ import annotations

from types import MappingProxyType

from tabeza_desktop.core.problems import Problem
from tabeza_protocol.wire.base import ProblemBody

NOT_DECISIVE = frozenset({"internal", "unavailable", "too_busy"})
"""Our own service said it, and still nobody knows whether it acted before it failed."""


class ProblemError(Exception):
    """Something went wrong between the console and the service.

    ``may_have_acted``: the request may have reached the service and been carried out. Money code treats that as
    "nobody knows", never as a failure. The text of the exception is the code alone: no address, header or body.
    """

    def __init__(self, problem: Problem, *, status: int = 0, may_have_acted: bool = False) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.status = status
        self.may_have_acted = may_have_acted

    @property
    def code(self) -> str:
        return self.problem.code


def problem_error(code: str, *, may_have_acted: bool = False, detail: str | None = None) -> ProblemError:
    """A problem that was found on this side."""
    return ProblemError(Problem(code, detail=detail), may_have_acted=may_have_acted)


def from_body(body: ProblemBody, status: int, retry_after: int | None) -> ProblemError:
    """What the service itself said, as problem+json."""
    problem = Problem(
        code=body.code,
        detail=body.detail,
        retry_after_seconds=body.retry_after_seconds if body.retry_after_seconds is not None else retry_after,
        fields=MappingProxyType(dict(body.fields or {})),
        payment_id=body.payment_id,
        request_id=body.request_id,
    )
    return ProblemError(problem, status=status, may_have_acted=status >= 500 and body.code in NOT_DECISIVE)
