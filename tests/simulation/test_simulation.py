"""Fifty nights without a violation, and every planted bug found: a simulation that finds nothing proves nothing."""

from __future__ import annotations

import pytest

from tabeza_central.store import migrate
from tabeza_central.store.engine import open_engine
from tests.simulation.planted import BUGS
from tests.simulation.run import Violation, replay_line, simulate

SEEDS = 50
PAYMENTS = 8
TEETH_SEEDS = 60


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SEEDS + 1, 10))
def test_seeds_hold_every_invariant(first: int) -> None:
    for seed in range(first, first + 10):
        try:
            simulate(seed, PAYMENTS)
        except Violation as problem:
            pytest.fail(replay_line(seed, PAYMENTS, problem))


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name: str) -> None:
    for seed in range(1, TEETH_SEEDS + 1):
        with BUGS[name]():
            try:
                simulate(seed, 30)
            except (Violation, Exception) as found:  # noqa: BLE001 - however it shows, it is found
                print(f"{name}: seed {seed}: {found}")
                return
    pytest.fail(f"{TEETH_SEEDS} seeds did not find it")


@pytest.mark.prove
@pytest.mark.postgres
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(901, 907))
def test_seeds_hold_on_postgresql_too(seed: int, postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    migrate.upgrade(engine)
    engine.dispose()
    try:
        simulate(seed, PAYMENTS, postgres_url)
    except Violation as problem:
        pytest.fail(f"on PostgreSQL, seed {seed}: {problem}")
