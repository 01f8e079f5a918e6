"""The one handler behind every route: identify, read, check, run in a pool, answer."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.services import access as access_service
from tabeza_central.web import auth
from tabeza_central.web.pools import Pools
from tabeza_central.web.route import BarFrom, Call, Pool, Reply, Route
from tabeza_protocol.routes import IDEMPOTENCY_HEADER

MAX_BODY_BYTES: Final = 64 * 1024
JSON: Final = "application/json"
_QUERY_MAX: Final = 512


class Shell:
    """Builds Litestar handlers from routes. Holds what they all need."""

    def __init__(self, context: Context, pools: Pools) -> None:
        self.context = context
        self.pools = pools

    def handler(self, route: Route) -> HTTPRouteHandler:
        async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
            call = await self.admit(route, request)
            result = await self.pools[route.pool].run(route.run, call)
            return answer(result, route.status)

        # the answer carries its own status; this one only keeps Litestar from assuming 204 for DELETE
        return HTTPRouteHandler(route.path, http_method=route.method, status_code=200)(handle)

    async def admit(self, route: Route, request: Request[Any, Any, Any]) -> Call:
        """The request, identified and checked. Raises :class:`Problem` for whatever stops it."""
        token, who = None, auth.NOBODY
        if route.access.kind != "public":
            token = auth.bearer(request)
            who = await self.pools[Pool.READS].run(access_service.authenticate, self.context, token)
            request.scope["tabeza_bar"] = who.bar_id  # type: ignore[typeddict-unknown-key]
        query = query_of(request)
        body = await self._body(route, request)
        auth.check(who, route.access, _named_bar(route, query, body))
        return Call(
            context=self.context,
            who=who,
            body=body,
            path=dict(request.path_params),
            query=query,
            idempotency_key=request.headers.get(IDEMPOTENCY_HEADER),
            sender=request.client.host if request.client else "",
            token=token,
        )

    async def _body(self, route: Route, request: Request[Any, Any, Any]) -> Any:
        if route.body is None:
            return None
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
            raise Problem("unsupported_media")
        raw = await read_limited(request, MAX_BODY_BYTES)
        if raw is None:
            raise Problem("body_too_large")
        try:
            return msgspec.json.decode(raw, type=route.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Problem("bad_request") from None


def _named_bar(route: Route, query: dict[str, str], body: Any) -> str | None:
    if route.bar is BarFrom.QUERY:
        return query.get("barId", "")
    return body.bar_id if route.bar is BarFrom.BODY else None


def query_of(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Query parameters, the first of each name. Raises ``bad_request`` if they are absurdly long."""
    if len(request.scope.get("query_string", b"")) > _QUERY_MAX:
        raise Problem("bad_request")
    first: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        first.setdefault(name, value)
    return first


async def read_limited(request: Request[Any, Any, Any], limit: int) -> bytes | None:
    """The body, or None if it is longer than ``limit`` bytes (the rest is not kept)."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def answer(result: msgspec.Struct | Reply | None, status: int) -> Response[bytes]:
    """A result as JSON; None is 204."""
    if isinstance(result, Reply):
        result, status = result.body, result.status
    if result is None:
        return Response(content=b"", status_code=204)
    return Response(content=msgspec.json.encode(result), status_code=status, media_type=JSON)
