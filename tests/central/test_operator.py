"""What the operator's command line does to a bar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tabeza_central.problems import Problem
from tabeza_central.services import operator
from tests.central import world as worlds
from tests.central.payments.test_requests import refusal
from tests.central.world import World


@pytest.fixture
def world(quick_url: str, tmp_path: Path) -> Iterator[World]:
    made = worlds.build(quick_url, tmp_path / "spool")
    made.bar_id = worlds.add_bar(made, is_test_bar=True)
    yield made
    made.ctx.store.engine.dispose()


def test_reset_clears_what_the_checklists_sql_clears_and_keeps_the_books(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id)
    operator.reset_mpesa(world.ctx, world.bar_id)
    (bar,) = world.rows("bars")
    assert (bar.mpesa_enabled, bar.mpesa_setup_completed, bar.mpesa_test_status) == (False, False, "pending")
    assert bar.mpesa_consumer_key_encrypted is None
    assert bar.mpesa_consumer_secret_encrypted is None
    assert bar.mpesa_passkey_encrypted is None
    assert world.payment(payment.id).state == "succeeded"
    assert audit(world.ctx) == []
    assert [row.action for row in world.rows("audit_log")][-1] == "mpesa_reset"
    tab = world.open_tab(owes_cents=1000)
    assert isinstance(refusal(world.ask, tab.id, 1000), Problem)


def test_only_a_test_bar_can_be_reset(world: World) -> None:
    real = worlds.add_bar(world, "A real one")
    assert refusal(operator.reset_mpesa, world.ctx, real).code == "not_allowed"
    assert refusal(operator.reset_mpesa, world.ctx, "f" * 32).code == "not_found"
    assert {row.mpesa_enabled for row in world.rows("bars")} == {True}
