"""The project's virtual environment: made once, filled from the lock, filled again only when the lock changes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

from devtools import debian
from devtools.paths import LOCK, PYTHON, ROOT, VENV
from devtools.steps import StepFailed, on_linux, quietly, say

STAMP = VENV / ".installed-lock"


def ensure() -> None:
    """Makes .venv and installs the hash-locked packages, if that is not how things stand already.

    Raises StepFailed, with what to do, when the environment cannot be made.
    """
    if not _works():
        _make()
    _install(LOCK)


def _works() -> bool:
    """Whether .venv holds a Python that starts and has pip: an interrupted start leaves one that does not."""
    if not PYTHON.exists():
        return False
    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", probe], capture_output=True).returncode == 0


def _make() -> None:
    try:
        import ensurepip  # noqa: F401  Debian packs it apart from python3
    except ModuleNotFoundError:
        if debian.ensure("venv"):
            raise StepFailed("Python's venv module is missing: install it as said above, then try again.") from None
        if not on_linux():
            raise StepFailed("This Python has no ensurepip: install Python from python.org.") from None
    STAMP.unlink(missing_ok=True)
    quietly("virtual-environment", [sys.executable, "-m", "venv", "--clear", VENV])


def _install(lock: Path) -> None:
    """Installs `lock`; the stamp is written last, so an interrupted install is done again."""
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="ascii").strip() == wanted:
        return
    say("  packages: installing what requirements.lock names (about 400 MB the first time)")
    started = time.monotonic()
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--require-hashes", "--no-deps", "-r", lock]
    quietly("packages", command)
    partial = STAMP.with_suffix(".new")
    partial.write_text(wanted + "\n", encoding="ascii")
    partial.replace(STAMP)
    say(f"  packages: {lock.relative_to(ROOT)} in place after {time.monotonic() - started:.0f} s")
