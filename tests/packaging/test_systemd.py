"""The units as systemd itself reads them, and how little it would let the service do."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tabeza_central.cli import EX_CONFIG
from tabeza_central.settings import settings_from_environment
from tests.project.sources import ROOT

UNITS = ROOT / "deploy/systemd"
MOST_EXPOSURE = 15
"""Of 100; `systemd-analyze security` calls up to 20 OK, and an unhardened service 96."""
analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, their program replaced by one that is here: systemd looks whether it can be run."""
    for path in UNITS.glob("tabeza-*"):
        text = path.read_text(encoding="utf-8").replace("/opt/tabeza/bin/tabeza-central", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "tabeza-central@8000.service").write_text(
        (tmp_path / "tabeza-central@.service").read_text(encoding="utf-8").replace("%i", "8000"),
        encoding="utf-8",
    )
    return tmp_path


@analyze
@pytest.mark.parametrize(
    "unit", ["tabeza-central@8000.service", "tabeza-central-backup.service", "tabeza-central-backup.timer"]
)
def test_systemd_understands_every_line(units: Path, unit: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(units / unit)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "tabeza" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


@analyze
@pytest.mark.parametrize("unit", ["tabeza-central@8000.service", "tabeza-central-backup.service"])
def test_it_may_do_little(units: Path, unit: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSURE}", units / unit],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_it_starts_is_a_command_of_the_program() -> None:
    from typer.main import get_command

    from tabeza_central.cli import app

    for path in UNITS.glob("*.service"):
        for words in re.findall(
            r"/opt/tabeza/bin/tabeza-central ([a-z]+)(?: ([a-z]+))?", path.read_text(encoding="utf-8")
        ):
            command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
            assert not hasattr(command, "commands") or words[1] in command.commands


def test_a_setting_that_must_be_mended_is_not_tried_again() -> None:
    unit = (UNITS / "tabeza-central@.service").read_text(encoding="utf-8")
    assert f"RestartPreventExitStatus={EX_CONFIG}\n" in unit


def test_the_example_settings_are_settings() -> None:
    text = (UNITS / "central.env.example").read_text(encoding="utf-8")
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string("[env]\n" + text)
    made = settings_from_environment(dict(read["env"]))
    assert (made.kind, made.callback_path, made.public_base_url) == (
        "production",
        "/pay/cb",
        "https://api.tabeza.co.ke",
    )
    assert not made.encryption_key.reveal(), "no key is in an example"
