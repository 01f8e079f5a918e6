from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tests.central import world as worlds
from tests.central.world import World


@pytest.fixture
def world(quick_url: str, tmp_path: Path) -> Iterator[World]:
    """A live bar, on either store. Whatever a test does, the books must prove afterwards."""
    made = worlds.build(quick_url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    made.ctx.store.engine.dispose()
