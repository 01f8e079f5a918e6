"""A hostile network on loopback: each request meets a fate drawn from a seed, until it is calm again.

It stands where a café's router, a phone's hotspot or an office proxy stands. It never makes up a good answer: what it
spoils it spoils, what it lets through is the service's own, byte for byte. ``good`` holds when a whole, unspoiled
answer to the changes feed last went out, which is all that a console may call live by.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

PATIENCE_S: Final = 20.0
HOLD_S: Final = 30.0
"""A black hole lasts until the client gives up or the network is calm."""
PORTAL: Final = b"<html><body><h1>Welcome to the hotel Wi-Fi</h1><form>Room number</form></body></html>"
BAD_GATEWAY: Final = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class Fate(StrEnum):
    PASS = "pass"
    LATENCY = "latency"
    JITTER = "jitter"
    LOST_BEFORE = "lost_before"
    """Reset before the service heard anything."""
    LOST_AFTER = "lost_after"
    """The service acted; its answer is lost in a reset."""
    CUT_BODY = "cut_body"
    TRUNCATED = "truncated"
    """A body that ends early and says it is whole."""
    BLACK_HOLE = "black_hole"
    BAD_GATEWAY = "bad_gateway"
    PORTAL = "portal"
    WRONG_DATE = "wrong_date"
    SLOW_LORIS = "slow_loris"


SPOILS: Final = frozenset(Fate) - {Fate.PASS, Fate.LATENCY, Fate.JITTER, Fate.WRONG_DATE}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class FaultProxy:
    """Looks like a journey's wire: ``url``, ``cut``, ``close``. Private state: the dice, and what passed."""

    def __init__(
        self, target_port: int, seed: int, *, share: float = 0.5, fates: tuple[Fate, ...] = tuple(Fate)
    ) -> None:
        self.target_port = target_port
        self._dice = random.Random(seed)
        self._share, self._fates = share, fates
        self._lock = threading.Lock()
        self._wild = threading.Event()
        self.calmed = threading.Event()
        self.calmed.set()
        self.met: Counter[Fate] = Counter()
        self.passed: list[str] = []
        """Method and path of every request that reached the service."""
        self.good = 0.0
        """When the last whole answer to the changes feed left, monotonic seconds."""
        self.spoiled_since_good = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def go_wild(self) -> None:
        self.calmed.clear()
        self._wild.set()

    def calm(self) -> None:
        """From now on everything passes; what is held is let go."""
        self._wild.clear()
        self.calmed.set()

    def cut(self) -> None:
        self.calm()

    def close(self) -> None:
        self.calm()
        self._server.shutdown()
        self._thread.join(PATIENCE_S)
        self._server.server_close()

    # --- for the handler

    def fate(self) -> tuple[Fate, float]:
        """What the next request meets, and how long a delay is; drawn in the order requests come."""
        with self._lock:
            wild = self._wild.is_set() and self._dice.random() < self._share
            fate = self._dice.choice(self._fates) if wild else Fate.PASS
            self.met[fate] += 1
            return fate, self._dice.uniform(0.05, 1.2)

    def note(self, line: str, fate: Fate, status: int) -> None:
        with self._lock:
            if fate in SPOILS:
                self.spoiled_since_good += 1
            elif "/api/changes" in line and status == 200:
                self.good, self.spoiled_since_good = time.monotonic(), 0

    def pause(self, seconds: float) -> None:
        """Not a sleep: calm ends it at once."""
        self.calmed.wait(seconds)


def _handler(proxy: FaultProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE_S

        def log_message(self, *_: object) -> None:
            return

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # the console went away, as consoles do
                super().handle()

        def do_GET(self) -> None:
            self._relay()

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - http.server's own names

        def _relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fate, seconds = proxy.fate()
            line = f"{self.command} {self.path}"
            if fate in (Fate.LATENCY, Fate.JITTER):
                proxy.pause(seconds if fate is Fate.LATENCY else seconds / 4)
            if fate is Fate.BLACK_HOLE:
                proxy.pause(HOLD_S)
            if fate in (Fate.LOST_BEFORE, Fate.BLACK_HOLE):
                proxy.note(line, fate, 0)
                self._reset()
                return
            if fate in (Fate.BAD_GATEWAY, Fate.PORTAL):
                proxy.note(line, fate, 0)
                self._instead(fate)
                return
            proxy.passed.append(line)
            answer = self._ask(body)
            if answer is None:
                self._reset()
                return
            proxy.note(line, fate, answer.status)
            self._answer(answer, fate)

        def _ask(self, body: bytes) -> Answer | None:
            upstream = http.client.HTTPConnection("127.0.0.1", proxy.target_port, timeout=PATIENCE_S)
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("host", "connection")
            }
            try:
                upstream.request(self.command, self.path, body=body or None, headers=headers)
                said = upstream.getresponse()
                return Answer(said.status, tuple(said.getheaders()), said.read())
            except (OSError, http.client.HTTPException):
                return None
            finally:
                upstream.close()

        def _answer(self, answer: Answer, fate: Fate) -> None:
            if fate is Fate.LOST_AFTER:
                self._reset()
                return
            body = answer.body
            if fate is Fate.TRUNCATED and len(body) > 2:
                body = body[: len(body) // 2]
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                ours = name.lower() in ("content-length", "connection", "transfer-encoding")
                if not ours and not (name.lower() == "date" and fate is Fate.WRONG_DATE):
                    self.send_header(name, value)
            if fate is Fate.WRONG_DATE:
                self.send_header("Date", "Thu, 01 Jan 2026 00:00:00 GMT")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if fate is Fate.CUT_BODY and len(body) > 2:
                self.wfile.write(body[: len(body) // 2])
                self._reset()
            elif fate is Fate.SLOW_LORIS:
                self._drip(body)
            else:
                self.wfile.write(body)

        def _drip(self, body: bytes) -> None:
            """A byte now and then, for longer than anybody should wait; the rest at once when it is calm."""
            for at in range(len(body)):
                if proxy.calmed.is_set():
                    self.wfile.write(body[at:])
                    return
                self.wfile.write(body[at : at + 1])
                self.wfile.flush()
                proxy.pause(0.4)

        def _instead(self, fate: Fate) -> None:
            body = PORTAL if fate is Fate.PORTAL else BAD_GATEWAY
            self.send_response_only(302 if fate is Fate.PORTAL else 502)
            if fate is Fate.PORTAL:
                self.send_header("Location", "http://wifi.example/login")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _reset(self) -> None:
            """Ends the connection the way a dead router does: no goodbye."""
            self.close_connection = True
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            with contextlib.suppress(OSError):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()

    return Handler
