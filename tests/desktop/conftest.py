"""A console without windows, against a fake service, with its keyring in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import respx
from pytestqt.qtbot import QtBot

from tabeza_desktop.app import build_console
from tabeza_desktop.core.session import Phase
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.secrets import MemoryStore
from tabeza_protocol.secret import Secret
from tests.desktop.fake_service import BASE, CODE, OWNER, PIN, FakeService, serve


@pytest.fixture
def service() -> Iterator[FakeService]:
    made = FakeService()
    with respx.mock(assert_all_called=False) as router:
        serve(router, made)
        yield made


@pytest.fixture
def secrets() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def open_console(
    qtbot: QtBot, service: FakeService, secrets: MemoryStore, tmp_path: Path
) -> Iterator[Callable[[], Console]]:
    """Starts a console on the same folder and keyring each time it is called, like a restart."""
    opened: list[Console] = []

    def start() -> Console:
        config = ConsoleConfig(tmp_path / "data", BASE, service.fingerprint)
        console = build_console(config, secrets=secrets)
        opened.append(console)
        console.start()
        qtbot.waitUntil(lambda: console.state.session.value.phase is not Phase.STARTING)
        return console

    yield start
    for console in opened:
        console.stop()


@pytest.fixture
def console(open_console: Callable[[], Console]) -> Console:
    return open_console()


@pytest.fixture
def signed_in(qtbot: QtBot, console: Console) -> Console:
    """Paired by the owner's code, PIN set, signed in."""
    console.services.pairing.look(CODE, done=lambda offer: console.services.pairing.claim(offer, "Counter"))
    qtbot.waitUntil(lambda: console.state.session.value.phase is Phase.OWNER_PIN)
    console.services.pairing.set_owner("Wanjiru", Secret(PIN))
    qtbot.waitUntil(lambda: console.state.session.value.phase is Phase.SIGNED_IN)
    return console


@pytest.fixture
def sign_in(qtbot: QtBot) -> Callable[[Console], None]:
    def enter(console: Console) -> None:
        console.services.session.sign_in(OWNER.id, Secret(PIN))
        qtbot.waitUntil(lambda: console.state.session.value.phase is Phase.SIGNED_IN)

    return enter
