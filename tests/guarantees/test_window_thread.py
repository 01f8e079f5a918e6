"""Nothing on the window's own thread touches a database or the network: both are watched at the library's own door."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, event

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.services.console import Console
from tabeza_desktop.services.sync import PAGES_AHEAD
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.conftest import (  # noqa: F401 - the console's own fixtures
    console,
    open_console,
    secrets,
    service,
    sign_in,
    signed_in,
)
from tests.desktop.fake_service import FakeService, payment, tab


@pytest.fixture
def on_the_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the thread of this test does itself, once it is switched on by clearing the list."""
    seen: list[str] = []
    mine = threading.current_thread()

    def statement(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        if threading.current_thread() is mine:
            seen.append(text.split("\n")[0])

    send = httpx.Client.send

    def watched(self: httpx.Client, request: httpx.Request, **options: object) -> httpx.Response:
        if threading.current_thread() is mine:
            seen.append(f"{request.method} {request.url.path}")
        return send(self, request, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx.Client, "send", watched)
    event.listen(Engine, "before_cursor_execute", statement)
    yield seen
    event.remove(Engine, "before_cursor_execute", statement)


def test_a_shift_at_the_counter_never_leaves_the_lanes(
    qtbot: QtBot,
    on_the_window: list[str],
    signed_in: Console,  # noqa: F811
    service: FakeService,  # noqa: F811
    sign_in: Callable[[Console], None],  # noqa: F811
) -> None:
    """Rows arrive, history is looked at, a payment is asked for, looked into and checked, the clock ticks."""
    on_the_window.clear()
    service.page(cursor="c1", tabs=(tab(124), tab(118)), payments=(payment(1, state=PaymentState.SUCCEEDED),))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 2)
    services = signed_in.services
    services.history.show(HistoryQuery())
    qtbot.waitUntil(lambda: signed_in.models.payments.rowCount() == 1)
    ends: list[object] = []
    services.payments.request("tab-124", 330_000, "0712345678", done=ends.append, failed=ends.append)
    qtbot.waitUntil(lambda: len(ends) == 1)
    services.payments.detail("payment-1", done=ends.append, failed=ends.append)
    services.payments.check_again("payment-1", done=ends.append, failed=ends.append)
    qtbot.waitUntil(lambda: len(ends) == 3)
    signed_in.engine._sync.tick()
    signed_in.engine.try_now()
    services.session.lock()
    assert on_the_window == []


def test_the_feed_never_runs_ahead_of_the_window(
    qtbot: QtBot,
    signed_in: Console,  # noqa: F811
    service: FakeService,  # noqa: F811
) -> None:
    """While the window is busy only a few pages are fetched for it; it is never handed a whole season at once."""
    pages = 40
    sync = signed_in.engine._sync
    before = service.seen.count("GET /api/changes")
    for n in range(pages):
        service.page(cursor=f"c{n + 1}", more=n < pages - 1, tabs=(tab(n + 1),))
    signed_in.engine.try_now()
    held_back, look = False, threading.Event()
    for _ in range(1000):  # meanwhile the window answers nobody
        held_back = sync._pages._value == 0
        if held_back or service.seen.count("GET /api/changes") - before >= pages:
            break
        look.wait(0.005)
    assert held_back, "nothing holds the feed back"
    assert service.seen.count("GET /api/changes") - before <= PAGES_AHEAD + 2
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == pages, timeout=20_000)
