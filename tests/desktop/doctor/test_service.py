"""The PC check for real, on loopback: a service that answers, one that is away, a page in the way, a wrong clock."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tabeza_desktop.api import probes
from tabeza_desktop.app import build_console
from tabeza_desktop.core.doctor import CheckKey, Checkup, Grade
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.secrets import MemoryStore
from tests.desktop.fake_service import BASE, FakeService


def checked(qtbot: QtBot, console: Console) -> Checkup:
    told: list[Checkup] = []
    owner = QObject()
    assert console.services.doctor.run(owner, told.append)
    qtbot.waitUntil(lambda: bool(told) and told[-1].is_over, timeout=20_000)
    return told[-1]


def test_a_pc_in_order_is_told_so(qtbot: QtBot, console: Console) -> None:
    found = checked(qtbot, console)
    for key in (CheckKey.INTERNET, CheckKey.NAMES, CheckKey.IDENTITY, CheckKey.DATABASE, CheckKey.VERSION):
        assert found.of(key).grade is Grade.FINE, found.of(key)
    assert found.of(CheckKey.MPESA).code == "signed_out"


def test_a_second_check_while_one_runs_changes_nothing(qtbot: QtBot, console: Console) -> None:
    told: list[Checkup] = []
    owner = QObject()
    assert console.services.doctor.run(owner, told.append)
    assert not console.services.doctor.run(owner, told.append)
    qtbot.waitUntil(lambda: bool(told) and told[-1].is_over, timeout=20_000)


def test_another_identity_is_a_fault_and_nothing_else_is_sent(
    qtbot: QtBot, tmp_path: Path, service: FakeService
) -> None:
    config = ConsoleConfig(tmp_path / "data", BASE, "0" * 64)
    console = build_console(config, secrets=MemoryStore())
    try:
        assert checked(qtbot, console).of(CheckKey.IDENTITY).code == "another"
    finally:
        console.stop()


@contextmanager
def answering(answer: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Iterator[int]:
    """A plain HTTP server on loopback that answers every GET in one way."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _reply(
    status: int, kind: str, body: bytes, **headers: str
) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    ("answer", "in_the_way"),
    [
        (_reply(302, "text/html", b"", Location="http://wifi.example/login"), True),
        (_reply(200, "text/html", b"<h1>Welcome</h1>"), True),
        (_reply(511, "text/html", b""), True),
        (_reply(301, "text/plain", b"", Location="https://127.0.0.1/healthz"), False),
        (_reply(200, "application/json", b"{}"), False),
    ],
    ids=["to another name", "a page", "511", "to https at the same name", "the service"],
)
def test_a_sign_in_page_is_told_from_the_service(answer: Callable[..., None], in_the_way: bool) -> None:
    with answering(answer) as port:
        host = probes.Host(f"http://127.0.0.1:{port}")
        assert probes.portal_in_the_way(host, port) is in_the_way


def test_a_page_in_place_of_the_service_is_found_by_the_whole_check(qtbot: QtBot, tmp_path: Path) -> None:
    with answering(_reply(200, "text/html", b"<h1>Welcome to the hotel</h1>")) as port:
        config = ConsoleConfig(tmp_path / "data", f"http://127.0.0.1:{port}", "0" * 64)
        console = build_console(config, secrets=MemoryStore())
        try:
            found = checked(qtbot, console)
        finally:
            console.stop()
    assert found.of(CheckKey.PORTAL).code == "portal"
    assert found.of(CheckKey.INTERNET).grade is Grade.FINE
    assert found.of(CheckKey.IDENTITY).grade is Grade.SKIPPED


def test_nobody_at_the_other_end_is_no_way_out(qtbot: QtBot, tmp_path: Path) -> None:
    with answering(_reply(200, "text/plain", b"")) as port:
        pass  # closed again: nobody listens there now
    console = build_console(
        ConsoleConfig(tmp_path / "data", f"http://127.0.0.1:{port}"), secrets=MemoryStore()
    )
    try:
        found = checked(qtbot, console)
    finally:
        console.stop()
    assert found.of(CheckKey.INTERNET).code == "no_way"
    assert [finding.key for finding in found.to_fix][0] is CheckKey.INTERNET


def test_a_wrong_date_from_the_service_is_measured(qtbot: QtBot, tmp_path: Path) -> None:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response_only(503)
        request.send_header("Date", "Thu, 01 Jan 2026 00:00:00 GMT")
        request.send_header("Content-Type", "text/plain")
        request.send_header("Content-Length", "0")
        request.end_headers()

    with answering(answer) as port:
        console = build_console(
            ConsoleConfig(tmp_path / "data", f"http://127.0.0.1:{port}"), secrets=MemoryStore()
        )
        try:
            found = checked(qtbot, console)
        finally:
            console.stop()
    assert found.of(CheckKey.CLOCK).code == "fast"
    assert found.of(CheckKey.INTERNET).code == "service_away"
