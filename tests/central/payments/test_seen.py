"""An alert noted at one console is noted for the whole bar, once, and no money moves by it."""

from __future__ import annotations

import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import alerts
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.alerts import MOST_AT_ONCE, SeenRequest
from tests.central import world as worlds
from tests.central.console import Console
from tests.central.world import World


def note(world: World, *ids: str, bar_id: str | None = None) -> int:
    request = SeenRequest(bar_id=bar_id or world.bar_id, payment_ids=ids)
    return alerts.take_note(world.ctx, world.principal("cashier"), request).count


def failed(world: World) -> str:
    payment = world.sent()
    world.call_back(payment.id, 1032)
    return payment.id


def test_the_other_consoles_are_told_with_the_next_page_of_the_feed(world: World) -> None:
    payment_id = failed(world)
    other = Console(world)
    other.catch_up()
    assert note(world, payment_id) == 1
    (told,) = other.pull().payments
    assert (told.id, told.state) == (payment_id, PaymentState.FAILED)
    assert told.seen_at is not None


def test_noting_twice_is_noting_once_under_the_first_name(world: World) -> None:
    payment_id = failed(world)
    assert note(world, payment_id) == 1
    other = Console(world)
    other.catch_up()
    assert note(world, payment_id) == 0
    assert other.pull().payments == ()
    assert [row.seen_by for row in world.rows("mpesa_transactions")] == ["Otieno"]


def test_another_bars_payment_is_not_touched(world: World) -> None:
    payment_id = failed(world)
    mine, world.bar_id = world.bar_id, worlds.add_bar(world, "Another")
    assert note(world, payment_id) == 0
    with pytest.raises(Problem) as refused:
        note(world, payment_id, bar_id=mine)
    assert refused.value.code == "not_found"
    world.bar_id = mine


def test_too_many_at_once_are_refused(world: World) -> None:
    with pytest.raises(Problem) as refused:
        note(world, *(f"{n:032x}" for n in range(MOST_AT_ONCE + 1)))
    assert refused.value.code == "bad_request"


def test_a_notice_is_noted_too(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    payment = world.ask(tab.id, 330_000)
    world.work()
    world.call_back(payment.id, 1032)
    world.call_back(payment.id, receipt="UKL1AB2CD3")
    told = world.rows("alerts")
    request = SeenRequest(bar_id=world.bar_id, notice_ids=tuple(row.id for row in told))
    assert alerts.take_note(world.ctx, world.principal("cashier"), request).count == len(told)
