"""The stores that the contract suites run on: SQLite, and a real PostgreSQL where there is one.

A test that takes ``store_url`` (or a fixture that does) runs once on each. On PostgreSQL every test has a database of
its own, copied from one that was migrated once, and a role that row-level security binds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.store import migrate
from tabeza_central.store.engine import open_engine
from tests.support.postgres import PostgresServer

EVERYDAY = {
    "test_limits", "test_workers", "test_kill_switch", "test_switch", "test_gate", "test_tokens", "test_keys",
    "test_operator", "test_rollout", "test_thousand_bars", "test_audit_job",
}  # fmt: skip
"""Suites whose PostgreSQL half runs every day, beside ``tests/central/store``. That of the others runs in `prove`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the everyday run short: what differs between the stores is locks, and the suites above are full of them."""
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents or not item.get_closest_marker("postgres"):
            continue
        if item.path.parent.name != "store" and item.path.stem != "test_postgres" and item.path.stem not in EVERYDAY:
            item.add_marker(pytest.mark.prove)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> str:
    """The name of a database at the newest migration, to copy from."""
    url = postgres_server.new_database()
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    return PostgresServer.name_of(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgres``: whoever takes this runs on both."""
    return str(request.param)


@pytest.fixture
def store_url(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database of this test alone: a SQLite file still to be made, or PostgreSQL at the newest schema."""
    if store_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'central.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.new_database(template=request.getfixturevalue("migrated_template"))
    yield url
    server.drop(url)


@pytest.fixture
def quick_url(store_kind: str, request: pytest.FixtureRequest) -> str:
    """Like ``store_url``, with SQLite in memory: for tests in one thread."""
    return "sqlite://" if store_kind == "sqlite" else str(request.getfixturevalue("store_url"))


@pytest.fixture
def store_url_of_postgres(postgres_server: PostgresServer, migrated_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test alone."""
    url = postgres_server.new_database(template=migrated_template)
    yield url
    postgres_server.drop(url)
