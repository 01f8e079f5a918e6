"""From the package alone: installed into a system of its own, used as a bar would, removed again.

What is printed (`-s`) are the commands, sizes and times that docs/packaging.md tells.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from devtools import deb, freezing
from tabeza_desktop.single_instance import channel_name

pytestmark = [
    pytest.mark.prove,
    pytest.mark.alone,
    pytest.mark.skipif(
        not (shutil.which("dpkg-deb") and shutil.which("Xvfb")) or os.name != "posix" or os.geteuid() != 0,
        reason="needs dpkg and Xvfb, as root",
    ),
]
OPENED_WITHIN_S = 120


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


@pytest.fixture
def counter_pc(tmp_path: Path, xvfb_display: str) -> dict[str, str]:
    """A person's session on that system: a display, a home, and no Python of anyone's."""
    home = tmp_path / "home"
    home.mkdir()
    return {"DISPLAY": xvfb_display, "HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@contextmanager
def timed(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:6.1f} s  {what}")


def run(command: list[str | Path], env: dict[str, str] | None = None, *, cwd: Path | None = None) -> str:
    words = [str(word) for word in command]
    with timed(" ".join(words)):
        done = subprocess.run(
            words, env=env, cwd=cwd, capture_output=True, text=True, check=False, timeout=900
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def dpkg(root: Path, *arguments: str | Path) -> None:
    run(["dpkg", f"--root={root}", "--force-depends", *arguments])


def program_files(root: Path) -> list[Path]:
    return [
        path for path in root.rglob("*") if path.is_file() and "var/" not in path.relative_to(root).as_posix()
    ]


def test_someone_with_nothing_but_the_package_gets_paid(
    package: Path, root: Path, counter_pc: dict[str, str], tmp_path: Path
) -> None:
    """Install; the whole job in real windows, set-up to settled payments, by the installed program alone; remove."""
    print(f"\n{package.stat().st_size / 1e6:6.1f} MB {package.name}")
    dpkg(root, "--install", package)
    print(f"{freezing.size_mb(root / 'usr'):6.1f} MB installed")
    program = root / "usr/bin/tabeza-desktop"
    said = run([program, "--self-check"], counter_pc, cwd=tmp_path)
    assert "ok   program: installed" in said
    pictures = tmp_path / "tour"
    run([program, "--tour", pictures], counter_pc, cwd=tmp_path)
    told = json.loads((pictures / "tour.json").read_text(encoding="utf-8"))
    print(f"{len(told['steps']):6} steps of the tour, {len(list(pictures.glob('*.png')))} pictures")
    assert told["steps"]
    assert all(step["ok"] for step in told["steps"])
    dpkg(root, "--remove", "tabeza-desktop")
    assert not program_files(root)


def test_practice_mode_opens_once_and_its_data_outlives_the_program(
    package: Path, root: Path, counter_pc: dict[str, str], tmp_path: Path
) -> None:
    dpkg(root, "--install", package)
    program = root / "usr/bin/tabeza-desktop"
    data = Path(counter_pc["HOME"]) / ".local/share/Tabeza"
    first = subprocess.Popen([program, "--practice"], env=counter_pc, cwd=tmp_path)
    try:
        with timed("practice mode asked for, until it hears a second start"):
            await_file(Path(channel_name(data / "practice")), first)
        run([program, "--practice"], counter_pc, cwd=tmp_path)  # comes forward, and this one ends
        assert first.poll() is None
        with timed("its books, made by the practice service"):
            await_file(data / "practice", first, holding="*.sqlite*")
    finally:
        first.terminate()
        first.wait(30)
    dpkg(root, "--remove", "tabeza-desktop")
    assert not program_files(root)
    assert list(data.rglob("*.sqlite*")), "a person's data is theirs"


def test_a_hostile_link_starts_nothing(
    package: Path, root: Path, counter_pc: dict[str, str], tmp_path: Path
) -> None:
    dpkg(root, "--install", package)
    for link in ("tabeza://pair/../../etc", "tabeza://pair/ABCDE23456?server=http://127.0.0.1:1"):
        done = subprocess.run(
            [root / "usr/bin/tabeza-desktop", link], env=counter_pc, check=False, timeout=60
        )
        assert done.returncode == 2
    assert not (Path(counter_pc["HOME"]) / ".local").exists()


def test_the_menu_entry_and_the_software_centre_accept_it(package: Path, tmp_path: Path) -> None:
    run(["dpkg-deb", "--extract", package, tmp_path / "x"])
    checked = 0
    if shutil.which("desktop-file-validate"):
        run(["desktop-file-validate", tmp_path / f"x/usr/share/applications/{deb.APP_ID}.desktop"])
        checked += 1
    if shutil.which("appstreamcli"):
        told = tmp_path / f"x/usr/share/metainfo/{deb.APP_ID}.metainfo.xml"
        run(["appstreamcli", "validate", "--no-net", told])
        checked += 1
    if not checked:
        pytest.skip("neither desktop-file-validate nor appstreamcli is here")


def await_file(path: Path, process: subprocess.Popen[bytes], *, holding: str = "") -> None:
    deadline = time.monotonic() + OPENED_WITHIN_S
    while not (any(path.rglob(holding)) if holding else path.exists()):
        assert process.poll() is None, f"it ended by itself with {process.returncode}"
        assert time.monotonic() < deadline, f"{path} never came"
        Event().wait(0.1)
