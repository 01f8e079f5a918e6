"""The feed: deltas give what a fresh load gives, failures change only the age, and the window never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.session import Phase
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.services.console import Console
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.secret import Secret
from tests.desktop.fake_service import OWNER, PIN, FakeService, payment, problem, tab


def test_rows_change_in_place_and_only_forward(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.page(cursor="c1", tabs=(tab(124), tab(118)))
    service.page(cursor="c2", tabs=(tab(124, balance=100_000, version=5),))
    service.page(cursor="c3", tabs=(tab(124, balance=330_000, version=4),))
    qtbot.waitUntil(lambda: service.seen.count("GET /api/changes") > 6 and signed_in.models.tabs.rowCount() == 2)
    shown = signed_in.models.tabs.tab_at(signed_in.models.tabs.row_of("tab-124"))
    assert shown is not None
    assert (shown.balance_cents, shown.version) == (100_000, 5)
    assert signed_in.state.trade.value.owed_cents == 430_000


def test_a_restart_paints_the_cache_before_the_service_answers(
    qtbot: QtBot, signed_in: Console, service: FakeService, open_console: Callable[[], Console]
) -> None:
    service.page(cursor="c1", tabs=(tab(124), tab(118)), payments=(payment(1, state=PaymentState.SUCCEEDED),))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 2)
    signed_in.stop()
    service.down = httpx.ConnectError("no network")
    again = open_console()
    qtbot.waitUntil(lambda: again.models.tabs.rowCount() == 2)
    assert again.state.session.value.phase is Phase.SIGNED_OUT
    again.services.history.show(HistoryQuery())
    qtbot.waitUntil(lambda: again.models.payments.rowCount() == 1)


def test_deltas_over_a_restart_equal_a_fresh_load(
    qtbot: QtBot,
    signed_in: Console,
    service: FakeService,
    open_console: Callable[[], Console],
    sign_in: Callable[[Console], None],
    tmp_path: Path,
) -> None:
    service.page(cursor="c1", tabs=(tab(101), tab(102)), payments=(payment(1), payment(2)))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 2)
    signed_in.stop()
    service.page(cursor="c2", tabs=(tab(102, version=2, balance=0), tab(103)),
                 payments=(payment(1, state=PaymentState.SUCCEEDED, version=2),))  # fmt: skip
    again = open_console()
    sign_in(again)
    qtbot.waitUntil(lambda: again.models.tabs.rowCount() == 3)
    followed = dict(again.state.trade.value.tabs)
    again.services.history.show(HistoryQuery())
    qtbot.waitUntil(lambda: again.models.payments.rowCount() == 2)
    history = {row.id: row for row in map(again.models.payments.payment_at, range(2)) if row is not None}
    again.stop()
    (tmp_path / "data" / "cache.sqlite").write_bytes(b"not a database at all" * 99)
    afresh = open_console()
    assert afresh.state.health.value.cache_rebuilt
    sign_in(afresh)
    qtbot.waitUntil(lambda: afresh.models.tabs.rowCount() == 3)
    afresh.services.history.show(HistoryQuery())
    qtbot.waitUntil(lambda: afresh.models.payments.rowCount() == 2)
    assert dict(afresh.state.trade.value.tabs) == followed
    assert {row.id: row for row in map(afresh.models.payments.payment_at, range(2)) if row is not None} == history
    assert list((tmp_path / "data").glob("cache.sqlite.set-aside-*"))


def test_a_new_epoch_drops_what_was_held(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.page(cursor="c1", tabs=(tab(101), tab(102)))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 2)
    service.pages.clear()
    service.page(cursor="d1", epoch=2, tabs=(tab(201),))
    qtbot.waitUntil(lambda: signed_in.models.tabs.keys == ["tab-201"])


def test_an_expired_cursor_loads_afresh(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.page(cursor="c1", tabs=(tab(101), tab(102)))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 2)
    service.raw["/api/changes"] = problem(410, "cursor_expired")
    service.pages[:] = []
    service.page(cursor="d1", tabs=(tab(102),))
    qtbot.waitUntil(lambda: service.seen.count("GET /api/changes") > 3)
    del service.raw["/api/changes"]
    qtbot.waitUntil(lambda: signed_in.models.tabs.keys == ["tab-102"])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.ConnectError("refused"), ConnectionKind.OFFLINE),
        (httpx.Response(302, headers={"Location": "http://portal.example/"}), ConnectionKind.OFFLINE),
        (httpx.Response(200, html="<html>sign in</html>"), ConnectionKind.OFFLINE),
        (problem(503, "maintenance"), ConnectionKind.MAINTENANCE),
        (problem(426, "upgrade_required"), ConnectionKind.UPGRADE_NEEDED),
        (problem(401, "token_expired"), ConnectionKind.SIGNED_OUT),
    ],
    ids=["refused", "redirect", "portal", "maintenance", "upgrade", "expired"],
)
def test_failures_keep_the_rows_and_say_what_is_wrong(
    qtbot: QtBot, signed_in: Console, service: FakeService, answer: httpx.Response | Exception, kind: ConnectionKind
) -> None:
    service.page(cursor="c1", tabs=(tab(101),))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 1)
    if isinstance(answer, Exception):
        service.down = answer
    else:
        service.raw["/api/changes"] = answer
    qtbot.waitUntil(lambda: signed_in.state.connection.value.kind is kind)
    assert signed_in.models.tabs.rowCount() == 1
    assert signed_in.state.trade.value.open_count == 1


def test_offline_counts_down_and_comes_back_at_once_when_asked(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    service.page(cursor="c1", tabs=(tab(101),))
    qtbot.waitUntil(lambda: signed_in.state.connection.value.kind is ConnectionKind.LIVE)
    service.down = httpx.ConnectError("refused")
    qtbot.waitUntil(lambda: signed_in.state.connection.value.retry_in_seconds is not None)
    assert signed_in.state.connection.value.is_stale
    service.down = None
    signed_in.try_now()
    qtbot.waitUntil(lambda: signed_in.state.connection.value.kind is ConnectionKind.LIVE)


def test_a_wrong_clock_is_seen_from_the_date_header(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    far = datetime(2020, 1, 1, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    service.raw["/api/changes"] = httpx.Response(
        200, json={"epoch": 1, "cursor": "c1", "more": False, "serverTime": "2020-01-01T00:00:00Z"},
        headers={"Date": far},
    )  # fmt: skip
    qtbot.waitUntil(lambda: signed_in.state.connection.value.kind is ConnectionKind.WRONG_CLOCK)
    assert abs(signed_in.state.connection.value.clock_skew_seconds) > 300


def test_an_expired_session_goes_back_to_the_faces(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.raw["/api/changes"] = problem(401, "token_expired")
    qtbot.waitUntil(lambda: signed_in.state.session.value.phase is Phase.SIGNED_OUT)
    assert signed_in.state.session.value.ended_by == "token_expired"


def test_someone_of_this_shift_unlocks_without_the_service_to_read_only(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    signed_in.services.session.lock()
    assert signed_in.state.session.value.phase is Phase.LOCKED
    service.down = httpx.ConnectError("refused")
    signed_in.services.session.unlock(Secret("000111"))
    signed_in.services.session.unlock(Secret(PIN))
    qtbot.waitUntil(lambda: signed_in.state.session.value.phase is Phase.SIGNED_IN)
    assert signed_in.state.session.value.read_only


def test_a_restart_forgets_the_session_but_not_the_pairing(
    qtbot: QtBot, signed_in: Console, service: FakeService, open_console: Callable[[], Console]
) -> None:
    signed_in.stop()
    again = open_console()
    assert again.state.session.value.phase is Phase.SIGNED_OUT
    qtbot.waitUntil(lambda: [person.id for person in again.state.session.value.people] == [OWNER.id])
    assert service.refreshes == 1


def test_nothing_of_the_network_happens_on_the_gui_thread(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    service.page(cursor="c1", tabs=(tab(101),))
    qtbot.waitUntil(lambda: signed_in.models.tabs.rowCount() == 1)
    assert threading.current_thread().name not in service.threads
    assert {name.split("_")[0].rsplit("-", 1)[0] for name in service.threads} <= {"tabeza", "tabeza-commands"}


@pytest.mark.alone
def test_a_first_load_of_many_payments_never_holds_up_the_window(
    qtbot: QtBot, signed_in: Console, service: FakeService
) -> None:
    """The watchdog sees every pause over 50 ms, whatever the feed brings."""
    pages = 20
    signed_in.services.history.show(HistoryQuery())
    for n in range(pages):
        rows = tuple(payment(n * 200 + i, state=PaymentState.SUCCEEDED) for i in range(200))
        service.page(cursor=f"c{n + 1}", more=n < pages - 1, payments=rows)
    dog = Watchdog()
    dog.start()
    qtbot.waitUntil(lambda: signed_in.models.payments.page.total_count == pages * 200, timeout=20_000)
    dog.stop()
    assert dog.figures.beats > 0
    assert signed_in.models.payments.rowCount() == 200
    assert dog.figures.stalls_over_50_ms == 0, [stall.where for stall in dog.stalls]
