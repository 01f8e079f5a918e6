from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central import world as worlds
from tests.central.world import World


@pytest.fixture
def world(quick_url: str, tmp_path: Path) -> Iterator[World]:
    """A live bar, on either store."""
    made = worlds.build(quick_url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    made.ctx.store.engine.dispose()
