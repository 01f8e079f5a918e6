"""Kill -9 before and after every statement, commit, push and file of the stories, on either store, then a next life."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash.points import first_words
from tests.crash.stories import STORIES
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork")
ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 1_700
FEWEST_PLACES = 150


def cut_short(*stories: str, store: str = "sqlite", sample: int = 0) -> dict[str, Any]:
    """The report of each story."""
    command = [sys.executable, "-m", "tests.crash.every", *stories, "--store", store, "--sample", str(sample)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def holds(report: dict[str, Any], sample: int = 0) -> None:
    for name, story in report.items():
        assert story["findings"] == [], (name, story["findings"][:5])
        assert story["places"] >= FEWEST_PLACES
        assert story["tried"] == (sample or story["places"])


@pytest.mark.slow
def test_a_few_places_of_every_story() -> None:
    report = cut_short(sample=4)
    assert set(report) == set(STORIES)
    holds(report, 4)


@pytest.mark.postgres
def test_a_few_places_of_a_payment_on_postgresql(postgres_server: PostgresServer) -> None:
    holds(cut_short("payment", store=str(postgres_server.folder), sample=4), 4)


@pytest.mark.prove
@pytest.mark.timeout(LONGEST_S + 60)
@pytest.mark.parametrize("story", STORIES)
def test_every_place(story: str) -> None:
    holds(cut_short(story))


@pytest.mark.prove
@pytest.mark.postgres
@pytest.mark.timeout(LONGEST_S + 60)
@pytest.mark.parametrize("story", STORIES)
def test_every_place_on_postgresql(story: str, postgres_server: PostgresServer) -> None:
    holds(cut_short(story, store=str(postgres_server.folder)))


def test_places_are_known_by_their_statement() -> None:
    assert first_words("SELECT a, b\nFROM tabs\nWHERE x") == "SELECT tabs"
    assert first_words("UPDATE jobs SET a=1") == "UPDATE jobs"
    assert first_words("INSERT INTO tabs (id) VALUES (1)") == "INSERT INTO tabs"
    assert first_words("BEGIN IMMEDIATE") == "BEGIN IMMEDIATE"
