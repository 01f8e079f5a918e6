"""The frozen program and the desktop's own password store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import freezing

pytestmark = [
    pytest.mark.prove,
    pytest.mark.keyring,
    pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's"),
]


def test_a_real_secret_service_is_found_and_used(tmp_path: Path) -> None:
    """Backends are found by name at run time, so a bundle may lose them without any import failing."""
    program = freezing.freeze_if_changed()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"}
    environment["TABEZA_DATA_DIR"] = str(tmp_path / "data")
    done = subprocess.run(
        [program, "--self-check"], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   keyring: a test entry was kept, read and removed (SecretService)" in done.stdout
