"""PostgreSQL's plug is pulled again and again while callbacks pour in: nothing that was acknowledged is ever lost."""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tabeza_central.problems import Problem
from tabeza_central.services import callbacks
from tabeza_central.store import bars, migrate
from tabeza_central.store.engine import open_engine
from tabeza_central.workers.loop import Workers
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.world import World, callback_body
from tests.support.postgres import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.prove, pytest.mark.timeout(600)]
S = PaymentState
SENDERS = 6
PULLS = 6
LOAD_S = 1.5
RECOVERY_S = 5.0
PAYMENTS = 120


@pytest.fixture
def server(postgres_server: object) -> Iterator[PostgresServer]:
    """One of our own: nobody else's connections are cut."""
    del postgres_server  # only so that the test skips where there is none
    made = PostgresServer.start()
    yield made
    made.stop()


@pytest.fixture
def world(server: PostgresServer, tmp_path: Path) -> Iterator[World]:
    url = server.new_database()
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    made = worlds.build(url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made)
    with made.ctx.store.write(bar=made.bar_id) as tx:
        bars.change(tx, made.bar_id, {"push_limit": 10_000})
    yield made
    made.ctx.store.engine.dispose()


@dataclass
class Safaricom:
    """Calls back for every prompt, several times over, and remembers exactly what it was told "received" for."""

    world: World
    pushes: list[worlds.Push]
    stop: threading.Event = field(default_factory=threading.Event)
    received: set[str] = field(default_factory=set)
    told_to_try_again: int = 0
    _turn: itertools.count[int] = field(default_factory=itertools.count)

    def body(self, n: int) -> bytes:
        push = self.pushes[n % len(self.pushes)]
        return callback_body(
            push.merchant_request_id, push.checkout_request_id, amount=push.request.amount_shillings,
            receipt=f"UKM{n % len(self.pushes):07d}", phone=push.request.phone,
            description=f"{n // len(self.pushes) % 20}",
        )  # fmt: skip

    def send(self, n: int) -> None:
        body = self.body(n)
        token = self.pushes[n % len(self.pushes)].request.callback_url.rpartition("/")[2]
        try:
            self.world.receive(body, token)
        except Problem:
            self.told_to_try_again += 1
            return
        self.received.add(hashlib.sha256(body).hexdigest())

    def pour(self) -> None:
        while not self.stop.is_set():
            self.send(next(self._turn))


def prompted(world: World) -> list[worlds.Push]:
    for n in range(PAYMENTS):
        world.ask(world.open_tab(owes_cents=10_000).id, 10_000, phone=f"0722{n:06d}")
    while world.workers.run_due():
        pass
    return world.daraja.pushes


def recovered(world: World) -> float:
    """Seconds until the service commits again after the server answers."""
    started, look = time.monotonic(), threading.Event()
    while time.monotonic() - started < 4 * RECOVERY_S:
        try:
            with world.ctx.store.write("probe", bar=world.bar_id) as tx:
                bars.lock_gate(tx, world.bar_id, world.ctx.now())
        except callbacks.StoreDown:
            look.wait(0.02)
            continue
        break
    return time.monotonic() - started


def test_no_acknowledged_callback_is_lost_and_it_is_back_in_seconds(
    world: World, server: PostgresServer
) -> None:
    safaricom = Safaricom(world, prompted(world))
    workers = Workers(world.ctx)
    workers.start()
    senders = [threading.Thread(target=safaricom.pour) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    slowest = 0.0
    try:
        for _ in range(PULLS):
            safaricom.stop.wait(LOAD_S)
            server.restart("immediate")
            slowest = max(slowest, recovered(world))
            world.clock.forward(61)  # what a worker had claimed when the plug was pulled may be claimed again
    finally:
        safaricom.stop.set()
        for sender in senders:
            sender.join()
        workers.stop()
    spooled = sum('"callback_spooled"' in line for line in world.lines())
    callbacks.drain_spool(world.ctx)
    world.clock.forward(61)
    while Workers(world.ctx).run_due():
        pass
    stored = {row.body_sha256 for row in world.rows("mpesa_callbacks")}
    assert safaricom.received <= stored, (
        f"{len(safaricom.received - stored)} acknowledged callbacks are nowhere"
    )
    assert spooled > 0, "no callback came while the database was away: the plug was not really pulled"
    assert {row.state for row in world.rows("mpesa_transactions")} == {S.SUCCEEDED}
    assert audit(world.ctx) == []
    assert len(world.daraja.pushes) == PAYMENTS
    assert slowest < RECOVERY_S, f"it took {slowest:.1f} s until it committed again"
    print(
        f"{len(safaricom.received)} acknowledged, {spooled} through the spool, back after {slowest:.2f} s at most"
    )
