"""`dev.py test` and `dev.py prove`: pytest in groups by marker, each in the surroundings it needs, one tally."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtools import debian
from devtools.paths import BUILD, PYTHON, ROOT
from devtools.steps import loudly, on_linux, say

NO_TESTS = 5
RESULTS = BUILD / "test-results"
# gnome-keyring reads the password of its login keyring from stdin; the daemon ends with the bus
ON_A_BUS = 'printf tabeza | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && exec "$@"'


@dataclass(frozen=True)
class Group:
    """Tests that share surroundings.

    `marker` selects them (None: those without any group's marker); `wants` are keys of `debian.NEEDS`;
    `program` is what must be on the PATH for the group to make sense.
    """

    name: str
    marker: str | None
    wants: tuple[str, ...] = ()
    program: str | None = None
    options: tuple[str, ...] = ()
    parallel: bool = False


GROUPS = (
    Group("main", None, wants=("git", "window"), parallel=True),
    Group("alone", "alone", wants=("window",), parallel=True),
    Group("postgres", "postgres", wants=("window", "postgres")),
    Group("keyring", "keyring", wants=("window", "keyring"), program="dbus-run-session"),
    Group("xvfb", "xvfb", wants=("xvfb",), program="Xvfb", options=("--xvfb",)),
)


@dataclass
class Tally:
    """What happened to how many tests; a check without tests of its own counts as one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Tally) -> None:
        """Adds the figures of another run to these."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def check(self, succeeded: bool) -> None:
        """Counts one check."""
        self.passed += succeeded
        self.failed += not succeeded

    def line(self) -> str:
        """The closing line, alone on its own, that people and CI look for."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def run_groups(*, prove: bool = False) -> Tally:
    """Runs every group that has tests: the everyday ones, or only those marked `prove`."""
    tally = Tally()
    seed = random.SystemRandom().randrange(2**32)
    marked = _markers_in_use()
    for group in GROUPS:
        if prove and "prove" not in marked:
            break
        if group.marker is None or group.marker in marked:
            tally.add(_run_group(group, prove=prove, seed=seed))
    if not prove and not tally.passed + tally.failed:
        say("no test ran at all: that is a failure")
        tally.failed += 1
    return tally


def run_chosen(arguments: list[str]) -> int:
    """Plain pytest on what the person names (`dev.py test tests/protocol -k money`); its own exit code."""
    debian.ensure("window")
    return loudly([PYTHON, "-m", "pytest", *arguments])


def _run_group(group: Group, *, prove: bool, seed: int) -> Tally:
    name = f"{group.name}-prove" if prove else group.name
    debian.ensure(*group.wants)
    if group.program and not (on_linux() and shutil.which(group.program)):
        say(f"tests ({name}): left out, there is no {group.program} on this machine")
        return Tally(skipped=1)
    RESULTS.mkdir(parents=True, exist_ok=True)
    report = RESULTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    say(f"tests ({name}): in random order, seed {seed}")
    started = time.monotonic()
    with _surroundings(group) as (wrapper, env):
        code = loudly([*wrapper, PYTHON, "-m", "pytest", *_options(group, report, prove, seed)], env=env)
    if code == NO_TESTS and (prove or group.marker):
        return Tally()
    tally = read_report(report)
    if code and not tally.failed:
        say(f"tests ({name}): pytest ended with exit code {code}")
        tally.failed += 1
    say(f"tests ({name}): {tally.line()} in {time.monotonic() - started:.0f} s")
    return tally


def _options(group: Group, report: Path, prove: bool, seed: int) -> list[str]:
    options = ["-q", "--no-header", f"--junitxml={report}", "-p", "randomly", f"--randomly-seed={seed}"]
    options += ["-m", selection(group, prove=prove), *group.options]
    if prove:
        options.append("--timeout=1800")
    if group.parallel and (os.cpu_count() or 1) > 1:
        options += ["-n", "2", "--dist", "loadfile"]
    return options


def selection(group: Group, *, prove: bool) -> str:
    """pytest's marker expression for a group: together the groups select every test once."""
    others = [other.marker for other in GROUPS if other.marker]
    chosen = group.marker or f"not ({' or '.join(others)})"
    return f"({chosen}) and {'prove' if prove else 'not prove'}"


@contextmanager
def _surroundings(group: Group) -> Iterator[tuple[list[str], dict[str, str]]]:
    """What to put before the command, and what to add to its environment."""
    if group.name != "keyring":
        yield [], {}
        return
    with tempfile.TemporaryDirectory(prefix="tabeza-keyring-") as home:
        # a keyring of its own: nobody's real one is ever opened
        env = {"HOME": home, "XDG_DATA_HOME": f"{home}/data", "XDG_RUNTIME_DIR": home, "TABEZA_SECRET_SERVICE": "1"}
        yield ["dbus-run-session", "--", "sh", "-c", ON_A_BUS, "sh"], env


def read_report(report: Path) -> Tally:
    """The figures of a JUnit report; none at all if pytest died before writing it."""
    tally = Tally()
    if not report.exists():
        return tally
    for suite in ElementTree.parse(report).iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        tally.add(Tally(int(suite.get("tests", 0)) - failed - skipped, failed, skipped))
    return tally


def _markers_in_use() -> set[str]:
    """The markers that some test file mentions, so that no server is started for tests that do not exist."""
    wanted = {group.marker for group in GROUPS if group.marker} | {"prove"}
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))]
    return {marker for marker in wanted if any(f"mark.{marker}" in text for text in texts)}
