"""What we may ship, and that its licences go with it."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
from pathlib import Path

import pytest

from devtools import freezing, licences
from devtools.steps import StepFailed
from tests.project.sources import ROOT

LOCKED = re.findall(
    r"^([\w.-]+)==", (ROOT / "requirements-runtime.lock").read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_of_the_program_may_ship(name: str) -> None:
    try:
        told = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("for another system")
    assert licences.is_free(licences.licence_of(told)), licences.licence_of(told)


@pytest.mark.parametrize(
    "licence", ["MIT", "LGPL-3.0-only OR GPL-2.0-only", "Apache-2.0 OR BSD-3-Clause", "MPL-2.0"]
)
def test_a_choice_of_licences_is_free_if_one_of_them_is(licence: str) -> None:
    assert licences.is_free(licence)


@pytest.mark.parametrize(
    "licence", ["", "GPL-3.0-only", "GPL-2.0-only OR GPL-3.0-only", "Proprietary", "AGPL-3.0-or-later"]
)
def test_the_gpl_alone_is_not(licence: str) -> None:
    assert not licences.is_free(licence)


def test_texts_lie_beside_the_index(tmp_path: Path) -> None:
    parts = licences.collect(["PySide6.QtCore", "httpx", "yaml"], [], tmp_path / "licences")
    index = (tmp_path / "licences" / licences.INDEX).read_text(encoding="utf-8")
    assert {"PySide6_Essentials", "httpx", "PyYAML", "Python", "Inter"} <= {part.name for part in parts}
    for part in parts:
        assert re.search(rf"^{re.escape(part.name)} ", index, re.MULTILINE)
        for name, text in part.texts:
            assert (tmp_path / "licences" / name).read_bytes() == text
            assert len(text) > 100
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "licences/qt-lgpl-3.0.txt").read_text(
        encoding="utf-8"
    )


def test_what_may_not_ship_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "FREE", re.compile("none of them"))
    with pytest.raises(StepFailed, match="cannot ship as it is"):
        licences.collect(["httpx"], [], tmp_path / "licences")


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="Debian's account of its libraries")
def test_a_library_of_the_system_is_traced_to_its_package() -> None:
    found = [path for path in Path("/usr/lib").glob("*/libz.so.1") if path.exists()]
    if not found:
        pytest.skip("there is no zlib here")
    (part,) = licences.system_packages([str(found[0])])
    assert part.name.startswith("zlib1g")
    assert b"zlib" in part.texts[0][1]


@pytest.mark.prove
@pytest.mark.alone
def test_the_frozen_program_carries_them() -> None:
    inside = freezing.freeze_if_changed().parent / "_internal" / licences.FOLDER
    index = (inside / licences.INDEX).read_text(encoding="utf-8")
    for name in ("PySide6_Essentials", "SQLAlchemy", "cryptography", "litestar", "Python"):
        assert f"\n{name} " in index
    assert not re.search(r"\bGPL-3\.0-only$", index, re.MULTILINE) or "OR GPL-3.0-only" in index
    assert len(list(inside.iterdir())) > 40
