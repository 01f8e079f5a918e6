"""What a transaction pooler could break: settings that outlive their transaction, prepared statements, who is who."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from tabeza_central import compose, preflight
from tabeza_central.observe.audit import audit
from tabeza_central.store import facts, schema
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS, Store
from tests.central import world as worlds
from tests.central.test_preflight import by_name, settings
from tests.central.world import World
from tests.support.pgbouncer import SERVER_CONNECTIONS, PgBouncer
from tests.support.postgres import PostgresServer

THREADS = 4 * SERVER_CONNECTIONS
ROUNDS = 25


@pytest.fixture
def world(store_url: str, tmp_path: Path) -> Iterator[World]:
    made = worlds.build(store_url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    made.ctx.store.engine.dispose()


def test_it_is_seen_for_what_it_is(world: World, postgres_server: PostgresServer, tmp_path: Path) -> None:
    assert facts.facts(world.ctx.store).pooled
    url = str(world.ctx.store.engine.url)
    direct = postgres_server.url(str(world.ctx.store.engine.url.database))

    def pooler_finding(listen_url: str | None) -> tuple[str, str]:
        options = {"database_url": url, "listen_url": listen_url, "spool_dir": tmp_path / "spool"}
        found = by_name(preflight.check(settings("http://127.0.0.1", kind="test", **options)))["pooler"]
        return found.level, found.text

    assert pooler_finding(None)[0] == "warn"
    assert pooler_finding(direct) == ("pass", "a transaction pooler, and DATABASE_LISTEN_URL goes past it")
    level, text = pooler_finding(url)
    assert (level, "it can't listen" in text) == ("fail", True)


def test_the_bar_named_ends_with_its_transaction_whoever_comes_next(world: World, pooler: PgBouncer) -> None:
    """More threads than connections, each for a bar of its own: nobody ever sees another's rows."""
    ids = [world.bar_id, *(worlds.add_bar(world, f"Bar {n}") for n in range(THREADS - 1))]
    for bar_id in ids:
        world.bar_id = bar_id
        world.open_tab()
    url = pooler.url(str(world.ctx.store.engine.url.database))
    begin = threading.Barrier(THREADS)

    def look(bar_id: str) -> set[frozenset[str]]:
        store, seen = Store(open_engine(url)), set()
        begin.wait(20)
        for n in range(ROUNDS):
            with store.read(bar=bar_id) as tx:
                seen.add(frozenset(row.bar_id for row in tx.all(text("SELECT bar_id FROM tabs"))))
            with store.write(bar=bar_id) as tx:
                tx.execute(text("UPDATE tabs SET customer_name = :n"), {"n": f"{bar_id} {n}"})
            with store.read() as tx:
                assert tx.all(text("SELECT 1 FROM tabs")) == []
        store.engine.dispose()
        return seen

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(look, ids))
    assert found == [{frozenset({bar_id})} for bar_id in ids]
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        rows = tx.all(text("SELECT bar_id, customer_name FROM tabs"))
    assert {row.customer_name for row in rows} == {f"{row.bar_id} {ROUNDS - 1}" for row in rows}


def test_connections_are_really_shared(world: World, pooler: PgBouncer) -> None:
    """Otherwise the test above would show nothing."""
    url = pooler.url(str(world.ctx.store.engine.url.database))
    stores = [Store(open_engine(url)) for _ in range(THREADS)]
    servers: set[int] = set()
    greeted: set[int] = set()
    for store in stores:
        with store.read(bar=ALL_BARS) as tx:
            servers.add(tx.execute(text("SELECT pg_backend_pid()")).scalar_one())
            greeted.add(tx.connection.connection.driver_connection.info.backend_pid)  # type: ignore[union-attr]
    for store in stores:
        store.engine.dispose()
    assert len(greeted) == THREADS
    assert len(servers) <= SERVER_CONNECTIONS


def test_a_reading_transaction_leaves_nothing_read_only_behind(world: World) -> None:
    for _ in range(3 * SERVER_CONNECTIONS):
        with world.ctx.store.read(bar=world.bar_id) as tx:
            tx.all(text("SELECT 1"))
        with world.ctx.store.write(bar=world.bar_id) as tx:
            assert tx.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
            tx.execute(text("UPDATE bars SET place = 'Nakuru'"))
    with pytest.raises(exc.DBAPIError, match="read-only"), world.ctx.store.engine.connect() as connection:  # noqa: PT012
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        connection.execute(text("DELETE FROM try_counters"))


def test_the_same_statement_many_times_is_prepared_nowhere(world: World) -> None:
    """psycopg prepares what it sees five times unless told not to; behind a pooler the name would be unknown."""
    for _ in range(4 * SERVER_CONNECTIONS):
        with world.ctx.store.read(bar=world.bar_id) as tx:
            tx.all(text("SELECT id FROM tabs WHERE number = :n").bindparams(n=1))
            assert tx.all(text("SELECT name FROM pg_prepared_statements")) == []


def test_a_payment_from_request_to_ledger_and_a_wall_that_holds(world: World) -> None:
    compose.require_bound_role(world.ctx.store)
    payment = world.sent()
    world.call_back(payment.id)
    assert payment.tab_id is not None
    assert world.tab(payment.tab_id).balance_cents == 0
    other = worlds.add_bar(world, "Another")
    with (
        pytest.raises(exc.ProgrammingError, match="row-level security"),
        world.ctx.store.write(bar=other) as tx,
    ):
        tx.execute(
            schema.setup_progress.insert().values(
                bar_id=world.bar_id, body="{}", updated_at=1, updated_by="x"
            )
        )
