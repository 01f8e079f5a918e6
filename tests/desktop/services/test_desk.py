"""What is asked at who-are-you before the services are there is kept and passed on, in order and once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tabeza_desktop.services.desk import FrontDesk
from tabeza_protocol.secret import Secret
from tests.desktop.ui.setup_stage import Call, Recorder


def console() -> tuple[Any, list[Call]]:
    calls: list[Call] = []
    services = SimpleNamespace(session=Recorder(calls, "session"), preferences=Recorder(calls, "preferences"))
    return SimpleNamespace(services=services), calls


def test_what_came_early_is_done_when_the_console_is_there() -> None:
    desk = FrontDesk()
    made, calls = console()
    pin = Secret("482917")
    desk.services.preferences.set(lang="sw")
    desk.services.session.sign_in("mercy", pin, owner=None, done=print, failed=print)
    assert calls == []
    desk.open(made)
    assert [call.name for call in calls] == ["preferences.set", "session.sign_in"]
    assert calls[1].args[:2] == ("mercy", pin)


def test_afterwards_it_is_asked_at_once_and_nothing_twice() -> None:
    desk = FrontDesk()
    made, calls = console()
    desk.services.preferences.set(lang="sw")
    desk.open(made)
    desk.services.session.switch_user()
    desk.services.session.unlock(Secret("482917"))
    assert [call.name for call in calls] == ["preferences.set", "session.switch_user", "session.unlock"]
