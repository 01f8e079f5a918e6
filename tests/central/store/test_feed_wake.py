"""A commit in one worker wakes the consoles that wait at another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tabeza_central.store.engine import open_engine
from tabeza_central.store.feed_wake import MOST_PER_NOTICE, FeedWake, decoded, encoded
from tests.central import world as worlds
from tests.central.world import CountingIds, World

PATIENCE_S = 20


@pytest.fixture
def workers(postgres_server: object, migrated_template: str, tmp_path: Path) -> Iterator[tuple[World, World, str]]:
    """Two workers on one PostgreSQL with one bar, and the database's URL."""
    url = postgres_server.new_database(template=migrated_template)  # type: ignore[attr-defined]
    here = worlds.build(url, tmp_path / "spool")
    here.bar_id = worlds.add_bar(here)
    there = worlds.attach(url, tmp_path / "spool2", engine=open_engine(url), ids=CountingIds("there"))
    there.bar_id = here.bar_id
    yield here, there, url
    for world in (here, there):
        world.ctx.store.engine.dispose()
    postgres_server.drop(url)  # type: ignore[attr-defined]


def wake_of(world: World, url: str | None) -> FeedWake:
    return FeedWake(world.ctx.store, world.ctx.feed_versions, url, lambda _error: None)


def woken_by_a_commit(here: World, there: World) -> bool:
    """Whether a console that waits at ``there`` hears of a tab opened at ``here``."""
    for _ in range(3):  # the first look of a worker only tells it where the bar stands
        woken = threading.Event()
        seen = there.ctx.feed_versions.version(there.bar_id)
        there.ctx.feed_versions.subscribe(there.bar_id, seen, woken.set)
        here.open_tab()
        if not woken.wait(PATIENCE_S):
            return False
    return there.ctx.feed_versions.version(there.bar_id) > 0


@pytest.mark.postgres
def test_by_notice_where_it_can_listen(workers: tuple[World, World, str]) -> None:
    here, there, url = workers
    wakes = [wake_of(here, url), wake_of(there, url)]
    for wake in wakes:
        wake.start()
    try:
        assert woken_by_a_commit(here, there)
    finally:
        for wake in wakes:
            wake.stop()


@pytest.mark.postgres
def test_by_looking_where_it_cannot(workers: tuple[World, World, str]) -> None:
    here, there, _ = workers
    wake = wake_of(there, None)
    wake.start()
    try:
        assert woken_by_a_commit(here, there)
        assert there.ctx.feed_versions.version(there.bar_id) > 1
    finally:
        wake.stop()


@pytest.mark.postgres
def test_a_listener_that_was_cut_off_hears_again(workers: tuple[World, World, str]) -> None:
    here, there, url = workers
    wakes = [wake_of(here, url), wake_of(there, url)]
    for wake in wakes:
        wake.start()
    try:
        assert woken_by_a_commit(here, there)
        with here.ctx.store.engine.connect() as connection:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ 'LISTEN|pg_notify'"
            connection.execute(text(f"{cut} AND pid <> pg_backend_pid()"))
        woken = threading.Event()
        there.ctx.feed_versions.subscribe(
            there.bar_id, there.ctx.feed_versions.version(there.bar_id), woken.set
        )
        here.open_tab()
        assert woken.wait(PATIENCE_S)
    finally:
        for wake in wakes:
            wake.stop()


@pytest.mark.postgres
def test_many_commits_travel_in_few_notices(workers: tuple[World, World, str]) -> None:
    here, there, url = workers
    telling, hearing = wake_of(here, url), wake_of(there, url)
    for n in range(50):  # told of before the wire is up: they go as one batch
        telling._committed({f"{n % 5:032x}": n}, False)
    hearing.start()
    telling.start()
    try:
        assert woken_by_a_commit(here, there)
        assert 1 <= hearing.heard <= 10
    finally:
        telling.stop()
        hearing.stop()


def test_sqlite_needs_none() -> None:
    world = worlds.build()
    wake = wake_of(world, None)
    wake.start()
    wake.stop()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("tabeza-feed")] == []
    world.ctx.store.engine.dispose()


def test_notices_are_short_enough_and_read_back() -> None:
    seqs = {f"{n:032x}": 2**62 + n for n in range(3 * MOST_PER_NOTICE - 1)}
    notices = encoded(seqs)
    assert len(notices) == 3
    assert max(len(notice) for notice in notices) < 8000
    read: dict[str, int] = {}
    for notice in notices:
        read |= decoded(notice)
    assert read == seqs
    assert decoded("what somebody else sent:x") == {}
