"""``python -m tests.benchmarks [NAME ...]``: runs the measurements, prints JSON and keeps it in docs/benchmarks.md.

Each runs in a process of its own. Figures are reports, not tests: nothing fails because a machine is slow.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from typing import Any, Final

from tests.benchmarks.report import write_page
from tests.journeys.town import ROOT

NAMES: Final = ("startup", "paint", "first_sync", "acknowledge", "history")
ONE: Final = "--one"


def main(arguments: list[str]) -> int:
    """0 if every named measurement could be made, else 1; 2 for a name there is not."""
    if arguments[:1] == [ONE]:
        sys.stdout.write(json.dumps(importlib.import_module(f"tests.benchmarks.{arguments[1]}").measure()) + "\n")
        return 0
    names = arguments or list(NAMES)
    strange = [name for name in names if name not in NAMES]
    if strange:
        sys.stderr.write(f"There is no benchmark {strange[0]!r}; there are: {', '.join(NAMES)}\n")
        return 2
    figures = {name: found for name in names if (found := _run(name)) is not None}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    write_page(figures)
    return 0 if len(figures) == len(names) else 1


def _run(name: str) -> dict[str, Any] | None:
    sys.stderr.write(f"measuring: {name}\n")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", ONE, name],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode or not done.stdout.strip():
        sys.stderr.write(f"{name} could not be measured (exit code {done.returncode})\n")
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
