"""What a release means for this PC. Pure.

A release is taken by a share of PCs that grows with its rollout percentage: each PC has a place between 0 and 99 that
is its own for each version, so that it is not always the same bars that go first, and none that has a release loses it
when the percentage grows. A program is never replaced by an older one, whoever signed it.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from tabeza_desktop.updates.manifest import Package, Release, parse_version


class Wanted(StrEnum):
    """What to do about a release."""

    NOTHING = "nothing"
    """This program is as new, or newer."""
    NOT_HERE = "not_here"
    """There is no package for this kind of PC."""
    NOT_YET = "not_yet"
    """Not this PC's turn."""
    OFFERED = "offered"
    REQUIRED = "required"
    """This program is older than what the service will go on speaking to."""


def place_of(device_id: str, version: str) -> int:
    """This PC's place in the queue for a version: 0 to 99, always the same."""
    digest = hashlib.sha256(f"{device_id}/{version}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100


def judge_release(
    release: Release, running: str, device_id: str, platform: str
) -> tuple[Wanted, Package | None]:
    """What this PC should do, and with which package."""
    here = parse_version(running)
    if parse_version(release.version) <= here:
        return Wanted.NOTHING, None
    package = release.packages.get(platform)
    if package is None:
        return Wanted.NOT_HERE, None
    if here < parse_version(release.minimum_version):
        return Wanted.REQUIRED, package
    if place_of(device_id, release.version) >= release.rollout_percent:
        return Wanted.NOT_YET, None
    return Wanted.OFFERED, package
