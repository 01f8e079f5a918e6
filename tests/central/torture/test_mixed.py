"""Everything at once over a few bars on one PostgreSQL: trade, callbacks, workers, the switch; no deadlock.

The fixture asserts afterwards that the server counted no deadlock and that the books prove.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable

import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import switchboard
from tabeza_central.store import bars
from tabeza_central.workers.loop import Workers
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]
S = PaymentState
BARS, TABS, TURNS = 3, 6, 10


def together(*works: Callable[[], None]) -> None:
    """Each in a thread of its own, let go at once; the first failure is raised here."""
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


def test_nothing_deadlocks_while_the_switch_goes_on_and_off(pg_world: World) -> None:
    world, receipts = pg_world, itertools.count()
    ids = [world.bar_id, *(worlds.add_bar(world, f"Bar {n}") for n in range(1, BARS))]
    tabs: dict[str, list[str]] = {}
    for place, bar_id in enumerate(ids):
        world.bar_id = bar_id
        with world.ctx.store.write(bar=bar_id) as tx:
            bars.change(tx, bar_id, {"push_limit": 10_000})
        tabs[bar_id] = [
            world.open_tab(owes_cents=900_000, phone=f"0711{place}{n:05d}").id for n in range(TABS)
        ]
    trading = threading.Event()

    def trade(bar_id: str, n: int) -> None:
        cashier = world.principal("cashier", bar_id)
        for turn in range(TURNS):
            charge = worlds.AddChargeRequest(bar_id=bar_id, text="Tusker", quantity=1, unit_price_cents=100)
            worlds.tabs.add_charge(world.ctx, cashier, tabs[bar_id][n], charge, f"charge-{n:03d}-{turn:03d}")
            asked = worlds.RequestPaymentRequest(
                bar_id=bar_id,
                tab_id=tabs[bar_id][n],
                amount_cents=1_000 + 100 * turn,
                phone=f"0733{turn}{n:05d}",
            )
            with contextlib.suppress(Problem):  # the tab is busy, the bar is paused: so it goes
                worlds.pushes.request_payment(world.ctx, cashier, asked, f"asked-{n:03d}-{turn:03d}")

    def call_back(push: worlds.Push) -> None:
        """Twice, before the answer to the push is even written down."""
        body = worlds.callback_body(
            push.merchant_request_id, push.checkout_request_id, amount=push.request.amount_shillings,
            receipt=f"UKM{next(receipts):07d}", phone=push.request.phone,
        )  # fmt: skip
        for _ in range(2):
            world.receive(body, push.request.callback_url.rpartition("/")[2])

    def work() -> None:
        workers = Workers(world.ctx)
        while workers.run_due(3) or not trading.is_set():
            pass

    def switch(bar_id: str | None) -> None:
        enabled = itertools.cycle((False, True))
        while not trading.is_set():
            switchboard.set_switch(world.ctx, bar_id=bar_id, enabled=next(enabled), by="operator")
        switchboard.set_switch(world.ctx, bar_id=bar_id, enabled=True, by="operator")

    world.daraja.on_push = call_back
    beside = [threading.Thread(target=work) for _ in range(3)]
    beside += [threading.Thread(target=switch, args=(scope,)) for scope in (None, ids[0])]
    for thread in beside:
        thread.start()
    try:
        together(*(lambda bar_id=bar_id, n=n: trade(bar_id, n) for bar_id in ids for n in range(4)))
    finally:
        trading.set()
        for thread in beside:
            thread.join()
    world.work()
    states = {row.state for row in world.rows("mpesa_transactions")}
    assert states <= {S.SUCCEEDED, S.REFUSED}, states
    assert S.SUCCEEDED in states
    assert '"job_failed"' not in world.log.getvalue()
