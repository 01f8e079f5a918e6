"""One definition of balance: whatever people do and in whatever order, three ways of reckoning agree to the cent.

The tab's own figure, the sum of the lines a console is shown, and a plain dictionary kept by this test. After every
step the audit must prove, and money is never made: what all accounts hold sums to nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tabeza_central.observe.audit import audit
from tabeza_central.problems import Problem
from tabeza_central.store import schema
from tests.central import world as worlds
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

SHILLINGS = st.integers(1, 5_000).map(lambda whole: whole * 100)
CENTS = st.integers(1, 500_000)
WHICH = st.integers(0, 2)
EXPECTED = frozenset(
    {"tab_closed", "already_voided", "amount_over_balance", "nothing_to_transfer", "bad_request", "balance_not_zero"}
)


class Counter(RuleBasedStateMachine):
    """Three tabs of one bar, and everything people do to them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = worlds.build("sqlite://", Path("/nonexistent/spool"))
        self.world.bar_id = worlds.add_bar(self.world)
        self.owed: dict[str, int] = {}
        self.voidable: dict[str, tuple[str, int]] = {}
        """Entry to its tab and what it did to the balance."""
        self.receipts = 0
        self.follows = Console(self.world)

    @initialize()
    def open_tabs(self) -> None:
        for name in ("Brian", "Grace", "Table 7"):
            self.owed[self.world.open_tab(name).id] = 0

    def _tab(self, which: int) -> str:
        return list(self.owed)[which]

    def _try(self, act: Any, *args: Any) -> bool:
        """Whether the service did it; a refusal must change nothing, which the invariants see."""
        try:
            act(self.world, *args)
        except Problem as problem:
            if problem.code not in EXPECTED:
                raise
            return False
        return True

    @rule(which=WHICH, cents=CENTS)
    def sell_something(self, which: int, cents: int) -> None:
        tab = self._tab(which)
        if self._try(sell, tab, cents):
            self.owed[tab] += cents
            self.voidable[last_entry(self.world, tab)] = (tab, cents)

    @rule(which=WHICH, cents=SHILLINGS)
    def take_cash(self, which: int, cents: int) -> None:
        tab = self._tab(which)
        if self._try(cash_in, tab, cents):
            self.owed[tab] -= cents
            self.voidable[last_entry(self.world, tab)] = (tab, -cents)

    @precondition(lambda self: self.voidable)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(sorted(self.voidable)))
        tab, did = self.voidable[entry]
        if self._try(lambda world: take_back(world, tab, entry, who="owner")):
            self.owed[tab] -= did
            del self.voidable[entry]
            assert not self._try(lambda world: take_back(world, tab, entry, who="owner"))

    @rule(which=WHICH, cents=SHILLINGS, off=st.booleans())
    def adjust_it(self, which: int, cents: int, off: bool) -> None:
        tab, amount = self._tab(which), -cents if off else cents
        if self._try(adjust, tab, amount):
            self.owed[tab] += amount

    @rule(one=WHICH, other=WHICH)
    def move_it(self, one: int, other: int) -> None:
        here, there = self._tab(one), self._tab(other)
        if self._try(move, here, there):
            self.owed[there] += self.owed[here]
            self.owed[here] = 0

    @rule(which=WHICH)
    def close_it(self, which: int) -> None:
        self._try(close, self._tab(which))

    @rule(which=WHICH)
    def reopen_it(self, which: int) -> None:
        assert self._try(reopen, self._tab(which))

    @rule(which=WHICH)
    def pay_by_mpesa(self, which: int) -> None:
        tab = self._tab(which)
        shown = self.world.tab(tab)
        cents = -(-shown.balance_cents // 100) * 100
        if shown.status != "open" or cents < 100:
            return
        self.world.clock.forward(400)
        self.receipts += 1
        payment = self.world.ask(tab, min(cents, 25_000_000), phone=f"07123{self.receipts:05d}")
        self.world.work()
        receipt = f"UKL{self.receipts:07d}"
        self.world.call_back(payment.id, receipt=receipt, phone=f"2547123{self.receipts:05d}")
        self.owed[tab] -= payment.amount_cents

    @invariant()
    def three_reckonings_agree(self) -> None:
        for tab, owed in self.owed.items():
            shown = self.world.tab(tab)
            of_lines = lines(self.world, tab)
            assert shown.balance_cents == owed == sum(line.amount_cents for line in of_lines)
            assert shown.charged_cents - shown.paid_cents == owed
            taken_back = {line.undoes for line in of_lines if line.undoes}
            standing = [row for row in of_lines if row.kind == "charge" and entry_of(row) not in taken_back]
            assert shown.charge_count == len(standing)

    @invariant()
    def the_books_prove(self) -> None:
        assert audit(self.world.ctx) == []
        total = sum(row.amount_cents for row in self.world.rows(schema.ledger_lines.name))
        assert total == 0

    @invariant()
    def a_console_that_followed_knows_it_all(self) -> None:
        self.follows.catch_up()
        for tab in self.owed:
            assert self.follows.rows[("tabs", tab)] == self.world.tab(tab)

    def teardown(self) -> None:
        self.world.ctx.store.engine.dispose()


Counter.TestCase.settings = settings(
    max_examples=16, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOneBalance = pytest.mark.slow(Counter.TestCase)
