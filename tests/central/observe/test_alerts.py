"""The checklist's alerts from what is stored: they open, they close, and with too little to judge they say nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tabeza_central.domain import alarms
from tabeza_central.domain.alarms import ALARMS, CallbackTimes, PushCount, Verdict
from tabeza_central.observe import alerts
from tabeza_central.services import feed, heartbeat
from tabeza_central.store import pulse
from tabeza_central.store.uow import ALL_BARS
from tabeza_protocol.wire.notices import NOTICES
from tests.central.observe import busy
from tests.central.observe.busy import LOST, REFUSED
from tests.central.world import World


def standing(world: World) -> dict[str, alerts.AlertLine]:
    """What stands after a look, by kind."""
    alerts.look(world.ctx)
    return {line.kind: line for line in alerts.listed(world.ctx)}


# --- acceptance -----------------------------------------------------------------------------------------------------


def test_under_ninety_percent_of_pushes_in_five_minutes_is_an_alert_with_its_cure(world: World) -> None:
    busy.asks(world, busy.some_bars(world, 3), good=7, bad=1)  # 21 of 24: 87.5 %
    line = standing(world)["acceptance_low"]
    assert (line.severity, line.bar_id, line.ended) == ("fail", None, None)
    assert "21 of 24" in line.text
    assert "disable-all" in line.cure


def test_at_ninety_percent_there_is_none(world: World) -> None:
    busy.asks(world, busy.some_bars(world, 2), good=9, bad=1)
    assert standing(world) == {}


def test_an_answer_that_never_came_counts_against_it_unless_it_was_paid(world: World) -> None:
    bars = busy.some_bars(world, 3)
    busy.asks(world, bars, good=7, bad=1, refusal=LOST)
    assert "acceptance_low" in standing(world)


def test_with_fewer_than_twenty_there_is_no_verdict(world: World) -> None:
    busy.asks(world, busy.some_bars(world, 4), good=0, bad=4)
    verdict = next(v for v in alerts.look(world.ctx) if v.kind == "acceptance_low")
    assert verdict.firing is None
    assert "acceptance_low" not in standing(world)


def test_it_closes_when_safaricom_takes_them_again_and_opens_once(world: World) -> None:
    bars = busy.some_bars(world, 3)
    busy.asks(world, bars, good=5, bad=3)
    first = standing(world)["acceptance_low"]
    assert standing(world)["acceptance_low"] == first, "told once"
    world.clock.forward(301)
    busy.asks(world, bars, good=8, bad=0)
    assert "acceptance_low" not in standing(world)
    (closed,) = [
        line for line in alerts.listed(world.ctx, alarms.CODES_PAST_US) if line.kind == "acceptance_low"
    ]
    assert closed.ended == world.clock.now()


def test_an_alert_nobody_can_judge_any_more_closes_after_an_hour(world: World) -> None:
    busy.asks(world, busy.some_bars(world, 3), good=0, bad=8)
    assert "acceptance_low" in standing(world)
    world.clock.forward(3_000)
    assert "acceptance_low" in standing(world)
    world.clock.forward(700)
    assert "acceptance_low" not in standing(world)


def test_a_bar_whose_requests_are_refused_is_told_on_its_own_consoles(world: World) -> None:
    unlucky, other = busy.some_bars(world, 2)
    cursor = feed.changes(world.ctx, world.principal(bar_id=unlucky), unlucky, None).cursor
    busy.asks(world, [unlucky], good=1, bad=5)
    busy.asks(world, [other], good=6, bad=0)
    line = standing(world)["bar_acceptance_low"]
    assert line.bar_id == unlucky
    told = feed.changes(world.ctx, world.principal(bar_id=unlucky), unlucky, cursor)
    (notice,) = told.notices
    assert notice.kind == "bar_acceptance_low"
    assert notice.text.startswith(NOTICES["bar_acceptance_low"].en.text)
    assert feed.changes(world.ctx, world.principal(bar_id=other), other, None).notices == ()
    world.clock.forward(901)
    busy.asks(world, [unlucky], good=6, bad=0)
    assert "bar_acceptance_low" not in standing(world)
    (over,) = feed.changes(world.ctx, world.principal(bar_id=unlucky), unlucky, told.cursor).notices
    assert (notice.resolved_at, over.resolved_at) == (None, world.clock.now())


# --- callbacks ------------------------------------------------------------------------------------------------------


def test_callbacks_over_five_seconds_on_average_are_an_alert(world: World) -> None:
    asked = [busy.ask(world, bar_id) for bar_id in busy.some_bars(world, 3) for _ in range(7)]
    for payment in asked:
        world.call_back(payment.id, receipt=busy.receipt(), work=False)
    world.clock.forward(6)
    world.work()
    line = standing(world)["callback_slow"]
    assert "6.0 s on average" in line.text
    world.clock.forward(301)
    for bar_id in busy.some_bars(world, 3):
        for _ in range(7):
            payment = busy.ask(world, bar_id)
            world.call_back(payment.id, receipt=busy.receipt())
    assert "callback_slow" not in standing(world)


def test_one_callback_nobody_looks_at_for_a_minute_is_an_alert_whatever_the_average(world: World) -> None:
    payment = busy.ask(world, world.bar_id)
    world.call_back(payment.id, work=False)
    world.clock.forward(59)
    assert "inbox_stuck" not in standing(world)
    world.clock.forward(3)
    assert "inbox_stuck" in standing(world)
    world.work()
    assert "inbox_stuck" not in standing(world)


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_code_far_above_its_usual_share_is_an_alert(world: World) -> None:
    bars = busy.some_bars(world, 3)
    for bar_id in bars:
        busy.pay(world, bar_id, "0", 9)
        busy.pay(world, bar_id, "1032", 1)
    world.clock.forward(3_600)
    for bar_id in bars:
        busy.pay(world, bar_id, "2001", 4, step_s=1)
        busy.pay(world, bar_id, "0", 4, step_s=1)
    line = standing(world)["codes_unusual"]
    assert "Code 2001" in line.text
    assert "usually 0%" in line.text


def test_what_was_always_so_alarms_nobody() -> None:
    usual = {"0": 60, "1032": 40}
    assert alarms.unusual_codes({"0": 12, "1032": 10}, usual).firing is False
    assert alarms.unusual_codes({"0": 12, "9999": 10}, usual).firing is True
    assert alarms.unusual_codes({"0": 12, "9999": 10}, {"0": 3}).firing is None, "no past to compare with"
    assert alarms.unusual_codes({"0": 9, "9999": 9}, usual).firing is None, "too little now"
    assert alarms.unusual_codes({"0": 100, "9999": 4}, usual).firing is False, "four are four"


def test_a_bar_is_judged_against_its_own_past(world: World) -> None:
    cancelling, steady = busy.some_bars(world, 2)
    for code, bar_id in (("1032", cancelling), ("0", steady)):
        busy.pay(world, bar_id, code, 12)
        busy.pay(world, bar_id, "0", 10)
    world.clock.forward(7_200)
    for bar_id in (cancelling, steady):
        busy.pay(world, bar_id, "1032", 6)
    alerts.look(world.ctx)
    told = [line.bar_id for line in alerts.listed(world.ctx) if line.kind == "bar_codes_unusual"]
    assert told == [steady]


# --- the rest -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind", "most"), [
    ("limit_hits", "limits_hit", alarms.LIMIT_HITS_MOST),
    ("database_errors", "database_errors", alarms.DATABASE_ERRORS_MOST),
])  # fmt: skip
def test_what_every_process_counted_is_judged_together(world: World, name: str, kind: str, most: int) -> None:
    def counted(number: int) -> None:
        with world.ctx.store.write("figures", bar=ALL_BARS) as tx:
            pulse.add_figures(tx, world.ctx.now(), {(name, "here"): number})

    counted(most - 1)
    counted(1)
    assert kind not in standing(world)
    counted(1)
    assert kind in standing(world)
    world.clock.forward(400)
    assert kind not in standing(world)


def test_requests_told_to_wait_are_written_down_by_their_code(world: World) -> None:
    for code in ("limit_bar", "limit_bar", "limit_phone"):
        world.ctx.log.emit("request", method="POST", route="/api/payments/mpesa", status=429, code=code)
    world.ctx.log.emit("request", method="POST", route="/api/payments/mpesa", status=202)
    heartbeat.write_figures_down(world.ctx)
    heartbeat.write_figures_down(world.ctx)
    rows = {(row.name, row.label): row.count for row in world.rows("figures")}
    assert rows == {("limit_hits", "limit_bar"): 2, ("limit_hits", "limit_phone"): 1}


def test_work_that_is_due_and_not_done_is_an_alert(world: World) -> None:
    world.ask(world.open_tab(owes_cents=1_000).id, 1_000)
    world.clock.forward(119)
    assert "jobs_late" not in standing(world)
    world.clock.forward(2)
    assert "121 s" in standing(world)["jobs_late"].text
    world.work()
    assert "jobs_late" not in standing(world)


def test_a_payment_before_a_person_for_a_day_is_an_alert(world: World) -> None:
    payment = busy.ask(world, world.bar_id)
    world.call_back(payment.id, amount=7)
    assert world.payment(payment.id).state == "needs_review"
    assert "review_waiting" not in standing(world)
    world.clock.forward(24 * 3_600 + 1)
    assert "review_waiting" in standing(world)


def test_every_alarm_says_what_to_do_and_bars_are_told_in_both_languages() -> None:
    for alarm in ALARMS.values():
        assert len(alarm.cure) > 40
        assert alarm.cure.endswith(".")
        if alarm.bars:
            words = NOTICES[alarm.kind]
            assert words.severity == alarm.severity
    for kind in NOTICES.values():
        assert kind.words("sw").text != kind.words("en").text
        assert kind.words("sw").title != kind.words("en").title


def test_thresholds_are_the_checklists() -> None:
    assert (alarms.ACCEPTANCE_LEAST, alarms.CALLBACK_MOST_S, alarms.WINDOW_US) == (0.9, 5.0, 300_000_000)
    assert alarms.acceptance(PushCount(100, 90)).firing is False
    assert alarms.acceptance(PushCount(100, 89)).firing is True
    assert alarms.acceptance(PushCount(19, 0)).firing is None
    slow, stuck = alarms.callback_times(CallbackTimes(20, 5.01, None))
    assert (slow.firing, stuck.firing) == (True, False)
    assert alarms.callback_times(CallbackTimes(20, 5.0, None))[0].firing is False
    assert alarms.callback_times(CallbackTimes(19, 60.0, None))[0].firing is None


def test_the_watch_job_comes_again_each_minute_even_after_a_failure(world: World) -> None:
    heartbeat.start_watching(world.ctx)
    heartbeat.start_watching(world.ctx)
    world.work()
    jobs = {row.kind: row for row in world.rows("jobs")}
    assert jobs["watch"].run_at == world.ctx.now() + alerts.EVERY_US
    assert sum(row.kind == "watch" for row in world.rows("jobs")) == 1
    if world.ctx.store.engine.dialect.name == "sqlite":  # a look that fails: the table it reads is gone
        with world.ctx.store.engine.begin() as connection:
            connection.execute(text("DROP TABLE figures"))
        world.clock.forward(61)
        world.work()
        again = {row.kind: row for row in world.rows("jobs")}
        assert again["watch"].run_at == world.ctx.now() + alerts.EVERY_US
        assert any("job_failed" in line for line in world.lines())


def test_a_verdict_is_data() -> None:
    assert Verdict("acceptance_low", None).bar_id is None
    assert REFUSED.error_code is not None
