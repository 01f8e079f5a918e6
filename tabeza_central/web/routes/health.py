"""Is it alive, is it ready, and its figures. No tenant's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from tabeza_central.app_context import Context
from tabeza_central.services import readiness
from tabeza_central.web.pools import Pools
from tabeza_central.web.route import Pool
from tabeza_central.web.shell import JSON
from tabeza_protocol import routes

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
        return Response(content=await pools[Pool.READS].run(metrics), media_type=METRICS_TYPE)

    return [
        HTTPRouteHandler(routes.HEALTHZ, http_method="GET")(healthz),
        HTTPRouteHandler(routes.READYZ, http_method="GET")(readyz),
        HTTPRouteHandler(routes.METRICS, http_method="GET")(figures),
    ]
