"""The central service's wheel, and a clean environment into which the container's own commands put it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.project.sources import ROOT

CONTAINERFILE = ROOT / "deploy/container/Containerfile"
HOME = "/opt/tabeza"


@dataclass(frozen=True)
class Step:
    """One instruction of the Containerfile, its continued lines joined."""

    stage: int
    word: str
    rest: str


def steps() -> list[Step]:
    """The Containerfile, read as its builder reads it."""
    joined = re.sub(r"\\\n\s*", " ", CONTAINERFILE.read_text(encoding="utf-8"))
    found, stage = [], -1
    for line in joined.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Step(stage, word, rest.strip()))
    return found


class NoPackages(Exception):
    """The packages of the lock can't be had here."""


def build_stage(folder: Path, wheel: Path) -> Path:
    """Runs the build stage's commands as they stand, with this folder in the place of the container's.

    Returns the environment. Raises NoPackages, or AssertionError with what a command said.
    """
    source, home = folder / "src", folder / "opt-tabeza"
    source.mkdir(parents=True)
    shutil.copyfile(ROOT / "requirements-central.lock", source / "requirements-central.lock")
    shutil.copyfile(wheel, source / wheel.name)
    for step in steps():
        if step.stage != 0 or step.word != "RUN":
            continue
        command = step.rest.replace(HOME, str(home))
        command = re.sub(r"\Apython ", f"{sys.executable} ", command)
        done = subprocess.run(
            ["sh", "-ec", command], cwd=source, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode and re.search(
            r"Could not find a version|Connection|Temporary failure", done.stderr
        ):
            raise NoPackages("the packages of requirements-central.lock can't be fetched here")
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return home
