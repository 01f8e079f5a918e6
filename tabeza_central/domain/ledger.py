"""Double entry: every movement is a journal whose lines sum to 0. Balances are sums of lines, nothing else.

Accounts of a bar: ``tab:<id>`` (what the customer owes), ``sales``, ``cash`` (what came into the drawer),
``adjustments`` (what the owner wrote on or off a tab), ``mpesa:<shortcode>`` (what came into the PayBill),
``sandbox:<shortcode>`` (play money, in no report), ``tests`` (KES 1 proofs: in no takings),
``by_hand:<shortcode>`` (what people say came into the PayBill by hand, until a statement matches).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tabeza_protocol.environment import Environment
from tabeza_protocol.money import CENTS_PER_SHILLING, Kes

SALES: Final = "sales"
CASH: Final = "cash"
ADJUSTMENTS: Final = "adjustments"
TESTS: Final = "tests"
PAYMENT_KINDS: Final = frozenset({"mpesa", "cash", "cash_void", "overage", "credit", "by_hand", "by_hand_void"})
"""Lines on a tab's account that are money received; all others are what was charged."""


@dataclass(frozen=True, slots=True)
class Line:
    account: str
    kind: str
    amount_cents: Kes


class Unbalanced(AssertionError):
    """Lines that do not sum to 0 were about to be written: a defect; nothing is written."""


_TAB: Final = "tab:"


def tab_account(tab_id: str) -> str:
    return f"{_TAB}{tab_id}"


def tab_of(account: str) -> str | None:
    """The tab whose account this is, or None."""
    return account.removeprefix(_TAB) if account.startswith(_TAB) else None


def money_account(environment: Environment, shortcode: str) -> str:
    """Where M-Pesa money of this environment lands. Sandbox money never shares an account with real money."""
    return f"{'mpesa' if environment is Environment.PRODUCTION else 'sandbox'}:{shortcode}"


def charge_lines(tab_id: str, amount: Kes) -> tuple[Line, ...]:
    """Something was sold on a tab."""
    return checked((Line(tab_account(tab_id), "charge", amount), Line(SALES, "charge", Kes(-amount))))


def receipt_lines(
    account: str, tab_id: str, paid: Kes, owed: Kes, *, closed: bool, kind: str = "mpesa"
) -> tuple[Line, ...]:
    """Money came in for a tab that owed ``owed`` (may be negative).

    What it covers is a line of ``kind``. The rest is ``overage`` when it is only the cents of rounding up to the next
    shilling, else ``credit``; on a closed tab all of it is credit.
    """
    covered = Kes(0 if closed else min(paid, max(owed, 0)))
    rest = Kes(paid - covered)
    lines = [Line(account, kind, paid)]
    if covered:
        lines.append(Line(tab_account(tab_id), kind, Kes(-covered)))
    if rest:
        rounding = bool(covered) and rest < CENTS_PER_SHILLING
        lines.append(Line(tab_account(tab_id), "overage" if rounding else "credit", Kes(-rest)))
    return checked(tuple(lines))


def cash_lines(tab_id: str, paid: Kes, owed: Kes) -> tuple[Line, ...]:
    """Cash for an open tab; more than it owes is credit, as with M-Pesa."""
    return receipt_lines(CASH, tab_id, paid, owed, closed=False, kind="cash")


def void_lines(kind: str, account: str, tab_id: str, on_tab: Kes) -> tuple[Line, ...]:
    """A whole charge or cash payment taken back. ``on_tab`` is what its lines on the tab sum to."""
    back = f"{kind}_void"
    return checked((Line(tab_account(tab_id), back, Kes(-on_tab)), Line(account, back, on_tab)))


def adjustment_lines(tab_id: str, amount: Kes) -> tuple[Line, ...]:
    """The owner writes ``amount`` on the tab, or off it if it is below zero."""
    return checked((Line(tab_account(tab_id), "adjustment", amount), Line(ADJUSTMENTS, "adjustment", Kes(-amount))))


def transfer_lines(from_tab: str, to_tab: str, balance: Kes) -> tuple[Line, ...]:
    """The whole balance of one tab, owed or credit, goes to another."""
    return checked(
        (Line(tab_account(from_tab), "transfer", Kes(-balance)), Line(tab_account(to_tab), "transfer", balance))
    )


def hand_account(shortcode: str) -> str:
    """Where money lands that people say was paid by hand: never M-Pesa's own account."""
    return f"by_hand:{shortcode}"


def hand_lines(account: str, tab_id: str, paid: Kes, *, void: bool = False) -> tuple[Line, ...]:
    """What people say was paid by hand, or that taken back."""
    kind, amount = ("by_hand_void", Kes(-paid)) if void else ("by_hand", paid)
    return checked((Line(account, kind, amount), Line(tab_account(tab_id), kind, Kes(-amount))))


def test_lines(account: str, paid: Kes) -> tuple[Line, ...]:
    """The KES 1 of a test payment: real money, but nobody's takings."""
    return checked((Line(account, "mpesa", paid), Line(TESTS, "mpesa", Kes(-paid))))


def checked(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same lines. Raises :class:`Unbalanced` unless they sum to exactly 0."""
    if len(lines) < 2 or sum(line.amount_cents for line in lines) != 0:
        raise Unbalanced(lines)
    return lines


@dataclass(frozen=True, slots=True)
class TabTotals:
    """How a journal moves a tab's cached figures. What is taken back is no charge and no payment any more."""

    charged_cents: int
    paid_cents: int
    charges: int
    payments: int


def totals_of(lines: tuple[Line, ...], tab_id: str) -> TabTotals:
    """What these lines add to the tab's charged and paid sums."""
    own = [line for line in lines if line.account == tab_account(tab_id)]
    charged = sum(line.amount_cents for line in own if line.kind not in PAYMENT_KINDS)
    received = -sum(line.amount_cents for line in own if line.kind in PAYMENT_KINDS)
    return TabTotals(
        charged,
        received,
        sum(line.kind == "charge" for line in own) - sum(line.kind == "charge_void" for line in own),
        _payments_in(own),
    )


def _payments_in(own: list[Line]) -> int:
    """One payment more; one fewer for what takes a payment back."""
    if any(line.kind.endswith("_void") and line.kind in PAYMENT_KINDS for line in own):
        return -1
    return int(any(line.kind in PAYMENT_KINDS for line in own))
