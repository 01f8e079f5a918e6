"""Prometheus' figures come from what really happened, and give nothing away."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tabeza_central.observe import alerts, audit, figures
from tabeza_central.observe.figures import Figures
from tabeza_central.observe.metrics import exposition
from tabeza_central.services import heartbeat, switchboard
from tabeza_central.settings import SettingsRefused, settings_from_environment
from tabeza_central.store import schema
from tabeza_central.store.engine import open_engine
from tabeza_central.store.errors import count_errors
from tabeza_central.store.uow import Duplicate, Store, StoreDown
from tabeza_protocol import routes
from tests.central import world as worlds
from tests.central.access.people import KEY
from tests.central.observe import busy
from tests.central.observe.busy import LOST
from tests.central.web.live import METRICS_TOKEN, served
from tests.central.world import World

pytestmark = pytest.mark.leaves_threads("the served house of one test ends its own")


def samples(world: World) -> dict[tuple[str, ...], float]:
    """Every sample: (name, label values...) to value."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(exposition(world.ctx).decode())
        for sample in family.samples
    }


def test_pushes_by_what_became_of_them(world: World) -> None:
    taken, refused, lost, queued = busy.some_bars(world, 4)
    busy.asks(world, [taken], good=3, bad=0)
    busy.asks(world, [refused], good=0, bad=2)
    busy.asks(world, [lost], good=0, bad=1, refusal=LOST)
    world.bar_id = queued
    world.ask(world.open_tab(owes_cents=1_000).id, 1_000)
    switchboard.set_switch(world.ctx, bar_id=None, enabled=False, by="operator", reason="Maintenance")
    world.work()
    found = samples(world)
    outcomes = {
        name: found["tabeza_pushes_total", name] for name in ("accepted", "refused", "unknown", "not_sent")
    }
    assert outcomes == {"accepted": 3, "refused": 2, "unknown": 1, "not_sent": 1}
    assert found[("tabeza_pushes_attempted_total",)] == 6
    assert found["tabeza_push_refusals_total", "500.001.1001"] == 2
    assert found[("tabeza_push_acceptance_ratio",)] == pytest.approx(0.5)
    assert found["tabeza_payments_now", "unknown"] == 1
    assert found[("tabeza_rollout_percent",)] == 0


def test_results_callback_times_and_the_inbox(world: World) -> None:
    paid, cancelled, waiting = (busy.ask(world, world.bar_id) for _ in range(3))
    world.call_back(paid.id, receipt=busy.receipt(), work=False)
    world.clock.forward(3)
    world.work()
    world.call_back(cancelled.id, "1032", receipt=None)
    world.call_back(waiting.id, receipt=busy.receipt(), work=False)
    world.clock.forward(7)
    found = samples(world)
    assert (found["tabeza_results_total", "0"], found["tabeza_results_total", "1032"]) == (1, 1)
    assert found[("tabeza_push_completion_ratio",)] == 0.5
    assert found[("tabeza_callback_seconds_count",)] == 2
    assert found[("tabeza_callback_seconds_sum",)] == pytest.approx(3.0)
    assert (
        found["tabeza_callback_seconds_bucket", "2.0"],
        found["tabeza_callback_seconds_bucket", "5.0"],
    ) == (1, 2)
    assert found[("tabeza_inbox_waiting",)] == 1
    assert found[("tabeza_inbox_oldest_seconds",)] == 7
    assert (found["tabeza_jobs_waiting", "judge"], found["tabeza_jobs_oldest_seconds", "judge"]) == (1, 7)


def test_a_code_nobody_knows_makes_no_label_of_its_own() -> None:
    counted = Figures()
    for n in range(50):
        counted.event("payment_moved", {"to_state": "failed", "result_code": f"XX{n}"})
        counted.event("stk_push", {"status": "refused", "code": f"999.{n}"})
    labels = {
        label
        for family in counted.registry.collect()
        for sample in family.samples
        for label in sample.labels.values()
    }
    assert figures.OTHER in labels
    assert not [label for label in labels if label.startswith(("XX", "999."))]


def test_what_alarms_is_told_as_nothing_before_it_happens(world: World) -> None:
    """Prometheus sees the growth of a figure, not its first appearance."""
    found = samples(world)
    nothing = [
        ("tabeza_pushes_attempted_total",), ("tabeza_pushes_total", "accepted"), ("tabeza_results_total", "1037"),
        ("tabeza_limit_hits_total", "limit_bar"), ("tabeza_database_errors_total", "OperationalError"),
    ]  # fmt: skip
    assert [found[key] for key in nothing] == [0] * len(nothing)


def test_the_pulse_the_audit_the_alerts_and_the_feed(world: World) -> None:
    before = samples(world)
    assert ("tabeza_audit_findings",) not in before, "no audit, no figure"
    assert ("tabeza_heartbeat_age_seconds",) not in before
    heartbeat.start_watching(world.ctx)
    world.work()
    world.clock.forward(30)
    give_up = world.ctx.feed_versions.subscribe(world.bar_id, 10_000, lambda: None)
    found = samples(world)
    give_up()
    assert found[("tabeza_audit_findings",)] == 0
    assert found[("tabeza_audit_age_seconds",)] == 30
    assert found[("tabeza_heartbeat_age_seconds",)] == 30
    assert found[("tabeza_feed_waiters",)] == 1
    assert found[("tabeza_rollout_percent",)] == 100
    assert found["tabeza_alerts_open", "acceptance_low", "fail"] == 0
    busy.asks(world, busy.some_bars(world, 3), good=0, bad=8)
    alerts.look(world.ctx)
    assert samples(world)["tabeza_alerts_open", "acceptance_low", "fail"] == 1
    assert audit.EVERY_US == 3_600_000_000


def test_no_secret_phone_name_or_bar_is_in_the_figures(world: World) -> None:
    payment = busy.ask(world, world.bar_id)
    world.call_back(payment.id, receipt="UKL1CANARY")
    busy.asks(world, busy.some_bars(world, 1), good=0, bad=1)
    text = exposition(world.ctx).decode()
    phones = [push.request.phone for push in world.daraja.pushes]
    for hidden in (world.bar_id, payment.id, "Kamau", "Mlango", "UKL1CANARY", "canary", "Wanjiru", *phones):
        assert hidden not in text


def test_while_the_database_is_away_the_counters_are_told_and_that_it_is() -> None:
    world = worlds.build("sqlite://")
    world.bar_id = worlds.add_bar(world)
    busy.ask(world, world.bar_id)
    world.ctx.store.engine.dispose()
    world.ctx.store = Store(open_engine("sqlite:////nonexistent/folder/central.sqlite"))
    count_errors(world.ctx.store.engine, world.ctx.log.figures.database_error)
    with pytest.raises(StoreDown), world.ctx.store.read(bar=world.bar_id):
        pass
    found = samples(world)
    assert found[("tabeza_database_up",)] == 0
    assert found["tabeza_pushes_total", "accepted"] == 1
    assert found["tabeza_database_errors_total", "OperationalError"] >= 1
    heartbeat.write_figures_down(world.ctx)
    assert world.ctx.log.figures.take()["database_errors", "OperationalError"] >= 1, (
        "kept until it can be written"
    )
    world.ctx.store.engine.dispose()


def test_a_unique_key_that_held_is_no_failure_of_the_database(world: World) -> None:
    counted: list[str] = []
    count_errors(world.ctx.store.engine, counted.append)
    world.bar_id = worlds.add_bar(world, "Again")
    with pytest.raises(Duplicate), world.ctx.store.write("twice", bar=world.bar_id) as tx:
        tx.execute(schema.bar_gates.insert().values(bar_id=world.bar_id))
    assert counted == []


def test_only_the_operators_token_reads_them(tmp_path: Path) -> None:
    with served(tmp_path) as live:
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {METRICS_TOKEN}x"}):
            answer = live.http.get(routes.METRICS, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        right = {"Authorization": f"Bearer {METRICS_TOKEN}"}
        text = live.http.get(routes.METRICS, headers=right).text
        families = {family.name for family in text_string_to_metric_families(text)}
        assert {
            "tabeza_http_requests",
            "tabeza_pushes",
            "tabeza_jobs_waiting",
            "process_resident_memory_bytes",
        } <= families
        live.world.ctx.settings = settings_from_environment(
            {"TABEZA_SERVICE_KIND": "test", "MPESA_ENCRYPTION_KEY": KEY}
        )
        for headers in ({}, right, {"Authorization": "Bearer"}):
            assert live.http.get(routes.METRICS, headers=headers).status_code == 404, (
                "none set, nothing to read"
            )


def test_a_short_token_does_not_start() -> None:
    environment = {
        "TABEZA_SERVICE_KIND": "test",
        "MPESA_ENCRYPTION_KEY": KEY,
        "TABEZA_METRICS_TOKEN": "guess-me",
    }
    with pytest.raises(SettingsRefused, match="token_hex"):
        settings_from_environment(environment)
