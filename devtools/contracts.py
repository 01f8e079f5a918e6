"""The import contracts of pyproject.toml, checked for as much of the house as stands.

import-linter stops at the first module it cannot find. The contracts name rooms before they are built, so what
does not exist yet is left out here and said aloud; with every room built this hands them over unchanged.
"""

from __future__ import annotations

import configparser
import tomllib
from pathlib import Path
from typing import Any

from devtools.paths import BUILD, ROOT

MODULE_LISTS = ("source_modules", "forbidden_modules", "modules", "containers")
SMALLEST = {"independence": 2}


def write_config() -> tuple[Path, list[str]]:
    """Writes the contracts that can be checked today; returns that file and the names of those that can't."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = options.pop("contracts")
    roots = options["root_packages"]
    options["root_packages"] = [name for name in roots if exists(name)]
    config = configparser.ConfigParser(interpolation=None)
    config["importlinter"] = _as_ini(options)
    waiting = []
    for contract in contracts:
        standing = _standing_part(contract, set(roots))
        if standing is None:
            waiting.append(contract["name"])
        else:
            config[f"importlinter:contract:{contract['id']}"] = _as_ini(standing)
    BUILD.mkdir(exist_ok=True)
    path = BUILD / "import-contracts.ini"
    with path.open("w", encoding="utf-8") as sink:
        config.write(sink)
    return path, waiting


def exists(module: str) -> bool:
    """Whether the module, or something its wildcard could match, is there as a file of ours."""
    place = ROOT.joinpath(*module.split(".*")[0].split("."))
    return (place / "__init__.py").exists() or place.with_suffix(".py").exists()


def _standing_part(contract: dict[str, Any], roots: set[str]) -> dict[str, Any] | None:
    """The contract without the modules that are not there, or None if too little is left to forbid anything."""
    ours = {key: value for key, value in contract.items() if key != "id"}
    for key in MODULE_LISTS:
        if key not in ours:
            continue
        ours[key] = [name for name in ours[key] if name.split(".")[0] not in roots or exists(name)]
        if len(ours[key]) < SMALLEST.get(ours["type"], 1):
            return None
    if "layers" in ours:
        containers = ours.get("containers", [""])
        ours["layers"] = [layer for layer in (_standing_layer(line, containers) for line in ours["layers"]) if layer]
        if len(ours["layers"]) < 2:
            return None
    return ours


def _standing_layer(line: str, containers: list[str]) -> str:
    separator = next((sign for sign in ("|", ":") if sign in line), "|")
    names = [name.strip() for name in line.split(separator)]
    there = [name for name in names if any(exists(f"{room}.{name}".strip(".")) for room in containers)]
    return f" {separator} ".join(there)


def _as_ini(options: dict[str, Any]) -> dict[str, str]:
    return {key: "\n".join(value) if isinstance(value, list) else str(value) for key, value in options.items()}
