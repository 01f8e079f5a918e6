"""Running what we make: the console, its tour and pictures, the benchmarks, the simulation."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from devtools import debian
from devtools.paths import BUILD, MAIN, ROOT
from devtools.steps import StepFailed, on_linux, project_python, say

Check = Callable[[], int]
NO_SCREEN = {"QT_QPA_PLATFORM": "offscreen"}
PICTURES = ROOT / "docs" / "pictures"


def run(arguments: list[str]) -> int:
    """Practice mode in a real window; without a display the tour, with its pictures."""
    if _has_display():
        debian.ensure("desktop")
        return project_python(MAIN, "--practice", *arguments)
    pictures = BUILD / "tour"
    say("There is no display here, so the console cannot open its window.")
    say("Instead the whole job now runs by itself, with the real screens drawn in memory (this takes a while).")
    code = tour(pictures)
    say(f"Pictures of every step, and tour.json: {pictures}")
    return code


def tour(folder: Path) -> int:
    """The whole job unattended, into an emptied `folder`; 0 only if every step really happened."""
    debian.ensure("window")
    empty(folder)
    return project_python(MAIN, "--tour", folder, env=NO_SCREEN)


def shots(folder: Path | None) -> int:
    """Every page, theme, language and size into `folder`; without one, what README and guides show, in its place."""
    debian.ensure("window")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return _module("desktop.ui.shots", [str(folder)])
    return _module("desktop.ui.shots", [str(PICTURES), *wanted_pictures()])


def wanted_pictures() -> list[str]:
    """The file names of pictures that the README and the guides show."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
    texts = "".join(page.read_text(encoding="utf-8") for page in pages)
    return sorted(set(re.findall(r"/pictures/([\w-]+\.png)", texts)))


def bench(arguments: list[str]) -> int:
    """The benchmarks, or those named."""
    debian.ensure("window")
    return _module("benchmarks", arguments)


def simulate(arguments: list[str]) -> int:
    """The simulation over many seeds."""
    return _module("simulation", arguments)


def has_module(name: str) -> bool:
    """Whether `python -m tests.NAME` exists."""
    place = ROOT.joinpath("tests", *name.split("."))
    return place.with_suffix(".py").exists() or (place / "__main__.py").exists()


def _module(name: str, arguments: list[str]) -> int:
    if not has_module(name):
        raise StepFailed(f"There is no tests.{name} in this working copy.")
    return project_python("-m", f"tests.{name}", *arguments, env=NO_SCREEN)


def _has_display() -> bool:
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen.startswith(("offscreen", "minimal")):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(on_linux() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")))


def empty(folder: Path) -> None:
    """Old pictures must not pass for new ones; only a folder of ours (or a new one) is emptied."""
    if folder.exists() and folder.is_relative_to(BUILD):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
