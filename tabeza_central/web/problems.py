"""Every failure leaves as RFC 9457 problem+json, made here and nowhere else.

What a caller typed is never echoed, and of an unexpected exception only its type is logged: its text may hold
anything.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.services.readiness import is_outage
from tabeza_protocol.problems import problem_kind
from tabeza_protocol.wire.base import ProblemBody

PROBLEM_TYPE: Final = "application/problem+json"
_BY_STATUS: Final = {
    400: "bad_request",
    401: "signed_out",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media",
    503: "unavailable",
}


def body_of(problem: Problem, request_id: str | None) -> ProblemBody:
    kind = problem.kind
    return ProblemBody(
        title=kind.title,
        status=kind.status or 500,
        code=kind.code,
        ref=kind.ref,
        detail=problem.detail,
        request_id=request_id,
        retry_after_seconds=problem.retry_after_seconds,
        fields=problem.fields,
        payment_id=problem.payment_id,
    )


def response_for(
    problem: Problem, request_id: str | None, extra: dict[str, str] | None = None
) -> Response[bytes]:
    headers = dict(extra or {})
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    if problem.kind.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        content=msgspec.json.encode(body_of(problem, request_id)),
        status_code=problem.kind.status or 500,
        media_type=PROBLEM_TYPE,
        headers=headers,
    )


def as_problem(error: Exception) -> Problem:
    """What an exception is called on the wire."""
    if isinstance(error, Problem):
        return error
    if is_outage(error):
        return Problem("unavailable", retry_after_seconds=2)
    if isinstance(error, HTTPException):
        return Problem(_BY_STATUS.get(error.status_code, "internal"))
    return Problem("internal")


class Failures:
    """Litestar's exception handler. Notes the code for the access log; logs only the type of what was unexpected."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __call__(self, request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
        problem = as_problem(error)
        request_id = request.scope.get("tabeza_request_id")
        if problem_kind(problem.code).code == "internal":
            self._context.log.emit(
                "request_failed",
                level="error",
                route=request.scope.get("path_template") or "",
                error=type(error).__name__,
                request_id=request_id,
            )
        request.scope["tabeza_code"] = problem.code  # type: ignore[typeddict-unknown-key]
        allow = getattr(error, "headers", None) or {}
        extra = {"Allow": allow["allow"]} if "allow" in allow else None
        return response_for(problem, request_id, extra)
