"""Who works here, read before anything else has been loaded: what was kept, and nothing when in doubt."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.store.faces import faces, in_full
from tabeza_desktop.store.state import DeviceRecord, StateStore
from tabeza_protocol.wire.access import BarSummary, PersonView

BAR = msgspec.convert({"id": "b" * 32, "name": "Sunset Bar", "place": "Westlands", "day_turn": "06:00"}, BarSummary)
JOYCE = PersonView(id="1" * 32, name="Joyce", role="owner")
MERCY = PersonView(
    id="2" * 32, name="Mercy", role="cashier", locked_until=datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
)
DEVICE = DeviceRecord("https://tabeza.example", "production", "f" * 64, "d" * 32, "COUNTER-01", BAR)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The state of a PC that was used yesterday."""
    path = tmp_path / "state.sqlite"
    state = StateStore(path)
    state.save_device(DEVICE)
    state.save_people((JOYCE, MERCY))
    state.save_preferences(Preferences(lang="sw", theme="dark", text_scale=115, window_geometry="QUJD"))
    state.close()
    return path


def put(path: Path, name: str, value: bytes) -> None:
    with sqlite3.connect(path) as state:
        state.execute("UPDATE install SET value = ? WHERE name = ?", (value, name))


def test_it_reads_what_the_store_wrote(file: Path) -> None:
    found = faces(file)
    assert found is not None
    assert [(one.id, one.name, one.role, one.locked_until) for one in found.people] == [
        (one.id, one.name, one.role, one.locked_until) for one in (JOYCE, MERCY)
    ]
    assert (found.bar.id, found.bar.name) == (BAR.id, BAR.name)
    assert (found.device_id, found.device_name) == (DEVICE.device_id, DEVICE.device_name)
    assert found.preferences == Preferences(lang="sw", theme="dark", text_scale=115, window_geometry="QUJD")
    assert in_full(found) == (BAR, (JOYCE, MERCY))


def test_a_pc_without_a_bar_or_an_owner_has_no_faces(file: Path, tmp_path: Path) -> None:
    assert faces(tmp_path / "nothing.sqlite") is None
    state = StateStore(file)
    state.save_device(msgspec.structs.replace(DEVICE, owner_to_set=True))
    state.close()
    assert faces(file) is None
    state = StateStore(file)
    state.forget_device()
    state.close()
    assert faces(file) is None


STRANGE = (b"", b"{}", b"[]", b"null", b'{"people": [{}]}', b'{"people": [{"id": 1}]}', b"\xff")


@pytest.mark.parametrize("name", ["device", "people"])
@pytest.mark.parametrize("value", STRANGE)
def test_what_is_strange_gives_nothing(file: Path, name: str, value: bytes) -> None:
    put(file, name, value)
    assert faces(file) is None


def test_a_file_that_is_no_database_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    assert faces(path) is None


@pytest.mark.parametrize("told", [b'{"lang": "fr"}', b'{"text_scale": "big"}', b'{"theme": "sepia", "lang": "sw"}'])
def test_a_choice_of_a_newer_console_reads_as_the_usual_ones(file: Path, told: bytes) -> None:
    put(file, "preferences", told)
    found = faces(file)
    assert found is not None
    assert found.preferences == Preferences()
    state = StateStore(file)
    assert state.preferences() == Preferences()
    state.close()


def test_what_a_newer_console_added_is_passed_over(file: Path) -> None:
    put(file, "preferences", b'{"lang": "sw", "a_new_choice": 3}')
    found = faces(file)
    assert found is not None
    assert found.preferences == replace(Preferences(), lang="sw")


def test_nothing_heavy_is_loaded_before_who_are_you() -> None:
    """What the first screen needs takes as long as an empty window; one import too many and it does not."""
    code = (
        "import sys, main, tabeza_desktop.program, tabeza_desktop.front_door, tabeza_desktop.ui.signin.window\n"
        "print([name for name in ('msgspec', 'sqlalchemy', 'httpx', 'keyring', 'structlog', 'hashlib', 'zoneinfo',"
        " 'tabeza_desktop.app', 'tabeza_desktop.models', 'tabeza_desktop.core.problems', 'PySide6.QtNetwork')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
