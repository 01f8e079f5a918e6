"""Sixty at one gate, round after round: exactly ten are let through each time, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tabeza_central.observe.audit import audit
from tabeza_central.problems import Problem
from tests.central import world as worlds
from tests.central.torture.conftest import deadlocks
from tests.central.world import World

pytestmark = pytest.mark.postgres
THREADS = 60
WINDOW_S = 300


@pytest.fixture
def world(store_url_of_postgres: str, tmp_path: Path) -> Iterator[World]:
    """A live bar, with a connection for each who presses."""
    engine = create_engine(store_url_of_postgres, pool_size=THREADS, connect_args={"prepare_threshold": None})
    made = worlds.attach("", tmp_path / "spool", engine=engine)
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == []
    assert deadlocks(made) == 0
    engine.dispose()


def gate_rounds(world: World, rounds: int) -> None:
    """Each round all ask at once, five minutes after the last; what was taken is refused by Safaricom in between."""
    tabs = [world.open_tab(owes_cents=1000, phone=f"0722{n:06d}").id for n in range(THREADS)]
    world.daraja.on_push = lambda _push: worlds.Refused("safaricom_refused", "400.002.02", 400)
    together = threading.Barrier(THREADS)

    def press(turn: int, n: int) -> str:
        together.wait()
        try:
            world.ask(tabs[n], 1000, key=f"round-{turn:04d}-{n:04d}")
        except Problem as problem:
            return problem.code
        return "accepted"

    with ThreadPoolExecutor(THREADS) as crowd:
        for turn in range(rounds):
            taken = Counter(crowd.map(press, [turn] * THREADS, range(THREADS)))
            assert taken == {"accepted": 10, "limit_bar": THREADS - 10}, f"round {turn}: {taken}"
            world.work()
            world.clock.forward(WINDOW_S)


def test_sixty_at_one_gate_get_exactly_ten_every_time(world: World) -> None:
    gate_rounds(world, 15)


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_sixty_at_one_gate_get_exactly_ten_a_thousand_times(world: World) -> None:
    gate_rounds(world, 1000)
