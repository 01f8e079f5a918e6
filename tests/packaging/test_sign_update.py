"""`dev.py sign-update`: what it signs consoles accept, and it makes nothing they would not."""

from __future__ import annotations

import importlib.util
import json
import stat
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tabeza_desktop.updates.manifest import key_id
from tests.project.sources import ROOT

PASSPHRASE = "twelve letters at least"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """packaging/sign_update.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("sign_update", ROOT / "packaging" / "sign_update.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def desk(tmp_path: Path, tool: ModuleType) -> Path:
    """A release desk: two keys, the file that pins them, an installer."""
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    public = [
        tool.new_key(tmp_path / name, PASSPHRASE.encode()).hex() for name in ("first.pem", "second.pem")
    ]
    (tmp_path / "trust.json").write_text(
        json.dumps({"address": "https://u.example/update.json", "keys": public})
    )
    (tmp_path / "Tabeza-Setup-0.2.0.exe").write_bytes(b"MZ" * 1000)
    return tmp_path


def make(tool: ModuleType, desk: Path, *more: str, key: str = "first.pem") -> int:
    words = [
        "make",
        "--key",
        str(desk / key),
        "--passphrase-file",
        str(desk / "passphrase"),
        "--version",
        "0.2.0",
    ]
    words += ["--minimum", "0.1.0", "--percent", "10", "--base-url", "https://u.example/files"]
    words += ["--output", str(desk / "update.json"), *more]
    return tool.main([*words, str(desk / "Tabeza-Setup-0.2.0.exe")])


def check(tool: ModuleType, desk: Path) -> int:
    words = ["check", "--trust", str(desk / "trust.json"), str(desk / "update.json")]
    return tool.main([*words, str(desk / "Tabeza-Setup-0.2.0.exe")])


@pytest.mark.parametrize("key", ["first.pem", "second.pem"])
def test_what_either_key_signs_is_good(
    tool: ModuleType, desk: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(tool, desk, key=key) == 0
    assert check(tool, desk) == 0
    assert "good: 0.2.0, 10 %" in capsys.readouterr().out


def test_another_installer_than_the_one_that_was_signed_is_found(
    tool: ModuleType, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tool, desk)
    (desk / "Tabeza-Setup-0.2.0.exe").write_bytes(b"ZM" * 1000)
    assert check(tool, desk) == 1
    assert "not the file that was signed" in capsys.readouterr().err


def test_a_key_that_is_not_pinned_is_found(
    tool: ModuleType, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tool.new_key(desk / "third.pem", PASSPHRASE.encode())
    make(tool, desk, key="third.pem")
    assert check(tool, desk) == 1
    assert "not_signed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [["--percent", "101"], ["--minimum", "0.3.0"], ["--days", "0"], ["--base-url", "http://u.example"]],
)
def test_what_consoles_would_refuse_is_not_signed(tool: ModuleType, desk: Path, wrong: list[str]) -> None:
    assert make(tool, desk, *wrong) == 1
    assert not (desk / "update.json").exists()


def test_a_wrong_passphrase_opens_nothing(
    tool: ModuleType, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "passphrase").write_text("something else entirely\n", encoding="utf-8")
    assert make(tool, desk) == 1
    assert PASSPHRASE not in capsys.readouterr().err


def test_a_key_is_encrypted_for_its_owner_alone_and_never_overwritten(tool: ModuleType, desk: Path) -> None:
    key = desk / "first.pem"
    assert "ENCRYPTED" in key.read_text(encoding="ascii")
    if sys.platform != "win32":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    with pytest.raises(tool.Refused):
        tool.new_key(key, PASSPHRASE.encode())
    assert key.read_bytes() == before


def test_a_short_passphrase_makes_no_key(tool: ModuleType, desk: Path) -> None:
    with pytest.raises(tool.Refused):
        tool.new_key(desk / "short.pem", b"too short")
    assert not (desk / "short.pem").exists()


def test_what_is_printed_of_a_new_key_is_its_public_half(
    tool: ModuleType, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["new-key", "--key", str(desk / "fourth.pem"), "--passphrase-file", str(desk / "passphrase")]
    assert tool.main(words) == 0
    told = dict(line.split(":", 1) for line in capsys.readouterr().out.splitlines()[:3])
    assert key_id(bytes.fromhex(told["public"].strip())) == told["key id"].strip()
