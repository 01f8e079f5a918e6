"""What the documents name must exist: a promise without its test is a defect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = [f"docs/decisions/{path.name}" for path in sorted((ROOT / "docs/decisions").iterdir())]
DOCUMENTS = ["README.md", "docs/architecture.md", *DECISIONS]
_NAMED = re.compile(r"`((?:tests|tabeza_[a-z]+|docs|tabeza_desktop)/[\w/.\-]+\.(?:py|md))`")
_LINKED = re.compile(r"\]\(([\w/.\-]+\.(?:md|png|json))\)")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_a_document_names_is_there(name: str) -> None:
    document = ROOT / name
    text = document.read_text(encoding="utf-8")
    missing = [found for found in _NAMED.findall(text) if not (ROOT / found).exists()]
    missing += [found for found in _LINKED.findall(text) if not (document.parent / found).exists()]
    assert missing == []


def test_every_guarantee_has_its_row() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| .+ \| .*`tests/|^\| (\d+) \| .+audit\.py", text, re.MULTILINE)
    assert [int(a or b) for a, b in rows] == list(range(1, 16))


def test_one_version_everywhere() -> None:
    from tabeza_desktop.version import VERSION

    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{VERSION}"' in project
