"""Runs tests in a process of their own against code broken in one way (or not at all)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.guarantees.mutation import ROOT

LONGEST_S = 600


def outcomes(broken: str, tests: Sequence[str], *options: str) -> dict[str, str]:
    """What became of each test: ``passed``, ``asserted`` (it noticed), ``skipped``, or ``raised ...``.

    Raises ``AssertionError`` with pytest's own words if it could not even collect them.
    """
    with tempfile.TemporaryDirectory(prefix="tabeza-broken-") as folder:
        report = Path(folder) / "outcomes.json"
        environment = {
            **os.environ, "TABEZA_BREAK": broken, "TABEZA_BREAK_REPORT": str(report), "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "tests.guarantees.breaking"]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider", "--tb=line", *options, *tests]
        said = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
        assert report.exists(), f"no test ran:\n{said.stdout[-3000:]}{said.stderr[-2000:]}"
        found: dict[str, str] = json.loads(report.read_text(encoding="utf-8"))
    assert found, f"no test ran:\n{said.stdout[-3000:]}{said.stderr[-2000:]}"
    return found
