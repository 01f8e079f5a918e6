"""What the customer's answer leads to: the result code, and where the money goes.

`PartyB` decides where it goes: a wrong but valid PayBill is paid without complaint, as it once happened. Till
and PayBill mix-ups pass the ack and fail only here, after the PIN [C]; which of the codes 2002, 2028 and
SFC_IC0003 comes for which mix-up is pieced together from reports [I].
"""

from __future__ import annotations

from tabeza_practice.safaricom.behaviour import Behaviour
from tabeza_practice.safaricom.results import PAID
from tabeza_practice.safaricom.stk import PAYBILL, Order
from tabeza_practice.safaricom.subscribers import CONDITION_RESULT, Action, Subscriber
from tabeza_practice.safaricom.tenants import Directory, Tenant

_ACTION_RESULT: dict[Action, str] = {
    "wrong_pin": "2001",  # [C]
    "cancel": "1032",  # [O]
    "no_money": "1",  # [C]
    "ignore": "1037",  # [O]
    "phone_off": "1037",  # [O]
}


def destination(order: Order, directory: Directory) -> Tenant | str:
    """Who is paid, or the result code of the mix-up."""
    business = order.tenant
    target = directory.by_receiving_number(order.party_b, business.spec.environment)
    till = business.spec.kind == "till"
    if order.transaction_type == PAYBILL:
        if till:
            return "2028" if order.party_b == order.shortcode else "SFC_IC0003"
        return "SFC_IC0003" if target is None or target.spec.kind == "till" else target
    if not till:
        return "2028" if order.party_b == order.shortcode else "SFC_IC0003"
    if target is business:
        return business
    another_till = target is not None and target.spec.kind == "till"
    if another_till or directory.is_store(order.party_b, business.spec.environment):
        return "2002"  # [O] in production
    return "SFC_IC0003"


def settle(
    order: Order, action: Action, payer: Subscriber, directory: Directory, behaviour: Behaviour, at_ms: int
) -> tuple[str, Tenant | None]:
    """The result code, and when it is `0` the tenant that was paid. Money moves here and nowhere else."""
    if action != "enter_pin":
        return _ACTION_RESULT[action], None
    if payer.condition != "normal":
        return CONDITION_RESULT[payer.condition], None
    payee = destination(order, directory)
    if isinstance(payee, str):
        return payee, None
    refusal = _rule_against(order, payer, payee, behaviour, at_ms)
    if refusal is not None:
        return refusal, None
    payer.pay(payee.receiving_number, order.amount, at_ms)
    payee.paid_in += order.amount
    return PAID, payee


def _rule_against(
    order: Order, payer: Subscriber, payee: Tenant, behaviour: Behaviour, at_ms: int
) -> str | None:
    window_ms = behaviour.same_amount_window_ms
    if not payee.spec.active:
        return "2006"
    if payer.paid_same_within(payee.receiving_number, order.amount, window_ms, at_ms):
        return "17"
    if payer.spent_on_day_of(at_ms) + order.amount > behaviour.day_limit:
        return "4"
    if order.amount > payer.balance:
        return "1"
    limit = payee.spec.account_limit
    return "8" if limit is not None and payee.paid_in + order.amount > limit else None
