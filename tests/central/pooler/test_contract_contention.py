"""The same suite once more, with PgBouncer in transaction mode between the service and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tests.central import world as worlds
from tests.central.store.test_contention import *  # noqa: F403
from tests.central.store.test_contention import deadlocks
from tests.central.world import World


@pytest.fixture
def world(store_url: str, tmp_path: Path) -> Iterator[World]:
    """A live bar behind the pooler. Afterwards the books prove, and the server counted no deadlock."""
    made = worlds.build(store_url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    assert deadlocks(made) == 0
    made.ctx.store.engine.dispose()
