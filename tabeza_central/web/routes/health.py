"""Is it alive, is it ready, and its figures. No tenant's data.

The figures are not the internet's business: without the operator's token (``TABEZA_METRICS_TOKEN``) there is nothing at
``/metrics``, and while no token is set there is nothing for anybody.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.services import readiness
from tabeza_central.web.pools import Pools
from tabeza_central.web.route import Pool
from tabeza_central.web.shell import JSON
from tabeza_protocol import routes
from tabeza_protocol.secret import Secret

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def handlers(context: Context, pools: Pools, metrics: Callable[[], bytes]) -> list[HTTPRouteHandler]:
    """``/healthz`` (the process answers), ``/readyz`` (the database does too), ``/metrics``."""

    async def healthz(request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(content=b'{"status":"ok"}', media_type=JSON)

    async def readyz(request: Request[Any, Any, Any]) -> Response[bytes]:
        state = await pools[Pool.READS].run(readiness.check, context)
        return Response(
            content=msgspec.json.encode(state), media_type=JSON, status_code=200 if state.ready else 503
        )

    async def figures(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not _may_read(context, request.headers.get("authorization", "")):
            raise Problem("not_found")
        return Response(content=await pools[Pool.READS].run(metrics), media_type=METRICS_TYPE)

    return [
        HTTPRouteHandler(routes.HEALTHZ, http_method="GET")(healthz),
        HTTPRouteHandler(routes.READYZ, http_method="GET")(readyz),
        HTTPRouteHandler(routes.METRICS, http_method="GET")(figures),
    ]


def _may_read(context: Context, authorization: str) -> bool:
    """Whether a request carries the operator's token; compared in constant time."""
    token: Secret | None = getattr(context.settings, "metrics_token", None)
    if token is None:
        return False
    return hmac.compare_digest(f"Bearer {token.reveal()}".encode(), authorization.encode())
