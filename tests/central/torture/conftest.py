"""Worlds on a PostgreSQL of their own, for what only many connections can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tabeza_central.observe.audit import audit
from tests.central import world as worlds
from tests.central.world import World


@pytest.fixture
def pg_world(store_url_of_postgres: str, tmp_path: Path) -> Iterator[World]:
    """A live bar on PostgreSQL. Afterwards the books prove, and the server counted no deadlock."""
    made = worlds.build(store_url_of_postgres, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    assert deadlocks(made) == 0
    made.ctx.store.engine.dispose()


def deadlocks(world: World) -> int:
    """The server's own count for this database."""
    with world.ctx.store.engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()"))
        asked = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(connection.execute(asked).scalar_one())
