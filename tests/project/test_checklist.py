"""`docs/checklist.md` names only what is there, claims nothing without naming what holds it, and leaves no line out."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from tabeza_central.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/checklist.md").read_text(encoding="utf-8")
STATES = ("yes", "a person", "not yet")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
FILE = re.compile(r"`((?:docs|tests|packaging)/[\w./-]+)`")
COMMAND = re.compile(r"`tabeza-central ([a-z -]+)`")


def rows() -> list[list[str]]:
    """The cells of every row of every table, headings apart."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Line |")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_command(words: list[str]) -> bool:
    command = get_command(app)
    for word in words:
        known = getattr(command, "commands", {})
        if word not in known:
            return False
        command = known[word]
    return True


def missing(text: str) -> list[str]:
    """What a text names that is not there."""
    gone = [f"{path}::{name}" for path, name in TEST.findall(text) if not _has(ROOT / path, name)]
    gone += [path for path in FILE.findall(text) if not (ROOT / path).exists()]
    return gone + [words for words in COMMAND.findall(text) if not is_command(words.split())]


def _has(path: Path, name: str) -> bool:
    return path.is_file() and (not name or name in names_in(path))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_a_line_holds_what_it_says(row: list[str]) -> None:
    line, state, held_by = row
    assert state in STATES
    assert line
    assert missing(held_by) == []
    if state == "yes":
        assert TEST.search(held_by) or FILE.search(held_by), "a claim names what holds it"


@pytest.mark.parametrize(
    "heading",
    ["Before deployment", "Environment", "Testing", "Monitoring", "Deployment", "Onboarding a client",
     "Troubleshooting", "Success metrics", "Rollback", "Before going live"],
)  # fmt: skip
def test_every_part_of_the_checklist_is_there(heading: str) -> None:
    assert f"## {heading}\n" in PAGE
    assert len(rows()) >= 50


def test_it_would_see_what_is_missing() -> None:
    text = "`tests/project/test_checklist.py::test_no_such_thing` `docs/nothing.md` `tabeza-central mpesa vanish`"
    assert len(missing(text)) == 3
    there = "`tests/project/test_checklist.py::test_it_would_see_what_is_missing` `tabeza-central mpesa reset`"
    assert missing(there) == []
