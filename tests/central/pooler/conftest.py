"""The same suites, with PgBouncer in transaction mode between the service and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tests.central import world as worlds
from tests.central.world import World
from tests.support.pgbouncer import NoPgBouncer, PgBouncer
from tests.support.postgres import PostgresServer


@pytest.fixture(scope="session")
def pooler(postgres_server: PostgresServer) -> Iterator[PgBouncer]:
    try:
        made = PgBouncer.start(postgres_server)
    except NoPgBouncer as missing:
        pytest.skip(str(missing))
    yield made
    made.stop()


@pytest.fixture(params=[pytest.param("pooled", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    """Where other suites run on two stores, these run on one, behind the pooler."""
    return str(request.param)


@pytest.fixture
def store_url(
    store_kind: str, pooler: PgBouncer, postgres_server: PostgresServer, migrated_template: str
) -> Iterator[str]:
    direct = postgres_server.new_database(template=migrated_template)
    yield pooler.url(PostgresServer.name_of(direct))
    postgres_server.drop(direct)


@pytest.fixture
def world(quick_url: str, tmp_path: Path) -> Iterator[World]:
    """A live bar behind the pooler. Whatever a test does, the books must prove afterwards."""
    made = worlds.build(quick_url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    made.ctx.store.engine.dispose()
