"""The cable between a counter PC and the service: a TCP relay that can be cut, and that can lose one answer.

It reads nothing but the bytes of a request's first line and changes none. What it does is what routers do.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Final, Literal

CHUNK: Final = 65_536
PATIENCE_S: Final = 20.0
Fate = Literal["lose_request", "lose_answer"]


class Wire:
    """Relays 127.0.0.1:``port`` to ``target_port``. Private state: the sockets of every connection, and the trap."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._is_down = False
        self._marker: bytes | None = None
        self._fate: Fate = "lose_request"
        self._then: Callable[[], None] = lambda: None
        self.sprung = threading.Event()
        self.seen: list[bytes] = []
        """The first line of every request that passed, for counting."""
        self.answers: list[bytes] = []
        """Everything the service said, as it came."""
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Every connection ends now and new ones are refused at once."""
        self._is_down = True
        with self._lock:
            doomed = list(self._open)
        for one in doomed:
            _shut(one)

    def mend(self) -> None:
        self._is_down = False

    def trap(self, marker: bytes, fate: Fate, then: Callable[[], None] = lambda: None) -> None:
        """The next request whose bytes hold ``marker``: lost before it arrives, or its answer is lost; ``then`` runs
        before the connection breaks (with ``lose_answer``: once the service has answered).
        """
        self._fate, self._then = fate, then
        self.sprung.clear()
        self._marker = marker

    def close(self) -> None:
        self.cut()
        _shut(self._listener)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    # --- threads

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="journey-wire", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # closed: the journey is over
            if self._is_down:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target_port), timeout=PATIENCE_S)
            except OSError:
                near.close()  # nobody listens there now
                continue
            for one in (near, far):
                one.settimeout(None)
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {near, far}
            self._start(self._relay, near, far)

    def _relay(self, near: socket.socket, far: socket.socket) -> None:
        """One connection; the answers come back in a thread beside this one."""
        losing = threading.Event()
        back = threading.Thread(target=self._answers, args=(far, near, losing), name="journey-wire", daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while chunk := near.recv(CHUNK):
                self.seen.append(chunk.split(b"\r\n", 1)[0])
                if self._marker is not None and self._marker in chunk:
                    self._marker = None
                    if self._fate == "lose_request":
                        self._spring()
                        break
                    losing.set()
                far.sendall(chunk)
        _shut(near)
        _shut(far)
        back.join(PATIENCE_S)
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()

    def _answers(self, far: socket.socket, near: socket.socket, losing: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while chunk := far.recv(CHUNK):
                self.answers.append(chunk)
                if losing.is_set():
                    self._spring()
                    break
                near.sendall(chunk)
        _shut(near)
        _shut(far)

    def _spring(self) -> None:
        self._then()
        self.sprung.set()


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
