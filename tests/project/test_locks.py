"""The locks: complete, hashed, free of addresses, in agreement, and under licences we can ship."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.sources import ROOT

LOCKS = ("requirements.lock", "requirements-runtime.lock", "requirements-central.lock")
SOURCES = {
    "requirements.lock": ("requirements.in", "requirements-central.in", "requirements-dev.in", "constraints.txt"),
    "requirements-runtime.lock": ("requirements.in",),
    "requirements-central.lock": ("requirements-central.in",),
}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
OPEN_LICENCES = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|LGPL|Lesser General|MPL|Mozilla|Unlicense|HPND|CC0|Zlib"
)
# dual or with an exception for what it makes, checked by reading their licence texts
READ_BY_HAND = {
    "pyinstaller": "GPL-2.0 with an exception that lets the programs it freezes carry any licence",
}
NEVER = {"pyside6", "pyside6-addons", "pyside6-fluent-widgets", "pyqt5", "pyqt6", "pyqtgraph"}


def entries(lock: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Canonical name -> the requirement and its hashes."""
    joined = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in joined.splitlines():
        requirement = Requirement(line.split(" --hash")[0].strip())
        found[canonicalize_name(requirement.name)] = (requirement, HASH.findall(line))
    return found


def asked_for(source: str) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in (ROOT / source).read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_line_pins_one_version_and_its_hashes(lock: str) -> None:
    for requirement, hashes in entries(lock).values():
        pins = list(requirement.specifier)
        assert [pin.operator for pin in pins] == ["=="], requirement
        assert hashes, requirement
        assert requirement.url is None


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_its_sources_ask_for(lock: str) -> None:
    locked = entries(lock)
    for source in SOURCES[lock]:
        for wanted in asked_for(source):
            requirement, _ = locked[canonicalize_name(wanted.name)]
            assert wanted.specifier.contains(next(iter(requirement.specifier)).version), wanted


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_what_ships_is_what_was_tested(lock: str) -> None:
    tested = entries("requirements.lock")
    for name, (requirement, hashes) in entries(lock).items():
        assert (str(requirement.specifier), hashes) == (str(tested[name][0].specifier), tested[name][1])


def test_the_console_ships_no_server_and_the_service_no_window() -> None:
    assert not {"litestar", "uvicorn", "alembic", "psycopg"} & set(entries("requirements-runtime.lock"))
    assert not {"pyside6-essentials", "shiboken6", "keyring"} & set(entries("requirements-central.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_no_package_we_may_not_use(lock: str) -> None:
    assert not NEVER & set(entries(lock))


def test_every_locked_package_is_under_an_open_licence_that_is_not_gpl_only() -> None:
    unclear = {}
    for name, (requirement, _) in entries("requirements.lock").items():
        if requirement.marker and not Marker(str(requirement.marker)).evaluate():
            continue
        licence = licence_of(name)
        if not OPEN_LICENCES.search(licence) and name not in READ_BY_HAND:
            unclear[name] = licence
    assert not unclear


def test_the_installed_packages_fit_together() -> None:
    """pip was told not to resolve: that the lock is a whole resolution is shown here."""
    wrong = []
    for name in entries("requirements.lock"):
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        for line in distribution.requires or []:
            needs = Requirement(line)
            if needs.marker and not needs.marker.evaluate({"extra": ""}):
                continue
            if not needs.specifier.contains(importlib.metadata.version(needs.name), prereleases=True):
                wrong.append(f"{name} needs {needs}")
    assert not wrong


def licence_of(name: str) -> str:
    """What the package says of itself, or the first words of the licence text it carries."""
    distribution = importlib.metadata.distribution(name)
    metadata = distribution.metadata
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    said = " ".join([metadata.get("License-Expression") or "", metadata.get("License") or "", *classifiers]).strip()
    return said or " ".join(head_of(Path(str(path.locate()))) for path in licence_files(distribution))


def licence_files(distribution: importlib.metadata.Distribution) -> list[importlib.metadata.PackagePath]:
    return [path for path in distribution.files or [] if re.match(r"LICEN[CS]E|COPYING", path.name, re.IGNORECASE)]


def head_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[:300]
