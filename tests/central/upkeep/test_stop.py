"""Stopped as systemd and containers stop it: what was taken on is finished, and it says so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.central.access.people import KEY
from tests.project.sources import ROOT


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["terminate", "interrupt"])
def test_a_signal_ends_it_in_good_order(how: signal.Signals, tmp_path: Path) -> None:
    env = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TABEZA_SERVICE_KIND": "test", "MPESA_ENCRYPTION_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'central.sqlite'}",
    }  # fmt: skip
    command = [sys.executable, "-m", "tabeza_central", "serve", "--port", "0"]
    with (tmp_path / "log").open("wb") as log:
        program = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=log)
    with program:
        assert program.stdout is not None
        assert json.loads(program.stdout.readline())["event"] == "ready"
        program.send_signal(how)
        code = program.wait(timeout=40)
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert '"event": "stopped"' in said, said
    assert code == 0 if how is signal.SIGTERM else code in (0, 1, 130, -signal.SIGINT)
    assert "Traceback" not in said
