"""The frozen program: made by `installer.spec`, measured, and asked whether it is whole."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import debian
from devtools.paths import BUILD, DIST, LOCK, PYTHON, ROOT
from devtools.programs import NO_SCREEN, empty
from devtools.steps import loudly, on_windows, quietly, say

SPEC = ROOT / "installer.spec"
FOLDER = DIST / "tabeza-desktop"
PROGRAM = FOLDER / ("tabeza-desktop.exe" if on_windows() else "tabeza-desktop")
STAMP = BUILD / "frozen.json"
SOURCES = ("tabeza_protocol", "tabeza_central", "tabeza_practice", "tabeza_desktop", "resources")

# what an installation may take, practice mode inside; tests hold a build to it
UNPACKED_BUDGET_MB = 160
COMPRESSED_BUDGET_MB = 55


def build() -> int:
    """Freezes anew, says the figures, and returns what the frozen program's self-check returns."""
    freeze()
    return self_check()


def freeze() -> None:
    """The frozen program in dist/. Raises StepFailed, with the end of PyInstaller's log, if it cannot be made."""
    debian.ensure("desktop", "build")  # what is missing here would be missing in the bundle
    STAMP.unlink(missing_ok=True)
    made_from = sources_digest()
    recipe = ["--noconfirm", "--log-level", "WARN", "--distpath", DIST, "--workpath", BUILD / "pyinstaller"]
    quietly("freeze", [PYTHON, "-m", "PyInstaller", *recipe, SPEC])
    STAMP.write_text(json.dumps({"made_from": made_from}), encoding="utf-8")
    say(f"  frozen: {FOLDER} ({size_mb(FOLDER):.0f} MB of {UNPACKED_BUDGET_MB})")


def freeze_if_changed() -> Path:
    """The frozen program made from what is in the working copy now; made again only if that has changed."""
    made_from = json.loads(STAMP.read_text(encoding="utf-8"))["made_from"] if STAMP.exists() else ""
    if not PROGRAM.exists() or made_from != sources_digest():
        freeze()
    return PROGRAM


def sources_digest() -> str:
    """A digest of everything a frozen program is made from."""
    digest = hashlib.sha256()
    files = [SPEC, LOCK, ROOT / "main.py", ROOT / "pyproject.toml"]
    for name in SOURCES:
        files += sorted(path for path in (ROOT / name).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def size_mb(folder: Path) -> float:
    """What the files of a folder take, in millions of bytes; links count once, where they point."""
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(sizes) / 1e6


def self_check() -> int:
    """Asks the frozen program whether it is whole; its own exit code."""
    with surroundings() as env:
        return loudly([PROGRAM, "--self-check"], env=env)


def tour(folder: Path) -> int:
    """The tour by the frozen program, which must start its own central service and simulator."""
    empty(folder)
    with surroundings() as env:
        return loudly([PROGRAM, "--tour", folder], env=env)


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """A home of its own and nothing of the working copy's Python, as on a counter PC."""
    with tempfile.TemporaryDirectory(prefix="tabeza-frozen-") as home:
        yield {**NO_SCREEN, "HOME": home, "TABEZA_DATA_DIR": str(Path(home) / "data"), "VIRTUAL_ENV": ""}
