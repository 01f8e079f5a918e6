"""A console that applied deltas equals one that loaded afresh, whatever happened in between and wherever it stopped."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabeza_central.feed_versions import FeedVersions
from tabeza_central.services import feed
from tabeza_central.store import feed as feed_store
from tests.central import world as worlds
from tests.central.console import Console
from tests.central.payments.test_requests import refusal
from tests.central.world import World


def test_a_fresh_load_comes_in_pages_of_at_most_200(world: World) -> None:
    for n in range(230):
        world.open_tab(f"Customer {n}")
    console = Console(world)
    first = console.pull()
    assert len(first.tabs) + len(first.lines) <= 200
    assert first.more
    console.catch_up()
    assert sum(kind == "tabs" for kind, _ in console.rows) == 230


def test_nothing_new_is_an_empty_page_with_the_same_cursor(world: World) -> None:
    console = Console(world)
    console.catch_up()
    before = console.cursor
    page = console.pull()
    assert (page.tabs, page.lines, page.payments, page.notices, page.settings, page.bar) == (
        (),
        (),
        (),
        (),
        None,
        None,
    )
    assert (page.cursor, page.more) == (before, False)


def test_the_past_is_compacted(world: World) -> None:
    console = Console(world)
    tab = world.open_tab()
    for _ in range(50):
        world.charge(tab.id, 1000)
    console.catch_up()
    assert len(console.rows) == 1 + 50 + 2
    assert console.pages == 1


def test_another_bars_cursor_is_refused(world: World) -> None:
    console = Console(world)
    console.catch_up()
    other = worlds.add_bar(world, "Another")
    principal = world.principal("owner", other)
    assert refusal(feed.changes, world.ctx, principal, other, console.cursor).code == "bad_request"
    for made_up in ("x", "f.1.2.tab..0000000000000000", (console.cursor or "")[:-1] + "!", "f" * 500):
        assert (
            refusal(feed.changes, world.ctx, world.principal(), world.bar_id, made_up).code == "bad_request"
        )


def test_a_rewritten_past_asks_for_a_fresh_load(world: World) -> None:
    console = Console(world)
    console.catch_up()
    with world.ctx.store.write(bar=world.bar_id) as tx:
        feed_store.raise_epochs(tx)
    assert refusal(console.pull).code == "cursor_expired"
    console.cursor = None
    console.catch_up()


def test_nothing_of_another_bar_is_in_the_feed(world: World) -> None:
    mine = world.bar_id
    world.bar_id = worlds.add_bar(world, "Another")
    world.call_back(world.sent().id)
    world.bar_id = mine
    console = Console(world)
    console.catch_up()
    assert {kind for kind, _ in console.rows} == {"bar", "settings"}


STEPS = st.lists(
    st.sampled_from(["open", "charge", "ask", "paid", "failed", "early-stop", "pull", "time", "alert", "settings"]),
    min_size=5, max_size=40,
)  # fmt: skip


@settings(max_examples=25)
@given(steps=STEPS)
def test_deltas_equal_a_fresh_load(steps: list[str]) -> None:
    world = worlds.build()
    world.bar_id = worlds.add_bar(world)
    follower = Console(world)
    tab_ids = [world.open_tab(owes_cents=5_000_000).id]
    asked: list[str] = []
    for n, step in enumerate(steps):
        if step == "open":
            tab_ids.append(world.open_tab(f"Customer {n}", owes_cents=5_000_000).id)
        elif step == "charge":
            world.charge(tab_ids[n % len(tab_ids)], 12_345)
        elif step == "ask":
            world.clock.forward(301)
            world.work()
            try:
                asked.append(world.ask(tab_ids[n % len(tab_ids)], 1000 + 100 * n, phone=f"07220{n:05d}").id)
            except worlds.Problem:
                continue
            world.work()
        elif step in ("paid", "failed") and asked:
            world.call_back(asked[-1], 0 if step == "paid" else 1032, receipt=f"UKL{n:07d}")
        elif step == "alert" and asked:
            world.call_back(asked[-1], 0, amount=1)
        elif step == "early-stop":
            follower.pull()
        elif step == "pull":
            follower.catch_up()
        elif step == "time":
            world.pass_time(40)
    follower.catch_up()
    fresh = Console(world)
    fresh.catch_up()
    assert follower.rows == fresh.rows
    world.ctx.store.engine.dispose()


def test_a_waiter_is_woken_once_after_the_commit(world: World) -> None:
    woken: list[int] = []
    seen = feed.seen_counter(world.ctx, world.bar_id, None)
    versions = world.ctx.feed_versions
    versions.subscribe(world.bar_id, versions.version(world.bar_id), lambda: woken.append(1))
    world.open_tab()
    world.open_tab()
    assert woken == [1]
    versions.subscribe(world.bar_id, seen, lambda: woken.append(2))
    assert woken == [1, 2], "what is there already wakes at once"
    give_up = versions.subscribe(world.bar_id, versions.version(world.bar_id), lambda: woken.append(3))
    give_up()
    world.open_tab()
    assert (woken, versions.waiting()) == ([1, 2], 0)


def test_a_rolled_back_change_wakes_nobody_and_moves_no_counter(world: World) -> None:
    console = Console(world)
    console.catch_up()
    woken: list[int] = []
    world.ctx.feed_versions.subscribe(
        world.bar_id, world.ctx.feed_versions.version(world.bar_id), lambda: woken.append(1)
    )

    def change_and_fail() -> None:
        with world.ctx.store.write(bar=world.bar_id) as tx:
            tx.touch(world.bar_id, "bar")
            tx.bump_feeds()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    before = console.cursor
    assert console.pull().cursor == before
    assert woken == []


def test_subscribing_and_notifying_from_many_threads_loses_nobody() -> None:
    versions = FeedVersions()
    done = threading.Semaphore(0)

    def wait_for_hundred() -> None:
        def again() -> None:
            if versions.version("b") < 100:
                versions.subscribe("b", versions.version("b"), again)
            else:
                done.release()

        versions.subscribe("b", 0, again)

    threads = [threading.Thread(target=wait_for_hundred) for _ in range(8)]
    for thread in threads:
        thread.start()
    for seq in range(1, 101):
        versions.notify({"b": seq})
    for thread in threads:
        thread.join()
    assert all(done.acquire(timeout=10) for _ in threads)
