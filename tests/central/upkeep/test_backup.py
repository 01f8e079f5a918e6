"""A backup is worth what its restoring shows: copied while the bar trades, put back, proved; on both stores."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central import compose
from tabeza_central.services import drill
from tabeza_central.settings import Settings
from tabeza_central.store import backup, migrate, schema
from tabeza_central.store.backup import BackupRefused
from tabeza_central.store.engine import open_engine
from tabeza_protocol.secret import Secret
from tests.central import world as worlds
from tests.central.access.people import KEY
from tests.central.web.test_process import run
from tests.central.world import World
from tests.support.postgres import PostgresServer


@pytest.fixture
def trading(store_url: str, tmp_path: Path) -> Iterator[World]:
    """A bar that has sold and been paid."""
    engine = open_engine(store_url)
    if migrate.current(engine) is None:
        migrate.upgrade(engine)
    world = worlds.attach(store_url, tmp_path / "spool", engine=engine)
    world.bar_id = worlds.add_bar(world)
    world.call_back(world.sent().id)
    yield world
    engine.dispose()


@pytest.fixture
def aside(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty database of the same kind."""
    if store_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'aside' / 'copy.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


def everything(url: str) -> dict[str, list[str]]:
    world = worlds.attach(url, None)
    found = {name: sorted(map(repr, world.rows(name))) for name in schema.metadata.tables}
    world.ctx.store.engine.dispose()
    return found


def test_what_comes_back_is_what_went_and_its_books_prove(
    trading: World, store_url: str, aside: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.backup"
    backup.make(store_url, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    backup.restore(copy, aside)
    assert everything(aside) == everything(store_url)
    settings = Settings(
        kind="test", encryption_key=Secret(KEY), encryption_keys_old=Secret(""), database_url=aside,
        public_base_url="http://127.0.0.1",
    )  # fmt: skip
    service = compose.compose(settings)
    done = drill.prove(service.context)
    service.close()
    assert done.bars == 1
    assert [problem for problem in done.problems if not problem.startswith("key unknown")] == []


def test_the_restored_one_is_walled_and_closed_as_the_first(
    trading: World, store_url: str, aside: str, tmp_path: Path
) -> None:
    from sqlalchemy import exc, text

    copy = tmp_path / "copy.backup"
    backup.make(store_url, copy)
    backup.restore(copy, aside)
    world = worlds.attach(aside, None)
    with (
        pytest.raises(exc.IntegrityError, match="append-only"),
        world.ctx.store.write(bar=trading.bar_id) as tx,
    ):
        tx.execute(text("DELETE FROM ledger_lines"))
    if world.ctx.store.engine.dialect.name == "postgresql":
        with world.ctx.store.read() as tx:
            assert tx.all(text("SELECT 1 FROM tabs")) == []
    world.ctx.store.engine.dispose()


def test_nothing_is_written_over(trading: World, store_url: str, aside: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backup"
    backup.make(store_url, copy)
    with pytest.raises(BackupRefused, match="never written over"):
        backup.make(store_url, copy)
    backup.restore(copy, aside)
    with pytest.raises(BackupRefused, match=r"already"):
        backup.restore(copy, aside)
    assert not list(tmp_path.glob("*.part"))


def test_a_copy_goes_only_where_it_belongs(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    with pytest.raises(BackupRefused, match="no file"):
        backup.restore(odd, "sqlite:///x")
    odd.write_bytes(b"PGDMP")
    with pytest.raises(BackupRefused, match="copy of a PostgreSQL database"):
        backup.restore(odd, f"sqlite:///{tmp_path / 'new.sqlite'}")
    with pytest.raises(BackupRefused, match="no file to copy"):
        backup.make("sqlite://", tmp_path / "memory")


# --- the commands ---------------------------------------------------------------------------------------------------


def test_the_drill_passes_and_fails_with_another_key(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    run(tmp_path, "bars", "add", "Mlango Mmoja")
    run(tmp_path, "identity", "show")
    copy = str(tmp_path / "copy.backup")
    made = run(tmp_path, "backup", "make", copy)
    assert (made.returncode, "Keep the master key elsewhere" in made.stdout) == (0, True), made.stderr
    drilled = run(tmp_path, "backup", "drill", copy)
    assert (drilled.returncode, drilled.stdout) == (
        0,
        "pass  1 bars: the key opens it and every book adds up\n",
    )
    other = run(
        tmp_path, "backup", "drill", copy, MPESA_ENCRYPTION_KEY="0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
    )
    assert other.returncode == 78
    assert "The data was sealed under key" in other.stderr


def test_restored_the_service_goes_on_where_it_was(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    bar = run(tmp_path, "bars", "add", "Mlango Mmoja").stdout.strip()
    copy, new = str(tmp_path / "copy.backup"), f"sqlite:///{tmp_path / 'new' / 'central.sqlite'}"
    run(tmp_path, "backup", "make", copy)
    assert run(tmp_path, "backup", "restore", copy, "--into", new).returncode == 0
    assert bar in run(tmp_path, "bars", "list", DATABASE_URL=new).stdout
    refused = run(tmp_path, "backup", "restore", copy, "--into", new)
    assert refused.returncode == 1
    assert "there already" in refused.stderr
