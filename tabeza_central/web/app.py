"""The Litestar application: the table of routes, the callback, health, and how it all starts and ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler

from tabeza_central.app_context import Context
from tabeza_central.observe.metrics import exposition
from tabeza_central.services.callbacks import Intake
from tabeza_central.web import openapi
from tabeza_central.web.figures import DoorFigures
from tabeza_central.web.middleware import Envelope
from tabeza_central.web.pools import Pools
from tabeza_central.web.problems import Failures
from tabeza_central.web.route import Route
from tabeza_central.web.routes import (
    access,
    alerts,
    callback,
    changes,
    health,
    people,
    ratings,
    setup,
    support,
    tab_actions,
    trade,
)
from tabeza_central.web.shell import JSON, MAX_BODY_BYTES, Shell
from tabeza_protocol.routes import OPENAPI

TABLE: Final[tuple[Route, ...]] = (
    *access.ROUTES,
    *people.ROUTES,
    *setup.ROUTES,
    *trade.ROUTES,
    *tab_actions.ROUTES,
    *alerts.ROUTES,
    *ratings.ROUTES,
    *support.ROUTES,
)
"""Every route the one handler serves."""

ALL_ROUTES: Final[tuple[Route, ...]] = (*TABLE, changes.ROUTE)


def create_app(context: Context) -> Litestar:
    """The app over a service that is put together. It owns its thread pools and ends them with itself."""
    figures = DoorFigures()
    pools = Pools()
    shell = Shell(context, pools)
    closing = asyncio.Event()

    @asynccontextmanager
    async def life(_app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            closing.set()
            await asyncio.to_thread(pools.close)

    app = Litestar(
        route_handlers=[
            *(shell.handler(route) for route in TABLE),
            changes.handler(shell, closing),
            *callback.handlers(context, pools, Intake(context)),
            *health.handlers(context, pools, lambda: figures.exposition() + exposition(context)),
            _openapi_handler(),
        ],
        lifespan=[life],
        exception_handlers={Exception: Failures(context)},
        openapi_config=None,
        logging_config=None,
        debug=False,
        pdb_on_exception=False,
        request_max_body_size=MAX_BODY_BYTES,
    )
    app.state.closing = closing
    app.state.figures = figures
    return app


def _openapi_handler() -> HTTPRouteHandler:
    document = openapi.document(ALL_ROUTES)

    async def serve(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        return Response(content=document, media_type=JSON)

    return HTTPRouteHandler(OPENAPI, http_method="GET")(serve)


def with_envelope(app: Litestar, context: Context) -> Envelope:
    """The app inside its envelope of headers and access log: what the server runs."""
    return Envelope(app, context, app.state.figures.observe)


__all__ = ["ALL_ROUTES", "TABLE", "create_app", "with_envelope"]
