"""Starting and ending the simulator as a program of its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from tabeza_practice.safaricom.behaviour import Behaviour, calm
from tabeza_practice.safaricom.clock import NAIROBI, SystemClock, VirtualClock
from tabeza_practice.safaricom.engine import Engine
from tabeza_practice.safaricom.server import ResettableProtocol, Shell
from tabeza_practice.safaricom.subscribers import ACTIONS, Policy
from tabeza_practice.safaricom.tenants import DEFAULT_TENANTS, load_tenants

VIRTUAL_START_MS = int(datetime(2026, 10, 2, 21, 30, tzinfo=NAIROBI).timestamp() * 1000)


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM, Ctrl+C or the end of the parent; 0 then, 2 for bad arguments, 1 for a taken port."""
    options = _parser().parse_args(argv)
    try:
        if options.exit_with_stdin and sys.stdin is None:
            raise ValueError("there is no standard input to end with; use --parent-pid")
        tenants = load_tenants(options.tenants) if options.tenants else DEFAULT_TENANTS
        with _journal(options.journal) as write:
            engine = Engine(
                VirtualClock(VIRTUAL_START_MS) if options.virtual_clock else SystemClock(),
                options.seed,
                tenants,
                calm() if options.calm else Behaviour(),
                write,
            )
            if options.answer:
                engine.subscribers.default_policy = Policy(
                    mode=options.answer, delay_ms=options.answer_after_ms
                )
            bound = bind(options.host, options.port)
            return asyncio.run(_serve(engine, bound, options))
    except (OSError, ValueError, msgspec.ValidationError) as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tabeza_practice.safaricom",
        description="A simulated Safaricom: OAuth, STK push and query, callbacks, organisation lookup.",
    )
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--seed", type=int, default=1, help="keys, ids and chances follow from it")
    parser.add_argument("--tenants", type=Path, help="JSON list of tenants instead of the usual ones")
    parser.add_argument("--journal", type=Path, help="append every record entry here, one JSON object a line")
    parser.add_argument("--calm", action="store_true", help="queries without chance noise")
    parser.add_argument(
        "--virtual-clock", action="store_true", help="time moves by POST /_control/clock only"
    )
    parser.add_argument("--answer", choices=ACTIONS, help="what every phone does by itself; else it asks")
    parser.add_argument("--answer-after-ms", type=int, default=0)
    parser.add_argument(
        "--remote-callbacks", action="store_true", help="call receivers on other computers too"
    )
    parser.add_argument("--parent-pid", type=int, help="end when this process ends")
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when standard input closes")
    return parser


@contextlib.contextmanager
def _journal(path: Path | None) -> Iterator[Callable[[bytes], None] | None]:
    if path is None:
        yield None
        return
    with path.open("ab", buffering=0) as file:
        yield lambda line: (file.write(line), None)[1]


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with its protocol named, asyncio turns Nagle's algorithm off: else each answer waits 40 ms
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


class _Server(uvicorn.Server):
    """Announces itself once it listens, and ends quietly on a signal instead of raising it again."""

    announce: Callable[[], None]
    release: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.release()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        def leave(_signal: int, _frame: Any) -> None:
            self.should_exit = True

        names = [signal.SIGINT, signal.SIGTERM]
        before = [signal.signal(name, leave) for name in names]
        try:
            yield
        finally:
            for name, handler in zip(names, before, strict=True):
                signal.signal(name, handler)


async def _serve(engine: Engine, bound: socket.socket, options: argparse.Namespace) -> int:
    shell = Shell(engine, remote_callbacks=options.remote_callbacks)
    server = _Server(
        uvicorn.Config(
            shell,
            http=ResettableProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
    )
    server.announce = lambda: _say(json.dumps(start_line(engine, bound)))
    server.release = shell.release
    _watch(options, server)
    driver = asyncio.create_task(shell.drive())
    try:
        await server.serve(sockets=[bound])
    finally:
        driver.cancel()
        await shell.close()
    return 0 if server.started else 1


def _say(line: str) -> None:
    """To the parent, at once. A parent that closed its end of the pipe is no reason to stop."""
    if sys.stdout is None:
        return  # a windowed program that nobody listens to
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def start_line(engine: Engine, bound: socket.socket) -> dict[str, Any]:
    """What a parent needs: where it listens, and the keys of every simulated tenant."""
    host, port = bound.getsockname()[:2]
    base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return {
        "ready": True,
        "pid": os.getpid(),
        "port": port,
        "base_url": base_url,
        "sandbox_url": f"{base_url}/sandbox",
        "production_url": f"{base_url}/production",
        "control_url": f"{base_url}/_control",
        "seed": engine.seed,
        "tenants": [tenant.public() for tenant in engine.directory],
    }


def _watch(options: argparse.Namespace, server: uvicorn.Server) -> None:
    """Threads that end the server with its parent; daemons, because they wait for ever."""

    def stdin_closed() -> None:
        # the bare descriptor: a thread that waits inside sys.stdin makes the interpreter abort at its end
        with contextlib.suppress(OSError):  # how Windows says that the other end of the pipe is gone
            while os.read(stdin, 4096):
                pass
        server.should_exit = True

    def parent_gone() -> None:
        while _alive(options.parent_pid):
            time.sleep(0.5)
        server.should_exit = True

    if options.exit_with_stdin:
        stdin = sys.stdin.fileno()
        threading.Thread(target=stdin_closed, name="stdin-watch", daemon=True).start()
    if options.parent_pid:
        threading.Thread(target=parent_gone, name="parent-watch", daemon=True).start()


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        synchronize, waiting = 0x00100000, 0x00000102
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(synchronize, False, pid)
        if not handle:
            return False
        try:
            return kernel.WaitForSingleObject(handle, 0) == waiting
        finally:
            kernel.CloseHandle(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's process by now, or a parent of another user: it lives
    return True
