"""The start as a whole: who-are-you at once, the console behind it, one window, and no digit lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.store.state import DeviceRecord, StateStore
from tabeza_protocol.wire.access import BarSummary, PersonView
from tests.project.sources import ROOT

BAR = msgspec.convert({"id": "b" * 32, "name": "Sunset Bar", "place": "Westlands", "day_turn": "06:00"}, BarSummary)


def start(folder: Path, scenario: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.desktop.program_start", scenario],
        cwd=ROOT,
        env={**os.environ, "TABEZA_DATA_DIR": str(folder), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "ok"), done.stderr[-2000:]


@pytest.fixture
def yesterday(tmp_path: Path) -> Path:
    """The data folder of a PC that was used yesterday, at a service that nobody answers for."""
    state = StateStore(tmp_path / "state.sqlite")
    state.save_device(DeviceRecord("http://127.0.0.1:9", "practice", "f" * 64, "d" * 32, "COUNTER-01", BAR))
    state.save_people((PersonView(id="1" * 32, name="Joyce", role="owner"),))
    state.save_preferences(Preferences(lang="en", theme="light"))
    state.close()
    return tmp_path


def test_what_is_typed_while_the_console_loads_stays_typed(yesterday: Path) -> None:
    start(yesterday, "typing")


def test_a_pc_without_a_bar_is_told_that_the_console_opens(tmp_path: Path) -> None:
    start(tmp_path, "unpaired")
