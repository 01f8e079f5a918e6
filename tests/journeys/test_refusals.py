"""A wrong key, a disk that is full and a disk that can't be written: said plainly, nothing lost, and on it goes."""

from __future__ import annotations

import json
import resource
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.problems import text_for
from tabeza_desktop.core.requests import RequestStage
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Refused, open_counter
from tests.journeys.file_store import FileStore
from tests.journeys.town import Child, Town, wait_for

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="fills the disk of one process by prlimit"),
]


@contextmanager
def full_disk(child: Child) -> Iterator[None]:
    """While it lasts, no file of this process can grow: what its writes meet on a full disk."""
    pid = child.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def test_a_service_with_the_wrong_key_refuses_to_start_and_says_the_cure(
    own_town: Town, counter: OpenCounter
) -> None:
    bar = own_town.new_bar(100)
    own_town.central.end()
    right = own_town.settings["MPESA_ENCRYPTION_KEY"]
    for wrong, sentence in (
        (secrets.token_hex(32), "The data was sealed under key "),
        ("your-32-byte-encryption-key-here", "still holds the example text"),
    ):
        own_town.central_log.write_bytes(b"")
        with pytest.raises(AssertionError, match="did not start"):
            own_town.start_central(MPESA_ENCRYPTION_KEY=wrong)
        said = own_town.central_log.read_text()
        assert sentence in said, wrong
        assert "Traceback" not in said
        assert right not in said
        assert not wrong or wrong not in said
    own_town.start_central()
    console = counter(own_town).claim(bar.code)
    console.ask(bar.tabs[0])
    own_town.answer(bar.tabs[0].phone)
    console.until_last(bar.tabs[0], "succeeded")


def test_a_full_disk_at_the_service_refuses_kindly_and_it_goes_on_when_there_is_room(
    own_town: Town, counter: OpenCounter
) -> None:
    bar = own_town.new_bar(100, 200)
    asked_before, asked_during = bar.tabs
    console = counter(own_town).claim(bar.code)
    console.ask(asked_before)
    console.until_last(asked_before, "prompted")
    with full_disk(own_town.central):
        assert console.ask(asked_during).stage is RequestStage.UNSURE, "a service that says 503 may have acted"
        with pytest.raises(Refused) as refusal:
            console.call(console.console.services.tabs.open_tab, "Kamau", None)
        problem = refusal.value.problem
        assert problem.code == "unavailable"
        assert text_for(problem.code, "en").do
        assert own_town.post_callback(b"{}").status_code == 503, "what can't be kept must not be called received"
        own_town.answer(asked_before.phone)
        wait_for(lambda: own_town.record("transaction", asked_before.phone), "the customer to have paid")
    assert own_town.central.is_running
    console.until_last(asked_before, "succeeded", seconds=60)
    console.clock_ahead = timedelta(seconds=61)
    console.until(lambda: console.requests[-1].stage is RequestStage.NOT_SENT, "the service's no")
    console.clock_ahead = timedelta()
    assert len(own_town.payments(bar)) == 1
    assert console.ask(asked_during).stage is RequestStage.ACCEPTED
    own_town.answer(asked_during.phone)
    console.until_last(asked_during, "succeeded")
    assert len(own_town.pushes(asked_before.phone)) == 1
    assert len(own_town.pushes(asked_during.phone)) == 1
    assert own_town.audit() == []


def test_a_full_disk_at_the_counter_sends_nothing_that_is_not_written_down(
    town: Town, qtbot: QtBot, tmp_path: Path
) -> None:
    bar = town.new_bar(300)
    tab = bar.tabs[0]
    folder = tmp_path / "pc"
    first = open_counter(qtbot, town, folder, secrets=FileStore(folder.with_suffix(".tokens"))).claim(bar.code)
    first.stop()
    child = Child(["tests.journeys.console_child", str(folder), town.base_url, town.fingerprint], {}, folder / "log")
    try:
        assert child.ready["event"] == "loaded"
        with full_disk(child):
            assert press(child, tab.id, tab.owes_cents) == {
                "event": "refused", "code": "disk_failed", "disk": "disk_failed"
            }  # fmt: skip
            assert town.payments(bar) == []
        answered = press(child, tab.id, tab.owes_cents)
        assert answered["stage"] == "accepted"
        town.answer(tab.phone)
        wait_for(lambda: town.credited_cents(bar) == 30_000, "the money")
        assert len(town.pushes(tab.phone)) == 1
    finally:
        child.end()


def press(child: Child, tab_id: str, cents: int) -> dict[str, Any]:
    """Presses Request and gives the answer after ``pressed``."""
    assert child.process.stdin is not None
    assert child.process.stdout is not None
    child.process.stdin.write(json.dumps({"tab": tab_id, "cents": cents}).encode() + b"\n")
    child.process.stdin.flush()
    assert json.loads(child.process.stdout.readline())["event"] == "pressed"
    return dict(json.loads(child.process.stdout.readline()))
