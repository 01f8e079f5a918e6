"""Around every request: an id, a date, security headers, and one access log line that names the route's template.

The path itself is never logged: a callback's ends in a token. Works at the ASGI level, so that 404 and 405, which no
handler sees, get the same.
"""

from __future__ import annotations

import re
import secrets
import time
from email.utils import format_datetime
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from tabeza_central.app_context import Context
from tabeza_protocol.problems import problem_kind
from tabeza_protocol.routes import REQUEST_ID_HEADER

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9\-]{8,64}\Z")
_SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class Envelope:
    """ASGI middleware. ``observe`` is told (template, status, seconds) of each finished request."""

    def __init__(self, app: ASGIApp, context: Context, observe: Any = None) -> None:
        self._app = app
        self._context = context
        self._observe = observe
        https = str(getattr(context.settings, "public_base_url", "")).startswith("https://")
        self._fixed = (*_SECURITY, _HSTS) if https else _SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["tabeza_request_id"] = request_id  # type: ignore[typeddict-unknown-key]
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    *self._fixed,
                    (b"date", format_datetime(self._context.clock.now(), usegmt=True).encode()),
                    (REQUEST_ID_HEADER.lower().encode(), request_id.encode()),
                ]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            self._finished(scope, status, time.perf_counter() - started, request_id)

    def _finished(self, scope: Any, status: int, seconds: float, request_id: str) -> None:
        template = scope.get("path_template") or "(none)"
        if self._observe is not None:
            self._observe(template, status, seconds)
        if template in _QUIET:
            return
        self._context.log.emit(
            "request",
            method=scope["method"] if scope["method"].isalpha() else "?",
            route=template,
            status=status,
            ms=round(seconds * 1000),
            request_id=request_id,
            bar_id=scope.get("tabeza_bar"),
            code=scope.get("tabeza_code"),
            ref=_ref(scope.get("tabeza_code")),
        )


def _request_id(scope: Any) -> str:
    """The caller's own id if it is a plain one, else a fresh one."""
    wanted = REQUEST_ID_HEADER.lower().encode()
    for name, value in scope["headers"]:
        if name == wanted and _REQUEST_ID.match(value):
            return str(value.decode())
    return secrets.token_hex(8)


def _ref(code: str | None) -> str | None:
    """What people read out over the phone, so that a line of the log is found by it."""
    return None if code is None else problem_kind(code).ref
