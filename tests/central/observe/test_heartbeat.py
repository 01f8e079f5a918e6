"""The pulse: a row a minute while a worker lives, and a gap that is told."""

from __future__ import annotations

from tabeza_central.domain.instants import MINUTE
from tabeza_central.observe import alerts
from tabeza_central.services import heartbeat, switchboard
from tabeza_central.store import pulse
from tabeza_central.store.uow import ALL_BARS
from tests.central.world import World


def minutes(world: World) -> list[tuple[int, bool]]:
    start = pulse.minute_of(min(row.minute_at for row in world.rows("heartbeats")))
    return sorted(((row.minute_at - start) // MINUTE, bool(row.paused)) for row in world.rows("heartbeats"))


def test_each_minute_that_a_worker_lives_is_one_row(world: World) -> None:
    heartbeat.start_watching(world.ctx)
    world.pass_time(185, step=5)
    assert minutes(world) == [(0, False), (1, False), (2, False), (3, False)]


def test_a_time_in_which_nobody_worked_is_missing_and_told(world: World) -> None:
    heartbeat.start_watching(world.ctx)
    world.work()
    world.clock.forward(40 * 60)
    world.work()
    assert minutes(world) == [(0, False), (40, False)]
    (line,) = [one for one in alerts.listed(world.ctx) if one.kind == "was_away"]
    assert line.text == "The service did not live from 21 Nov 20:01 to 21 Nov 20:40 (Nairobi)"
    assert "incident open" in line.cure


def test_minutes_off_for_everyone_are_marked(world: World) -> None:
    heartbeat.start_watching(world.ctx)
    world.work()
    switchboard.set_switch(world.ctx, bar_id=None, enabled=False, by="Asha", reason="Mending")
    world.pass_time(60, step=5)
    switchboard.set_switch(world.ctx, bar_id=None, enabled=True, by="Asha", percent=10)
    world.pass_time(60, step=5)
    assert minutes(world) == [(0, False), (1, True), (2, False)]


def test_a_failure_does_not_slow_the_next_beats_down(world: World) -> None:
    """Each run is a fresh job: tries of the past do not add up to a longer and longer wait."""
    heartbeat.start_watching(world.ctx)
    world.pass_time(60 * 12, step=30)
    (job,) = [row for row in world.rows("jobs") if row.kind == "heartbeat"]
    assert job.attempts == 0


def test_what_is_older_than_the_reports_reach_goes(world: World) -> None:
    heartbeat.start_watching(world.ctx)
    old = pulse.minute_of(world.ctx.now()) - heartbeat.KEPT_US - MINUTE
    with world.ctx.store.write("old", bar=ALL_BARS) as tx:
        pulse.beat(tx, old, paused=False)
        pulse.add_figures(tx, old, {("limit_hits", "limit_bar"): 1})
    world.pass_time(3_600, step=60)
    assert min(row.minute_at for row in world.rows("heartbeats")) > old
    assert world.rows("figures") == []
