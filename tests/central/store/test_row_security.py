"""PostgreSQL's own wall between bars: even a query that forgets the bar sees nothing of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from tabeza_central import compose
from tabeza_central.domain.instants import SECOND
from tabeza_central.store import row_security, schema
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS, Store
from tests.central import world as worlds
from tests.central.world import World
from tests.support.postgres import OWNER, PostgresServer

pytestmark = pytest.mark.postgres
WALLED = tuple(sorted(row_security.POLICIES))


@pytest.fixture
def two_bars(
    postgres_server: PostgresServer, migrated_template: str, tmp_path: Path
) -> Iterator[tuple[World, str, str]]:
    """A service on PostgreSQL with trade in two bars."""
    url = postgres_server.new_database(template=migrated_template)
    world = worlds.build(url, tmp_path / "spool")
    ids = []
    for n, name in enumerate(("Mlango Mmoja", "Another")):
        world.bar_id = worlds.add_bar(world, name)
        world.call_back(world.sent(phone=f"071200000{n}").id, receipt=f"UKL1AB2CD{n}")
        ids.append(world.bar_id)
    yield world, ids[0], ids[1]
    world.ctx.store.engine.dispose()
    postgres_server.drop(url)


def seen(world: World, table: str, bar: str | None) -> set[str]:
    """The bars whose rows of a table a transaction for ``bar`` sees; the query itself names no bar."""
    column = "id" if table == "bars" else "bar_id"
    with world.ctx.store.read(bar=bar) as tx:
        return {row[0] for row in tx.all(text(f"SELECT {column} FROM {table}"))}


def test_every_table_with_a_bar_is_walled() -> None:
    assert set(row_security.BY_BAR) == set(schema.TENANT_TABLES)
    assert set(WALLED) == {*schema.TENANT_TABLES, "bars", "refresh_tokens"}


def test_the_wall_is_forced_on_the_tables_owner_too(two_bars: tuple[World, str, str]) -> None:
    world, _, _ = two_bars
    with world.ctx.store.read() as tx:
        rows = tx.all(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"))
        assert {row.relname for row in rows} == set(WALLED)
        assert not row_security.bypasses(tx.connection)


def test_with_no_bar_named_there_is_nothing(two_bars: tuple[World, str, str]) -> None:
    world, _, _ = two_bars
    for table in WALLED:
        with world.ctx.store.read() as tx:
            assert tx.all(text(f"SELECT 1 FROM {table}")) == [], table


def test_a_bar_sees_its_own_rows_only_and_workers_all(two_bars: tuple[World, str, str]) -> None:
    world, one, other = two_bars
    for table in ("bars", "tabs", "tab_charges", "mpesa_transactions", "ledger_journals", "ledger_lines", "alerts"):
        everyone = seen(world, table, ALL_BARS) - {None}
        assert seen(world, table, one) == everyone & {one}, table
        assert seen(world, table, other) == everyone & {other}, table
    assert seen(world, "ledger_lines", ALL_BARS) == {one, other}


def test_refresh_tokens_follow_their_device(two_bars: tuple[World, str, str]) -> None:
    world, one, other = two_bars
    with world.ctx.store.write(bar=one) as tx:
        tx.execute(schema.devices.insert().values(
            id="d" * 32, bar_id=one, name="PC", purpose="claim_owner", claim_key_hash="c", paired_at=1,
        ))  # fmt: skip
        tx.execute(schema.refresh_tokens.insert().values(token_hash="t", device_id="d" * 32, generation=1, issued_at=1))
    for bar, count in ((one, 1), (other, 0), (None, 0), (ALL_BARS, 1)):
        with world.ctx.store.read(bar=bar) as tx:
            assert len(tx.all(schema.refresh_tokens.select())) == count


def test_what_a_bar_has_not_it_cannot_change(two_bars: tuple[World, str, str]) -> None:
    world, one, other = two_bars
    with world.ctx.store.write(bar=one) as tx:
        assert tx.changed(text(f"UPDATE tabs SET customer_name = 'x' WHERE bar_id = '{other}'")) == 0
        assert tx.changed(text("UPDATE tabs SET customer_name = 'mine'")) == 1
        assert tx.changed(text(f"DELETE FROM feed_items WHERE bar_id = '{other}'")) == 0


def test_writing_for_another_bar_is_an_error(two_bars: tuple[World, str, str]) -> None:
    world, one, other = two_bars
    values = {"key": "k", "kind": "check", "run_at": 1, "created_at": 1}
    for bar, named in ((one, other), (one, None), (None, one)):
        with pytest.raises(exc.ProgrammingError, match="row-level security"), world.ctx.store.write(bar=bar) as tx:
            tx.execute(schema.jobs.insert().values(id="f" * 32, bar_id=named, **values))
    with pytest.raises(exc.ProgrammingError, match="row-level security"), world.ctx.store.write(bar=one) as tx:
        tx.execute(text(f"UPDATE feed_items SET bar_id = '{other}'"))


def test_the_name_ends_with_its_transaction(two_bars: tuple[World, str, str]) -> None:
    """As behind a transaction pooler: the next transaction on the same connection is somebody else's."""
    world, one, _ = two_bars
    engine = world.ctx.store.engine
    assert seen(world, "tabs", one) == {one}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tabs")).scalar_one() == 0
        assert not connection.execute(text("SELECT nullif(current_setting('tabeza.bar_id', true), '')")).scalar_one()


def test_the_policy_leaves_the_keys_in_use(two_bars: tuple[World, str, str]) -> None:
    world, one, _ = two_bars
    with world.ctx.store.write(bar=one) as tx:
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        asked = f"EXPLAIN SELECT * FROM mpesa_transactions WHERE bar_id = '{one}' AND id = '{'a' * 32}'"
        plan = "\n".join(row[0] for row in tx.all(text(asked)))
    assert "Index" in plan
    assert "Index Cond" in plan


def test_a_role_that_gets_past_the_wall_is_refused(
    two_bars: tuple[World, str, str], postgres_server: PostgresServer
) -> None:
    world, _, _ = two_bars
    database = world.ctx.store.engine.url.database
    assert database is not None
    store = Store(open_engine(postgres_server.url(database, OWNER)))
    with pytest.raises(compose.RoleRefused, match="NOBYPASSRLS"):
        compose.require_bound_role(store)
    store.engine.dispose()
    compose.require_bound_role(world.ctx.store)


def test_a_journal_that_does_not_sum_to_0_is_refused_at_commit(two_bars: tuple[World, str, str]) -> None:
    world, one, _ = two_bars
    journal = {"bar_id": one, "id": "a" * 32, "cause_kind": "test", "cause_id": "1", "at": SECOND}
    line = {"bar_id": one, "journal_id": "a" * 32, "account": "x", "kind": "x"}
    with pytest.raises(exc.IntegrityError, match="does not sum to 0"), world.ctx.store.write(bar=one) as tx:
        tx.execute(schema.ledger_journals.insert().values(**journal))
    with pytest.raises(exc.IntegrityError, match="sum to 0"), world.ctx.store.write(bar=one) as tx:  # noqa: PT012
        tx.execute(schema.ledger_journals.insert().values(**journal))
        tx.execute(schema.ledger_lines.insert().values(**line, n=1, amount_cents=5))
        tx.execute(schema.ledger_lines.insert().values(**line, n=2, amount_cents=-4))
    with world.ctx.store.write(bar=one) as tx:
        tx.execute(schema.ledger_journals.insert().values(**journal))
        tx.execute(schema.ledger_lines.insert().values(**line, n=1, amount_cents=5))
        tx.execute(schema.ledger_lines.insert().values(**line, n=2, amount_cents=-5))
    with pytest.raises(exc.IntegrityError, match="does not sum to 0"), world.ctx.store.write(bar=one) as tx:
        tx.execute(schema.ledger_lines.insert().values(**line, n=3, amount_cents=1))
