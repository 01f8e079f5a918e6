"""Money is integer cents of the Kenyan shilling, end to end. There is no float anywhere near it.

An STK push carries whole shillings only, 1 to 250,000 per transaction (Safaricom's portal FAQ). A balance that has
cents is asked for rounded *up* to the next shilling, and the overage gets a ledger line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NewType

Kes = NewType("Kes", int)
"""An amount in cents. 150.50 shillings is ``Kes(15050)``. May be negative in ledgers."""

CENTS_PER_SHILLING: Final = 100
STK_MIN_SHILLINGS: Final = 1
STK_MAX_SHILLINGS: Final = 250_000
MINUS: Final = "\u2212"

AmountProblem = Literal[
    "amount_empty",
    "amount_not_a_number",
    "amount_has_cents",
    "amount_too_small",
    "amount_too_large",
]

# ASCII digits only, on purpose: int() and str.isdigit() also accept Arabic-Indic and full-width digits.
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?\Z")
_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?\Z")
_PREFIX = re.compile(r"\A(kes|ksh|kshs|sh)\.?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AmountError:
    """Why a typed amount was not accepted; ``problem`` is a stable key for the message."""

    problem: AmountProblem


def shillings(whole: int) -> Kes:
    """Whole shillings as cents."""
    return Kes(whole * CENTS_PER_SHILLING)


def parse_stk_amount(text: str) -> Kes | AmountError:
    """A typed or pasted amount as cents, if Safaricom would accept it for an STK push.

    Accepts ``3300``, ``3,300``, ``KES 3,300`` and ``3300.00``. Refuses everything else with a reason: exponents,
    signs, digits of other scripts, cents that are not zero, and amounts outside 1 to 250,000 shillings.
    """
    cleaned = _PREFIX.sub("", text.strip().replace("\u00a0", " ")).strip()
    if not cleaned:
        return AmountError("amount_empty")
    if not (_PLAIN.match(cleaned) or _GROUPED.match(cleaned)):
        return AmountError("amount_not_a_number")
    cents = int(Decimal(cleaned.replace(",", "")) * CENTS_PER_SHILLING)
    if 0 < cents < shillings(STK_MIN_SHILLINGS) or cents == 0:
        return AmountError("amount_too_small")
    if cents % CENTS_PER_SHILLING:
        return AmountError("amount_has_cents")
    return check_stk_amount(Kes(cents))


def check_stk_amount(amount: Kes) -> Kes | AmountError:
    """The same amount if it can be asked for in one STK push, else the reason it can't."""
    if amount % CENTS_PER_SHILLING:
        return AmountError("amount_has_cents")
    if amount < shillings(STK_MIN_SHILLINGS):
        return AmountError("amount_too_small")
    if amount > shillings(STK_MAX_SHILLINGS):
        return AmountError("amount_too_large")
    return amount


def round_up_to_shilling(amount: Kes) -> Kes:
    """The least whole-shilling amount that covers ``amount``."""
    return Kes(-(-amount // CENTS_PER_SHILLING) * CENTS_PER_SHILLING)


def whole_shillings(amount: Kes) -> int:
    """Cents as whole shillings. Raises ``ValueError`` if there are cents left over."""
    whole, rest = divmod(amount, CENTS_PER_SHILLING)
    if rest:
        raise ValueError(f"{amount} cents is not a whole number of shillings")
    return whole


def format_kes(amount: Kes) -> str:
    """``3,300``; cents only if they are not zero (``150.50``); a real minus sign before negative amounts."""
    whole, cents = divmod(abs(amount), CENTS_PER_SHILLING)
    text = f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"
    return f"{MINUS}{text}" if amount < 0 else text
