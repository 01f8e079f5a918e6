"""`dev.py lint`: ruff, then the import contracts, then a word on what has grown long."""

from __future__ import annotations

from devtools import contracts
from devtools.paths import ROOT
from devtools.steps import project_python, say

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as lint; lint(prog_name='lint-imports')"
LONG_FILE_LINES = 400


def lint() -> int:
    """Runs every check, also after one has failed; returns how many failed."""
    failed = 0
    say("lint: ruff")
    failed += project_python("-m", "ruff", "check", "--quiet", ".") != 0
    say("lint: import contracts")
    config, waiting = contracts.write_config()
    for name in waiting:
        say(f"  not checkable yet, its modules do not exist: {name}")
    failed += project_python("-c", LINT_IMPORTS, "--config", config, "--no-cache", "--no-logo") != 0
    for line in long_files():
        say(f"  longer than {LONG_FILE_LINES} lines, perhaps two rooms in one: {line}")
    return failed


def long_files() -> list[str]:
    """`lines path` of our own Python files over the aim, longest first: told, not failed."""
    rooms = [path for path in ROOT.iterdir() if (path / "__init__.py").exists()] + [ROOT / "tests"]
    found = []
    for path in (file for room in rooms for file in room.rglob("*.py")):
        lines = path.read_bytes().count(b"\n")
        if lines > LONG_FILE_LINES:
            found.append((lines, path.relative_to(ROOT).as_posix()))
    return [f"{lines} {name}" for lines, name in sorted(found, reverse=True)]
