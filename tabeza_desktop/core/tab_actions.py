"""What may be done to a tab's ledger, by the same rules as the service's, so that nothing is offered in vain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tabeza_desktop.core.times import Now
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.wire.access import PersonView
from tabeza_protocol.wire.trade import TabLine

VOIDABLE: Final = frozenset({"charge", "cash"})
MOST_ITEMS: Final = 12


@dataclass(frozen=True, slots=True)
class Item:
    """Something sold: what it is called, how many, and the price of one in cents."""

    text: str
    quantity: int
    unit_price_cents: int


def entry_of(line: TabLine) -> str:
    """The entry that a line belongs to."""
    return line.id.rpartition("-")[0]


def undone_by(lines: Iterable[TabLine]) -> frozenset[str]:
    """The entries that were taken back."""
    return frozenset(line.undoes for line in lines if line.undoes)


def may_void(line: TabLine, undone: frozenset[str], person: PersonView | None, now: Now) -> bool:
    """Whether this person may take this line back: the owner anything, a cashier what is his or hers of today."""
    if person is None or line.kind not in VOIDABLE or entry_of(line) in undone:
        return False
    if person.role == "owner":
        return True
    today = business_day_of(now.utc, now.day_turn)
    return line.person == person.name and business_day_of(line.at, now.day_turn) == today


def last_voidable(lines: Sequence[TabLine], person: PersonView | None, now: Now) -> TabLine | None:
    """The newest line this person may take back."""
    undone = undone_by(lines)
    return next((line for line in reversed(lines) if may_void(line, undone, person, now)), None)


def items_of(lines: Iterable[TabLine]) -> tuple[Item, ...]:
    """What was sold, the newest first, each thing once: for "the same again"."""
    lines = tuple(lines)
    undone, found = undone_by(lines), {}
    for line in reversed(lines):
        if line.kind != "charge" or entry_of(line) in undone:
            continue
        price = line.unit_price_cents or line.amount_cents // max(1, line.quantity)
        found.setdefault((line.text, price), Item(line.text, line.quantity, price))
    return tuple(found.values())[:MOST_ITEMS]
