"""Moving a whole balance to another tab: two tables pay together, or somebody was served on the wrong tab."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.ledger import transfer_lines
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import checked_id, require
from tabeza_central.services.tab_work import detail, locked, once
from tabeza_central.store import alerts, bars, ledger, payments
from tabeza_central.store.ledger import Cause, Entry
from tabeza_central.store.uow import Tx
from tabeza_protocol.money import Kes
from tabeza_protocol.wire.tab_actions import TransferTabRequest
from tabeza_protocol.wire.trade import TabDetail

TEXT = "Moved"


def transfer(
    ctx: Context, principal: Principal, tab_id: str, request: TransferTabRequest, client_key: str | None
) -> TabDetail:
    """Moves the balance and gives the tab it went to. One journal; the first tab stays open and owes nothing.

    Raises ``nothing_to_transfer``, ``payment_open`` (money may be on its way to the first tab), ``tab_closed``,
    ``bad_request`` (to itself), ``not_found``, ``idempotency_*``.
    """
    require(principal, request.bar_id)
    to_tab = checked_id(request.to_tab_id)
    if checked_id(tab_id) == to_tab:
        raise Problem("bad_request", fields={"toTabId": "bad_request"})
    once(
        ctx, principal, f"transfer:{tab_id}", request, client_key,
        lambda tx: _move(ctx, tx, principal, tab_id, to_tab),
    )  # fmt: skip
    return detail(ctx, request.bar_id, to_tab)


def _move(ctx: Context, tx: Tx, principal: Principal, tab_id: str, to_tab: str) -> str:
    bar_id, now = principal.bar_id, ctx.now()
    bars.lock_gate(tx, bar_id, now)  # no push may start on this tab meanwhile
    held = {one: locked(tx, bar_id, one) for one in sorted((tab_id, to_tab))}  # one order: two transfers never lock up
    balance = held[tab_id].balance_cents
    if balance == 0:
        raise Problem("nothing_to_transfer")
    waiting = payments.unresolved_on_tab(tx, bar_id, tab_id)
    if waiting is not None:
        raise Problem("payment_open", payment_id=waiting.id)
    entry_id = ctx.ids.new_id()
    entry = Entry(
        id=entry_id, cause=Cause("transfer", entry_id), at=now, tab_id=tab_id, text=TEXT, person=principal.name,
        lines=transfer_lines(tab_id, to_tab, Kes(balance)),
    )  # fmt: skip
    ledger.post(tx, bar_id, entry)
    alerts.audit(
        tx, bar_id=bar_id, at=now, actor=principal.name, action="transfer_tab", obj=tab_id,
        detail={"to": to_tab, "amount_cents": balance, "entry": entry_id},
    )  # fmt: skip
    return entry_id
