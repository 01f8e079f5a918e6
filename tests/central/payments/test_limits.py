"""Ten in five minutes is exactly ten, whoever asks at the same time and whatever became of them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tabeza_central.problems import Problem
from tabeza_central.store import bars
from tests.central import world as worlds
from tests.central.payments.test_requests import refusal
from tests.central.world import World


def phone(n: int) -> str:
    return f"07220{n:05d}"


def ask_new(world: World, n: int, cents: int = 1000) -> None:
    world.ask(world.open_tab(owes_cents=cents).id, cents, phone=phone(n))


def test_the_eleventh_in_five_minutes_waits_exactly_as_long_as_it_says(world: World) -> None:
    for n in range(10):
        ask_new(world, n)
        world.clock.forward(10)
    tab = world.open_tab(owes_cents=1000)
    problem = refusal(world.ask, tab.id, 1000, phone=phone(99))
    assert (problem.code, problem.retry_after_seconds) == ("limit_bar", 200)
    world.clock.forward(199)
    assert refusal(world.ask, tab.id, 1000, phone=phone(99)).retry_after_seconds == 1
    world.clock.forward(1)
    world.ask(tab.id, 1000, phone=phone(99))


def test_refused_and_failed_attempts_count(world: World) -> None:
    world.daraja.on_push = lambda _push: worlds.Refused("safaricom_refused", "400.002.02", 400)
    for n in range(10):
        ask_new(world, n)
        world.work()
    tab = world.open_tab(owes_cents=1000)
    assert refusal(world.ask, tab.id, 1000, phone=phone(99)).code == "limit_bar"


def test_kes_1_tests_count(world: World) -> None:
    for n in range(9):
        ask_new(world, n)
    world.ask_test(phone(50))
    assert refusal(world.ask_test, phone(51)).code == "limit_bar"


def test_what_was_turned_away_does_not_count(world: World) -> None:
    for n in range(10):
        ask_new(world, n)
    tab = world.open_tab(owes_cents=1000)
    for _ in range(5):
        refusal(world.ask, tab.id, 1000, phone=phone(99))
    world.clock.forward(300)
    world.ask(tab.id, 1000, phone=phone(99))


def test_the_operator_sets_another_limit(world: World) -> None:
    with world.ctx.store.write(bar=world.bar_id) as tx:
        bars.change(tx, world.bar_id, {"push_limit": 2})
    ask_new(world, 1)
    ask_new(world, 2)
    tab = world.open_tab(owes_cents=1000)
    assert refusal(world.ask, tab.id, 1000, phone=phone(3)).code == "limit_bar"


def test_a_clock_set_back_gives_no_new_pushes(world: World) -> None:
    for n in range(10):
        ask_new(world, n)
    world.clock.forward(-3600)
    tab = world.open_tab(owes_cents=1000)
    assert refusal(world.ask, tab.id, 1000, phone=phone(99)).code == "limit_bar"


def test_one_phone_three_times_in_five_minutes(world: World) -> None:
    for n in range(3):
        payment = world.sent(1000 + n * 100, phone=phone(1))
        world.call_back(payment.id, 1032)
        world.clock.forward(61)
    tab = world.open_tab(owes_cents=5000)
    problem = refusal(world.ask, tab.id, 5000, phone=phone(1))
    assert (problem.code, problem.retry_after_seconds) == ("limit_phone", 300 - 183)


def test_one_open_prompt_on_a_phone(world: World) -> None:
    first = world.sent(1000, phone=phone(1))
    tab = world.open_tab(owes_cents=2000)
    problem = refusal(world.ask, tab.id, 2000, phone=phone(1))
    assert (problem.code, problem.payment_id, problem.retry_after_seconds) == ("phone_busy", first.id, 60)
    world.call_back(first.id, 1032)
    world.ask(tab.id, 2000, phone=phone(1))


def test_the_same_amount_to_the_same_phone_waits_two_minutes(world: World) -> None:
    world.call_back(world.sent(1000, phone=phone(1)).id, 1032)
    tab = world.open_tab(owes_cents=1000)
    problem = refusal(world.ask, tab.id, 1000, phone=phone(1))
    assert (problem.code, problem.retry_after_seconds) == ("same_amount_too_soon", 120)
    world.clock.forward(120)
    world.ask(tab.id, 1000, phone=phone(1))


def test_the_cap_over_all_bars_answers_like_the_bars_own(world: World) -> None:
    victim = phone(7)
    here = world.bar_id
    for n in range(world.ctx.policy.phone_global_limit):
        if n % 3 == 0:
            world.bar_id = worlds.add_bar(world, f"Bar {n}")
        payment = world.sent(1000 + 100 * n, phone=victim)
        world.call_back(payment.id, 1032)
    world.bar_id = here
    tab = world.open_tab(owes_cents=1000)
    problem = refusal(world.ask, tab.id, 1000, phone=victim)
    assert problem.code == "limit_phone"
    assert problem.payment_id is None
    assert 0 < (problem.retry_after_seconds or 0) <= 300
    world.ask(tab.id, 1000, phone=phone(8))


@pytest.mark.parametrize("threads", [24])
def test_many_at_once_get_exactly_ten(store_url: str, tmp_path: Path, threads: int) -> None:
    world = worlds.build(store_url, tmp_path / "spool")
    world.bar_id = worlds.add_bar(world)
    tabs = [world.open_tab(owes_cents=1000) for _ in range(threads)]
    keys = [world.key() for _ in range(threads)]
    outcomes: list[str] = []
    start = threading.Barrier(threads)

    def press(n: int) -> None:
        start.wait()
        try:
            world.ask(tabs[n].id, 1000, phone=phone(n), key=keys[n])
            outcomes.append("accepted")
        except Problem as problem:
            outcomes.append(problem.code)

    pressed = [threading.Thread(target=press, args=(n,)) for n in range(threads)]
    for thread in pressed:
        thread.start()
    for thread in pressed:
        thread.join()
    assert sorted(outcomes) == ["accepted"] * 10 + ["limit_bar"] * (threads - 10)
    assert len(world.rows("mpesa_transactions")) == 10
    world.ctx.store.engine.dispose()


def test_many_consoles_on_one_tab_make_one_payment(store_url: str, tmp_path: Path) -> None:
    world = worlds.build(store_url, tmp_path / "spool")
    world.bar_id = worlds.add_bar(world)
    tab = world.open_tab(owes_cents=1000)
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def press(n: int) -> None:
        start.wait()
        try:
            outcomes.append(world.ask(tab.id, 1000, key=f"console-{n:04d}").id)
        except Problem as problem:
            outcomes.append(f"{problem.code} {problem.payment_id}")

    pressed = [threading.Thread(target=press, args=(n,)) for n in range(8)]
    for thread in pressed:
        thread.start()
    for thread in pressed:
        thread.join()
    (row,) = world.rows("mpesa_transactions")
    assert sorted(outcomes) == sorted([row.id, *[f"tab_busy {row.id}"] * 7])
    world.ctx.store.engine.dispose()
