"""Start to a usable window with cached tabs, against an empty PySide6 window with one table: starts take turns."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tabeza_desktop.application import application
from tabeza_desktop.services.backend import STATE_FILE, new_id
from tabeza_desktop.store.faces import faces
from tabeza_desktop.store.secrets import SERVICE_NAME, KeyringStore
from tabeza_desktop.store.state import StateStore
from tests.benchmarks.figures import percentile, summary
from tests.benchmarks.file_keyring import VARIABLE
from tests.benchmarks.stage import EventLoop, town
from tests.journeys.counter import open_counter
from tests.journeys.town import ROOT

RUNS = 11
TABS = 14
WARM_UPS = 2
TIMEOUT_S = 60


def measure(runs: int = RUNS) -> dict[str, Any]:
    """Medians of ``runs`` starts each, interleaved, after two of each that are not counted."""
    empty_ms: list[float] = []
    console_ms: list[float] = []
    tabs_ms: list[float] = []
    held_ms: list[float] = []
    with tempfile.TemporaryDirectory(prefix="tabeza-bench-start-") as text, town() as here:
        folder = Path(text) / "data"
        os.environ["PYTHON_KEYRING_BACKEND"] = "tests.benchmarks.file_keyring.FileKeyring"
        os.environ[VARIABLE] = str(Path(text) / "keyring.json")
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(text) / "bytecode")
        _pair(here, folder)
        for turn in range(WARM_UPS + runs):
            (empty,) = _start("empty_window")
            console, tabs, held = _start("console_start", str(TABS), here.base_url, str(folder))
            if turn >= WARM_UPS:
                empty_ms.append(empty)
                console_ms.append(console)
                tabs_ms.append(tabs)
                held_ms.append(held)
    ratio = percentile(console_ms, 50) / percentile(empty_ms, 50)
    return {
        "empty_window": summary(empty_ms),
        "console": summary(console_ms),
        "whole_console_behind_it": summary(tabs_ms),
        "longest_pause_while_it_loads": summary(held_ms),
        "ratio_of_medians": round(ratio, 2),
        "ratio_of_best": round(min(console_ms) / min(empty_ms), 2),
        "target_ratio": 2.0,
    }


def _pair(here: Any, folder: Path) -> None:
    """A PC that was used yesterday: paired, with people and fourteen tabs in its cache."""
    bar = here.new_bar(*(250 + 150 * place for place in range(TABS)))
    folder.mkdir(parents=True)
    state = StateStore(folder / STATE_FILE)
    secrets = KeyringStore(SERVICE_NAME, state.install_id(new_id()))
    state.close()
    counter = open_counter(EventLoop(application()), here, folder, secrets=secrets)
    counter.claim(bar.code)
    counter.until(lambda: counter.console.models.tabs.rowCount() == TABS, "the tabs")
    counter.until(lambda: faces(folder / STATE_FILE), "the faces to be written down")
    counter.stop()


def _environment(spawned: float) -> dict[str, str]:
    """As installed: byte code is compiled once (in the warm-ups) and kept, whatever this shell says."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "TABEZA_SPAWNED_AT": repr(spawned)}


def _start(module: str, *arguments: str) -> list[float]:
    spawned = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        cwd=ROOT,
        env=_environment(spawned),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if not done.stdout.strip():
        raise RuntimeError(f"{module} did not start: {done.stderr[-2000:]}")
    return [float(line) for line in done.stdout.split()]
