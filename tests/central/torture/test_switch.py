"""After "off" has committed no dispatch commits, however the two transactions lie: PostgreSQL's own locks say so."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event, text

from tabeza_central.services import switchboard
from tabeza_protocol.payment_states import PaymentState
from tests.central.world import World

pytestmark = pytest.mark.postgres
LOOKS = 2_000


def waits_for_a_lock(world: World) -> bool:
    """Whether some transaction of this database stands still behind another's lock."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with world.ctx.store.engine.connect() as connection:
        return bool(connection.execute(text(asked)).scalar_one())


def until(condition: Callable[[], bool]) -> bool:
    pause = threading.Event()
    for _ in range(LOOKS):
        if condition():
            return True
        pause.wait(0.005)
    return False


@pytest.mark.parametrize("for_one_bar", [False, True], ids=["everyone", "one-bar"])
@pytest.mark.parametrize("was_set_before", [False, True], ids=["never-set", "set-before"])
def test_off_waits_for_a_dispatch_that_has_read_on(
    pg_world: World, for_one_bar: bool, was_set_before: bool
) -> None:
    """The dispatch has looked at the switch and is about to commit; "off" may then only commit after it."""
    world = pg_world
    scope = world.bar_id if for_one_bar else None
    if was_set_before:
        switchboard.set_switch(world.ctx, bar_id=scope, enabled=True, by="operator")
    payment = world.ask(world.open_tab(owes_cents=1000).id, 1000)
    order: list[str] = []
    off_is_done = threading.Event()

    def turn_off() -> None:
        switchboard.set_switch(world.ctx, bar_id=scope, enabled=False, by="operator")
        order.append("off")
        off_is_done.set()

    switching = threading.Thread(target=turn_off, name="operator")

    def about_to_commit(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        """The dispatch has done everything but tell the feed and commit."""
        mine = threading.current_thread().name == "dispatcher" and statement.startswith(
            "INSERT INTO payment_events"
        )
        if mine and switching.ident is None:
            switching.start()
            assert until(lambda: off_is_done.is_set() or waits_for_a_lock(world))
            order.append("dispatched")

    event.listen(world.ctx.store.engine, "after_cursor_execute", about_to_commit)
    dispatcher = threading.Thread(target=world.work, name="dispatcher")
    dispatcher.start()
    dispatcher.join()
    switching.join()
    assert order == ["dispatched", "off"]
    assert world.payment(payment.id).state is PaymentState.PROMPTED


def test_a_dispatch_that_comes_while_off_is_being_set_waits_and_sends_nothing(pg_world: World) -> None:
    world = pg_world
    payment = world.ask(world.open_tab(owes_cents=1000).id, 1000)
    dispatcher = threading.Thread(target=world.work, name="dispatcher")

    def about_to_commit(connection: object) -> None:
        del connection
        if threading.current_thread().name == "operator" and not dispatcher.ident:
            dispatcher.start()
            assert until(lambda: waits_for_a_lock(world))

    event.listen(world.ctx.store.engine, "commit", about_to_commit)

    def turn_off() -> None:
        switchboard.set_switch(world.ctx, bar_id=None, enabled=False, by="operator")

    operator = threading.Thread(target=turn_off, name="operator")
    operator.start()
    operator.join()
    dispatcher.join()
    assert world.daraja.pushes == []
    assert world.payment(payment.id).state is PaymentState.REFUSED
