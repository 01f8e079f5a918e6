"""A live bar in memory, audited when its test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tests.central import world as worlds
from tests.central.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = worlds.build(spool=tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    made.ctx.store.engine.dispose()
