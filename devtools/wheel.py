"""`dev.py wheel`: the central service as a wheel of its own, `dist/tabeza_central-VERSION-py3-none-any.whl`.

It holds the service and what it shares with the console (`tabeza_protocol`), nothing else. What it needs is named
loosely in it and exactly, with hashes, in `requirements-central.lock`, which is what a server installs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from devtools.paths import BUILD, DIST, PYTHON, ROOT, version
from devtools.steps import quietly, say

NAME = "tabeza_central"
PACKAGES = ("tabeza_central", "tabeza_protocol")
LOCK = ROOT / "requirements-central.lock"
_FIRST_DAY = 315_532_800
"""A ZIP can tell no time before 1980."""

PROJECT = """[project]
name = "tabeza-central"
version = "{version}"
description = "The central service that talks to Safaricom for bars"
readme = "README.md"
license = "MIT"
license-files = ["LICENSE"]
authors = [{{ name = "The Tabeza authors" }}]
requires-python = ">=3.11"
dependencies = [{dependencies}]

[project.scripts]
tabeza-central = "tabeza_central.cli:main"

[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[tool.setuptools.packages.find]
include = ["tabeza_*"]

[tool.setuptools.package-data]
"*" = ["*.mako", "*.json", "*.md", "*.html", "py.typed"]
"""


def build() -> int:
    """Makes the wheel and says where it is."""
    made = make()
    say(f"  wheel: {made} ({made.stat().st_size / 1e6:.2f} MB)")
    return 0


def make(target: Path = DIST) -> Path:
    """The wheel, from this working copy; one commit always gives the same bytes."""
    stage = BUILD / "wheel"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, stage / name, ignore=left_out)
    shutil.copyfile(ROOT / "LICENSE", stage / "LICENSE")
    shutil.copyfile(ROOT / "docs" / "operating.md", stage / "README.md")
    (stage / "pyproject.toml").write_text(_project(), encoding="utf-8")
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob(f"{NAME}-*.whl"):
        old.unlink()
    command = [
        PYTHON,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-input",
        "-w",
        target,
        stage,
    ]
    quietly("wheel", [*command], env={"SOURCE_DATE_EPOCH": str(_commit_time())})
    (made,) = target.glob(f"{NAME}-*.whl")
    return made


def _project() -> str:
    lines = (ROOT / "requirements-central.in").read_text(encoding="utf-8").splitlines()
    needs = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return PROJECT.format(version=version(), dependencies=", ".join(f'"{need}"' for need in needs))


def _commit_time() -> int:
    """When the last commit was made; now without git."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = asked.stdout.strip()
    return max(int(told) if told else int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), _FIRST_DAY)
