"""Runs the service in one process: HTTP, the workers as threads beside it, and an orderly end.

The socket is bound first, so that a service on port 0 knows its own address before anything is put together; ready is
announced only once requests are answered. At the end no new request is taken, those inside are finished, then the
workers finish what they claimed, then the database is closed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from tabeza_central import compose
from tabeza_central.services import identity
from tabeza_central.settings import Settings
from tabeza_central.web.app import create_app, with_envelope
from tabeza_central.workers.loop import Workers

GRACE_S: Final = 20
"""How long requests under way may take at the end. A push's own deadline is 25 s, but workers send those."""

Announce = Callable[[dict[str, Any]], None]
Prepare = Callable[[compose.Service], dict[str, Any]]


class _Server(uvicorn.Server):
    """uvicorn, saying when it really listens. Ends on request, on a signal, or when standard input closes."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started_callback = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._started_callback()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        closing = getattr(self.config, "tabeza_closing", None)
        if closing is not None:
            closing.set()  # those who wait for changes are answered at once
        await super().shutdown(sockets)


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Announce | None = None,
    prepare: Prepare | None = None,
    exit_with_stdin: bool = False,
) -> None:
    """Serves until told to stop. ``prepare`` runs once the parts exist and adds to what is announced.

    Raises what :func:`tabeza_central.compose.compose` raises, and ``OSError`` for a port that is taken.
    """
    with _ending_in_order(), bind(host, port) as bound:
        service = compose.compose(compose.with_port(settings, bound.getsockname()[1]))
        try:
            extra = prepare(service) if prepare is not None else {}
            _run(service, bound, announce, extra, exit_with_stdin)
        finally:
            service.close()


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """uvicorn, done with its requests, raises the signal once more: it must not kill us before the workers are done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol must be named: asyncio turns Nagle's delay off only for sockets it knows to be TCP
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    bound.set_inheritable(True)
    return bound


def ready_line(service: compose.Service, port: int) -> dict[str, Any]:
    """What a parent process needs to know of a service that is ready."""
    me = identity.identity(service.context)
    return {
        "event": "ready",
        "port": port,
        "base_url": f"http://127.0.0.1:{port}",
        "identity_fingerprint": me.fingerprint,
        "identity_words": list(me.words),
        "kind": service.settings.kind,
        "pid": os.getpid(),
    }


def _run(
    service: compose.Service,
    bound: socket.socket,
    announce: Announce | None,
    extra: dict[str, Any],
    exit_with_stdin: bool,
) -> None:
    context = service.context
    port = bound.getsockname()[1]
    identity.describe(context)  # makes the keys now, so that the first console does not wait
    app = create_app(context)
    workers = Workers(context)
    config = uvicorn.Config(
        with_envelope(app, context),  # type: ignore[arg-type]  # Litestar's ASGI types are its own
        access_log=False,
        log_config=None,
        date_header=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 * 1024,
        backlog=2048,
        ws="none",
    )
    config.tabeza_closing = app.state.closing  # type: ignore[attr-defined]

    def started() -> None:
        database = service.store.engine.dialect.name
        context.log.emit(
            "started",
            version=identity.SERVER_VERSION,
            kind=service.settings.kind,
            database=database,
            port=port,
        )
        if announce is not None:
            announce(ready_line(service, port) | extra)

    server = _Server(config, started)
    if exit_with_stdin:
        _stop_when_stdin_ends(server)
    workers.start()
    wake = service.feed_wake()
    wake.start()
    try:
        asyncio.run(server.serve(sockets=[bound]))
    finally:
        wake.stop()
        workers.stop()
        context.log.emit("stopped", reason="asked")


def _stop_when_stdin_ends(server: uvicorn.Server) -> None:
    """The parent holds our standard input open; when it dies, however suddenly, we end too."""

    def watch() -> None:
        # on the bare descriptor: a thread inside sys.stdin's buffer would abort the interpreter at exit
        while os.read(descriptor, 4096):
            pass
        server.should_exit = True

    descriptor = sys.stdin.fileno()
    threading.Thread(target=watch, name="central-parent-watch", daemon=True).start()
