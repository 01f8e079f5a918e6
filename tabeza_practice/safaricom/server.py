"""The network around the engine: raw ASGI, so that an answer can also be silence or a reset connection.

One event loop owns the engine. A driver task wakes when something falls due and sends each callback once. Only
receivers on this computer are called, unless it was started with `--remote-callbacks`: practice must not talk to
strangers.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from uvicorn.protocols.http.h11_impl import H11Protocol

from tabeza_practice.safaricom.clock import VirtualClock, iso
from tabeza_practice.safaricom.control import MAX_WAIT_S, PREFIX, AdvanceClock, Control, Wrong, read, refusal
from tabeza_practice.safaricom.engine import Engine
from tabeza_practice.safaricom.messages import MAX_BODY_BYTES, Delivery, Reply, Request, json_reply
from tabeza_practice.safaricom.stk import is_loopback

ENVIRONMENTS = ("sandbox", "production")
EARLY_CALLBACK_PATIENCE_S = 10.0


class ResettableProtocol(H11Protocol):
    """Tells the application how to cut the connection: `scope["cut"]()` sends a reset and closes."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app = self.app

        def cut() -> None:
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            with contextlib.suppress(OSError):  # the client hung up first: then there is nothing to cut
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            transport.abort()

        async def with_cut(scope: Any, receive: Any, send: Any) -> None:
            scope["cut"] = cut
            await app(scope, receive, send)

        self.app = with_cut


class Shell:
    """The ASGI application. Call `drive` in a task beside it; `close` ends waiting requests."""

    def __init__(self, engine: Engine, *, remote_callbacks: bool = False) -> None:
        self._engine = engine
        self._control = Control(engine)
        self._remote_callbacks = remote_callbacks
        self._virtual = isinstance(engine.clock, VirtualClock)
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._awaited: dict[int, asyncio.Event] = {}
        self._advancing = asyncio.Lock()
        self._closing = asyncio.Event()
        # a connection for each callback: one that was kept may be closed by the receiver just as it is used
        # again, and a callback lost that way is lost for good
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._http = httpx.AsyncClient(trust_env=False, follow_redirects=False, limits=limits)

    # --- time -----------------------------------------------------------------------------------------------

    async def drive(self) -> None:
        """Send what falls due, until cancelled."""
        while True:
            self._wake.clear()
            self._pump()
            due_ms = None if self._virtual else self._engine.next_due_ms()
            timeout_s = None if due_ms is None else max(0, due_ms - self._engine.clock.now_ms()) / 1000
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), timeout_s)

    def release(self) -> None:
        """Let go of every request that waits: the program ends."""
        self._closing.set()
        self._changed.set()

    async def close(self) -> None:
        self.release()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.aclose()

    def _pump(self) -> list[asyncio.Task[None]]:
        started = [asyncio.create_task(self._deliver(due)) for due in self._engine.advance()]
        for task in started:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        return started

    async def _deliver(self, due: Delivery) -> None:
        """Once, whatever comes back; the record says what came."""
        began = time.monotonic()
        status, error = None, None
        if not self._remote_callbacks and not is_loopback(urlsplit(due.url).hostname or ""):
            error = "not sent: only receivers on this computer are called"
        else:
            timeout_s = self._engine.behaviour.delivery_timeout_ms / 1000
            try:
                answer = await self._http.post(
                    due.url, content=due.body, headers=due.headers, timeout=timeout_s
                )
                status = answer.status_code
            except (httpx.HTTPError, httpx.InvalidURL) as failed:
                error = type(failed).__name__  # the payment stands, the merchant was not told
        self._engine.delivered(due, status, error, int((time.monotonic() - began) * 1000))
        awaited = self._awaited.pop(due.delivery_id, None)
        if awaited is not None:
            awaited.set()

    async def _advance_clock(self, request: Request) -> Reply:
        clock = self._engine.clock
        if not isinstance(clock, VirtualClock):
            raise Wrong(409, "this clock runs by itself", "start with --virtual-clock to move it by hand")
        step: AdvanceClock = read(request.body, AdvanceClock)
        async with self._advancing:
            target_ms = clock.now_ms() + step.advance_ms
            while (due_ms := self._engine.next_due_ms()) is not None and due_ms <= target_ms:
                clock.move_to(max(due_ms, clock.now_ms()))
                await asyncio.gather(*self._pump())
            clock.move_to(target_ms)
        return json_reply(200, {"now_ms": target_ms, "now": iso(target_ms)})

    # --- requests -------------------------------------------------------------------------------------------

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if body is None:
            await _send(
                send, json_reply(413, {"errorCode": "413", "errorMessage": "Request Entity Too Large"})
            )
            return
        request = _request(scope, body)
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            reply = await self._controlled(request)
        else:
            reply = self._engine.handle(request)
        self._wake.set()
        if reply.after_delivery is not None:
            await self._after(reply.after_delivery)
        if reply.delay_ms:
            await self._delay(receive, reply.delay_ms / 1000)
        if reply.connection == "answer":
            await _send(send, reply)
        else:
            scope["cut"]()
            await receive()  # until the connection is seen to be gone

    async def _controlled(self, request: Request) -> Reply:
        try:
            if (request.method, request.path) == ("POST", f"{PREFIX}/clock"):
                return await self._advance_clock(request)
            if (request.method, request.path) == ("GET", f"{PREFIX}/prompts"):
                await self._wait_for_prompts(request)
        except Wrong as wrong:
            return refusal(wrong)
        return self._control.handle(request)

    async def _wait_for_prompts(self, request: Request) -> None:
        """Until the list is another than `since`, `wait` seconds pass, or the server ends."""
        try:
            wait_s = min(float(request.query.get("wait", "0")), MAX_WAIT_S)
            since = int(request.query.get("since", "-1"))
        except ValueError:
            raise Wrong(400, "wait is seconds, since a version", {"wait": f"0 to {MAX_WAIT_S:g}"}) from None
        until = time.monotonic() + wait_s
        while self._engine.pushes.prompts_version == since and not self._closing.is_set():
            left_s = until - time.monotonic()
            if not left_s > 0:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left_s)

    async def _after(self, delivery_id: int) -> None:
        event = self._awaited[delivery_id] = asyncio.Event()  # before the driver gets a turn to deliver
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), EARLY_CALLBACK_PATIENCE_S)

    async def _delay(self, receive: Any, seconds: float) -> None:
        """Cut short when the client hangs up or the program ends."""
        ends = {asyncio.ensure_future(receive()), asyncio.ensure_future(self._closing.wait())}
        _, pending = await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()


def _request(scope: Any, body: bytes) -> Request:
    path: str = scope["path"]
    environment = None
    for name in ENVIRONMENTS:
        if path.startswith(f"/{name}/"):
            environment, path = name, path.removeprefix(f"/{name}")
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], path, query, headers, body, environment)


async def _body(receive: Any) -> bytes | None:
    """The whole body, or None when it is longer than anybody needs."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _send(send: Any, reply: Reply) -> None:
    headers = [(b"content-length", str(len(reply.body)).encode())]
    if reply.body:
        headers.append((b"content-type", reply.content_type.encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
