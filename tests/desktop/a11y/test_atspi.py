"""A screen reader on a real display, over the system's own accessibility bus."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.alone
def test_a_screen_reader_finds_the_tabs_page_by_name(xvfb_display: str, tmp_path: Path) -> None:
    if shutil.which("dbus-run-session") is None or not Path("/usr/libexec/at-spi-bus-launcher").exists():
        pytest.skip("no accessibility bus on this machine: at-spi2-core")
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        **os.environ, "DISPLAY": xvfb_display, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_RUNTIME_DIR": str(runtime), "NO_AT_BRIDGE": "0",
    }  # fmt: skip
    command = ["dbus-run-session", "--", sys.executable, "-m", "tests.desktop.a11y.atspi_walk"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = {(role, name) for role, name in json.loads(done.stdout.splitlines()[-1])}
    for wanted in (("table", "Open tabs"), ("radio button", "Payments"), ("list", "Ledger")):
        assert wanted in found, sorted(found)
    buttons = {name for role, name in found if role in ("button", "push button")}
    assert {"Request payment", "Lock"} <= buttons
    controls = ("button", "push button", "radio button", "text", "entry")
    assert [role for role, name in found if role in controls and not name] == []
