"""What is revoked stops within ten seconds, what was rewritten is loaded afresh: real HTTP, real waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tabeza_central.services import access, reloading
from tabeza_protocol import routes
from tabeza_protocol.secret import Secret
from tests.central.access.people import PIN, problem_of
from tests.central.web.live import Live, served

pytestmark = pytest.mark.leaves_threads("the served house of this file ends them")
WITHIN_S = 10.0
CONSOLES_WAIT_S = "8"
"""How long a console's request for changes is held (its read timeout is 12 s)."""


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with served(tmp_path) as house:
        yield house


class Waiting:
    """A console's request for changes, hanging."""

    def __init__(self, live: Live, bar_id: str, token: str, since: str, wait: str = CONSOLES_WAIT_S) -> None:
        self.answers: list[Any] = []
        self.took_s = 0.0
        headers = {"Authorization": f"Bearer {token}"}
        query = {"barId": bar_id, "since": since, "wait": wait}

        def ask() -> None:
            started = time.monotonic()
            self.answers.append(live.http.get(routes.CHANGES, params=query, headers=headers))
            self.took_s = time.monotonic() - started

        self.thread = threading.Thread(target=ask, name="waiting-console")
        self.thread.start()
        pause = threading.Event()
        for _ in range(2_000):
            if live.world.ctx.feed_versions.waiting():
                return
            assert self.thread.is_alive()
            pause.wait(0.005)
        raise AssertionError("it never waited")

    def answer(self) -> Any:
        self.thread.join(WITHIN_S + 5)
        assert not self.thread.is_alive()
        return self.answers[0]


def console(live: Live, bar_id: str) -> tuple[Any, Any, str, str]:
    """(device's tokens, owner, session token, cursor) of a console that has loaded everything."""
    paired, owner = live.house.owner(bar_id)
    token = access.sign_in(
        live.house.ctx, live.house.who(paired.tokens.access_token), owner.person_id or "", Secret(PIN)
    ).session_token
    headers = {"Authorization": f"Bearer {token}"}
    first = live.http.get(routes.CHANGES, params={"barId": bar_id}, headers=headers).json()
    return paired, owner, token, first["cursor"]


def test_a_revoked_device_gets_nothing_more_from_the_request_it_was_waiting_with(live: Live) -> None:
    """The next change of the bar wakes it, and it is told that it was shut out: not the change."""
    bar_id = live.house.bar("Here")
    paired, owner, _token, _cursor = console(live, bar_id)
    second = live.house.pair(live.house.code(bar_id))
    session = access.sign_in(
        live.house.ctx, live.house.who(second.tokens.access_token), owner.person_id or "", Secret(PIN)
    ).session_token
    headers = {"Authorization": f"Bearer {session}"}
    cursor = live.http.get(routes.CHANGES, params={"barId": bar_id}, headers=headers).json()["cursor"]
    waiting = Waiting(live, bar_id, session, cursor)
    started = time.monotonic()
    access.revoke_device(live.house.ctx, owner, second.device_id)
    live.world.bar_id = bar_id
    live.world.open_tab("Nobody the thief should see")
    answer = waiting.answer()
    assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")
    assert "Nobody" not in answer.text
    assert time.monotonic() - started < WITHIN_S
    assert live.http.get(routes.TABS, params={"barId": bar_id}, headers=headers).status_code == 401
    assert live.house.who(paired.tokens.access_token).bar_id == bar_id, "the other PC goes on"


def test_a_revoked_device_that_waits_in_silence_is_out_within_ten_seconds(live: Live) -> None:
    bar_id = live.house.bar("Here")
    _paired, owner, _token, _cursor = console(live, bar_id)
    second = live.house.pair(live.house.code(bar_id))
    session = access.sign_in(
        live.house.ctx, live.house.who(second.tokens.access_token), owner.person_id or "", Secret(PIN)
    ).session_token
    headers = {"Authorization": f"Bearer {session}"}
    cursor = live.http.get(routes.CHANGES, params={"barId": bar_id}, headers=headers).json()["cursor"]
    waiting = Waiting(live, bar_id, session, cursor, wait="2")
    started = time.monotonic()
    access.revoke_device(live.house.ctx, owner, second.device_id)
    waiting.answer()
    again = live.http.get(routes.CHANGES, params={"barId": bar_id, "since": cursor}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (401, "device_revoked")
    assert time.monotonic() - started < WITHIN_S


def test_who_signs_out_is_out_at_once(live: Live) -> None:
    bar_id = live.house.bar("Here")
    _paired, _owner, token, _cursor = console(live, bar_id)
    access.sign_out(live.house.ctx, Secret(token))
    assert problem_of(live.house.who, token).code == "signed_out"


def test_a_copied_refresh_token_shuts_out_a_console_that_waits(live: Live) -> None:
    """The thief uses the old token after its owner moved on: both are out, and the reuse is counted."""
    bar_id = live.house.bar("Here")
    paired, _owner, token, cursor = console(live, bar_id)
    stolen = paired.tokens.refresh_token
    renewed = access.refresh(live.house.ctx, paired.device_id, Secret(stolen))
    live.house.who(renewed.access_token)
    waiting = Waiting(live, bar_id, token, cursor)
    answer = live.http.post(
        routes.TOKENS_REFRESH, json={"deviceId": paired.device_id, "refreshToken": stolen}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")
    live.world.bar_id = bar_id
    live.world.open_tab("Afterwards")
    assert waiting.answer().json()["code"] == "device_revoked"
    registry = live.world.ctx.log.figures.registry
    assert registry.get_sample_value("tabeza_refresh_tokens_reused_total") == 1


def test_raised_epochs_make_a_waiting_console_load_afresh_within_ten_seconds(live: Live) -> None:
    here, there = live.house.bar("Here"), live.house.bar("There")
    _paired, _owner, token, cursor = console(live, here)
    _paired2, _owner2, token2, cursor2 = console(live, there)
    waiting = Waiting(live, here, token, cursor)
    started = time.monotonic()
    assert reloading.reload_consoles(live.house.ctx, by="Asha") == 2
    answer = waiting.answer()
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")
    assert time.monotonic() - started < WITHIN_S
    for bar_id, with_token, old in ((here, token, cursor), (there, token2, cursor2)):
        headers = {"Authorization": f"Bearer {with_token}"}
        again = live.http.get(routes.CHANGES, params={"barId": bar_id, "since": old}, headers=headers)
        assert again.status_code == 410
        fresh = live.http.get(routes.CHANGES, params={"barId": bar_id}, headers=headers).json()
        assert fresh["bar"]["id"] == bar_id
        assert fresh["epoch"] == 2
