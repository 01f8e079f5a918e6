"""Cash, corrections, transfers: attributed, done once, never more than there was, and in the books either way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tabeza_central.problems import Problem
from tabeza_central.store.ledger import balance
from tabeza_protocol.wire.trade import TabLine
from tests.central.console import Console
from tests.central.tabs.acts import (
    adjust,
    cash_in,
    close,
    entry_of,
    last_entry,
    lines,
    move,
    reopen,
    sell,
    take_back,
)
from tests.central.world import World


def refused(act: Callable[..., Any], *args: Any, **options: Any) -> str:
    with pytest.raises(Problem) as problem:
        act(*args, **options)
    return problem.value.code


def account(world: World, name: str) -> int:
    with world.ctx.store.read(bar=world.bar_id) as tx:
        return balance(tx, world.bar_id, name)


def audited(world: World) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in world.rows("audit_log")]


# --- cash -----------------------------------------------------------------------------------------------------------


def test_cash_is_in_the_drawer_and_on_the_tab_under_a_name(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    shown = cash_in(world, tab.id, 100_000)
    assert (shown.tab.balance_cents, shown.tab.paid_cents, shown.tab.payment_count) == (230_000, 100_000, 1)
    line = shown.lines[-1]
    assert (line.kind, line.amount_cents, line.person) == ("cash", -100_000, "Otieno")
    assert account(world, "cash") == 100_000
    assert ("Otieno", "receive_cash") in audited(world)


def test_more_cash_than_is_owed_is_the_customers_credit(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    shown = cash_in(world, tab.id, 400_000)
    assert shown.tab.balance_cents == -70_000
    assert [line.kind for line in shown.lines] == ["charge", "cash", "credit"]
    assert close(world, tab.id).balance_cents == -70_000


def test_the_cents_of_rounding_up_are_a_line_of_their_own(world: World) -> None:
    tab = world.open_tab(owes_cents=15_050)
    shown = cash_in(world, tab.id, 15_100)
    assert [(line.kind, line.amount_cents) for line in shown.lines[1:]] == [("cash", -15_050), ("overage", -50)]


@pytest.mark.parametrize("cents", [0, -100, 50, 150, 25_000_100])
def test_cash_is_whole_shillings(world: World, cents: int) -> None:
    tab = world.open_tab(owes_cents=330_000)
    assert refused(cash_in, world, tab.id, cents) == "amount_invalid"


def test_the_same_key_is_the_same_cash(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    for _ in range(3):
        cash_in(world, tab.id, 100_000, key="the-same-press")
    assert account(world, "cash") == 100_000
    assert refused(cash_in, world, tab.id, 200_000, key="the-same-press") == "idempotency_mismatch"


def test_cash_needs_an_open_tab_and_a_role(world: World) -> None:
    tab = world.open_tab()
    close(world, tab.id)
    assert refused(cash_in, world, tab.id, 100) == "tab_closed"
    assert refused(cash_in, world, "0" * 32, 100) == "not_found"
    assert refused(cash_in, world, tab.id, 100, who="support") == "not_allowed"


# --- taking back ----------------------------------------------------------------------------------------------------


def test_a_charge_taken_back_leaves_both_lines_and_the_reason(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    sell(world, tab.id, 60_000, "Gin")
    entry = last_entry(world, tab.id)
    shown = take_back(world, tab.id, entry, reason="  Wrong \n table ")
    assert (shown.tab.balance_cents, shown.tab.charged_cents, shown.tab.charge_count) == (330_000, 330_000, 1)
    line = shown.lines[-1]
    assert (line.kind, line.amount_cents, line.text) == ("charge_void", -60_000, "Gin")
    assert (line.undoes, line.reason, line.person) == (entry, "Wrong table", "Otieno")
    assert account(world, "sales") == -330_000
    assert ("Otieno", "void_charge") in audited(world)


def test_cash_taken_back_is_owed_again_whole(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    cash_in(world, tab.id, 400_000)
    shown = take_back(world, tab.id, last_entry(world, tab.id))
    assert (shown.tab.balance_cents, shown.tab.paid_cents, shown.tab.payment_count) == (330_000, 0, 0)
    assert account(world, "cash") == 0


def test_nothing_is_taken_back_twice(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    entry = last_entry(world, tab.id)
    take_back(world, tab.id, entry, key="one-press-only")
    assert take_back(world, tab.id, entry, key="one-press-only").tab.balance_cents == 0
    assert refused(take_back, world, tab.id, entry) == "already_voided"
    assert refused(take_back, world, tab.id, last_entry(world, tab.id)) == "not_voidable"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 81, "\x07\u200b\x00"])
def test_a_reason_is_needed(world: World, reason: str) -> None:
    tab = world.open_tab(owes_cents=330_000)
    assert refused(take_back, world, tab.id, last_entry(world, tab.id), reason=reason) == "reason_needed"
    assert refused(adjust, world, tab.id, 100, reason=reason) == "reason_needed"


def test_a_cashier_mends_only_what_is_his_and_of_today(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    entry = last_entry(world, tab.id)
    other = replace(world.principal("cashier"), name="Njeri")
    assert refused(take_back, world, tab.id, entry, who=other) == "not_allowed"
    world.clock.forward(9.8 * 3600)  # 20:00 in Nairobi becomes 05:48: the same night
    sell(world, tab.id, 100)
    take_back(world, tab.id, last_entry(world, tab.id))
    world.clock.forward(900)
    assert refused(take_back, world, tab.id, entry) == "not_allowed"
    assert take_back(world, tab.id, entry, who="owner").tab.balance_cents == 0


def test_what_is_not_on_this_tab_is_not_taken_back_here(world: World) -> None:
    tab, other = world.open_tab(owes_cents=330_000), world.open_tab(owes_cents=100)
    assert refused(take_back, world, other.id, last_entry(world, tab.id)) == "not_found"
    close_me = world.open_tab(owes_cents=100)
    cash_in(world, close_me.id, 100)
    close(world, close_me.id)
    assert refused(take_back, world, close_me.id, last_entry(world, close_me.id)) == "tab_closed"


def test_mpesa_money_is_never_taken_back_by_hand(world: World) -> None:
    payment = world.sent(330_000)
    world.call_back(payment.id)
    assert payment.tab_id is not None
    paid = lines(world, payment.tab_id)[-1]
    assert paid.kind == "mpesa"
    assert refused(take_back, world, payment.tab_id, entry_of(paid), who="owner") == "not_voidable"


# --- adjustments ----------------------------------------------------------------------------------------------------


def test_the_owner_adjusts_with_a_reason_and_nobody_else(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    shown = adjust(world, tab.id, -30_000, reason="Spilled")
    assert shown.tab.balance_cents == 300_000
    line = shown.lines[-1]
    assert (line.kind, line.reason, line.person) == ("adjustment", "Spilled", "Wanjiru")
    assert adjust(world, tab.id, 5_000, reason="Broken glass").tab.balance_cents == 305_000
    assert account(world, "adjustments") == 25_000
    assert refused(adjust, world, tab.id, -100, who="cashier") == "not_allowed"


@pytest.mark.parametrize(
    ("cents", "code"), [(-330_100, "amount_over_balance"), (0, "amount_invalid"), (150, "amount_invalid")]
)
def test_no_more_comes_off_than_is_owed(world: World, cents: int, code: str) -> None:
    tab = world.open_tab(owes_cents=330_000)
    assert refused(adjust, world, tab.id, cents) == code


# --- transfers ------------------------------------------------------------------------------------------------------


def test_a_balance_moves_whole_and_says_where(world: World) -> None:
    brian, table = world.open_tab("Brian", 330_000), world.open_tab("Table 7", 10_000)
    cash_in(world, brian.id, 100_000)
    shown = move(world, brian.id, table.id)
    assert shown.tab.balance_cents == 240_000
    gone: TabLine = lines(world, brian.id)[-1]
    assert world.tab(brian.id).balance_cents == 0
    assert (gone.kind, gone.amount_cents, gone.other_tab_number) == ("transfer", -230_000, table.number)
    assert (shown.lines[-1].amount_cents, shown.lines[-1].other_tab_number) == (230_000, brian.number)
    assert (gone.tab_id, shown.lines[-1].tab_id) == (brian.id, table.id)
    assert close(world, brian.id).status == "closed"


def test_credit_moves_too(world: World) -> None:
    brian, table = world.open_tab("Brian", 100), world.open_tab("Table 7", 10_000)
    cash_in(world, brian.id, 5_100)
    assert move(world, brian.id, table.id).tab.balance_cents == 5_000


def test_a_transfer_is_refused_where_money_could_go_astray(world: World) -> None:
    brian, table = world.open_tab("Brian"), world.open_tab("Table 7", 10_000)
    assert refused(move, world, brian.id, table.id) == "nothing_to_transfer"
    assert refused(move, world, brian.id, brian.id) == "bad_request"
    assert refused(move, world, table.id, "0" * 32) == "not_found"
    payment = world.sent(330_000)
    assert payment.tab_id is not None
    assert refused(move, world, payment.tab_id, table.id) == "payment_open"
    close(world, brian.id)
    assert refused(move, world, table.id, brian.id) == "tab_closed"


def test_the_same_press_moves_once(world: World) -> None:
    brian, table = world.open_tab("Brian", 330_000), world.open_tab("Table 7")
    move(world, brian.id, table.id, key="one-press-only")
    sell(world, brian.id, 100)
    assert move(world, brian.id, table.id, key="one-press-only").tab.balance_cents == 330_000


# --- closing and reopening ------------------------------------------------------------------------------------------


def test_a_tab_closes_when_nothing_is_open_and_opens_again(world: World) -> None:
    tab = world.open_tab(owes_cents=330_000)
    assert refused(close, world, tab.id) == "balance_not_zero"
    payment = world.ask(tab.id, 330_000)
    world.work()
    assert refused(close, world, tab.id) == "payment_open"
    world.call_back(payment.id)
    assert close(world, tab.id).status == "closed"
    shown = reopen(world, tab.id).tab
    assert (shown.status, shown.closed_at, shown.number) == ("open", None, tab.number)
    assert reopen(world, tab.id).tab.version == shown.version  # asked again, nothing changes
    assert [action for _, action in audited(world)][-2:] == ["close_tab", "reopen_tab"]


def test_every_console_hears_of_all_of_it(world: World) -> None:
    """Applying the feed gives what a fresh load gives, at both ends of a transfer."""
    follows = Console(world)
    brian, table = world.open_tab("Brian", 330_000), world.open_tab("Table 7", 10_000)
    follows.catch_up()
    cash_in(world, brian.id, 400_000)
    take_back(world, brian.id, last_entry(world, brian.id))
    adjust(world, brian.id, -30_000)
    move(world, brian.id, table.id)
    follows.catch_up()
    fresh = Console(world)
    fresh.catch_up()
    assert follows.rows == fresh.rows
    for tab_id in (brian.id, table.id):
        assert {line.id for line in lines(world, tab_id)} == {
            row.id for (kind, _), row in follows.rows.items() if kind == "lines" and row.tab_id == tab_id
        }
        assert world.tab(tab_id) == follows.rows[("tabs", tab_id)]
