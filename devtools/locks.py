"""`dev.py lock`: resolves requirements*.in into hash-complete locks that hold on Linux, Windows and macOS."""

from __future__ import annotations

from devtools.paths import PYTHON, ROOT
from devtools.steps import quietly

OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet",
)
# one resolution for all: the two smaller locks must agree with what was tested
LOCKS = (
    ("requirements.lock", "requirements-dev.in", "constraints.txt"),
    ("requirements-runtime.lock", "requirements.in", "requirements.lock"),
    ("requirements-central.lock", "requirements-central.in", "requirements.lock"),
)


def lock(*, upgrade: bool = False) -> None:
    """Writes the three locks; with `upgrade` to the newest versions, otherwise moving as little as possible."""
    for output, source, constraint in LOCKS:
        fresh = ["--upgrade"] if upgrade else []
        command = [PYTHON, "-m", "uv", "pip", "compile", *OPTIONS, *fresh, "-c", constraint, "-o", output, source]
        quietly(f"lock-{output.removesuffix('.lock')}", [*command])
    for output, _, _ in LOCKS:
        path = ROOT / output
        path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n", encoding="utf-8", newline="\n")
