"""A callback is durable before it is acknowledged, with or without the database, alone or with many others."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tabeza_central.problems import Problem
from tabeza_central.services import callbacks
from tabeza_central.services.callbacks import Intake
from tabeza_central.store.engine import is_sqlite
from tabeza_central.store.group_commit import GroupCommit
from tabeza_central.store.spool import Spool
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.payments.test_requests import refusal
from tests.central.world import World, callback_body

S = PaymentState


def lock_out(world: World) -> None:
    """SQLite refuses to be written, as on a full disk; PostgreSQL throws everybody out and lets nobody in."""
    _open_to_us(world, False)


def let_in(world: World) -> None:
    _open_to_us(world, True)


def _open_to_us(world: World, is_open: bool) -> None:
    engine = world.ctx.store.engine
    if is_sqlite(engine):
        with engine.connect().execution_options(tabeza_read=True) as connection:
            connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if is_open else 'ON'}")
        return
    name = engine.url.database
    beside = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with beside.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(is_open).lower()}")
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    beside.dispose()


def test_with_the_database_away_the_spool_takes_it_and_nothing_is_lost(world: World) -> None:
    payment = world.sent()
    lock_out(world)
    world.call_back(payment.id, work=False)
    entries = list(world.ctx.spool.entries())
    assert len(entries) == 1
    assert b"254712345678" not in entries[0][1]
    assert callbacks.drain_spool(world.ctx) == 0, "still away: it stays"
    let_in(world)
    assert callbacks.drain_spool(world.ctx) == 1
    world.work()
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert list(world.ctx.spool.entries()) == []


def test_draining_twice_stores_once(world: World) -> None:
    payment = world.sent()
    lock_out(world)
    world.call_back(payment.id, work=False)
    let_in(world)
    ((entry_id, content),) = list(world.ctx.spool.entries())
    callbacks.drain_spool(world.ctx)
    world.ctx.spool.put(entry_id, content)  # killed between the commit and the delete
    callbacks.drain_spool(world.ctx)
    world.work()
    assert len(world.rows("mpesa_callbacks")) == 1


def test_when_neither_can_take_it_the_sender_is_told(world: World, tmp_path: Path) -> None:
    payment = world.sent()
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("not a directory")
    world.ctx.spool = Spool(in_the_way / "spool")
    lock_out(world)
    problem = refusal(world.call_back, payment.id, work=False)
    let_in(world)
    assert problem.code == "unavailable"


def test_a_half_written_spool_entry_is_never_drained(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    (tmp_path / "half.part").write_bytes(b'{"id": "')
    spool.put("whole", b"{}")
    assert [entry for entry, _ in spool.entries()] == ["whole"]


def test_many_at_once_share_commits_and_each_is_stored(tmp_path: Path) -> None:
    world = worlds.build(f"sqlite:///{tmp_path / 'central.sqlite'}", tmp_path / "spool")
    commits = 0

    def count(_seqs: dict[str, int], _jobs: bool) -> None:
        nonlocal commits
        commits += 1

    world.ctx.store.after_commit(count)
    intake, start = Intake(world.ctx), threading.Barrier(32)

    def send(n: int) -> None:
        start.wait()
        intake.receive(None, callback_body("m", f"ws_CO_{n}"), None)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.rows("mpesa_callbacks")) == 32
    assert len(world.rows("jobs")) == 32
    assert commits < 32
    world.ctx.store.engine.dispose()


def test_a_failed_commit_is_told_to_everyone_in_it() -> None:
    def fail(_batch: Sequence[int]) -> None:
        raise Problem("unavailable")

    group = GroupCommit[int](fail)
    for item in range(3):
        with pytest.raises(Problem):
            group.submit(item)


def test_a_batch_is_bounded() -> None:
    sizes: list[int] = []
    entered, go_on = threading.Event(), threading.Event()

    def commit(batch: Sequence[int]) -> None:
        entered.set()
        go_on.wait(10)
        sizes.append(len(batch))

    group = GroupCommit[int](commit, most=4)
    threads = [threading.Thread(target=group.submit, args=(n,)) for n in range(10)]
    threads[0].start()
    entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(group._queue) < 9:  # until all wait behind the first
        threading.Event().wait(0.001)
    go_on.set()
    for thread in threads:
        thread.join()
    assert sizes == [1, 4, 4, 1]
