"""The guides: nothing they show is stale, nothing they name is missing, and both languages say as much."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from devtools import programs
from tests.project.sources import ROOT

GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
LINK = re.compile(r"\]\(([\w./-]+)\)")
IN_TWO_LANGUAGES = ("owner", "cashier")
NOT_STALE = 2.0
"""Mean difference of a colour channel, 0 to 255: another layout gives more, another machine less."""


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_everything_a_guide_links_to_is_there(guide: Path) -> None:
    missing = [
        link for link in LINK.findall(guide.read_text(encoding="utf-8")) if not (guide.parent / link).exists()
    ]
    assert not missing


@pytest.mark.parametrize("name", IN_TWO_LANGUAGES)
def test_both_languages_have_the_same_parts(name: str) -> None:
    def shape(path: Path) -> dict[str, int]:
        lines = path.read_text(encoding="utf-8").splitlines()
        starts = ("# ", "## ", "- ", "|", "![", "1. ", "2. ")
        return {start: sum(line.startswith(start) for line in lines) for start in starts}

    guides = ROOT / "docs" / "guide"
    assert shape(guides / f"{name}.md") == shape(guides / f"{name}.sw.md")


@pytest.mark.parametrize("name", IN_TWO_LANGUAGES)
def test_the_kiswahili_one_shows_the_kiswahili_screens(name: str) -> None:
    shown = re.findall(
        r"pictures/([\w-]+)\.png", (ROOT / "docs/guide" / f"{name}.sw.md").read_text(encoding="utf-8")
    )
    assert shown
    assert all(picture.endswith("-sw") for picture in shown)


def test_every_command_of_the_operator_exists() -> None:
    named = set(
        re.findall(
            r"`tabeza-central ([a-z-]+)", (ROOT / "docs/guide/operator.md").read_text(encoding="utf-8")
        )
    )
    done = subprocess.run(
        [sys.executable, "-m", "tabeza_central", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert named
    assert not {name for name in named if not re.search(rf"\b{name}\b", done.stdout)}


def test_no_picture_is_kept_that_nobody_shows() -> None:
    assert {path.name for path in programs.PICTURES.glob("*.png")} == set(programs.wanted_pictures())


@pytest.mark.prove
def test_the_pictures_are_what_the_screens_look_like_now(tmp_path: Path) -> None:
    wanted = programs.wanted_pictures()
    command = [sys.executable, "-m", "tests.desktop.ui.shots", str(tmp_path), *wanted]
    subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    stale = [name for name in wanted if difference(programs.PICTURES / name, tmp_path / name) > NOT_STALE]
    assert not stale, "make them anew with: python3 dev.py shots"


def test_a_changed_screen_would_be_seen(tmp_path: Path) -> None:
    with Image.open(programs.PICTURES / "tabs.png") as picture:
        changed = picture.convert("RGB")
    changed.paste((255, 255, 255), (0, 0, changed.width // 4, changed.height // 2))
    changed.save(tmp_path / "tabs.png")
    assert difference(programs.PICTURES / "tabs.png", tmp_path / "tabs.png") > NOT_STALE


def difference(one: Path, other: Path) -> float:
    with Image.open(one) as first, Image.open(other) as second:
        if first.size != second.size:
            return 255.0
        return max(ImageStat.Stat(ImageChops.difference(first.convert("RGB"), second.convert("RGB"))).mean)
