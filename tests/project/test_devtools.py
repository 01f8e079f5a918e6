"""`dev.py` itself: what it counts, what it leaves out, what it runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dev
from devtools import contracts, debian, programs, steps, testing
from devtools.testing import GROUPS, Tally
from tests.project.sources import ROOT

MARKERS = {group.marker for group in GROUPS if group.marker}


def test_the_closing_line_is_the_one_ci_reads() -> None:
    assert Tally(7, 0).line() == "7 passed, 0 failed"
    assert Tally(7, 2, 1).line() == "7 passed, 2 failed, 1 skipped"


def test_a_report_is_counted_with_errors_as_failures(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>', encoding="utf-8"
    )
    assert testing.read_report(report) == Tally(passed=4, failed=3, skipped=3)


def test_a_run_that_wrote_no_report_has_counted_nothing(tmp_path: Path) -> None:
    assert testing.read_report(tmp_path / "none.xml") == Tally()


@pytest.mark.parametrize(
    ("tally", "code"), [(Tally(3, 0), 0), (Tally(3, 1), 1), (Tally(0, 0), 1), (Tally(0, 0, 5), 1)], ids=str
)
def test_only_tests_that_ran_and_passed_are_a_success(tally: Tally, code: int) -> None:
    assert dev.close(tally, 0.0) == code


def test_every_test_is_in_exactly_one_group() -> None:
    """Each marker selects its own group; `main` is what has none of them."""
    main = next(group for group in GROUPS if group.marker is None)
    chosen = testing.selection(main, prove=False)
    assert all(marker in chosen for marker in MARKERS)
    assert len(MARKERS) == len(GROUPS) - 1
    assert "not prove" in chosen
    assert "not prove" not in testing.selection(main, prove=True)


def test_every_group_marker_is_declared(pytestconfig: pytest.Config) -> None:
    declared = {line.split(":")[0].split("(")[0] for line in pytestconfig.getini("markers")}
    assert MARKERS | {"prove", "slow", "leaves_threads"} <= declared


def test_debian_packages_are_asked_for_once() -> None:
    names = debian.needed(["window", "xvfb", "keyring"])
    assert len(names) == len(set(names))
    assert {"libgl1", "xvfb", "gnome-keyring"} <= set(names)


def test_a_step_that_fails_shows_the_end_of_its_output_and_where_the_rest_is() -> None:
    command = [sys.executable, "-c", "print('the cause'); raise SystemExit(3)"]
    with pytest.raises(steps.StepFailed, match=r"(?s)the cause.*exit code 3.*build.logs.trial\.log"):
        steps.quietly("trial", command)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(steps.StepFailed, match="cannot start no-such-program"):
        steps.quietly("trial", ["no-such-program"])


def test_only_folders_of_ours_are_emptied(tmp_path: Path) -> None:
    kept = tmp_path / "holiday.png"
    kept.touch()
    programs.empty(tmp_path)
    assert kept.exists()


def test_a_contract_waits_for_the_rooms_it_names() -> None:
    assert contracts.exists("tabeza_protocol")
    assert not contracts.exists("tabeza_protocol.no_such_room")


def test_every_command_is_explained() -> None:
    said = subprocess.run([sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for command in dev.COMMANDS:
        assert f"  {command} " in said.stdout
        assert f"dev.py {command}" in guide


def test_ci_runs_what_a_person_runs() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "exec python3 dev.py test"
