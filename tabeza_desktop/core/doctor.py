"""The PC check: what is looked at, how each finding is graded, and what a support person may read of it. Pure.

A finding is a code and plain figures, never an address, a name, a phone, an amount or a key. The words stand in
``ui.doctor.words``; a later check is not reached when the one it rests on failed, and says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CheckKey(StrEnum):
    """In the order they are shown: first what a person at the counter can mend."""

    CLOCK = "clock"
    INTERNET = "internet"
    NAMES = "names"
    PORTAL = "portal"
    PRIVACY = "privacy"
    IDENTITY = "identity"
    MPESA = "mpesa"
    DISK = "disk"
    KEYRING = "keyring"
    DATABASE = "database"
    VERSION = "version"


class Grade(StrEnum):
    RUNNING = "running"
    FINE = "fine"
    WARN = "warn"
    """It works, and somebody should look at it."""
    FAIL = "fail"
    SKIPPED = "skipped"
    """It rests on one that failed, or there is nothing to check here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. ``code`` picks the words; ``figures`` fill them (seconds, milliseconds, megabytes, counts)."""

    key: CheckKey
    grade: Grade
    code: str
    figures: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def needs_a_person(self) -> bool:
        return self.grade in (Grade.WARN, Grade.FAIL)


LEAST_FREE_MB: Final = 500
NO_ROOM_MB: Final = 50
NOTICED_SKEW_SECONDS: Final = 60
SLOW_MS: Final = 3000
IN_THE_WAY: Final = MappingProxyType({
    "captive_portal": CheckKey.PORTAL, "proxy_sign_in": CheckKey.PORTAL, "tls_failed": CheckKey.PRIVACY,
    "clock_wrong": CheckKey.CLOCK,
})  # fmt: skip
"""Problem codes of a request, and the check they speak about."""


def clock(skew_seconds: int | None) -> Finding:
    """``skew_seconds`` is this PC's clock minus the service's; None: nobody told the time. No money depends on it."""
    if skew_seconds is None:
        return Finding(CheckKey.CLOCK, Grade.SKIPPED, "not_told")
    off = abs(skew_seconds)
    if off <= NOTICED_SKEW_SECONDS:
        return Finding(CheckKey.CLOCK, Grade.FINE, "right", {"seconds": off})
    return Finding(CheckKey.CLOCK, Grade.WARN, "fast" if skew_seconds > 0 else "slow", {"seconds": off})


def disk(free_mb: int | None) -> Finding:
    """``free_mb`` on the disk the console keeps its files on; None: the system would not say."""
    if free_mb is None:
        return Finding(CheckKey.DISK, Grade.WARN, "not_told")
    if free_mb < NO_ROOM_MB:
        return Finding(CheckKey.DISK, Grade.FAIL, "full", {"mb": free_mb})
    if free_mb < LEAST_FREE_MB:
        return Finding(CheckKey.DISK, Grade.WARN, "little", {"mb": free_mb})
    return Finding(CheckKey.DISK, Grade.FINE, "room", {"gb": max(1, free_mb // 1000)})


def keyring(reason: str | None) -> Finding:
    """``reason`` as :mod:`tabeza_desktop.store.secrets` gives it: ``no_backend``, ``locked``, ``failed`` or None."""
    if reason is None:
        return Finding(CheckKey.KEYRING, Grade.FINE, "kept")
    return Finding(CheckKey.KEYRING, Grade.WARN, reason if reason in ("no_backend", "locked") else "failed")


def database(whole: bool, rebuilt: bool) -> Finding:
    if not whole:
        return Finding(CheckKey.DATABASE, Grade.FAIL, "broken")
    return Finding(CheckKey.DATABASE, Grade.FINE, "rebuilt" if rebuilt else "whole")


def version(running: str, too_old: bool) -> Finding:
    grade = Grade.FAIL if too_old else Grade.FINE
    return Finding(CheckKey.VERSION, grade, "too_old" if too_old else "good", {"version": running})


def mpesa(enabled: bool | None, paused: bool, last_answer: str) -> Finding:
    """``last_answer`` is a clock time, or empty."""
    if enabled is None:
        return Finding(CheckKey.MPESA, Grade.SKIPPED, "signed_out")
    if paused:
        return Finding(CheckKey.MPESA, Grade.WARN, "paused")
    if not enabled:
        return Finding(CheckKey.MPESA, Grade.WARN, "off")
    return Finding(CheckKey.MPESA, Grade.FINE, "on" if last_answer else "on_quiet", {"at": last_answer})


@dataclass(frozen=True, slots=True)
class Checkup:
    """Every finding in order. ``took_ms`` once all are in."""

    findings: tuple[Finding, ...]
    took_ms: int | None = None

    def of(self, key: CheckKey) -> Finding:
        return next(finding for finding in self.findings if finding.key is key)

    @property
    def is_over(self) -> bool:
        return self.took_ms is not None

    @property
    def to_fix(self) -> tuple[Finding, ...]:
        """The worst first, in the order shown."""
        failed = tuple(finding for finding in self.findings if finding.grade is Grade.FAIL)
        return failed + tuple(finding for finding in self.findings if finding.grade is Grade.WARN)

    @property
    def fine_count(self) -> int:
        return sum(finding.grade is Grade.FINE for finding in self.findings)

    def put(self, finding: Finding) -> Checkup:
        rows = tuple(finding if row.key is finding.key else row for row in self.findings)
        return Checkup(rows, self.took_ms)


def begun() -> Checkup:
    """Nothing known yet."""
    return Checkup(tuple(Finding(key, Grade.RUNNING, "running") for key in CheckKey))


def report(checkup: Checkup, running: str) -> str:
    """What may be read out to support: codes and figures only, one line each."""
    lines = [f"Tabeza Desktop {running}, PC check"]
    lines += [_line(finding) for finding in checkup.findings]
    return "\n".join(lines)


def _line(finding: Finding) -> str:
    figures = " ".join(f"{name}={value}" for name, value in sorted(finding.figures.items()) if value != "")
    return f"{finding.grade.value:8}{finding.key.value}: {finding.code} {figures}".rstrip()


def worst(findings: Iterable[Finding]) -> Finding | None:
    """The one a person should look at first."""
    return next(iter(Checkup(tuple(findings)).to_fix), None)
