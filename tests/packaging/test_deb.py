"""The Debian package: built, installed by dpkg into a root of its own, run from there, removed again."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from devtools import deb, freezing
from tests.packaging.frozen import SYSTEM, asked_of_the_system

pytestmark = [
    pytest.mark.prove,
    pytest.mark.alone,
    pytest.mark.skipif(
        not shutil.which("dpkg-deb") or os.name != "posix" or os.geteuid() != 0, reason="needs dpkg, as root"
    ),
]


@pytest.fixture(scope="module")
def package() -> Path:
    return deb.make()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty system that dpkg can install into."""
    for name in ("var/lib/dpkg/updates", "var/lib/dpkg/info", "var/log"):
        (tmp_path / "root" / name).mkdir(parents=True)
    (tmp_path / "root/var/lib/dpkg/status").touch()
    return tmp_path / "root"


def dpkg(root: Path, *arguments: str | Path) -> str:
    # what it depends on is the machine's; this root has nothing but the package
    command = ["dpkg", f"--root={root}", "--force-depends", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_installs_runs_and_leaves(package: Path, root: Path, tmp_path: Path) -> None:
    dpkg(root, "--install", package)
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "TABEZA_DATA_DIR": str(tmp_path / "data")}
    program = root / "usr/bin/tabeza-desktop"
    command = [program, "--self-check"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   program: installed" in done.stdout
    dpkg(root, "--remove", "tabeza-desktop")
    left = [
        path for path in root.rglob("*") if path.is_file() and "var/" not in path.relative_to(root).as_posix()
    ]
    assert not left


def test_its_files_are_where_desktops_look(package: Path) -> None:
    listed = subprocess.run(
        ["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True
    ).stdout
    for name in (
        f"./usr/share/applications/{deb.APP_ID}.desktop",
        f"./usr/share/metainfo/{deb.APP_ID}.metainfo.xml",
        f"./usr/share/icons/hicolor/48x48/apps/{deb.APP_ID}.png",
        f"./usr/share/icons/hicolor/scalable/apps/{deb.APP_ID}.svg",
        "./usr/share/doc/tabeza-desktop/copyright",
        "./usr/bin/tabeza-desktop -> ../lib/tabeza-desktop/tabeza-desktop",
    ):
        assert name in listed
    assert {line.split()[1] for line in listed.splitlines()} == {"root/root"}
    writable_by_all = [line for line in listed.splitlines() if line[8] == "w" and not line.startswith("l")]
    assert not writable_by_all


def test_every_library_it_leaves_to_the_system_is_one_it_depends_on(package: Path) -> None:
    command = ["dpkg-deb", "--field", package, "Depends"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    depended_on = {entry.split()[0] for entry in told.split(",")}
    left_out = asked_of_the_system(freezing.FOLDER)
    assert left_out
    assert {SYSTEM[name] for name in left_out} <= depended_on
    # Debian 12's: a build on a newer machine would shut out those who have not upgraded
    assert "libc6 (>= 2.36)" in told
