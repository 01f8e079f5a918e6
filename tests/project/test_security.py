"""`docs/security.md` claims a requirement only with the test that holds it, and every test it names is there."""

from __future__ import annotations

import re

import pytest

from tests.project.sources import ROOT
from tests.project.test_checklist import FILE, TEST, missing

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NUMBERS = re.compile(r"\d{1,2}\.\d{1,2}(\.\d{1,2})?(, \d{1,2}\.\d{1,2}(\.\d{1,2})?)*")


def rows(heading: str) -> list[list[str]]:
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ") and not line.startswith("| No. |")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


@pytest.mark.parametrize("row", rows("What a test holds"), ids=lambda row: row[0])
def test_a_claim_names_what_holds_it(row: list[str]) -> None:
    number, asks, held_by = row
    assert NUMBERS.fullmatch(number)
    assert asks
    assert TEST.search(held_by)
    assert missing(held_by) == []


@pytest.mark.parametrize("row", rows("For the operator"), ids=lambda row: row[0])
def test_what_is_left_to_the_operator_names_only_what_is_there(row: list[str]) -> None:
    assert NUMBERS.fullmatch(row[0])
    assert missing(row[2]) == []
    for linked in re.findall(r"\]\((\w+\.md)\)", row[2]):
        assert (ROOT / "docs" / linked).is_file()


def test_no_requirement_is_claimed_twice_and_the_order_is_the_standards() -> None:
    numbers = [tuple(map(int, n.split("."))) for row in rows("What a test holds") for n in row[0].split(", ")]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 40


def test_every_file_it_names_is_there() -> None:
    assert [name for name in FILE.findall(PAGE) if not (ROOT / name).exists()] == []
