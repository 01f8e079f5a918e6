"""Off stops new pushes only, from the commit on; nothing about a bar is forgotten."""

from __future__ import annotations

from tabeza_central.services import feed, switchboard
from tabeza_central.store import bars
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.payments.test_requests import refusal
from tests.central.world import World

S = PaymentState


def off(world: World, bar_id: str | None = None, **options: object) -> None:
    switchboard.set_switch(
        world.ctx, bar_id=bar_id, enabled=False, by="operator", reason="Safaricom maintenance", **options
    )  # type: ignore[arg-type]


def test_off_refuses_new_requests_and_what_was_queued(world: World) -> None:
    queued = world.ask(world.open_tab(owes_cents=1000).id, 1000)
    off(world, other_ways=("Cash",))
    problem = refusal(world.ask, world.open_tab(owes_cents=1000).id, 1000, phone="0722000001")
    assert (problem.code, problem.detail) == ("paused", "Safaricom maintenance")
    assert refusal(world.ask_test).code == "paused"
    world.work()
    assert (world.payment(queued.id).state, world.payment(queued.id).problem) == (S.REFUSED, "paused")
    assert world.daraja.pushes == []


def test_what_was_sent_goes_on_to_its_end(world: World) -> None:
    payment = world.sent()
    off(world)
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.SUCCEEDED


def test_off_while_a_push_is_on_its_way_out_does_not_stop_it_half_way(world: World) -> None:
    world.daraja.on_push = lambda _push: off(world)
    payment = world.sent()
    assert world.payment(payment.id).state is S.PROMPTED


def test_on_again_restores_everything_as_it_was(world: World) -> None:
    disabled = worlds.add_bar(world, "Never live", live=False)
    with world.ctx.store.read(bar=world.bar_id) as tx:
        before = bars.listed(tx)
    off(world)
    switchboard.set_switch(world.ctx, bar_id=None, enabled=True, by="operator")
    with world.ctx.store.read(bar=world.bar_id) as tx:
        assert bars.listed(tx) == before
    assert world.ask(world.open_tab(owes_cents=1000).id, 1000)
    assert disabled


def test_one_bar_alone_and_every_console_is_told(world: World) -> None:
    cursor = feed.changes(world.ctx, world.principal(), world.bar_id, None).cursor
    off(world, world.bar_id)
    told = feed.changes(world.ctx, world.principal(), world.bar_id, cursor)
    assert told.settings is not None
    assert told.settings.pause is not None
    assert (told.settings.pause.scope, told.settings.pause.reason) == ("bar", "Safaricom maintenance")
    assert refusal(world.ask, world.open_tab(owes_cents=1000).id, 1000).code == "paused"
    world.bar_id = worlds.add_bar(world, "Another")
    assert world.ask(world.open_tab(owes_cents=1000).id, 1000)


def test_a_share_of_bars_is_chosen_stably(world: World) -> None:
    ids = [world.ctx.ids.new_id() for _ in range(400)]

    def chosen(percent: int) -> set[str]:
        switchboard.set_switch(world.ctx, bar_id=None, enabled=True, by="operator", percent=percent)
        with world.ctx.store.read(bar=world.bar_id) as tx:
            return {bar_id for bar_id in ids if switchboard.pause_of(tx, bar_id) is None}

    ten, half, everyone = chosen(10), chosen(50), chosen(100)
    assert ten < half < everyone == set(ids)
    assert 15 <= len(ten) <= 70
    assert chosen(0) == set()
