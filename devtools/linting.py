"""`dev.py lint`: ruff, then the import contracts."""

from __future__ import annotations

from devtools import contracts
from devtools.steps import project_python, say

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as lint; lint(prog_name='lint-imports')"


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
    return failed
