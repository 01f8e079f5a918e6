"""Cash that a customer hands over at the counter: in the drawer, on the tab, under the name of who took it."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.ledger import cash_lines
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import checked_id, require
from tabeza_central.services.tab_work import detail, locked, once
from tabeza_central.store import alerts, ledger
from tabeza_central.store.ledger import Cause, Entry
from tabeza_central.store.uow import Tx
from tabeza_protocol.money import AmountError, Kes, check_stk_amount
from tabeza_protocol.wire.tab_actions import ReceiveCashRequest
from tabeza_protocol.wire.trade import TabDetail

TEXT = "Cash"


def receive(
    ctx: Context, principal: Principal, tab_id: str, request: ReceiveCashRequest, client_key: str | None
) -> TabDetail:
    """Puts cash on an open tab. Raises ``amount_invalid``, ``tab_closed``, ``not_found``, ``idempotency_*``.

    It is allowed while a payment is being asked for: the customer decides how to pay. If that is paid too, the tab has
    credit.
    """
    require(principal, request.bar_id)
    amount = check_stk_amount(Kes(request.amount_cents))
    if isinstance(amount, AmountError):
        raise Problem("amount_invalid", fields={"amountCents": "amount_invalid"})
    once(
        ctx, principal, f"cash:{checked_id(tab_id)}", request, client_key,
        lambda tx: _post(ctx, tx, principal, tab_id, amount),
    )  # fmt: skip
    return detail(ctx, request.bar_id, tab_id)


def _post(ctx: Context, tx: Tx, principal: Principal, tab_id: str, amount: Kes) -> str:
    tab = locked(tx, principal.bar_id, tab_id)
    entry_id, now = ctx.ids.new_id(), ctx.now()
    entry = Entry(
        id=entry_id, cause=Cause("cash", entry_id), at=now, tab_id=tab_id, text=TEXT, person=principal.name,
        lines=cash_lines(tab_id, amount, Kes(tab.balance_cents)),
    )  # fmt: skip
    ledger.post(tx, principal.bar_id, entry)
    alerts.audit(
        tx, bar_id=principal.bar_id, at=now, actor=principal.name, action="receive_cash", obj=tab_id,
        detail={"amount_cents": amount, "entry": entry_id},
    )  # fmt: skip
    return entry_id
