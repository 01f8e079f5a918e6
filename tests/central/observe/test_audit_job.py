"""The books are audited each hour, in slices, and a difference of one cent is an alert, a figure and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text, update

from tabeza_central.domain.instants import HOUR
from tabeza_central.observe import alerts, audit
from tabeza_central.observe.metrics import exposition
from tabeza_central.services import heartbeat
from tabeza_central.store import pulse, schema
from tabeza_central.store.engine import is_sqlite, open_engine
from tabeza_central.store.uow import ALL_BARS
from tests.central import world as worlds
from tests.central.observe import busy
from tests.central.web.test_process import run
from tests.central.world import World


def steal(world: World, bar_id: str, cents: int = 1) -> None:
    """Somebody changed a tab's balance past the ledger."""
    with world.ctx.store.write("theft", bar=ALL_BARS) as tx:
        tabs = schema.tabs
        changed = {
            "charged_cents": tabs.c.charged_cents + cents,
            "balance_cents": tabs.c.balance_cents + cents,
        }
        assert tx.changed(update(tabs).where(tabs.c.bar_id == bar_id).values(**changed))


def last(world: World) -> pulse.AuditRun:
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        found = pulse.last_audit(tx)
    assert found is not None
    return found


def test_every_hour_all_bars_are_audited(world: World) -> None:
    busy.pay(world, world.bar_id, number=2)
    heartbeat.start_watching(world.ctx)
    world.work()
    done = last(world)
    assert (done.bars, done.findings, done.first_findings) == (1, 0, ())
    (job,) = [row for row in world.rows("jobs") if row.kind == "audit"]
    assert world.ctx.now() < job.run_at <= world.ctx.now() + HOUR
    assert job.run_at % HOUR == 0
    world.clock.forward(3_600)
    world.work()
    assert last(world).id != done.id


def test_many_bars_are_audited_in_slices_each_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "SLICE_BARS", 3)
    many = busy.some_bars(world, 7)
    for bar_id in (many[0], many[6]):
        world.bar_id = bar_id
        world.open_tab(owes_cents=5_000)
        steal(world, bar_id)
    heartbeat.start_watching(world.ctx)
    world.work()
    done = last(world)
    assert (done.bars, done.findings) == (8, 2)
    assert {many[0], many[6]} == {line.split()[2] for line in done.first_findings}
    assert all(line.startswith("I2") for line in done.first_findings)
    assert len(world.rows("audit_runs")) == 1


def test_what_it_finds_is_an_alert_and_a_figure_until_an_audit_finds_nothing(world: World) -> None:
    world.open_tab(owes_cents=5_000)
    steal(world, world.bar_id)
    heartbeat.start_watching(world.ctx)
    world.work()
    alerts.look(world.ctx)
    (line,) = [one for one in alerts.listed(world.ctx) if one.kind == "audit_found"]
    assert (line.severity, line.bar_id) == ("fail", None)
    assert "I2" in line.text
    assert "incident" in line.cure
    assert b"tabeza_audit_findings 1.0" in exposition(world.ctx)
    assert b'tabeza_audit_violations_total{invariant="I2"} 1.0' in exposition(world.ctx)
    steal(world, world.bar_id, -1)
    world.clock.forward(3_600)
    world.work()
    alerts.look(world.ctx)
    assert "audit_found" not in {one.kind for one in alerts.listed(world.ctx)}


def test_no_audit_for_three_hours_is_an_alert(world: World) -> None:
    heartbeat.start_watching(world.ctx)
    world.work()
    world.clock.forward(2 * 3_600)
    alerts.look(world.ctx)
    assert "audit_late" not in {one.kind for one in alerts.listed(world.ctx)}
    world.clock.forward(3_601)
    alerts.look(world.ctx)
    assert "audit_late" in {one.kind for one in alerts.listed(world.ctx)}


@pytest.mark.parametrize(
    ("invariant", "statement"),
    [
        ("I1", "UPDATE mpesa_transactions SET amount_cents = amount_cents + 100 WHERE state = 'succeeded'"),
        ("I2", "UPDATE tabs SET charged_cents = charged_cents + 1, balance_cents = balance_cents + 1"),
        ("I3", "UPDATE ledger_lines SET amount_cents = amount_cents + 1 WHERE account LIKE 'tab:%'"),
        ("I4", "UPDATE ledger_journals SET cause_id = 'x' || cause_id WHERE cause_kind = 'mpesa_payment'"),
        ("I7", "UPDATE mpesa_transactions SET event_count = event_count + 1"),
    ],
)
def test_each_invariant_is_watched(tmp_path: Path, invariant: str, statement: str) -> None:
    """The walls against rewriting are taken down first: the audit is what is left when they fail."""
    world = worlds.build("sqlite://", tmp_path)
    world.bar_id = worlds.add_bar(world)
    busy.pay(world, world.bar_id)
    assert audit.audit(world.ctx) == []
    with world.ctx.store.engine.begin() as connection:
        for (trigger,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(statement))
    assert invariant in {finding.invariant for finding in audit.audit(world.ctx)}
    world.ctx.store.engine.dispose()


def test_the_operators_audit_exits_with_one_when_something_does_not_add_up(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    run(tmp_path, "bars", "add", "Mlango")
    fine = run(tmp_path, "audit")
    assert (fine.returncode, fine.stdout.strip()) == (0, "the books add up")
    engine = open_engine(f"sqlite:///{tmp_path / 'central.sqlite'}")
    assert is_sqlite(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO tabs (bar_id, id, number, account, customer_name, opened_at, opened_by, charged_cents,"
                " balance_cents) SELECT id, id, 1, 'T1', 'Kamau', 1, 'Otieno', 500, 500 FROM bars"
            )
        )
    engine.dispose()
    bad = run(tmp_path, "audit")
    assert bad.returncode == 1
    assert bad.stdout.startswith("I2  bar ")
    assert "1 findings" in bad.stdout
    assert "Kamau" not in bad.stdout


def test_alerts_are_read_at_the_command_line_with_their_cure(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    quiet = run(tmp_path, "alerts")
    assert (quiet.returncode, quiet.stdout.strip()) == (0, "nothing stands")
    engine = open_engine(f"sqlite:///{tmp_path / 'central.sqlite'}")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO alerts (id, kind, severity, text, at) VALUES ('a', 'acceptance_low', 'fail', 'Low', 1)"
            )
        )
    engine.dispose()
    loud = run(tmp_path, "alerts")
    assert loud.returncode == 2
    assert "FAIL  acceptance_low  since 1970-01-01 03:00" in loud.stdout
    assert "do: Look at the refusals' codes" in loud.stdout
    (line,) = json.loads(run(tmp_path, "alerts", "--json").stdout)
    assert (line["kind"], line["ended"], line["bar"]) == ("acceptance_low", None, None)
