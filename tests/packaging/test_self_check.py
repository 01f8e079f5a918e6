"""`--self-check`: what it says when all is well, and when something is missing."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from tabeza_desktop import resources
from tabeza_desktop.diagnostics import self_check
from tabeza_desktop.diagnostics.self_check import Finding, Grade
from tests.project.sources import ROOT


class Remembering(KeyringBackend):
    """A keyring that keeps what it is given, in memory."""

    priority = 0  # type: ignore[assignment]  # never chosen by itself

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Forgetting(Remembering):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Iterator[KeyringBackend]:
    """The keyring named by the parameter, in place of the machine's for this test."""
    before = keyring.get_keyring()
    chosen = request.param()
    keyring.set_keyring(chosen)
    yield chosen
    keyring.set_keyring(before)


class Children:
    """Practice mode's processes, without the processes."""

    def __init__(self) -> None:
        self.stopped = 0

    def stop(self) -> None:
        self.stopped += 1


@pytest.mark.parametrize(
    "name", ["program", "imports", "resources", "texts", "folder", "database", "sealing"]
)
def test_all_is_well_where_the_console_works(name: str, qapp: object) -> None:
    finding = dict(self_check.checks(None))[name]()
    assert finding.grade is Grade.OK, finding.detail


def test_a_pc_without_a_keyring_is_warned_in_plain_words_and_not_failed() -> None:
    finding = self_check.check_keyring()
    assert finding.grade is Grade.WARN
    assert "sign in again after every start" in finding.detail


@pytest.mark.parametrize("backend", [Remembering], indirect=True)
def test_the_keyring_is_left_as_it_was(backend: Remembering) -> None:
    assert self_check.check_keyring().grade is Grade.OK
    assert not backend.kept


@pytest.mark.parametrize("backend", [Forgetting], indirect=True)
def test_a_keyring_that_forgets_is_found_out(backend: KeyringBackend) -> None:
    assert self_check.check_keyring().grade is Grade.WARN


def test_missing_resources_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    resources.resource_root.cache_clear()
    try:
        finding = self_check.carry_out(self_check.check_resources)
    finally:
        monkeypatch.undo()
        resources.resource_root.cache_clear()
    assert finding.grade is Grade.FAIL
    assert "no such resource" in finding.detail


def test_a_data_folder_that_cannot_be_written_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABEZA_DATA_DIR", "/proc/1" if sys.platform == "linux" else str(tmp_path / "x" / "y"))
    if sys.platform != "linux":
        pytest.skip("needs a folder that even root cannot write")
    assert self_check.carry_out(self_check.check_folder).grade is Grade.FAIL


def test_what_breaks_is_said_and_the_rest_still_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise OSError("the cause\nand a trace nobody reads")

    listed = [("first", broken), ("second", lambda: Finding(Grade.WARN, "so so"))]
    monkeypatch.setattr(self_check, "checks", lambda practice: listed)
    said = io.StringIO()
    assert self_check.run_self_check(output=said) == 1
    assert said.getvalue() == "FAIL first: OSError: the cause\nWARN second: so so\n"


def test_a_warning_alone_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        self_check, "checks", lambda practice: [("only", lambda: Finding(Grade.WARN, "so so"))]
    )
    assert self_check.run_self_check(output=io.StringIO()) == 0


def test_practice_is_started_in_a_folder_of_its_own_and_stopped() -> None:
    children, folders = Children(), []

    def start(folder: Path) -> tuple[dict[str, Any], Children]:
        folders.append(folder)
        return {"base_url": "http://127.0.0.1:5000"}, children

    assert self_check.check_practice(start).grade is Grade.OK
    assert children.stopped == 1
    assert not folders[0].exists()


def test_a_practice_service_elsewhere_than_on_this_pc_fails() -> None:
    finding = self_check.check_practice(lambda folder: ({"base_url": "http://10.0.0.1:80"}, Children()))
    assert finding.grade is Grade.FAIL


@pytest.mark.slow
@pytest.mark.alone
def test_the_whole_check_from_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "--self-check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line[5:].split(":")[0] for line in lines] == [
        name for name, _ in self_check.checks(lambda folder: None)
    ]
    assert {line[:4] for line in lines} <= {"ok  ", "WARN"}
