"""What people at a counter do to a tab, in one line each. Each takes a second, so that lines keep their order."""

from __future__ import annotations

from tabeza_central.domain.principal import Principal
from tabeza_central.services import cash, corrections, tabs, transfers
from tabeza_protocol.wire.tab_actions import (
    AdjustTabRequest,
    ReceiveCashRequest,
    ReopenTabRequest,
    TransferTabRequest,
    VoidEntryRequest,
)
from tabeza_protocol.wire.trade import CloseTabRequest, TabDetail, TabLine, TabView
from tests.central.world import World


def sell(world: World, tab_id: str, cents: int, text: str = "Tusker") -> TabView:
    world.clock.forward(1)
    return world.charge(tab_id, cents, text)


def cash_in(world: World, tab_id: str, cents: int, *, who: str = "cashier", key: str | None = None) -> TabDetail:
    world.clock.forward(1)
    request = ReceiveCashRequest(bar_id=world.bar_id, amount_cents=cents)
    return cash.receive(world.ctx, world.principal(who), tab_id, request, key or world.key())


def take_back(
    world: World, tab_id: str, entry: str, *, reason: str = "Wrong table", who: str | Principal = "cashier",
    key: str | None = None,
) -> TabDetail:  # fmt: skip
    world.clock.forward(1)
    principal = world.principal(who) if isinstance(who, str) else who
    request = VoidEntryRequest(bar_id=world.bar_id, reason=reason)
    return corrections.void(world.ctx, principal, tab_id, entry, request, key or world.key())


def adjust(world: World, tab_id: str, cents: int, *, reason: str = "Spilled", who: str = "owner") -> TabDetail:
    world.clock.forward(1)
    request = AdjustTabRequest(bar_id=world.bar_id, amount_cents=cents, reason=reason)
    return corrections.adjust(world.ctx, world.principal(who), tab_id, request, world.key())


def move(world: World, from_tab: str, to_tab: str, *, key: str | None = None) -> TabDetail:
    world.clock.forward(1)
    request = TransferTabRequest(bar_id=world.bar_id, to_tab_id=to_tab)
    return transfers.transfer(world.ctx, world.principal("cashier"), from_tab, request, key or world.key())


def close(world: World, tab_id: str) -> TabView:
    world.clock.forward(1)
    return tabs.close_tab(world.ctx, world.principal("cashier"), tab_id, CloseTabRequest(bar_id=world.bar_id))


def reopen(world: World, tab_id: str) -> TabDetail:
    world.clock.forward(1)
    return tabs.reopen_tab(world.ctx, world.principal("cashier"), tab_id, ReopenTabRequest(bar_id=world.bar_id))


def lines(world: World, tab_id: str) -> tuple[TabLine, ...]:
    return tabs.get_tab(world.ctx, world.principal(), world.bar_id, tab_id).lines


def entry_of(line: TabLine) -> str:
    return line.id.rpartition("-")[0]


def last_entry(world: World, tab_id: str) -> str:
    return entry_of(lines(world, tab_id)[-1])
