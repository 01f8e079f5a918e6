"""The counter PC loses power right after Request is pressed: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.requests import RequestStage
from tabeza_protocol.routes import MPESA_REQUEST
from tests.journeys.counter import Counter, open_counter
from tests.journeys.file_store import FileStore
from tests.journeys.town import Bar, Child, Town
from tests.journeys.wire import Wire

pytestmark = pytest.mark.alone
PRESS = f"POST {MPESA_REQUEST} ".encode()


class CounterPc:
    """A paired PC whose console runs as a child that can be killed, and then again in this process."""

    def __init__(self, qtbot: QtBot, town: Town, bar: Bar, folder: Path) -> None:
        self._qtbot, self._town, self.folder = qtbot, town, folder
        self.tokens = FileStore(folder.with_suffix(".tokens"))
        first = open_counter(qtbot, town, folder, secrets=self.tokens).claim(bar.code)
        first.stop()
        self.wire = Wire(town.central_port)
        command = ["tests.journeys.console_child", str(folder), self.wire.url, town.fingerprint]
        self.child = Child(command, {}, folder / "child.log")
        assert self.child.ready["event"] == "loaded"
        self.again: Counter | None = None

    def press(self, tab_id: str, cents: int) -> None:
        """One press of Request; returns once the button is down."""
        assert self.child.process.stdin is not None
        self.child.process.stdin.write(json.dumps({"tab": tab_id, "cents": cents}).encode() + b"\n")
        self.child.process.stdin.flush()
        assert self.heard()["event"] == "pressed"

    def heard(self) -> dict[str, Any]:
        assert self.child.process.stdout is not None
        return dict(json.loads(self.child.process.stdout.readline()))

    def restart(self) -> Counter:
        """The program is started again and the same person signs in."""
        self.again = open_counter(self._qtbot, self._town, self.folder, secrets=self.tokens).sign_in()
        return self.again

    def end(self) -> None:
        self.wire.close()
        if self.child.is_running:
            self.child.kill()
        if self.again is not None:
            self.again.stop()


@pytest.fixture
def pc(qtbot: QtBot, town: Town, tmp_path: Path) -> Iterator[Any]:
    made: list[CounterPc] = []

    def open_pc(bar: Bar) -> CounterPc:
        made.append(CounterPc(qtbot, town, bar, tmp_path / "pc"))
        return made[-1]

    yield open_pc
    for one in made:
        one.end()


def test_killed_before_the_request_is_written_down_nothing_was_asked(town: Town, pc: Any) -> None:
    bar = town.new_bar(800)
    tab = bar.tabs[0]
    machine = pc(bar)
    hold = sqlite3.connect(machine.folder / "state.sqlite", isolation_level=None)
    hold.execute("BEGIN IMMEDIATE")  # the disk is busy: the press can't be written down yet
    machine.press(tab.id, tab.owes_cents)
    machine.child.kill()
    hold.execute("ROLLBACK")
    hold.close()
    console = machine.restart()
    assert console.requests == []
    assert town.payments(bar) == []
    assert town.pushes(tab.phone) == []
    assert console.ask(tab).stage is RequestStage.ACCEPTED
    town.answer(tab.phone)
    console.until_last(tab, "succeeded")
    assert len(town.pushes(tab.phone)) == 1


def test_killed_after_it_is_written_down_it_is_found_unsent_and_never_sent_by_itself(
    town: Town, pc: Any
) -> None:
    bar = town.new_bar(810)
    tab = bar.tabs[0]
    machine = pc(bar)
    machine.wire.trap(PRESS, "lose_request", machine.child.kill)
    machine.press(tab.id, tab.owes_cents)
    assert machine.wire.sprung.wait(20)
    console = machine.restart()
    console.until(lambda: console.requests, "the request of before")
    assert console.requests[0].stage is RequestStage.UNSURE
    assert console.requests[0].tab_id == tab.id
    console.clock_ahead = timedelta(seconds=61)
    console.until(lambda: console.requests[0].stage is RequestStage.NOT_SENT, "the service's no")
    assert sum(line.startswith(PRESS) for line in console.wire.seen) == 0
    assert town.payments(bar) == []
    assert town.pushes(tab.phone) == []


def test_killed_before_the_answer_is_read_it_is_found_by_its_key_and_settles_once(town: Town, pc: Any) -> None:
    bar = town.new_bar(820)
    tab = bar.tabs[0]
    machine = pc(bar)
    machine.wire.trap(PRESS, "lose_answer", machine.child.kill)
    machine.press(tab.id, tab.owes_cents)
    assert machine.wire.sprung.wait(20)
    stored = town.payments(bar)
    assert len(stored) == 1
    console = machine.restart()
    console.until(
        lambda: console.requests and console.requests[0].stage is RequestStage.ACCEPTED, "the request found"
    )
    assert console.requests[0].key == stored[0]["client_key"]
    assert console.requests[0].payment_id == stored[0]["id"]
    town.answer(tab.phone)
    assert console.until_last(tab, "succeeded").balance_cents == 0
    assert len(town.pushes(tab.phone)) == 1
    assert sum(line.startswith(PRESS) for line in console.wire.seen) == 0
    assert town.credited_cents(bar) == 82_000
    assert town.audit() == []
