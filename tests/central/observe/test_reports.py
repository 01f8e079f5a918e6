"""Week and month against the checklist's targets, from what is stored; "no data" where there is none."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tabeza_central.domain.instants import MINUTE, micros
from tabeza_central.services import incidents, reports, switchboard
from tabeza_central.services.reports import NO_DATA, Figure
from tabeza_central.store import bars, pulse, schema
from tabeza_central.store.uow import ALL_BARS
from tests.central import world as worlds
from tests.central.observe import busy
from tests.central.web.test_process import run
from tests.central.world import World


def figures(world: World, period: reports.Period, **options: object) -> dict[str, Figure]:
    made = reports.report(world.ctx, period, **options)  # type: ignore[arg-type]
    return {figure.key: figure for figure in made.figures}


def live(world: World, minutes: int, *, paused: int = 0) -> None:
    """Heartbeats of the last minutes."""
    now = world.ctx.now()
    with world.ctx.store.write("lived", bar=ALL_BARS) as tx:
        for n in range(1, minutes + 1):
            pulse.beat(tx, now - n * MINUTE, paused=n <= paused)


def went_live(world: World, bar_id: str) -> None:
    with world.ctx.store.write("live", bar=bar_id) as tx:
        bars.change(tx, bar_id, {"mpesa_live_at": world.ctx.now()})


def test_a_service_that_did_nothing_has_no_data_where_there_is_none(world: World) -> None:
    week, month = figures(world, "week"), figures(world, "month")
    for figure in (
        week["acceptance"], week["callback_failures"], week["security_incidents"], week["incidents"],
        month["uptime"], month["satisfaction"], month["incidents"],
    ):  # fmt: skip
        assert (figure.value, figure.met, figure.text) == (None, None, NO_DATA)
    assert (week["businesses"].value, week["payments"].value, month["businesses"].value) == (0, 0, 0)
    assert week["businesses"].met is False


def test_the_week_counts_what_was_set_up_and_paid_and_what_failed(world: World) -> None:
    first, second = busy.some_bars(world, 2)
    rehearsal = worlds.add_bar(world, "Rehearsal", is_test_bar=True)
    for bar_id in (first, second, rehearsal):
        went_live(world, bar_id)
    busy.pay(world, first, "0", 3)
    busy.pay(world, second, "1032", 1)
    busy.pay(world, rehearsal, "0", 2)
    live(world, 10)
    incidents.open_incident(world.ctx, kind="payments", text="Callbacks late", by="Asha")
    week = figures(world, "week")
    assert (week["businesses"].value, week["businesses"].note) == (2, "2 in all")
    assert week["payments"].value == 3, "a test bar's do not count"
    assert week["acceptance"].value == 100
    assert week["callback_failures"].value == 0
    assert week["callback_failures"].met
    assert (week["security_incidents"].value, week["security_incidents"].met) == (0, True)
    assert week["incidents"].value == 1


def test_a_callback_that_could_not_be_read_or_was_not_looked_at_has_failed(world: World) -> None:
    busy.pay(world, world.bar_id, "0", 2)
    payment = busy.ask(world, world.bar_id)
    world.receive(b"not json", world.ctx.callback_tokens.make(payment.id))
    world.work()
    other = busy.ask(world, world.bar_id)
    world.call_back(other.id, receipt=busy.receipt(), work=False)
    world.receive(b"anybody's", None)
    assert figures(world, "week")["callback_failures"].value == pytest.approx(25)
    world.clock.forward(601)
    week = figures(world, "week")
    assert (week["callback_failures"].value, week["callback_failures"].met) == (50, False)
    assert week["callback_failures"].note == "2 of 4"


def test_uptime_is_lived_minutes_since_the_first_and_pauses_are_not_up(world: World) -> None:
    live(world, 200)
    assert figures(world, "month")["uptime"].value == 100
    world.clock.forward(60 * 2)
    down = figures(world, "month")["uptime"]
    assert down.value == pytest.approx(100 * 200 / 202, abs=0.001)
    assert down.met is True
    world.clock.forward(60 * 20)
    assert figures(world, "month")["uptime"].met is False


def test_minutes_paused_by_us_are_told_and_not_counted_as_up(world: World) -> None:
    live(world, 100, paused=10)
    month = figures(world, "month")
    assert (month["uptime"].value, month["paused_minutes"].value) == (90, 10)


def test_the_month_counts_businesses_with_trade_and_what_people_answered(world: World) -> None:
    people = [world.ctx.ids.new_id() for _ in range(4)]
    with world.ctx.store.write("people", bar=world.bar_id) as tx:
        for person in people:
            tx.execute(
                schema.people.insert().values(
                    id=person, bar_id=world.bar_id, name="P", role="cashier", pin_hash="-", created_at=1
                )
            )
        for person, score in zip(people, (5, 5, 4, 5), strict=True):
            tx.execute(
                schema.ratings.insert().values(
                    bar_id=world.bar_id,
                    person_id=person,
                    month="2026-11",
                    score=score,
                    at=world.ctx.now() - 1,
                )
            )
    busy.pay(world, busy.some_bars(world, 2)[0], "0", 2)
    month = figures(world, "month")
    assert (month["businesses"].value, month["payments"].value) == (1, 2)
    assert (month["satisfaction"].value, month["satisfaction"].met) == (4.75, True)
    assert month["satisfaction"].note == "4 answers"


def test_bars_are_compared_acceptance_and_completion_apart(world: World) -> None:
    fine, refused = busy.some_bars(world, 2)
    busy.pay(world, fine, "0", 2)
    busy.pay(world, fine, "1032", 1)
    busy.asks(world, [refused], good=1, bad=3)
    found = [
        (bar.bar_id, bar.accepted, bar.attempted, bar.paid, bar.ended)
        for bar in reports.bars_compared(world.ctx, 24)
    ]
    assert found == [(refused, 1, 4, 0, 0), (fine, 3, 3, 2, 3)]
    world.clock.forward(25 * 3_600)
    assert reports.bars_compared(world.ctx, 24) == []


def test_a_period_can_be_named_and_ends_after_its_days(world: World) -> None:
    start = world.clock.now()
    busy.pay(world, world.bar_id, "0", 2)
    world.clock.forward(8 * 24 * 3_600)
    busy.pay(world, world.bar_id, "0", 1)
    assert figures(world, "week")["payments"].value == 1
    first = reports.report(world.ctx, "week", start - timedelta(seconds=1))
    assert (first.until - first.since).days == 7
    assert {figure.key: figure.value for figure in first.figures}["payments"] == 2
    with pytest.raises(worlds.Problem, match="bad_request"):
        reports.report(world.ctx, "week", world.clock.now() + timedelta(days=1))


def test_the_incident_log_is_opened_closed_and_listed(world: World) -> None:
    began = world.clock.now() - timedelta(hours=1)
    made = incidents.open_incident(world.ctx, kind="outage", text="  Disk   full ", by="Asha", began=began)
    second = incidents.open_incident(world.ctx, kind="security", text="Lost laptop", by="Asha")
    assert (made.number, second.number, made.text, made.began_at) == (1, 2, "Disk full", micros(began))
    closed = incidents.close_incident(world.ctx, 1, lesson="Alert at 80 %", by="Asha")
    assert closed.ended_at == world.ctx.now()
    assert [(one.number, one.lesson) for one in incidents.list_incidents(world.ctx)] == [
        (2, None),
        (1, "Alert at 80 %"),
    ]
    for number, code in ((1, "conflict"), (9, "not_found")):
        with pytest.raises(worlds.Problem, match=code):
            incidents.close_incident(world.ctx, number, lesson="x", by="Asha")
    with pytest.raises(worlds.Problem, match="bad_request"):
        incidents.open_incident(world.ctx, kind="weather", text="Rain", by="Asha")
    with pytest.raises(worlds.Problem, match="bad_request"):
        incidents.open_incident(world.ctx, kind="other", text=" ", by="Asha")
    actions = [row.action for row in world.rows("audit_log")]
    assert actions == ["incident_opened", "incident_opened", "incident_closed"]


def test_a_pause_of_everyone_is_no_uptime(world: World) -> None:
    switchboard.set_switch(world.ctx, bar_id=None, enabled=False, by="Asha", reason="Mending")
    live(world, 5, paused=5)
    assert figures(world, "month")["uptime"].value == 0


def test_the_operator_reads_it_in_lines_and_in_json(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    lines = run(tmp_path, "report", "week").stdout
    assert "no data" in lines
    assert "NOT MET" in lines
    assert run(tmp_path, "acceptance").stdout.strip() == "no requests were sent"
    document = json.loads(run(tmp_path, "report", "month", "--json").stdout)
    assert {figure["key"]: figure["value"] for figure in document["figures"]}["uptime"] is None
    assert (
        run(tmp_path, "incident", "open", "Disk full", "--kind", "outage", "--by", "Asha").stdout.strip()
        == "1"
    )
    assert "still open" in run(tmp_path, "incident", "list").stdout
    assert run(tmp_path, "incident", "close", "1", "--lesson", "Alert at 80 %").returncode == 0
    assert "learned: Alert at 80 %" in run(tmp_path, "incident", "list").stdout
    assert run(tmp_path, "incident", "close", "7", "--lesson", "x").returncode == 1
