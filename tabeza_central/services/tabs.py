"""Opening, charging, closing, reopening and showing tabs."""

from __future__ import annotations

from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.domain.ledger import charge_lines
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import cursors
from tabeza_central.services.guard import checked_id, checked_key, checked_name, require
from tabeza_central.services.tab_work import detail
from tabeza_central.services.tab_work import request_hash as _hash
from tabeza_central.services.views import tab_view
from tabeza_central.store import alerts, bars, idempotency, ledger, payments, tabs
from tabeza_central.store.ledger import Cause, Entry
from tabeza_central.store.uow import Tx
from tabeza_protocol.money import Kes
from tabeza_protocol.phones import PhoneError, mask_phone, parse_phone
from tabeza_protocol.wire.tab_actions import ReopenTabRequest
from tabeza_protocol.wire.trade import (
    AddChargeRequest,
    CloseTabRequest,
    OpenTabRequest,
    TabDetail,
    TabPage,
    TabView,
)

MOST_QUANTITY = 1_000
MOST_UNIT_PRICE_CENTS = 100_000_000
PAGE = 200


def open_tab(ctx: Context, principal: Principal, request: OpenTabRequest, client_key: str | None) -> TabView:
    """A new tab with the bar's next number. Raises ``name_invalid``, ``phone_invalid``, ``idempotency_*``."""
    require(principal, request.bar_id)
    key, request_hash = checked_key(client_key), _hash("open", request)
    name = checked_name(request.customer_name, field="customerName")
    phone = _phone_columns(ctx, request.bar_id, request.phone)
    tab_id, now = ctx.ids.new_id(), ctx.now()
    with ctx.store.write("open_tab", bar=request.bar_id) as tx:
        number = bars.take_tab_number(tx, request.bar_id)
        made = idempotency.seen(tx, request.bar_id, key, request_hash)
        if made is not None:
            tab_id = made  # the number just taken stays unused: a gap, never a number given twice
        else:
            values = {
                "bar_id": request.bar_id, "id": tab_id, "number": number, "account": f"TAB{number}",
                "customer_name": name, "opened_at": now, "opened_by": principal.name, **phone,
            }  # fmt: skip
            tabs.create(tx, values)
            idempotency.keep(tx, request.bar_id, key, request_hash, tab_id, now)
    return _shown(ctx, request.bar_id, tab_id)


def _phone_columns(ctx: Context, bar_id: str, typed: str | None) -> dict[str, Any]:
    if not typed:
        return {}
    phone = parse_phone(typed)
    if isinstance(phone, PhoneError):
        raise Problem("phone_invalid", fields={"phone": phone.problem})
    return {
        "phone_number_encrypted": ctx.vault.seal(bar_id, "phone", phone.encode()),
        "phone_hmac": ctx.vault.digest("phone", phone),
        "phone_masked": mask_phone(phone),
    }


def add_charge(
    ctx: Context, principal: Principal, tab_id: str, request: AddChargeRequest, client_key: str | None
) -> TabView:
    """Sells something on an open tab. Raises ``tab_closed``, ``name_invalid``, ``amount_invalid``."""
    require(principal, request.bar_id)
    key, request_hash = checked_key(client_key), _hash(f"charge:{checked_id(tab_id)}", request)
    text = checked_name(request.text, field="text")
    if not (0 < request.quantity <= MOST_QUANTITY and 0 < request.unit_price_cents <= MOST_UNIT_PRICE_CENTS):
        raise Problem("amount_invalid", fields={"unitPriceCents": "amount_invalid"})
    with ctx.store.write("charge", bar=request.bar_id) as tx:
        tab = tabs.find(tx, request.bar_id, tab_id, lock=True)
        if tab is None:
            raise Problem("not_found")
        if idempotency.seen(tx, request.bar_id, key, request_hash) is None:
            if tab.status == "closed":
                raise Problem("tab_closed")
            charge_id = _charge(ctx, tx, principal, request, tab_id, text)
            idempotency.keep(tx, request.bar_id, key, request_hash, charge_id, ctx.now())
    return _shown(ctx, request.bar_id, tab_id)


def _charge(
    ctx: Context, tx: Tx, principal: Principal, request: AddChargeRequest, tab_id: str, text: str
) -> str:
    charge_id, now = ctx.ids.new_id(), ctx.now()
    amount = Kes(request.quantity * request.unit_price_cents)
    what = {"text": text, "quantity": request.quantity, "unit_price_cents": request.unit_price_cents}
    tabs.add_charge(
        tx, {"bar_id": request.bar_id, "id": charge_id, "tab_id": tab_id, **what, "amount_cents": amount,
             "charged_at": now, "person": principal.name},
    )  # fmt: skip
    entry = Entry(
        id=ctx.ids.new_id(), cause=Cause("charge", charge_id), at=now, lines=charge_lines(tab_id, amount),
        tab_id=tab_id, person=principal.name, text=text, quantity=request.quantity,
        unit_price_cents=request.unit_price_cents,
    )  # fmt: skip
    ledger.post(tx, request.bar_id, entry)
    return charge_id


def close_tab(ctx: Context, principal: Principal, tab_id: str, request: CloseTabRequest) -> TabView:
    """Closes a tab that owes nothing. Raises ``balance_not_zero`` and ``payment_open`` (with the payment)."""
    require(principal, request.bar_id)
    with ctx.store.write("close_tab", bar=request.bar_id) as tx:
        bars.lock_gate(tx, request.bar_id, ctx.now())  # no push may start on this tab meanwhile
        tab = tabs.find(tx, request.bar_id, checked_id(tab_id), lock=True)
        if tab is None:
            raise Problem("not_found")
        if tab.status == "open":
            waiting = payments.unresolved_on_tab(tx, request.bar_id, tab_id)
            if waiting is not None:
                raise Problem("payment_open", payment_id=waiting.id)
            if tab.balance_cents > 0:
                raise Problem("balance_not_zero")
            tabs.change(tx, request.bar_id, tab_id, {"status": "closed", "closed_at": ctx.now()})
            _noted(ctx, tx, principal, "close_tab", tab_id)
    return _shown(ctx, request.bar_id, tab_id)


def reopen_tab(ctx: Context, principal: Principal, tab_id: str, request: ReopenTabRequest) -> TabDetail:
    """A closed tab is open again; an open one stays as it is. Raises ``not_found``."""
    require(principal, request.bar_id)
    with ctx.store.write("reopen_tab", bar=request.bar_id) as tx:
        tab = tabs.find(tx, request.bar_id, checked_id(tab_id), lock=True)
        if tab is None:
            raise Problem("not_found")
        if tab.status == "closed":
            tabs.change(tx, request.bar_id, tab_id, {"status": "open", "closed_at": None})
            _noted(ctx, tx, principal, "reopen_tab", tab_id)
    return detail(ctx, request.bar_id, tab_id)


def _noted(ctx: Context, tx: Tx, principal: Principal, action: str, tab_id: str) -> None:
    alerts.audit(tx, bar_id=principal.bar_id, at=ctx.now(), actor=principal.name, action=action, obj=tab_id)


def get_tab(ctx: Context, principal: Principal, bar_id: str, tab_id: str) -> TabDetail:
    """One tab with its ledger lines, oldest first."""
    require(principal, bar_id)
    return detail(ctx, bar_id, checked_id(tab_id))


def list_tabs(
    ctx: Context, principal: Principal, bar_id: str, *, status: str | None = "open", cursor: str | None = None,
    limit: int = PAGE,
) -> TabPage:  # fmt: skip
    """Newest first. ``status`` is ``open``, ``closed`` or None for all; ``cursor`` is the last page's."""
    require(principal, bar_id)
    most = max(1, min(limit, PAGE))
    with ctx.store.read(bar=bar_id) as tx:
        rows = tabs.page(
            tx, bar_id, status=status, before=cursors.read_page(ctx, bar_id, cursor), limit=most + 1
        )
    shown = rows[:most]
    more = (
        cursors.page_cursor(ctx, bar_id, shown[-1].tab.opened_at, shown[-1].tab.id)
        if len(rows) > most
        else None
    )
    return TabPage(tabs=tuple(tab_view(row) for row in shown), next_cursor=more)


def _shown(ctx: Context, bar_id: str, tab_id: str) -> TabView:
    with ctx.store.read(bar=bar_id) as tx:
        (row,) = tabs.rows(tx, bar_id, [tab_id])
    return tab_view(row)
