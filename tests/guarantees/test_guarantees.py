"""Each guarantee is broken on purpose, in one small way after another, and its own tests must fail because of it.

Every day: each edit still finds its place, and two of them are really tried. In ``prove``: all of them, and the same
tests pass on the code as it is. ``python -m tests.guarantees NAME`` tries one by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guarantees.mutation import ROOT, Edit, Mutation, Stale
from tests.guarantees.runner import outcomes
from tests.guarantees.table import BY_NAME, MUTATIONS

GUARANTEES = range(1, 16)
EVERYDAY = ("a_failed_test_promotes", "a_failure_overwrites_success")
NO_POSTGRES = ("-m", "not postgres")
MAP = ROOT / "docs" / "architecture.md"


def params(*, prove: bool) -> list[object]:
    """Mutations as pytest parameters: those that only PostgreSQL shows are for a machine that has it."""
    chosen = [mutation for mutation in MUTATIONS if (mutation.name not in EVERYDAY) is prove]
    marks = [pytest.mark.prove] if prove else []
    return [
        pytest.param(
            each, id=each.name, marks=[*marks, *([pytest.mark.postgres] if each.wants_postgres else [])]
        )
        for each in chosen
    ]


def of_test(test: str, found: dict[str, str]) -> dict[str, str]:
    """What became of a test in each of its parameters."""
    return {name: outcome for name, outcome in found.items() if name == test or name.startswith(f"{test}[")}


def notices(mutation: Mutation) -> None:
    """Every test that is named for it fails with an assertion (in one of its parameters at least)."""
    found = outcomes(mutation.name, mutation.killed_by, *(() if mutation.wants_postgres else NO_POSTGRES))
    for test in mutation.killed_by:
        became = of_test(test, found)
        assert "asserted" in became.values(), f"{test} does not notice {mutation.name}: {became}"


def test_every_guarantee_is_broken_in_two_ways_at_least() -> None:
    assert {
        number: sum(each.guarantee == number for each in MUTATIONS) >= 2 for number in GUARANTEES
    } == dict.fromkeys(GUARANTEES, True)
    assert len(BY_NAME) == len(MUTATIONS), "two have one name"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_every_edit_finds_its_place_and_is_still_code(mutation: Mutation) -> None:
    for module, text in mutation.sources().items():
        assert compile(text, module, "exec")
    assert mutation.killed_by, "nobody is named who would notice"
    for test in mutation.killed_by:
        file, _, function = test.partition("::")
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), f"there is no {test}"


def test_an_edit_that_lost_its_place_says_so(tmp_path: Path) -> None:
    edit = Edit("tabeza_protocol/money.py", "no such line", "")
    with pytest.raises(Stale):
        edit.apply((ROOT / edit.file).read_text(encoding="utf-8"))
    with pytest.raises(Stale):
        Edit("x.py", "twice", "").apply("twice and twice")


def test_the_map_of_the_project_names_each_of_them() -> None:
    """``docs/architecture.md`` has a row for each guarantee; the names in it are these, no more and no fewer."""
    text = MAP.read_text(encoding="utf-8")
    written = {int(number): set(re.findall(r"`([a-z0-9_]+)`", rest)) for number, rest in
               re.findall(r"^\| (\d+) \| ([^/\n]*) \|$", text, re.MULTILINE)}  # fmt: skip
    assert written == {
        number: {each.name for each in MUTATIONS if each.guarantee == number} for number in GUARANTEES
    }


@pytest.mark.parametrize("mutation", params(prove=False))
def test_a_broken_guarantee_is_noticed(mutation: Mutation) -> None:
    notices(mutation)


@pytest.mark.prove
@pytest.mark.parametrize("mutation", params(prove=True))
def test_every_broken_guarantee_is_noticed(mutation: Mutation) -> None:
    notices(mutation)


@pytest.mark.prove
@pytest.mark.postgres
def test_on_the_code_as_it_is_all_of_those_tests_pass() -> None:
    """Otherwise failing would prove nothing."""
    tests = sorted({test for mutation in MUTATIONS for test in mutation.killed_by})
    found = outcomes("", tests)
    assert {name: outcome for name, outcome in found.items() if outcome not in ("passed", "skipped")} == {}
    for test in tests:
        assert "passed" in of_test(test, found).values(), f"{test} was only skipped"
