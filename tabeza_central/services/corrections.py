"""Taking back a charge or a cash payment, and the owner's adjustments. Nothing is erased: a correction is a line too.

Who may: a cashier takes back what he or she entered in this business day, so that a slip is mended at once; what
somebody else entered, or an earlier day, is the owner's. An adjustment is always the owner's.
"""

from __future__ import annotations

from datetime import time

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant
from tabeza_central.domain.ledger import adjustment_lines, tab_account, void_lines
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import OWNER, checked_id, require
from tabeza_central.services.tab_work import detail, locked, once
from tabeza_central.store import alerts, bars, ledger
from tabeza_central.store.ledger import ADJUSTMENT, VOID, Booked, Cause, Entry
from tabeza_central.store.uow import Tx
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.money import AmountError, Kes, check_stk_amount
from tabeza_protocol.wire.tab_actions import MOST_REASON, AdjustTabRequest, VoidEntryRequest
from tabeza_protocol.wire.trade import TabDetail

VOIDABLE = ("charge", "cash")


def void(
    ctx: Context, principal: Principal, tab_id: str, entry_id: str, request: VoidEntryRequest, client_key: str | None
) -> TabDetail:
    """Takes one charge or cash payment of an open tab back, with a reason.

    Raises ``reason_needed``, ``already_voided``, ``not_voidable`` (not a charge or cash), ``not_allowed`` (a cashier,
    for what only the owner may), ``tab_closed``, ``not_found``, ``idempotency_*``.
    """
    require(principal, request.bar_id)
    reason = _checked_reason(request.reason)
    once(
        ctx, principal, f"void:{checked_id(tab_id)}:{checked_id(entry_id)}", request, client_key,
        lambda tx: _void(ctx, tx, principal, tab_id, entry_id, reason),
    )  # fmt: skip
    return detail(ctx, request.bar_id, tab_id)


def _void(ctx: Context, tx: Tx, principal: Principal, tab_id: str, entry_id: str, reason: str) -> str:
    bar_id, now = principal.bar_id, ctx.now()
    locked(tx, bar_id, tab_id)
    booked = ledger.find_entry(tx, bar_id, entry_id)
    if booked is None or booked.tab_id != tab_id:
        raise Problem("not_found")
    if booked.cause.kind not in VOIDABLE:
        raise Problem("not_voidable")
    if not _may_void(ctx, tx, principal, booked):
        raise Problem("not_allowed")
    if ledger.is_booked(tx, bar_id, Cause(VOID, entry_id)):
        raise Problem("already_voided")
    own = tab_account(tab_id)
    (other,) = {line.account for line in booked.lines if line.account != own}
    on_tab = Kes(sum(line.amount_cents for line in booked.lines if line.account == own))
    entry = Entry(
        id=ctx.ids.new_id(), cause=Cause(VOID, entry_id), at=now, tab_id=tab_id, text=reason, person=principal.name,
        quantity=booked.quantity, unit_price_cents=booked.unit_price_cents,
        lines=void_lines(booked.cause.kind, other, tab_id, on_tab),
    )  # fmt: skip
    ledger.post(tx, bar_id, entry)
    alerts.audit(
        tx, bar_id=bar_id, at=now, actor=principal.name, action=f"void_{booked.cause.kind}", obj=tab_id,
        detail={"entry": entry_id, "amount_cents": int(on_tab), "entered_by": booked.person, "reason": reason},
    )  # fmt: skip
    return entry.id


def _may_void(ctx: Context, tx: Tx, principal: Principal, booked: Booked) -> bool:
    if principal.role in OWNER:
        return True
    bar = bars.find(tx, principal.bar_id)
    assert bar is not None  # the principal's own
    turn = time.fromisoformat(bar.day_turn)
    today = business_day_of(ctx.clock.now(), turn)
    return booked.person == principal.name and business_day_of(instant(booked.at), turn) == today


def adjust(
    ctx: Context, principal: Principal, tab_id: str, request: AdjustTabRequest, client_key: str | None
) -> TabDetail:
    """The owner writes something on a tab or off it, with a reason.

    Raises ``amount_invalid``, ``amount_over_balance`` (no more comes off than is owed), ``reason_needed``,
    ``tab_closed``, ``not_found``, ``not_allowed``, ``idempotency_*``.
    """
    require(principal, request.bar_id, OWNER)
    amount, reason = Kes(request.amount_cents), _checked_reason(request.reason)
    if isinstance(check_stk_amount(Kes(abs(amount))), AmountError):
        raise Problem("amount_invalid", fields={"amountCents": "amount_invalid"})
    once(
        ctx, principal, f"adjust:{checked_id(tab_id)}", request, client_key,
        lambda tx: _adjust(ctx, tx, principal, tab_id, amount, reason),
    )  # fmt: skip
    return detail(ctx, request.bar_id, tab_id)


def _adjust(ctx: Context, tx: Tx, principal: Principal, tab_id: str, amount: Kes, reason: str) -> str:
    tab = locked(tx, principal.bar_id, tab_id)
    if amount < 0 and -amount > tab.balance_cents:
        raise Problem("amount_over_balance")
    entry_id, now = ctx.ids.new_id(), ctx.now()
    entry = Entry(
        id=entry_id, cause=Cause(ADJUSTMENT, entry_id), at=now, tab_id=tab_id, text=reason, person=principal.name,
        lines=adjustment_lines(tab_id, amount),
    )  # fmt: skip
    ledger.post(tx, principal.bar_id, entry)
    alerts.audit(
        tx, bar_id=principal.bar_id, at=now, actor=principal.name, action="adjust_tab", obj=tab_id,
        detail={"amount_cents": int(amount), "reason": reason, "entry": entry_id},
    )  # fmt: skip
    return entry_id


def _checked_reason(text: str) -> str:
    """One printable line. Raises ``reason_needed``."""
    cleaned = " ".join(text.split())
    if not cleaned or len(cleaned) > MOST_REASON or any(not sign.isprintable() for sign in cleaned):
        raise Problem("reason_needed", fields={"reason": "reason_needed"})
    return cleaned
