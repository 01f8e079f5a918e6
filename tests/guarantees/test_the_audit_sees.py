"""The audit is the proof of the books, so it is tried itself: any damage done behind its back is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, text

from tabeza_central.observe.audit import audit
from tabeza_central.store import append_only
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """Two tabs paid and one that owes; nothing stops a hand from rewriting the books."""
    made = worlds.build()
    made.bar_id = worlds.add_bar(made)
    for n in range(2):
        payment = made.sent(330_000 + n * 100, phone=f"072200000{n}")
        made.call_back(payment.id, receipt=f"UKL1AB2CD{n}")
        made.clock.forward(130)
    made.open_tab(owes_cents=50_000)
    with made.ctx.store.engine.begin() as connection:
        for statement in append_only.drop_statements("sqlite"):
            connection.exec_driver_sql(statement)
    assert audit(made.ctx) == []
    yield made
    made.ctx.store.engine.dispose()


def say(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement))


def book_again(connection: Connection) -> None:
    """The same payment once more under another cause, balanced, with the tab moved along: as good forgers do."""
    row = connection.execute(text("SELECT * FROM ledger_journals WHERE payment_id IS NOT NULL LIMIT 1")).one()
    lines = connection.execute(text(f"SELECT * FROM ledger_lines WHERE journal_id = '{row.id}'")).all()
    copy = {**row._mapping, "id": "f" * 32, "cause_kind": "mpesa_again"}
    names = ", ".join(copy)
    connection.execute(
        text(f"INSERT INTO ledger_journals ({names}) VALUES ({', '.join(':' + name for name in copy)})"), copy
    )
    for line in lines:
        other = {**line._mapping, "journal_id": "f" * 32}
        names = ", ".join(other)
        values = ", ".join(":" + name for name in other)
        connection.execute(text(f"INSERT INTO ledger_lines ({names}) VALUES ({values})"), other)


PAID = f"state = '{PaymentState.SUCCEEDED}'"
PAYMENTS = "UPDATE mpesa_transactions SET {} WHERE state = 'succeeded'"
EVENTS = "UPDATE payment_events SET {} WHERE {}"
DAMAGE: dict[str, tuple[str, Callable[[Connection], object]]] = {
    "a shilling is gone from the PayBill's account": (
        "I1",
        say("UPDATE ledger_lines SET amount_cents = amount_cents - 100 WHERE account LIKE 'mpesa:%'"),
    ),
    "a payment is said to be larger": ("I1", say(PAYMENTS.format("amount_cents = amount_cents + 100"))),
    "a tab owes a cent less": (
        "I2",
        say("UPDATE tabs SET balance_cents = balance_cents - 1, charged_cents = charged_cents - 1"),
    ),
    "a tab's figures move together": (
        "I2",
        say("UPDATE tabs SET paid_cents = paid_cents + 100, charged_cents = charged_cents + 100"),
    ),
    "a journal does not sum to nought": (
        "I3",
        say("UPDATE ledger_lines SET amount_cents = amount_cents + 1 WHERE account = 'sales'"),
    ),
    "a paid payment has lost its journal": (
        "I4",
        say("UPDATE ledger_journals SET cause_id = id WHERE cause_kind = 'mpesa_payment'"),
    ),
    "a payment is booked twice": ("I4", book_again),
    "a payment that failed keeps its money": ("I4", say(PAYMENTS.format("state = 'failed'"))),
    "a payment left succeeded and came back": (
        "I7",
        say(EVENTS.format("from_state = 'succeeded', to_state = 'failed'", "seq = 1")),
    ),
    "an event is missing from the history": ("I7", say("DELETE FROM payment_events WHERE seq = 2")),
    "the newest event tells of another state": (
        "I7",
        say(EVENTS.format("to_state = 'failed'", "to_state = 'succeeded'")),
    ),
}
"""What is done, which invariant must be found broken, and the hand that does it."""


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_to_the_books_is_found(world: World, what: str) -> None:
    invariant, damage = DAMAGE[what]
    with world.ctx.store.engine.begin() as connection:
        damage(connection)
    found = audit(world.ctx)
    assert invariant in {finding.invariant for finding in found}, found
    assert {finding.bar_id for finding in found} == {world.bar_id}


def checks() -> list[tuple[str, str]]:
    """Each damage with the one check that is named for it: the others may see it as well, but it must not need them."""
    return [
        ("a tab owes a cent less", "tabs_that_differ"),
        ("a journal does not sum to nought", "unbalanced_journals"),
        ("a paid payment has lost its journal", "unbooked"),
        ("a payment is booked twice", "booked_twice"),
        ("a payment that failed keeps its money", "wrongly_booked"),
        ("a payment left succeeded and came back", "left_succeeded"),
        ("an event is missing from the history", "history_that_differs"),
    ]


@pytest.mark.parametrize(("what", "check"), checks())
def test_every_check_of_the_audit_finds_its_own_damage(world: World, what: str, check: str) -> None:
    with world.ctx.store.engine.begin() as connection:
        DAMAGE[what][1](connection)
    assert any(finding.detail.startswith(check) for finding in audit(world.ctx))
