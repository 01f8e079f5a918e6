"""The worker threads: they work what falls due when it falls due, several processes at once, and stop when told."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

from tabeza_central.workers.loop import Workers
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.world import World

S = PaymentState


def made(store_url: str, tmp_path: Path) -> World:
    world = worlds.build(store_url, tmp_path / "spool")
    world.bar_id = worlds.add_bar(world)
    return world


def wait_for(world: World, payment_id: str, state: S) -> None:
    """Returns as soon as a commit shows it; the feed's version wakes us."""
    woken = threading.Event()
    for _ in range(200):
        seen = world.ctx.feed_versions.version(world.bar_id)
        if world.payment(payment_id).state is state:
            return
        woken.clear()
        give_up = world.ctx.feed_versions.subscribe(world.bar_id, seen, woken.set)
        woken.wait(5)
        give_up()
    raise AssertionError(f"still {world.payment(payment_id).state}")


def test_threads_send_and_settle_as_soon_as_there_is_something(store_url: str, tmp_path: Path) -> None:
    world = made(store_url, tmp_path)
    workers = Workers(world.ctx)
    workers.start()
    try:
        payment = world.ask(world.open_tab(owes_cents=1000).id, 1000)
        wait_for(world, payment.id, S.PROMPTED)
        world.call_back(payment.id, work=False)
        wait_for(world, payment.id, S.SUCCEEDED)
    finally:
        workers.stop()
        world.ctx.store.engine.dispose()


def test_several_workers_send_each_push_once(store_url: str, tmp_path: Path) -> None:
    world = made(store_url, tmp_path)
    payments = [
        world.ask(world.open_tab(owes_cents=1000).id, 1000, phone=f"07220{n:05d}").id for n in range(10)
    ]
    several = [Workers(world.ctx) for _ in range(4)]
    start = threading.Barrier(4)

    def run(workers: Workers) -> None:
        start.wait()
        while workers.run_due(2):
            pass

    threads = [threading.Thread(target=run, args=(workers,)) for workers in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = Counter(push.request.callback_url for push in world.daraja.pushes)
    assert len(sent) == 10
    assert set(sent.values()) == {1}
    assert {world.payment(payment_id).state for payment_id in payments} == {S.PROMPTED}
    world.ctx.store.engine.dispose()


def test_a_slow_safaricom_keeps_no_callback_waiting(store_url: str, tmp_path: Path) -> None:
    world = made(store_url, tmp_path)
    payment = world.sent(1000)
    let_go = threading.Event()
    asking = threading.Semaphore(0)

    def slow(_push: worlds.Push) -> None:
        asking.release()
        let_go.wait(30)

    world.daraja.on_push = slow
    workers = Workers(world.ctx)
    workers.start()
    try:
        for n in range(6):
            world.ask(world.open_tab(owes_cents=1000).id, 1000, phone=f"07330{n:05d}")
        assert all(asking.acquire(timeout=10) for _ in range(4))
        world.call_back(payment.id, work=False)
        wait_for(world, payment.id, S.SUCCEEDED)
    finally:
        let_go.set()
        workers.stop()
        world.ctx.store.engine.dispose()
