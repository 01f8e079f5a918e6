"""The migrations make exactly the schema the code says, goes up and down with data in it, and refuses rewriting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, exc, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from tabeza_central.store import append_only, migrate, schema
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import ALL_BARS, set_bar
from tests.central import world as worlds


@pytest.fixture
def engine(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database of either kind."""
    if store_kind == "sqlite":
        made = open_engine(f"sqlite:///{tmp_path / 'central.sqlite'}", durable=False)
    else:
        made = open_engine(request.getfixturevalue("postgres_url"))
    yield made
    made.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path / 'central.sqlite'}", durable=False)
    yield made
    made.dispose()


def master(engine: Engine) -> dict[str, str]:
    """What SQLite itself says it has, layout apart."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {
        f"{kind} {name}": "".join(sql.replace('"', "").split()).lower()
        for kind, name, sql in rows
        if name != "alembic_version"
    }


def by_parts(sql: str) -> list[str]:
    """The clauses in any order: SQLite keeps the text of CREATE as it was typed."""
    return sorted(part.strip("()") for part in sql.replace("(false)", "false").split(","))


def test_migration_and_metadata_give_the_same_database(sqlite_engine: Engine) -> None:
    migrate.upgrade(sqlite_engine)
    from_metadata = open_engine("sqlite://")
    with from_metadata.begin() as connection:
        schema.metadata.create_all(connection)
        append_only.install(connection)
    migrated, described = master(sqlite_engine), master(from_metadata)
    from_metadata.dispose()
    assert migrated.keys() == described.keys()
    for name, sql in migrated.items():
        assert by_parts(sql) == by_parts(described[name]), name


def test_alembic_sees_no_difference(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    assert migrate.current(engine) == migrate.newest() >= "041"


def test_the_checklists_names_are_there(engine: Engine) -> None:
    migrate.upgrade(engine)
    inspector = inspect(engine)
    columns = {column["name"] for column in inspector.get_columns("bars")}
    assert {
        "mpesa_enabled", "mpesa_environment", "mpesa_business_shortcode", "mpesa_consumer_key_encrypted",
        "mpesa_consumer_secret_encrypted", "mpesa_passkey_encrypted", "mpesa_setup_completed", "mpesa_test_status",
        "mpesa_last_test_at",
    } <= columns  # fmt: skip
    assert inspector.has_table("mpesa_transactions")


def test_up_and_down_with_data(engine: Engine, tmp_path: Path) -> None:
    migrate.upgrade(engine)
    world = worlds.attach("", tmp_path / "spool", engine=engine)
    world.bar_id = worlds.add_bar(world)
    world.call_back(world.sent().id)
    before = fingerprint(world)
    migrate.downgrade(engine, "040")
    assert migrate.current(engine) == "040"
    assert not inspect(engine).has_table("index_keys")
    migrate.upgrade(engine)
    assert fingerprint(world) == before, "what 041 adds took nothing away"
    migrate.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert migrate.current(engine) is None
    migrate.upgrade(engine)
    assert migrate.current(engine) == migrate.newest()


def fingerprint(world: worlds.World) -> dict[str, int]:
    """How many rows each table of money has."""
    return {name: len(world.rows(name)) for name in (*schema.APPEND_ONLY, "mpesa_transactions", "tabs", "bars")}


def test_every_revision_undoes_what_it_did(engine: Engine) -> None:
    migrate.upgrade(engine, "040")
    before = tables(engine)
    migrate.upgrade(engine)
    assert tables(engine) != before
    migrate.downgrade(engine, "040")
    assert tables(engine) == before


def tables(engine: Engine) -> dict[str, list[str]]:
    """Tables with their columns, and on PostgreSQL their policies and triggers."""
    inspector = inspect(engine)
    found = {name: sorted(c["name"] for c in inspector.get_columns(name)) for name in inspector.get_table_names()}
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            for kind, column in (("pg_policies", "tablename || policyname"), ("pg_trigger", "tgname")):
                where = " WHERE NOT tgisinternal" if kind == "pg_trigger" else ""
                rows = connection.execute(text(f"SELECT {column} FROM {kind}{where}"))
                found[kind] = sorted(row[0] for row in rows)
    return found


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)
    before = tables(engine)
    migrate.upgrade(engine)
    assert tables(engine) == before


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET bar_id = NULL"])
def test_history_refuses_rewriting(engine: Engine, tmp_path: Path, table: str, statement: str) -> None:
    migrate.upgrade(engine)
    world = worlds.attach("", tmp_path / "spool", engine=engine)
    world.bar_id = worlds.add_bar(world)
    world.call_back(world.sent().id)
    with world.ctx.store.write(bar=world.bar_id) as tx:
        from tabeza_central.store import alerts

        alerts.audit(tx, bar_id=world.bar_id, at=1, actor="test", action="test")
    with pytest.raises(exc.IntegrityError, match="append-only"), engine.begin() as connection:  # noqa: PT012
        set_bar(connection, ALL_BARS)
        connection.execute(text(statement.format(table)))


def test_the_schema_compiles_for_postgresql() -> None:
    dialect = postgresql.dialect()
    made: list[Any] = [str(CreateTable(table).compile(dialect=dialect)) for table in schema.metadata.sorted_tables]
    made += [str(CreateIndex(i).compile(dialect=dialect)) for t in schema.metadata.sorted_tables for i in t.indexes]
    assert all("AUTOINCREMENT" not in statement for statement in made)
    assert any("TRUNCATE" in statement for statement in append_only.statements("postgresql"))


@pytest.mark.postgres
def test_truncating_history_is_refused_on_postgresql(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    migrate.upgrade(engine)
    world = worlds.attach("", None, engine=engine)
    for table in schema.APPEND_ONLY:
        with pytest.raises(exc.IntegrityError, match="append-only"), world.ctx.store.write(bar=ALL_BARS) as tx:
            tx.execute(text(f"TRUNCATE {table} CASCADE"))
    world.ctx.store.engine.dispose()


def test_a_reference_across_bars_cannot_be_stored(store_url: str) -> None:
    world = worlds.build(store_url)
    world.bar_id = worlds.add_bar(world)
    tab = world.open_tab(owes_cents=1000)
    other = worlds.add_bar(world, "Another")
    with pytest.raises(exc.IntegrityError), world.ctx.store.write(bar=ALL_BARS) as tx:
        tx.execute(
            schema.tab_charges.insert().values(
                bar_id=other, id="f" * 32, tab_id=tab.id, text="x", quantity=1, unit_price_cents=1, amount_cents=1,
                charged_at=1, person="x",
            )
        )  # fmt: skip
    world.ctx.store.engine.dispose()
