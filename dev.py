#!/usr/bin/env python3
"""One door for people who work on Tabeza Desktop: `python3 dev.py COMMAND` (on Windows `py dev.py COMMAND`).

Standard library only. On a fresh clone every command first sets up what it needs: a virtual environment in .venv
with the hash-locked packages and, as root on Debian, missing system packages. What each command runs: devtools/.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from devtools import (
    deb,
    debian,
    environment,
    freezing,
    licences,
    linting,
    locks,
    programs,
    testing,
    updates,
    wheel,
    windows,
)
from devtools.paths import BUILD, MAIN
from devtools.steps import StepFailed, say

COMMANDS = {
    "run": "the console in practice mode (without a display: the unattended tour, with pictures)",
    "test": "lint and every everyday test; with arguments: pytest on just those",
    "prove": "test, then everything longer: prove-marked tests, simulation, benchmarks, the frozen program",
    "lint": "ruff and the import contracts",
    "shots": "every page, theme, language and size as a picture into DIR; without DIR those of the README",
    "build": "the frozen program into dist/, then its self-check",
    "deb": "the Debian package of the frozen program into dist/",
    "wheel": "the central service as a wheel into dist/",
    "windows": "the Windows program and installer, made and tried under Wine (--try: only try again)",
    "licences": "what the frozen program is made of, and under which licences",
    "sign-update": "keys and signed manifests of updates: new-key, make, check",
    "bench": "the benchmarks, or those named",
    "simulate": "the simulation: --seeds N [--first-seed K]",
    "setup": "only what the other commands would set up first",
    "lock": "resolve requirements*.in anew into the locks (--upgrade: to the newest versions)",
}


def main() -> int:
    """Sets up, runs one command and returns its exit code."""
    command, rest = _parse(sys.argv[1:])
    try:
        environment.ensure()
        return _run(command, rest)
    except StepFailed as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130


def _parse(arguments: list[str]) -> tuple[str, list[str]]:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Work on Tabeza Desktop. Commands:\n\n"
        + "\n".join(f"  {name:11} {text}" for name, text in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to the command")
    parsed = parser.parse_args(arguments or ["--help"])
    return parsed.command, parsed.arguments


def _run(command: str, rest: list[str]) -> int:
    if command == "test":
        return testing.run_chosen(rest) if rest else _test()
    if command == "shots":
        return programs.shots(Path(rest[0]).resolve() if rest else None)
    if command == "lock":
        locks.lock(upgrade="--upgrade" in rest)
        return 0
    simple = {
        "run": programs.run, "bench": programs.bench, "simulate": programs.simulate, "windows": windows.windows,
        "sign-update": updates.sign_update,
    }
    if command in simple:
        return simple[command](rest)
    if command == "setup":
        debian.ensure("git", "desktop", "xvfb", "keyring", "build")
        return 0
    plain = {
        "lint": linting.lint, "prove": _prove, "build": freezing.build, "deb": deb.build, "licences": licences.licences,
        "wheel": wheel.build,
    }
    return plain[command]()


def _test() -> int:
    started = time.monotonic()
    tally = testing.Tally()
    tally.failed += linting.lint()
    tally.add(testing.run_groups())
    return close(tally, started)


def _prove() -> int:
    started = time.monotonic()
    tally = testing.Tally()
    tally.failed += linting.lint()
    tally.add(testing.run_groups())
    tally.add(testing.run_groups(prove=True))
    for name, check in _longer_checks():
        say(f"prove: {name}")
        try:
            tally.check(check() == 0)
        except StepFailed as problem:
            say(str(problem))
            tally.check(False)
    return close(tally, started)


def _longer_checks() -> list[tuple[str, programs.Check]]:
    """What `prove` runs besides pytest, as far as this working copy has it."""
    checks: list[tuple[str, programs.Check]] = []
    if programs.has_module("simulation"):
        nights = ["--seeds", "300", "--payments", "100"]
        checks.append(("300 seeds of the simulation", lambda: programs.simulate(nights)))
    if programs.has_module("benchmarks"):
        checks.append(("benchmarks", lambda: programs.bench([])))
    if MAIN.exists():
        checks += [
            ("the tour", lambda: programs.tour(BUILD / "tour")),
            ("the frozen program and its self-check", freezing.build),
            ("the tour by the frozen program", lambda: freezing.tour(BUILD / "tour-frozen")),
        ]
    return checks


def close(tally: testing.Tally, started: float) -> int:
    """Prints the closing lines; 0 only if something ran and nothing failed."""
    say(f"took {(time.monotonic() - started) / 60:.1f} minutes")
    say(tally.line())
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
