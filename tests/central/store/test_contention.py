"""Many threads and several workers on one PostgreSQL: limits are exact, no job is worked twice, nothing deadlocks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tabeza_central.observe.audit import audit
from tabeza_central.problems import Problem
from tabeza_central.store import jobs
from tabeza_central.store.uow import ALL_BARS
from tabeza_central.workers.loop import Workers
from tests.central import world as worlds
from tests.central.world import World

pytestmark = pytest.mark.postgres
THREADS = 60


@pytest.fixture
def world(postgres_server: object, migrated_template: str, tmp_path: Path) -> Iterator[World]:
    """A live bar on PostgreSQL. Afterwards the books prove, and the server counted no deadlock."""
    url = postgres_server.new_database(template=migrated_template)  # type: ignore[attr-defined]
    made = worlds.build(url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    assert deadlocks(made) == 0
    made.ctx.store.engine.dispose()
    postgres_server.drop(url)  # type: ignore[attr-defined]


def deadlocks(world: World) -> int:
    """The server's own count for this database."""
    with world.ctx.store.engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()"))
        asked = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(connection.execute(asked).scalar_one())


def all_at_once(*works: Callable[[], None]) -> None:
    """Runs each in a thread of its own, all let go together; the first failure is raised here."""
    start, failures = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        start.wait()
        try:
            work()
        except BaseException as problem:  # noqa: BLE001 - raised again below, in the test's own thread
            failures.append(problem)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def gate_rounds(world: World, rounds: int) -> None:
    """Each round ``THREADS`` threads ask at once, on a clock five minutes on: exactly ten are taken."""
    tabs = [world.open_tab(owes_cents=1000).id for _ in range(THREADS)]
    for turn in range(rounds):
        outcomes: list[str] = []

        def press(n: int, turn: int = turn, outcomes: list[str] = outcomes) -> None:
            try:
                world.ask(tabs[n], 1000, phone=f"0722{turn % 100:02d}{n:04d}", key=f"round-{turn:04d}-{n:04d}")
                outcomes.append("accepted")
            except Problem as problem:
                outcomes.append(problem.code)

        all_at_once(*(lambda n=n: press(n) for n in range(THREADS)))
        taken = Counter(outcomes)
        assert taken["accepted"] == 10, taken
        assert taken["limit_bar"] + taken["tab_busy"] == THREADS - 10, taken
        world.daraja.on_push = lambda _push: worlds.Refused("safaricom_refused", "400.002.02", 400)
        world.work()
        world.clock.forward(300)


def test_sixty_at_one_gate_get_exactly_ten(world: World) -> None:
    gate_rounds(world, 3)


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_sixty_at_one_gate_get_exactly_ten_a_hundred_times(world: World) -> None:
    gate_rounds(world, 100)


def test_two_workers_never_claim_the_same_job(world: World) -> None:
    now = world.ctx.now()
    with world.ctx.store.write(bar=world.bar_id) as tx:
        for n in range(300):
            jobs.put(
                tx, job_id=world.ctx.ids.new_id(), kind="expire", key=f"{n}", bar_id=world.bar_id, run_at=now, now=now
            )
    claimed: list[str] = []

    def claim(owner: str) -> None:
        while True:
            with world.ctx.store.write(bar=ALL_BARS) as tx:
                mine = jobs.claim(tx, owner=owner, now=now, lease_us=60_000_000, limit=7)
            if not mine:
                return
            claimed.extend(job.key for job in mine)

    all_at_once(*(lambda owner=f"{n:032x}": claim(owner) for n in range(4)))
    again = {job.key for job in _claim_rest(world, now)}
    assert len(claimed) == len(set(claimed))
    assert set(claimed) | again == {str(n) for n in range(300)}


def _claim_rest(world: World, now: int) -> list[jobs.Job]:
    """A worker that saw every due row locked gave up for now; what is left is still there to claim."""
    with world.ctx.store.write(bar=ALL_BARS) as tx:
        return jobs.claim(tx, owner="f" * 32, now=now, lease_us=60_000_000, limit=300)


def test_a_claim_does_not_wait_for_anothers_lock(world: World) -> None:
    now = world.ctx.now()
    with world.ctx.store.write(bar=world.bar_id) as tx:
        for key in ("first", "second"):
            jobs.put(
                tx, job_id=world.ctx.ids.new_id(), kind="expire", key=key, bar_id=world.bar_id, run_at=now, now=now
            )
    locked, looked = threading.Event(), threading.Event()

    def hold() -> None:
        with world.ctx.store.write(bar=ALL_BARS) as tx:
            tx.execute(text("SELECT 1 FROM jobs WHERE key = 'first' FOR UPDATE"))
            locked.set()
            assert looked.wait(20)

    def look() -> None:
        assert locked.wait(20)
        with world.ctx.store.write(bar=ALL_BARS) as tx:
            tx.execute(text("SET LOCAL lock_timeout = '5s'"))
            found = jobs.claim(tx, owner="a" * 32, now=now, lease_us=1, limit=10)
        looked.set()
        assert [job.key for job in found] == ["second"]

    all_at_once(hold, look)


def test_mixed_trade_deadlocks_nowhere(world: World) -> None:
    """Consoles ask, charge and close while workers send and judge, over three bars."""
    bars = [world.bar_id, worlds.add_bar(world, "Second"), worlds.add_bar(world, "Third")]
    tabs = {bar: [] for bar in bars}  # type: dict[str, list[str]]
    for bar in bars:
        world.bar_id = bar
        tabs[bar] = [world.open_tab(owes_cents=1000, phone=f"07110{len(tabs[bar])}{n:04d}").id for n in range(8)]
    stop = threading.Event()

    def trade(bar: str, n: int) -> None:
        cashier = world.principal("cashier", bar)
        for turn in range(4):
            request = worlds.AddChargeRequest(bar_id=bar, text="Tusker", quantity=1, unit_price_cents=100)
            worlds.tabs.add_charge(world.ctx, cashier, tabs[bar][n], request, f"charge-{n:03d}-{turn:03d}")
            wanted = worlds.RequestPaymentRequest(
                bar_id=bar, tab_id=tabs[bar][n], amount_cents=1000, phone=f"0733{bars.index(bar)}{n:05d}"
            )
            try:
                worlds.pushes.request_payment(world.ctx, cashier, wanted, f"asked-{n:03d}-{turn:03d}")
            except Problem:
                continue

    def call_back(push: worlds.Push) -> None:
        receipt = f"UKL{len(world.daraja.pushes):07d}"
        amount = push.request.amount_shillings
        body = worlds.callback_body(
            push.merchant_request_id, push.checkout_request_id, amount=amount, receipt=receipt, phone=push.request.phone
        )
        world.receive(body, push.request.callback_url.rpartition("/")[2])

    def work() -> None:
        workers = Workers(world.ctx)
        while workers.run_due(3) or not stop.is_set():
            pass

    world.daraja.on_push = call_back
    traders = [lambda bar=bar, n=n: trade(bar, n) for bar in bars for n in range(4)]
    workers = [threading.Thread(target=work) for _ in range(3)]
    for thread in workers:
        thread.start()
    try:
        all_at_once(*traders)
    finally:
        stop.set()
        for thread in workers:
            thread.join()
    world.work()
    assert len(world.daraja.pushes) >= 12
    assert "job_failed" not in world.log.getvalue()
