"""Asking for money: written down first, sent once, found again, and never called failed when nobody knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import PendingRequest, RequestStage
from tabeza_desktop.services.console import Console
from tests.desktop.fake_service import FakeService, problem, tab


def outbox(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(folder / "data" / "state.sqlite") as file:
        rows = file.execute("SELECT key, stage FROM outbox").fetchall()
    file.close()
    return rows


def ask(console: Console, *, failed: Callable[[Problem], object] | None = None) -> list[PendingRequest]:
    answers: list[PendingRequest] = []
    console.services.payments.request("tab-124", 330_000, "0712345678", done=answers.append, failed=failed)
    return answers


def test_a_request_is_on_the_disk_before_it_is_sent(
    qtbot: QtBot, signed_in: Console, service: FakeService, tmp_path: Path
) -> None:
    at_sending: list[list[tuple[str, str]]] = []

    def look(body: dict[str, object], key: str) -> None:
        at_sending.append(outbox(tmp_path))

    service.on_request = look
    answers = ask(signed_in)
    qtbot.waitUntil(lambda: bool(answers))
    assert at_sending == [[(service.posts[-1][0], "sending")]]
    assert answers[0].stage is RequestStage.ACCEPTED
    assert answers[0].payment_id == service.payments[answers[0].key].id
    assert outbox(tmp_path) == [(answers[0].key, "accepted")]


def test_the_outbox_never_holds_the_whole_phone(qtbot: QtBot, signed_in: Console, tmp_path: Path) -> None:
    answers = ask(signed_in)
    qtbot.waitUntil(lambda: bool(answers))
    raw = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert answers[0].phone_masked == "0712 *** 678"
    assert b"712345678" not in raw


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("half an answer"),
        httpx.Response(502, html="<h1>Bad gateway</h1>"),
        httpx.Response(202, content=b'{"id": "pay', headers={"Content-Type": "application/json"}),
        httpx.Response(302, headers={"Location": "http://portal.example/"}),
        problem(500, "internal"),
    ],
    ids=["timeout", "reset", "cut", "bad-gateway", "truncated", "portal", "internal"],
)
def test_a_lost_answer_is_unsure_and_is_found_by_its_key(
    qtbot: QtBot, signed_in: Console, service: FakeService, lost: httpx.Response | Exception
) -> None:
    def lose(body: dict[str, object], key: str) -> httpx.Response | Exception:
        service.accept(key, body)
        return lost

    service.on_request = lose
    failures: list[Problem] = []
    answers = ask(signed_in, failed=failures.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].stage is RequestStage.UNSURE
    assert not failures
    sent = len(service.posts)
    signed_in.services.payments.look_up_unsure()
    key = answers[0].key
    qtbot.waitUntil(lambda: signed_in.state.requests.value.by_key[key].stage is RequestStage.ACCEPTED)
    assert len(service.posts) == sent, "a request was sent again"


def test_a_clear_no_is_a_failure_with_its_code(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.on_request = lambda body, key: problem(409, "phone_busy", payment_id="payment-7", retry_after_seconds=40)
    failures: list[Problem] = []
    ask(signed_in, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert (failures[0].code, failures[0].payment_id) == ("phone_busy", "payment-7")
    assert failures[0].retry_after_seconds == 40
    request = signed_in.state.requests.value.of_tab("tab-124")
    assert request is not None
    assert request.stage is RequestStage.REFUSED


def test_a_service_that_never_got_it_says_so_only_after_a_minute(
    qtbot: QtBot, signed_in: Console, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.on_request = lambda body, key: httpx.ReadTimeout("lost on the way")
    answers = ask(signed_in)
    qtbot.waitUntil(lambda: bool(answers))
    key = answers[0].key
    signed_in.services.payments.look_up_unsure()
    qtbot.waitUntil(lambda: key in service.looked_up)
    assert signed_in.state.requests.value.by_key[key].stage is RequestStage.UNSURE
    monkeypatch.setattr("tabeza_desktop.services.payments.NOT_SENT_AFTER", -answers[0].created_at.resolution)
    signed_in.services.payments.look_up_unsure()
    qtbot.waitUntil(lambda: signed_in.state.requests.value.by_key[key].stage is RequestStage.NOT_SENT)
    assert [post[0] for post in service.posts].count(key) == 1


def test_after_a_restart_the_key_is_looked_up_and_nothing_is_sent(
    qtbot: QtBot,
    signed_in: Console,
    service: FakeService,
    open_console: Callable[[], Console],
    sign_in: Callable[[Console], None],
    tmp_path: Path,
) -> None:
    """As after a power cut: the request left, the program ended before the answer was written down."""
    answers = ask(signed_in)
    qtbot.waitUntil(lambda: bool(answers))
    key = answers[0].key
    signed_in.stop()
    with sqlite3.connect(tmp_path / "data" / "state.sqlite") as file:
        file.execute("UPDATE outbox SET stage = 'sending', payment_id = NULL")
    file.close()
    sent = len(service.posts)
    again = open_console()
    sign_in(again)
    qtbot.waitUntil(lambda: again.state.requests.value.by_key.get(key, answers[0]).payment_id is not None)
    qtbot.waitUntil(lambda: outbox(tmp_path) == [(key, "accepted")])
    assert service.looked_up == [key]
    assert len(service.posts) == sent


def test_a_second_press_while_sending_is_the_same_request(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    first, second = ask(signed_in), ask(signed_in)
    qtbot.waitUntil(lambda: bool(first and second))
    assert first[0].key == second[0].key
    assert len([body for _, body in service.posts if "tabId" in body]) == 1


def test_a_disk_that_refuses_sends_nothing_and_says_so(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    engine = signed_in.services.payments._backend.state.engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA query_only=1"))
    failures: list[Problem] = []
    sent = len(service.posts)
    ask(signed_in, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].code == "disk_failed"
    assert len(service.posts) == sent
    assert signed_in.state.health.value.disk_problem == "disk_failed"
    assert not signed_in.state.requests.value.by_key


@pytest.mark.parametrize("amount", [0, 50, 25_000_100, -100])
def test_amounts_that_no_push_can_carry_are_refused_here(
    qtbot: QtBot, signed_in: Console, service: FakeService, amount: int
) -> None:
    failures: list[Problem] = []
    signed_in.services.payments.request("tab-124", amount, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].code == "amount_invalid"
    assert not [body for _, body in service.posts if "tabId" in body]


def test_tabs_shown_are_those_the_feed_brought(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.page(cursor="c1", tabs=(tab(124), tab(118)))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 2)
    assert signed_in.models.tabs.keys == ["tab-118", "tab-124"]
