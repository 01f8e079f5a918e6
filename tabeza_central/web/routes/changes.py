"""The changes feed over HTTP: a waiting request holds no thread, only a callback in memory."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from tabeza_central.problems import Problem
from tabeza_central.services import feed
from tabeza_central.web.route import TRADE, BarFrom, Call, Pool, Route
from tabeza_central.web.shell import Shell, answer
from tabeza_protocol import routes
from tabeza_protocol.wire.trade import Changes

WAIT_MAX_S: Final = 30.0


def _unwaited(call: Call) -> Changes:
    return feed.changes(call.context, call.who, call.who.bar_id, call.query.get("since") or None)


ROUTE: Final = Route(
    "GET",
    routes.CHANGES,
    TRADE,
    _unwaited,
    "Everything of this bar that changed since a cursor; waits for the next change if asked to",
    Changes,
    bar=BarFrom.QUERY,
    query={"since": "the cursor of the answer before; without it everything", "wait": "seconds, at most 30"},
    problems=("cursor_expired",),
)


def handler(shell: Shell, closing: asyncio.Event) -> HTTPRouteHandler:
    """``closing`` is set when the service stops: those who wait are answered at once."""

    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        call = await shell.admit(ROUTE, request)
        wait_s = _wait_of(call.query.get("wait", "0"))
        versions = shell.context.feed_versions
        seen = versions.version(call.who.bar_id)
        found = await shell.pools[Pool.READS].run(_unwaited, call)
        if wait_s and _is_empty(found) and await _changed(shell, call.who.bar_id, seen, wait_s, closing):
            call = await shell.admit(ROUTE, request)  # signed out or revoked while waiting
            found = await shell.pools[Pool.READS].run(_unwaited, call)
        return answer(found, 200)

    return HTTPRouteHandler(ROUTE.path, http_method="GET")(handle)


def _wait_of(text: str) -> float:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise Problem("bad_request", fields={"wait": "bad_request"})
    return min(float(text), WAIT_MAX_S)


def _is_empty(found: Changes) -> bool:
    rows = found.tabs or found.lines or found.payments or found.notices
    flags = found.people_changed or found.setup_changed or found.bar is not None or found.settings is not None
    return not (rows or flags or found.more)


async def _changed(shell: Shell, bar_id: str, seen: int, wait_s: float, closing: asyncio.Event) -> bool:
    """Whether the bar changed within ``wait_s``. The waiter only signals this loop, from whichever thread commits."""
    loop = asyncio.get_running_loop()
    woken = asyncio.Event()

    def wake() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(woken.set)

    give_up = shell.context.feed_versions.subscribe(bar_id, seen, wake)
    waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(closing.wait())]
    try:
        await asyncio.wait(waits, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        return woken.is_set()
    finally:
        give_up()
        for waiting in waits:
            waiting.cancel()
