"""The rules for Prometheus are the alarms inside: the same thresholds, written once, tried by Prometheus' own tool."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tabeza_central.domain import alarms
from tabeza_central.domain.alarms import ALARMS
from tabeza_central.observe import prometheus_rules
from tabeza_central.observe.figures import Figures
from tabeza_central.observe.metrics import exposition
from tests.central.world import World

FOLDER = Path(__file__).resolve().parents[3] / "deploy" / "prometheus"
RULES = FOLDER / "tabeza.rules.yml"
ONLY_INSIDE = {"bar_acceptance_low", "bar_codes_unusual"}
"""About one bar: Prometheus is told of no bar."""


def rules() -> dict[str, dict[str, object]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for rule in group["rules"]}


def expr(name: str) -> str:
    return str(rules()[name]["expr"])


def test_the_file_is_what_the_program_writes() -> None:
    assert RULES.read_text(encoding="utf-8") == prometheus_rules.text()


def test_every_alarm_has_a_rule_with_its_cure() -> None:
    kinds = {str(rule["labels"]["kind"]) for rule in rules().values()}  # type: ignore[index]
    assert kinds == set(ALARMS) - ONLY_INSIDE
    for rule in rules().values():
        annotations = rule["annotations"]
        assert len(annotations["cure"]) > 40  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("TabezaPushAcceptanceLow", [alarms.ACCEPTANCE_LEAST, alarms.MIN_PUSHES]),
        ("TabezaCallbacksSlow", [alarms.CALLBACK_MOST_S, alarms.MIN_CALLBACKS]),
        ("TabezaInboxStuck", [alarms.INBOX_MOST_US / 1e6]),
        ("TabezaLimitHits", [alarms.LIMIT_HITS_MOST]),
        ("TabezaDatabaseErrors", [alarms.DATABASE_ERRORS_MOST]),
        ("TabezaJobsLate", [alarms.JOBS_MOST_US / 1e6]),
        ("TabezaAuditLate", [alarms.AUDIT_LATE_US / 1e6]),
        ("TabezaHeartbeatLost", [alarms.GAP_US / 1e6]),
        ("TabezaUnusualResultCode", [alarms.CODES_LEAST_SHARE, alarms.CODES_TIMES_USUAL, alarms.CODES_MIN_COUNT,
                                     alarms.CODES_MIN_ENDED, alarms.CODES_MIN_ENDED]),
    ],
)  # fmt: skip
def test_the_thresholds_are_those_inside(name: str, numbers: list[float]) -> None:
    compared = [float(number) for number in re.findall(r"(?:[<>]=?) ([0-9.]+)", expr(name))]
    assert compared == numbers


def test_the_windows_are_those_inside() -> None:
    five_minutes = {
        "TabezaPushAcceptanceLow",
        "TabezaCallbacksSlow",
        "TabezaLimitHits",
        "TabezaDatabaseErrors",
    }
    for name in five_minutes:
        spans = set(re.findall(r"\[(\w+)\]", expr(name)))
        assert spans == {"5m"}
    assert alarms.WINDOW_US == 300_000_000
    assert set(re.findall(r"\[(\w+)\]", expr("TabezaUnusualResultCode"))) == {"15m", "7d"}
    assert (alarms.CODES_WINDOW_US, alarms.CODES_PAST_US) == (15 * 60 * 1_000_000, 7 * 24 * 3_600 * 1_000_000)


def test_every_figure_a_rule_asks_for_is_told(world: World) -> None:
    """From the start, or an alert that needs it could never fire."""
    told = set(re.findall(r"^# TYPE (tabeza_\w+)", exposition(world.ctx).decode(), re.MULTILINE))
    counters = {f"{family.name}_total" for family in Figures().registry.collect() if family.type == "counter"}
    asked = {name for rule in rules() for name in re.findall(r"tabeza_\w+", expr(rule))}
    after_first = {"tabeza_audit_findings", "tabeza_audit_age_seconds", "tabeza_heartbeat_age_seconds"}
    asked = {re.sub(r"_(sum|count)$", "", name) for name in asked}
    assert asked - told - counters - after_first == set()


@pytest.mark.parametrize(
    "what", [["check", "rules", RULES.name], ["test", "rules", "tabeza.tests.yml"]], ids=["check", "test"]
)
def test_promtool_accepts_and_tries_them(what: list[str]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("there is no promtool here (Debian: apt install prometheus); the rules were not tried")
    done = subprocess.run(
        [promtool, *what], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_is_tried_by_promtools_tests() -> None:
    tried = (FOLDER / "tabeza.tests.yml").read_text(encoding="utf-8")
    assert {name for name in rules() if f'alertname="{name}"' not in tried} == set()
