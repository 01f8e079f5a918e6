"""The arrows between the packages hold, and each contract can fail: every one is broken on purpose in a model house."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from devtools import contracts
from devtools.linting import LINT_IMPORTS
from tests.project.sources import ROOT

CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
ROOMS = (
    "tabeza_protocol.money", "tabeza_practice.safaricom.server", "tabeza_practice.bar",
    "tabeza_central.cli", "tabeza_central.web.app", "tabeza_central.workers.loop", "tabeza_central.services.tabs",
    "tabeza_central.store.uow", "tabeza_central.vault.at_rest", "tabeza_central.daraja.client",
    "tabeza_central.daraja.oauth", "tabeza_central.domain.ledger",
    "tabeza_desktop.ui.page", "tabeza_desktop.models.tabs", "tabeza_desktop.state.bar", "tabeza_desktop.services.sync",
    "tabeza_desktop.api.client", "tabeza_desktop.store.cache", "tabeza_desktop.core.takings",
    "tabeza_desktop.i18n.texts",
)
# contract -> (the file that sins, what it imports)
SINS = {
    "programs": ("tabeza_protocol.money", "tabeza_central.domain.ledger"),
    "console": ("tabeza_protocol.money", "tabeza_desktop.core.takings"),
    "console-and-service-apart": ("tabeza_desktop.services.sync", "tabeza_central.services.tabs"),
    "console-and-practice-apart": ("tabeza_desktop.ui.page", "tabeza_practice.bar"),
    "protocol-is-pure": ("tabeza_protocol.money", "socket"),
    "simulator-shares-nothing": ("tabeza_practice.safaricom.server", "tabeza_protocol.money"),
    "central-layers": ("tabeza_central.services.tabs", "tabeza_central.web.app"),
    "central-domain-is-pure": ("tabeza_central.domain.ledger", "sqlalchemy"),
    "central-web-has-no-sql": ("tabeza_central.web.app", "tabeza_central.store.uow"),
    "central-one-sql": ("tabeza_central.services.tabs", "sqlalchemy"),
    "central-one-http-client": ("tabeza_central.daraja.oauth", "httpx"),
    "central-one-vault": ("tabeza_central.services.tabs", "cryptography"),
    "desktop-layers": ("tabeza_desktop.api.client", "tabeza_desktop.services.sync"),
    "desktop-core-is-pure": ("tabeza_desktop.core.takings", "PySide6"),
    "desktop-one-http-client": ("tabeza_desktop.services.sync", "httpx"),
    "desktop-one-store": ("tabeza_desktop.services.sync", "keyring"),
    "desktop-ui-has-no-secrets": ("tabeza_desktop.models.tabs", "tabeza_desktop.store.cache"),
}
# what the rooms need and may import: a house without it would keep its rules by standing empty
HONEST = {
    "tabeza_central.store.uow": "sqlalchemy",
    "tabeza_central.vault.at_rest": "cryptography",
    "tabeza_central.daraja.client": "httpx",
    "tabeza_central.web.app": "tabeza_central.services.tabs",
    "tabeza_central.services.tabs": "tabeza_central.store.uow",
    "tabeza_desktop.api.client": "httpx",
    "tabeza_desktop.store.cache": "sqlite3",
    "tabeza_desktop.services.sync": "tabeza_desktop.api.client",
    "tabeza_desktop.ui.page": "tabeza_desktop.services.sync",
}


def test_our_own_imports_keep_every_contract() -> None:
    config, _ = contracts.write_config()
    answer = check(ROOT, config)
    assert answer.returncode == 0, answer.stdout


def test_a_house_that_keeps_the_rules_is_left_in_peace(model_house: Path) -> None:
    answer = check(model_house, ROOT / "pyproject.toml")
    assert f"{len(CONTRACTS)} kept, 0 broken" in answer.stdout, answer.stdout


def test_each_contract_is_broken_by_its_sin(model_house: Path) -> None:
    assert SINS.keys() == CONTRACTS.keys()
    for importer, imported in SINS.values():
        write(model_house, importer, imported)
    answer = check(model_house, ROOT / "pyproject.toml")
    verdicts = [line.strip() for line in answer.stdout.splitlines()]
    assert answer.returncode == 1
    assert not [name for name in CONTRACTS.values() if not broken(name, verdicts)], answer.stdout


def broken(contract: str, verdicts: list[str]) -> bool:
    return any(line.startswith(f"{contract} BROKEN") for line in verdicts)


@pytest.fixture
def model_house(tmp_path: Path) -> Path:
    """A folder with every room that the contracts name, and the imports they are there for."""
    for room in ROOMS:
        write(tmp_path, room, HONEST.get(room, ""))
    return tmp_path


def write(house: Path, module: str, imported: str) -> None:
    """Adds an import (or nothing) to a module, making the packages above it."""
    place = house.joinpath(*module.split("."))
    place.parent.mkdir(parents=True, exist_ok=True)
    for folder in place.parents:
        if folder.is_relative_to(house) and folder != house:
            (folder / "__init__.py").touch()
    with place.with_suffix(".py").open("a", encoding="utf-8") as sink:
        sink.write(f"import {imported}\n" if imported else "")


def check(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    """lint-imports run in `folder`."""
    command = [sys.executable, "-c", LINT_IMPORTS, "--config", str(config), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
