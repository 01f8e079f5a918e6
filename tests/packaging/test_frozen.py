"""The frozen program: what is in it, what it takes, and that it works with nothing else installed."""

from __future__ import annotations

import json
import lzma
import os
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from devtools import freezing
from tests.packaging.frozen import SYSTEM, asked_of_the_system, not_of_python, top_level_modules
from tests.project.sources import ROOT

pytestmark = [
    pytest.mark.prove,
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="the lists and budgets are those of the Linux build"),
]
OURS = {"tabeza_protocol", "tabeza_central", "tabeza_practice", "tabeza_desktop"}
THEIRS = {
    # both programs
    "PySide6",
    "shiboken6",
    "sqlalchemy",
    "msgspec",
    "cryptography",
    "_cffi_backend",
    "structlog",
    "typing_extensions",
    "truststore",
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "sniffio",
    "certifi",
    "idna",
    # the console
    "keyring",
    "jaraco",
    "backports",
    "more_itertools",
    "importlib_metadata",
    "zipp",
    "jeepney",
    "secretstorage",
    "platformdirs",
    "xlsxwriter",
    # the practice service
    "litestar",
    "uvicorn",
    "alembic",
    "mako",
    "markupsafe",
    "joserfc",
    "click",
    "typer",
    "annotated_doc",
    "shellingham",
    "multipart",
    "multidict",
    "yaml",
    "prometheus_client",
    "lazy_importer",
    "annotated_types",
}
NEVER = {
    "tests",
    "devtools",
    "pytest",
    "_pytest",
    "hypothesis",
    "schemathesis",
    "respx",
    "numpy",
    "PIL",
    "tkinter",
    "setuptools",
    "pip",
    "PyInstaller",
    "unittest",
    "test",
    "pydantic",
    "rich",
    "psycopg",
}


@pytest.fixture(scope="module")
def program() -> Path:
    return freezing.freeze_if_changed()


@pytest.fixture
def counter_pc(tmp_path: Path) -> dict[str, str]:
    """An environment without the working copy, its Python or anyone's home."""
    path = "/usr/bin:/bin"
    return {
        "HOME": str(tmp_path),
        "TABEZA_DATA_DIR": str(tmp_path / "data"),
        "PATH": path,
        "LC_ALL": "C.UTF-8",
    }


def test_it_is_whole_and_starts_practice_mode(
    program: Path, counter_pc: dict[str, str], tmp_path: Path
) -> None:
    command = [program, "--self-check"]
    done = subprocess.run(
        command, cwd=tmp_path, env=counter_pc, capture_output=True, text=True, timeout=300, check=False
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   program: installed" in done.stdout
    assert "ok   practice:" in done.stdout


def test_the_simulator_starts_announces_itself_and_ends_with_its_parent(
    program: Path, counter_pc: dict[str, str]
) -> None:
    child = subprocess.Popen(
        [program, "--child", "safaricom", "--port", "0", "--exit-with-stdin"],
        env=counter_pc,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        announced = json.loads(child.stdout.readline())
        assert announced["sandbox_url"].startswith("http://127.0.0.1:")
        child.stdin.close()
        assert child.wait(20) == 0


PARENT = """
import json, sys
from pathlib import Path
from tabeza_practice.launcher import Practice
print(json.dumps(Practice([sys.argv[1], "--child"], Path(sys.argv[2])).start()), flush=True)
sys.stdin.read()
"""


def test_no_child_outlives_a_console_that_was_killed(
    program: Path, counter_pc: dict[str, str], tmp_path: Path
) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, program, tmp_path / "practice"],
        cwd=ROOT,
        env=counter_pc,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout is not None
        announced = json.loads(parent.stdout.readline())
        ports = [urlsplit(url).port for url in (announced["base_url"], announced["practice"]["control_url"])]
        assert all(listens(port) for port in ports)
        parent.kill()
    deadline = time.monotonic() + 20
    while any(listens(port) for port in ports):
        assert time.monotonic() < deadline, "a child still listens after its console was killed"
        Event().wait(0.1)


def listens(port: int | None) -> bool:
    assert port
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_just_the_modules_that_are_needed_ship(program: Path) -> None:
    shipped = not_of_python(top_level_modules(program))
    assert not NEVER & top_level_modules(program)
    assert shipped == OURS | THEIRS, (
        "the list changed: say so in THEIRS, or exclude what is new in installer.spec"
    )


def test_the_service_can_make_its_database_and_the_zone_is_known(program: Path) -> None:
    inside = program.parent / "_internal"
    versions = {path.name for path in (inside / "tabeza_central/store/migrations/versions").glob("*.py")}
    assert any(name.startswith("040") for name in versions)
    assert (inside / "tzdata/zoneinfo/Africa/Nairobi").exists()


def test_nothing_of_the_machine_it_was_made_on_is_asked_for(program: Path) -> None:
    assert asked_of_the_system(program.parent) <= set(SYSTEM)
    links = [path for path in program.parent.rglob("*") if path.is_symlink()]
    assert not [path for path in links if not path.exists()]
    assert not [path for path in links if os.path.isabs(os.readlink(path))]  # noqa: PTH115, PTH117


def test_it_stays_within_its_budget(program: Path, tmp_path: Path) -> None:
    """Said as figures too, so that growth is seen long before it breaks."""
    unpacked_mb = freezing.size_mb(program.parent)
    packed = tmp_path / "packed.tar.xz"
    with lzma.open(packed, "wb", preset=3) as sink, tarfile.open(fileobj=sink, mode="w|") as archive:
        archive.add(program.parent, "tabeza-desktop")
    compressed_mb = packed.stat().st_size / 1e6
    print(f"unpacked {unpacked_mb:.1f} MB of {freezing.UNPACKED_BUDGET_MB}")
    print(f"compressed {compressed_mb:.1f} MB of {freezing.COMPRESSED_BUDGET_MB}")
    assert unpacked_mb <= freezing.UNPACKED_BUDGET_MB
    assert compressed_mb <= freezing.COMPRESSED_BUDGET_MB
