"""The tour is the main job, whole: it must reach its end by itself, and its evidence must be there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 400


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(LIMIT_S + 20)
@pytest.mark.parametrize("lang", ["en", pytest.param("sw", marks=pytest.mark.prove)])
def test_the_whole_job_happens_unattended(lang: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--tour", str(tmp_path), "--lang", lang],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
        timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    told = json.loads((tmp_path / "tour.json").read_text())
    assert [step["name"] for step in told["steps"] if not step["ok"]] == []
    assert len(told["steps"]) >= 20
    for step in told["steps"]:
        assert {"name", "ok", "seconds", "screenshot"} <= set(step)
        assert (tmp_path / step["screenshot"]).stat().st_size > 10_000, step["name"]
    assert told["figures"]["callback_to_paint"]["payments"] >= 100
    paid = next(step for step in told["steps"] if step["name"] == "paid")["evidence"]
    assert sum(line["amount_cents"] for line in paid["ledger"]) == 0
    assert len(paid["receipt"]) == 10
