"""A tab's figures are its ledger lines and nothing else: charged, paid and owed, whatever comes in whatever order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.domain.ledger import charge_lines, receipt_lines, tab_account, totals_of
from tabeza_protocol.money import Kes
from tests.central import world as worlds
from tests.central.world import World

TAB = "a" * 32


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["charge", "paid", "paid when closed"]), st.integers(1, 500_000)),
        max_size=12,
    )
)
def test_charged_less_paid_is_the_sum_of_the_lines(steps: list[tuple[str, int]]) -> None:
    charged = paid = balance = sold = received = 0
    for what, cents in steps:
        if what == "charge":
            lines = charge_lines(TAB, Kes(cents))
            sold += cents
        else:
            lines = receipt_lines(
                "mpesa:522522", TAB, Kes(cents), Kes(balance), closed=what == "paid when closed"
            )
            received += cents
        totals = totals_of(lines, TAB)
        charged, paid = charged + totals.charged_cents, paid + totals.paid_cents
        balance += sum(line.amount_cents for line in lines if line.account == tab_account(TAB))
    assert (charged, paid, charged - paid) == (sold, received, balance)


def test_what_was_overpaid_counts_as_paid_and_is_owed_back(world: World) -> None:
    tab = world.open_tab(owes_cents=15_050)
    payment = world.ask(tab.id, 15_100)
    world.work()
    world.call_back(payment.id)
    shown = world.tab(tab.id)
    assert (shown.charged_cents, shown.paid_cents, shown.balance_cents) == (15_050, 15_100, -50)


def test_money_that_comes_after_the_tab_was_closed_counts_as_paid(world: World) -> None:
    payment = world.sent(330_000)
    tab_id = payment.tab_id
    assert tab_id is not None
    with world.ctx.store.write(bar=world.bar_id) as tx:
        worlds.tabs.tabs.change(tx, world.bar_id, tab_id, {"status": "closed", "closed_at": world.ctx.now()})
    world.call_back(payment.id)
    shown = world.tab(tab_id)
    assert (shown.charged_cents, shown.paid_cents, shown.balance_cents) == (330_000, 330_000, 0)
