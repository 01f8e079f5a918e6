"""Towns and counters for journeys. One town serves every journey that stops nothing; the others get their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys.counter import Counter, open_counter
from tests.journeys.town import Town

OpenCounter = Callable[..., Counter]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town shared by journeys: each makes a bar of its own and uses phones of its own."""
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.end()


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[Town]:
    """A town of this test alone, whose service may be killed."""
    made = Town(tmp_path / "town")
    yield made
    made.end()


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[OpenCounter]:
    """Opens consoles, each on a folder of its own, and ends them."""
    opened: list[Counter] = []

    def open_one(town: Town, **options: Any) -> Counter:
        folder = options.pop("folder", tmp_path / f"pc-{len(opened)}")
        opened.append(open_counter(qtbot, town, folder, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.stop()
