"""Updating from end to end on a real line: asked, fetched, kept, and installed only when nobody is in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.requests import PendingRequest, Requests, RequestStage
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.times import Now
from tabeza_desktop.core.updates import IDLE_MINUTES, MOST_TRIES, UpdateKind
from tabeza_desktop.services.backend import Backend, ConsoleConfig, to_problem
from tabeza_desktop.services.lanes import Lanes
from tabeza_desktop.state.app_state import AppState
from tabeza_desktop.updates.manifest import Release
from tabeza_desktop.updates.policy import place_of
from tabeza_desktop.updates.service import UpdateService
from tabeza_desktop.updates.trust import Plan
from tests.desktop.updates.release_server import (
    NOW,
    PINNED,
    PLATFORM,
    PROGRAM,
    SECOND_KEY,
    STRANGE_KEY,
    ReleaseServer,
    envelope,
    package,
    release,
)

SETUP, MANIFEST = "/Tabeza-Setup-0.2.0.exe", "/update.json"


@dataclass
class RecordingInstaller:
    """The system's installer: a port of the service, so this stands in for it."""

    by_hand: bool = False
    started: list[tuple[bytes, bool]] = field(default_factory=list)

    def file_name(self, version: str) -> str:
        return f"Tabeza-Setup-{version}.exe"

    def command(self, package: Path) -> str:
        return f"install {package}" if self.by_hand else ""

    def start(self, package: Path, *, reopen: bool) -> None:
        self.started.append((package.read_bytes(), reopen))


@dataclass
class Place:
    """One PC. Each :meth:`open` is a start of the program on the same data folder."""

    folder: Path
    server: ReleaseServer
    installer: RecordingInstaller = field(default_factory=RecordingInstaller)
    version: str = "0.1.0"
    opened: list[tuple[Lanes, Backend]] = field(default_factory=list)
    address: str | None = None
    services: list[UpdateService] = field(default_factory=list)

    def publish(self, key: Any = None, **told: Any) -> Release:
        self.server.files[SETUP] = PROGRAM
        made = release({PLATFORM: package(self.server.url(SETUP))}, **told)
        self.server.files[MANIFEST] = envelope(made, key) if key else envelope(made)
        return made

    def open(self) -> tuple[UpdateService, AppState]:
        state = AppState()
        lanes = Lanes(to_problem)
        backend = Backend(ConsoleConfig(self.folder, client_version=self.version))
        self.opened.append((lanes, backend))
        address = self.server.url(MANIFEST) if self.address is None else self.address
        plan = Plan(address, PINNED, PLATFORM, self.installer) if address else None
        state.clock.set(Now(NOW, 1000.0))
        state.session.set(Session(phase=Phase.SIGNED_IN))
        service = UpdateService(lanes, backend, state, plan=lambda: plan, first_look_s=lambda: 0.0)
        self.services.append(service)
        service.start()
        return service, state

    def close(self) -> None:
        for lanes, backend in self.opened:
            lanes.stop()
            backend.close()
        self.opened.clear()

    def files(self) -> set[str]:
        return {path.name for path in (self.folder / "updates").glob("*")}


@pytest.fixture
def place(server: ReleaseServer, tmp_path: Path, qapp: object) -> Iterator[Place]:
    made = Place(tmp_path / "data", server)
    yield made
    made.close()
    for service in made.services:
        shiboken6.delete(service)  # here and now: the garbage collector may run in a worker, where its timer cannot end


@pytest.fixture
def opened(place: Place, qtbot: QtBot) -> Callable[..., tuple[UpdateService, AppState]]:
    """A start, once it has come to ``kind``."""

    def start(kind: UpdateKind) -> tuple[UpdateService, AppState]:
        service, state = place.open()
        qtbot.waitUntil(lambda: state.updates.value.kind is kind, timeout=10_000)
        return service, state

    return start


Opened = Callable[[UpdateKind], tuple[UpdateService, AppState]]


def later(state: AppState, minutes: float) -> None:
    now = state.clock.value
    state.clock.set(replace(now, utc=now.utc + timedelta(minutes=minutes), monotonic=now.monotonic + minutes * 60))


def asked_for(state: AppState) -> None:
    request = PendingRequest("k", "tab", "t", 100, None, RequestStage.UNSURE, NOW)
    state.requests.set(Requests().put(request))


def checked(state: AppState) -> bool:
    return state.updates.value.checked_at is not None


def test_a_release_is_fetched_and_installed_when_the_console_is_closed(place: Place, opened: Opened) -> None:
    place.publish()
    service, state = opened(UpdateKind.READY)
    assert state.updates.value.version == "0.2.0"
    assert not place.installer.started, "fetching is not installing"
    assert service.leave()
    assert place.installer.started == [(PROGRAM, False)]


def test_the_second_key_is_as_good(place: Place, opened: Opened) -> None:
    place.publish(SECOND_KEY)
    opened(UpdateKind.READY)


def test_nothing_is_asked_where_no_address_is_configured(place: Place, qtbot: QtBot) -> None:
    place.address = ""
    service, state = place.open()
    done: list[object] = []
    lanes, _ = place.opened[0]
    lanes.run("reader", lambda: None, apply=done.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(done))
    assert state.updates.value.kind is UpdateKind.OFF
    assert not place.server.asked
    assert not service.leave()


def test_it_is_never_installed_while_a_customer_is_paying(place: Place, opened: Opened) -> None:
    place.publish()
    service, state = opened(UpdateKind.READY)
    asked_for(state)
    service.install_now()
    assert state.updates.value.held_back
    assert not service.leave()
    assert not place.installer.started
    state.requests.set(Requests())
    assert service.leave()


def test_by_itself_only_when_nobody_is_at_work(place: Place, opened: Opened, qtbot: QtBot) -> None:
    place.publish()
    service, state = opened(UpdateKind.READY)
    asked: list[str] = []
    service.restart_asked.connect(lambda: asked.append("now"))
    later(state, 600)
    service.install_if_idle()
    assert not asked, "somebody is signed in"
    state.session.set(Session(phase=Phase.SIGNED_OUT))
    later(state, IDLE_MINUTES - 1)
    service.install_if_idle()
    assert not asked, "they have only just left"
    later(state, 1)
    asked_for(state)
    service.install_if_idle()
    assert not asked, "a payment is still open"
    state.requests.set(Requests())
    service.install_if_idle()
    assert asked == ["now"]
    assert service.leave()
    assert place.installer.started == [(PROGRAM, True)], "what closed by itself opens again"


def test_the_person_can_have_it_now_and_the_console_comes_back(
    place: Place, opened: Opened, qtbot: QtBot
) -> None:
    place.publish()
    service, _ = opened(UpdateKind.READY)
    with qtbot.waitSignal(service.restart_asked):
        service.install_now()
    service.leave()
    assert place.installer.started == [(PROGRAM, True)]


@pytest.mark.parametrize("told", [{"version": "0.0.9", "minimum_version": "0.0.1"}, {"version": "0.1.0"}])
def test_an_older_or_equal_program_is_never_taken(place: Place, qtbot: QtBot, told: dict[str, Any]) -> None:
    place.publish(**told)
    service, state = place.open()
    qtbot.waitUntil(lambda: checked(state), timeout=10_000)
    assert state.updates.value.kind is UpdateKind.CURRENT
    assert not service.leave()
    assert [path for path, _ in place.server.asked] == [MANIFEST]


def test_a_strange_signature_leads_to_nothing(place: Place, qtbot: QtBot) -> None:
    place.publish(STRANGE_KEY)
    service, state = place.open()
    qtbot.waitUntil(lambda: bool(place.server.asked), timeout=10_000)
    place.close()  # waits for the round to end
    assert state.updates.value.kind is UpdateKind.CURRENT
    assert [path for path, _ in place.server.asked] == [MANIFEST]
    assert not service.leave()


def test_a_replayed_manifest_is_refused_after_a_restart_too(place: Place, opened: Opened, qtbot: QtBot) -> None:
    place.publish(sequence=2000)
    opened(UpdateKind.READY)
    place.close()
    place.server.asked.clear()
    place.publish(sequence=1999, version="0.2.1")
    _, state = place.open()
    qtbot.waitUntil(lambda: bool(place.server.asked), timeout=10_000)
    place.close()
    assert [path for path, _ in place.server.asked] == [MANIFEST]
    assert state.updates.value.version == ""


def test_a_release_that_is_taken_back_is_not_installed(place: Place, opened: Opened, qtbot: QtBot) -> None:
    place.publish(sequence=2000)
    opened(UpdateKind.READY)
    place.close()
    place.publish(sequence=2001, rollout_percent=0)
    service, state = place.open()
    qtbot.waitUntil(lambda: checked(state), timeout=10_000)
    assert state.updates.value.kind is UpdateKind.CURRENT
    assert not service.leave()
    assert place.files() == {"shelf.json"}


def test_a_line_that_breaks_leaves_the_half_for_the_next_time(place: Place, opened: Opened, qtbot: QtBot) -> None:
    place.publish()
    manifest = len(place.server.files[MANIFEST])
    place.server.cut_after = [manifest, 400_000]
    _, state = place.open()
    qtbot.waitUntil(lambda: state.updates.value.percent > 20, timeout=10_000)
    place.close()
    opened(UpdateKind.READY)
    began = [asked for path, asked in place.server.asked if path == SETUP]
    assert began[0] == ""
    assert began[1].startswith("bytes=")
    assert int(began[1].removeprefix("bytes=").removesuffix("-")) > 0


def test_a_package_changed_on_the_disk_is_not_started(place: Place, opened: Opened) -> None:
    place.publish()
    service, _ = opened(UpdateKind.READY)
    (place.folder / "updates" / "Tabeza-Setup-0.2.0.exe").write_bytes(PROGRAM[:-1] + b"!")
    assert not service.leave()
    assert not place.installer.started


def test_an_update_that_does_not_take_is_not_tried_for_ever(place: Place, opened: Opened) -> None:
    place.publish()
    for _ in range(MOST_TRIES):
        service, _ = opened(UpdateKind.READY)
        assert service.leave()
        place.close()
    service, _ = opened(UpdateKind.GAVE_UP)
    assert not service.leave()
    assert len(place.installer.started) == MOST_TRIES


def test_once_it_is_installed_its_files_go(place: Place, opened: Opened, qtbot: QtBot) -> None:
    place.publish()
    service, _ = opened(UpdateKind.READY)
    service.leave()
    place.close()
    place.version = "0.2.0"
    _, state = place.open()
    qtbot.waitUntil(lambda: checked(state), timeout=10_000)
    assert place.files() == {"shelf.json"}


def test_where_an_administrator_installs_the_person_is_told_how(place: Place, opened: Opened) -> None:
    place.installer.by_hand = True
    place.publish()
    service, state = opened(UpdateKind.BY_HAND)
    assert state.updates.value.command.startswith("install ")
    assert not service.leave()


def test_a_pc_whose_turn_has_not_come_waits_and_one_below_the_minimum_does_not(
    place: Place, opened: Opened, qtbot: QtBot
) -> None:
    backend = Backend(ConsoleConfig(place.folder))
    mine = place_of(backend.state.install_id("d" * 32), "0.2.0")
    backend.close()
    place.publish(rollout_percent=mine)
    _, state = place.open()
    qtbot.waitUntil(lambda: checked(state), timeout=10_000)
    assert state.updates.value.kind is UpdateKind.CURRENT
    place.close()
    place.publish(rollout_percent=0, minimum_version="0.1.1", sequence=1001)
    _, state = opened(UpdateKind.READY)
    assert state.updates.value.required


def test_practice_mode_asks_nobody(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.publish()
    lanes = Lanes(to_problem)
    backend = Backend(ConsoleConfig(place.folder, memory_only=True))
    place.opened.append((lanes, backend))
    asked: list[str] = []
    service = UpdateService(lanes, backend, AppState(), plan=lambda: asked.append("plan"))
    place.services.append(service)
    service.start()
    lanes.stop()
    assert not asked
