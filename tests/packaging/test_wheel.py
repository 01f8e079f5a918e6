"""The central service as it is shipped: what its wheel holds, and that it runs where nothing else is installed."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devtools import wheel as wheels
from devtools.paths import version
from tests.packaging.wheels import CONTAINERFILE, NoPackages, build_stage, steps
from tests.project.sources import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheels.make(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment, made by the container's commands."""
    try:
        return build_stage(tmp_path_factory.mktemp("container"), wheel)
    except NoPackages as missing:
        pytest.skip(str(missing))


# --- the wheel ------------------------------------------------------------------------------------------------------


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_it_holds_every_module_of_the_service_and_its_migrations(wheel: Path) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in wheels.PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert wanted <= names(wheel), sorted(wanted - names(wheel))
    assert "tabeza_central/store/migrations/script.py.mako" in names(wheel)
    assert "tabeza_central/store/migrations/versions/040_mpesa.py" in names(wheel)


def test_it_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in names(wheel)}
    assert tops == {*wheels.PACKAGES, f"tabeza_central-{version()}.dist-info"}
    assert not [name for name in names(wheel) if re.search(r"\.(sqlite|env|pem|log|pyc)$|tests?/", name)]


def test_it_says_what_it_needs_and_what_it_is_called(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        about = opened.read(f"tabeza_central-{version()}.dist-info/METADATA").decode()
        scripts = opened.read(f"tabeza_central-{version()}.dist-info/entry_points.txt").decode()
    needs = (ROOT / "requirements-central.in").read_text(encoding="utf-8").splitlines()
    assert about.count("Requires-Dist:") == len([line for line in needs if line and not line.startswith("#")])
    assert "tabeza-central = tabeza_central.cli:main" in scripts


def test_one_commit_gives_one_wheel(wheel: Path, tmp_path: Path) -> None:
    assert wheels.make(tmp_path).read_bytes() == wheel.read_bytes()


# --- in a clean environment -----------------------------------------------------------------------------------------


def run(home: Path, folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [home / "bin/tabeza-central", *arguments], cwd=folder, env=environment(folder, **changes),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """Only what the container sets: nothing of this project is on any path."""
    return {
        "PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
        "TABEZA_SERVICE_KIND": "test", "DATABASE_URL": f"sqlite:///{folder / 'central.sqlite'}",
        "TABEZA_SPOOL_DIR": str(folder / "spool"), "MPESA_ENCRYPTION_KEY": "6f1d3c2b9a8e47d0515c6b7a8d9e0f12" * 2,
    } | changes  # fmt: skip


@contextmanager
def serving(home: Path, folder: Path) -> Iterator[str]:
    """The service as the container starts it, on a free port; its address."""
    command = [home / "bin/tabeza-central", "serve", "--host", "127.0.0.1", "--port", "0"]
    with (folder / "serve.log").open("wb") as log:
        program = subprocess.Popen(
            command, cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=log
        )
    with program:
        assert program.stdout is not None
        try:
            yield str(json.loads(program.stdout.readline() or "{}")["base_url"])
        finally:
            program.terminate()
        assert program.wait(timeout=40) == 0
    assert '"event": "stopped"' in (folder / "serve.log").read_text(encoding="utf-8"), (
        "it ended in good order"
    )


@pytest.mark.prove
@pytest.mark.alone
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name != "posix", reason="the service is shipped for Linux")
def test_it_runs_where_nothing_else_is_installed(home: Path, tmp_path: Path) -> None:
    """Migrate, preflight, serve and the container's own health check, from the wheel and the lock alone."""
    where = subprocess.run(
        [home / "bin/python", "-c", "import tabeza_central; print(tabeza_central.__file__)"], cwd=tmp_path,
        env=environment(tmp_path), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert Path(where).is_relative_to(home)
    assert run(home, tmp_path, "migrate").stdout == "made\n"
    before = run(home, tmp_path, "preflight")
    assert before.returncode == 0, before.stdout + before.stderr
    refused = run(
        home, tmp_path, "migrate", MPESA_ENCRYPTION_KEY=secrets.token_hex(32), TABEZA_SERVICE_KIND="odd"
    )
    assert refused.returncode == 78
    assert "Traceback" not in refused.stderr
    with serving(home, tmp_path) as base_url:
        asked = run(home, tmp_path, "preflight", PUBLIC_BASE_URL=base_url)
        assert "pass  callback reached" in asked.stdout, asked.stdout + asked.stderr
        (check,) = [step.rest for step in steps() if step.word == "HEALTHCHECK"]
        words = json.loads(check[check.index("CMD") + 3 :])
        command = [home / "bin/python", *words[1:-1], words[-1].replace("http://127.0.0.1:8000", base_url)]
        assert subprocess.run(command, env=environment(tmp_path), timeout=30, check=False).returncode == 0
    assert run(home, tmp_path, "backup", "make", str(tmp_path / "copy")).returncode == 0
    assert "every book adds up" in run(home, tmp_path, "backup", "drill", str(tmp_path / "copy")).stdout


# --- the container file ---------------------------------------------------------------------------------------------


def test_every_package_is_held_to_its_hash() -> None:
    installs = [step.rest for step in steps() if step.word == "RUN" and "pip install" in step.rest]
    assert len(installs) == 2
    for install in installs:
        assert "--no-deps" in install
        assert "--require-hashes" in install or "--no-index" in install
        assert "--no-cache-dir" in install
    assert not re.search(r"\b(curl|wget|apt-get|apk)\b", CONTAINERFILE.read_text(encoding="utf-8"))


def test_what_is_copied_is_there_and_nothing_else_is_sent() -> None:
    copied = [
        word
        for step in steps()
        if step.word == "COPY" and "--from" not in step.rest
        for word in step.rest.split()[:-1]
    ]
    assert copied == ["requirements-central.lock", "dist/tabeza_central-*.whl"]
    assert (ROOT / copied[0]).is_file()
    sent = (CONTAINERFILE.parent / "Containerfile.dockerignore").read_text(encoding="ascii").split()
    assert sent == ["*", *(f"!{name}" for name in copied)]


def test_it_runs_as_nobody_and_says_how_it_is() -> None:
    last = [step for step in steps() if step.stage == 1]
    words = [step.word for step in last]
    user = next(step.rest for step in last if step.word == "USER")
    assert user.split(":")[0].isdigit()
    assert int(user.split(":")[0]) > 1_000
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert {"HEALTHCHECK", "EXPOSE", "VOLUME", "STOPSIGNAL"} <= set(words)
    assert all(step.rest.startswith("[") for step in last if step.word in ("ENTRYPOINT", "CMD")), (
        "no shell in between"
    )


def test_no_secret_and_no_loose_tag_is_in_it() -> None:
    text = CONTAINERFILE.read_text(encoding="utf-8")
    assert not re.search(r"(KEY|SECRET|PASSWORD|TOKEN)\s*=", text)
    assert ":latest" not in text
    assert [step.rest for step in steps() if step.word == "FROM"] == [
        "${PYTHON_IMAGE} AS build",
        "${PYTHON_IMAGE}",
    ]
