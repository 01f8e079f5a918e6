"""Kill -9 before and after every commit of a payment's way, then a restart with every callback delivered twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMITS = ("accept", "claim", "dispatch", "answer", "intake", "judge", "check", "expire")
PLACES = [
    *(f"{name}.{when}_commit" for name in COMMITS for when in ("before", "after")),
    "dispatch.before_send",
    "dispatch.after_send",
    *(f"claim.{when}_commit:{n}" for n in (2, 3, 4, 5) for when in ("before", "after")),
]
SAMPLE = (
    "dispatch.after_commit", "dispatch.after_send", "answer.before_commit", "intake.after_commit",
    "judge.before_commit",
)  # fmt: skip
NEVER_SENT = ("dispatch.after_commit", "dispatch.before_send")


def life(folder: Path, which: str, failpoint: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TABEZA_FAILPOINT": failpoint}
    command = [sys.executable, "-m", "tests.crash.child", str(folder), which]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False
    )


def killed_and_restarted(folder: Path, place: str) -> dict[str, Any]:
    died = life(folder, "first", place)
    assert died.returncode == -signal.SIGKILL, f"{place} was never passed:\n{died.stderr[-2000:]}"
    lived = life(folder, "again")
    assert lived.returncode == 0, lived.stderr[-3000:]
    report: dict[str, Any] = json.loads(lived.stdout)
    return report


def check(place: str, report: dict[str, Any]) -> None:
    assert report["findings"] == []
    assert report["failed_jobs"] == []
    assert len(report["pushes"]) <= 1, "a second push"
    if report["pushes"]:
        assert (report["state"], report["balance"]) == ("succeeded", 0), "money that came is on the tab, once"
    else:
        assert place in NEVER_SENT, "only a push that was cut short before it left may be missing"
        assert (report["state"], report["balance"]) == ("needs_review", 330_000)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("place", SAMPLE)
def test_killed_at_a_step(tmp_path: Path, place: str) -> None:
    check(place, killed_and_restarted(tmp_path, place))


@pytest.mark.prove
@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("place", [place for place in PLACES if place not in SAMPLE])
def test_killed_at_every_step(tmp_path: Path, place: str) -> None:
    check(place, killed_and_restarted(tmp_path, place))
