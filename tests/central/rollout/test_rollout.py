"""Coming back by 10 %, holding by itself when Safaricom stops taking requests, resumed by a person only."""

from __future__ import annotations

import json

import pytest

from tabeza_central.domain.rollout import is_in
from tabeza_central.observe import alerts
from tabeza_central.observe.audit import audit
from tabeza_central.services import feed, rollout, switchboard
from tabeza_central.services.switchboard import RolloutHeld, Told
from tabeza_central.store import pulse, schema
from tabeza_central.store.uow import ALL_BARS
from tests.central import world as worlds
from tests.central.observe import busy
from tests.central.payments.test_requests import refusal
from tests.central.world import World


def bars_by_share(world: World, inside: int, percent: int = 10) -> tuple[list[str], list[str]]:
    """(bars that are in at ``percent``, others that are not): the first ones that fall so."""
    chosen: list[str] = []
    others: list[str] = []
    while len(chosen) < inside:
        bar_id = worlds.add_bar(world, "One of many")
        (chosen if is_in(bar_id, percent) else others).append(bar_id)
    return chosen, others


def off(world: World) -> Told:
    return switchboard.set_switch(
        world.ctx, bar_id=None, enabled=False, by="Asha", reason="Database being mended", other_ways=("Cash",)
    )


def notices(world: World, bar_id: str) -> list[str]:
    return [one.kind for one in feed.changes(world.ctx, world.principal(bar_id=bar_id), bar_id, None).notices]


def audited(world: World) -> list[str]:
    return [row.action for row in world.rows("audit_log")]


# --- steps ----------------------------------------------------------------------------------------------------------


def test_each_step_tells_those_it_lets_in_and_nobody_else(world: World) -> None:
    chosen, others = bars_by_share(world, 2)
    everybody = 1 + len(chosen) + len(others)
    assert off(world) == Told(paused=everybody, back=0)
    told = rollout.let_in(world.ctx, 10, by="Asha")
    assert (told.paused, told.back) == (0, len(chosen) + is_in(world.bar_id, 10))
    assert set(notices(world, chosen[0])) == {"mpesa_paused", "mpesa_back"}
    assert notices(world, others[0]) == ["mpesa_paused"]
    busy.ask(world, chosen[0])
    world.bar_id = others[0]
    assert refusal(world.ask, world.open_tab(owes_cents=1_000).id, 1_000).code == "paused"
    cursor = feed.changes(world.ctx, world.principal(bar_id=chosen[0]), chosen[0], None).cursor
    rollout.let_in(world.ctx, 100, by="Asha")
    later = feed.changes(world.ctx, world.principal(bar_id=chosen[0]), chosen[0], cursor)
    assert (later.settings, later.notices) == (None, ()), "for a bar that is in, nothing changed"
    assert set(notices(world, others[0])) == {"mpesa_paused", "mpesa_back"}


def test_a_bar_that_does_not_use_mpesa_is_not_told_of_a_pause(world: World) -> None:
    idle = worlds.add_bar(world, "No M-Pesa yet", live=False)
    off(world)
    assert notices(world, idle) == []
    settings = feed.changes(world.ctx, world.principal(bar_id=idle), idle, None).settings
    assert settings is not None
    assert settings.pause is not None


def test_a_bar_paused_by_itself_is_not_told_it_is_back(world: World) -> None:
    switchboard.set_switch(world.ctx, bar_id=world.bar_id, enabled=False, by="Asha", reason="Asked us to")
    off(world)
    switchboard.set_switch(world.ctx, bar_id=None, enabled=True, by="Asha")
    assert notices(world, world.bar_id) == ["mpesa_paused"]
    assert refusal(world.ask, world.open_tab(owes_cents=1_000).id, 1_000).code == "paused"
    assert switchboard.set_switch(world.ctx, bar_id=world.bar_id, enabled=True, by="Asha") == Told(0, 1)


def test_the_way_out_and_the_reason_are_in_the_pause_and_the_notice(world: World) -> None:
    off(world)
    told = feed.changes(world.ctx, world.principal(), world.bar_id, None)
    assert told.settings is not None
    assert told.settings.pause is not None
    assert (told.settings.pause.reason, told.settings.pause.other_ways) == (
        "Database being mended",
        ("Cash",),
    )
    assert told.notices[0].text.endswith("Reason: Database being mended")


# --- holding --------------------------------------------------------------------------------------------------------


def coming_back(world: World, inside: int = 4) -> list[str]:
    """At 10 %, with so many bars in."""
    chosen, _others = bars_by_share(world, inside)
    off(world)
    rollout.let_in(world.ctx, 10, by="Asha")
    world.clock.forward(1)
    return chosen


def test_a_rollout_holds_when_acceptance_falls_with_reason_alert_and_audit(world: World) -> None:
    chosen = coming_back(world)
    busy.asks(world, chosen, good=6, bad=2)
    alerts.look(world.ctx)
    held = rollout.status(world.ctx).held
    assert held is not None
    assert (held.percent, held.stopped) == (10, False)
    assert "18 of 24" in held.reason, "the worst bar left out"
    line = next(one for one in alerts.listed(world.ctx) if one.kind == "rollout_held")
    assert held.reason in line.text
    assert "mpesa resume" in line.cure
    (entry,) = [row for row in world.rows("audit_log") if row.action == "rollout_held"]
    assert (entry.actor, json.loads(entry.detail)["percent"]) == ("service", 10)
    busy.ask(world, chosen[0])  # those that are in go on: three in four are paid
    with pytest.raises(RolloutHeld, match="mpesa resume"):
        rollout.let_in(world.ctx, 50, by="Asha")
    assert rollout.status(world.ctx).switch.percent == 10


def test_when_most_requests_fail_those_that_are_in_are_switched_off_too(world: World) -> None:
    chosen = coming_back(world)
    busy.asks(world, chosen, good=2, bad=6)
    held = rollout.look(world.ctx)
    assert held is not None
    assert held.stopped
    assert not rollout.status(world.ctx).switch.enabled
    told = feed.changes(world.ctx, world.principal(bar_id=chosen[0]), chosen[0], None)
    assert told.settings is not None
    assert told.settings.pause is not None
    assert told.settings.pause.reason == rollout.STOPPED
    assert told.settings.pause.other_ways == ("Cash",)
    with pytest.raises(RolloutHeld):
        rollout.let_in(world.ctx, 10, by="Asha")


def test_only_a_person_with_a_reason_resumes_it(world: World) -> None:
    chosen = coming_back(world)
    busy.asks(world, chosen, good=2, bad=6)
    rollout.look(world.ctx)
    for by, why in (("", "mended"), ("service", "mended"), ("Asha", " ")):
        with pytest.raises(worlds.Problem, match="bad_request"):
            rollout.resume(world.ctx, by=by, why=why)
    world.clock.forward(3_700)
    alerts.look(world.ctx)
    assert rollout.status(world.ctx).held is not None, "time alone lets nobody in"
    told = rollout.resume(world.ctx, by="Asha", why="Safaricom mended its side")
    status = rollout.status(world.ctx)
    assert (told.back, status.held) == (status.bars_in, None)
    assert status.bars_in >= len(chosen)
    assert (status.switch.enabled, status.switch.percent, status.switch.set_by) == (True, 10, "Asha")
    assert "rollout_held" not in {line.kind for line in alerts.listed(world.ctx)}
    assert audited(world)[-2:] == ["rollout_resumed", "switch"]
    busy.asks(world, chosen, good=2, bad=0)
    rollout.let_in(world.ctx, 50, by="Asha")


def test_what_failed_before_the_resume_does_not_hold_it_again(world: World) -> None:
    chosen = coming_back(world)
    busy.asks(world, chosen, good=6, bad=2)
    assert rollout.look(world.ctx) is not None
    world.clock.forward(1)
    rollout.resume(world.ctx, by="Asha", why="One phone network was down")
    assert rollout.look(world.ctx) is None
    assert rollout.let_in(world.ctx, 25, by="Asha") is not None


def test_a_hold_leaves_what_a_person_switched_off_meanwhile_off(world: World) -> None:
    chosen = coming_back(world)
    busy.asks(world, chosen, good=2, bad=6)
    rollout.look(world.ctx)
    off(world)
    rollout.resume(world.ctx, by="Asha", why="Understood")
    assert not rollout.status(world.ctx).switch.enabled


def test_while_it_holds_off_and_a_smaller_share_are_always_possible(world: World) -> None:
    chosen = coming_back(world)
    busy.asks(world, chosen, good=6, bad=2)
    rollout.look(world.ctx)
    rollout.let_in(world.ctx, 5, by="Asha")
    off(world)
    assert not rollout.status(world.ctx).switch.enabled


def test_at_full_share_a_fall_is_an_alert_and_stops_nobody(world: World) -> None:
    busy.asks(world, busy.some_bars(world, 4), good=1, bad=7)
    verdicts = {verdict.kind: verdict.firing for verdict in alerts.look(world.ctx)}
    assert verdicts["acceptance_low"]
    assert rollout.status(world.ctx).held is None
    busy.ask(world, worlds.add_bar(world, "Another"))


def test_slow_trade_is_judged_over_the_time_since_the_step(world: World) -> None:
    """Few bars: never twenty requests in five minutes, but forty in half an hour."""
    chosen = coming_back(world)
    for _ in range(4):
        busy.asks(world, chosen, good=1, bad=1)
        world.clock.forward(400)
    assert rollout.look(world.ctx) is not None


def test_books_that_do_not_add_up_hold_it(world: World) -> None:
    coming_back(world)
    now = world.ctx.now()
    with world.ctx.store.write("audit", bar=ALL_BARS) as tx:
        tx.execute(
            schema.audit_runs.insert().values(id="a" * 32, started_at=now, finished_at=now, findings=2)
        )
        assert pulse.last_audit(tx) is not None
    held = rollout.look(world.ctx)
    assert held is not None
    assert "audit" in held.reason.lower()


def test_the_operator_reads_where_it_stands(world: World) -> None:
    from tabeza_central.mpesa_cli import status_lines

    chosen = coming_back(world)
    assert "no requests sent" in "\n".join(status_lines(rollout.status(world.ctx)))
    busy.asks(world, chosen, good=6, bad=2)
    rollout.look(world.ctx)
    text = "\n".join(status_lines(rollout.status(world.ctx)))
    assert "on for 10 % of bars" in text
    assert "24 of 32" in text
    assert "HOLDS at 10 %" in text
    assert audit(world.ctx) == []
