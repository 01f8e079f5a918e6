"""The columns of the history. Widths are VISUAL's, unscaled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, cast

from tabeza_desktop.core.history import HistorySort
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.paint import RIGHT
from tabeza_desktop.ui.widgets.rows import Cell, Column

tr = words("PaymentColumns")

NARROW_HIDES = ("receipt", "took")


@dataclass(frozen=True, slots=True)
class Order:
    """What the history is sorted by."""

    sort: HistorySort = "time"
    descending: bool = True


NEWEST_FIRST: Final = Order()
ORDERS: Final = (NEWEST_FIRST, Order("amount"), Order("customer", False), Order("tab", False))
"""What the key S goes through, one press after another."""
_FALLS_FIRST: Final = ("time", "amount")
SORTABLE: Final = ("time", "tab", "customer", "amount", "receipt")


def pressed(order: Order, key: str) -> Order:
    """The order after a column's title was pressed: by that column, or the other way round."""
    if key not in SORTABLE:
        return order
    sort = cast(HistorySort, key)
    if order.sort == sort:
        return Order(sort, not order.descending)
    return Order(sort, sort in _FALLS_FIRST)


def following(order: Order) -> Order:
    """The next of :data:`ORDERS`; from any other back to the newest first."""
    return ORDERS[(ORDERS.index(order) + 1) % len(ORDERS)] if order in ORDERS else NEWEST_FIRST


def payment_columns(*, narrow: bool, order: Order = NEWEST_FIRST) -> list[Column]:
    """In the model's order. In a small window the receipt and the seconds are in the drawer only.

    The column that any other order than the usual one goes by carries an arrow.
    """
    columns = [
        Column("time", tr("Time"), 98 if narrow else 104, Cell.TIME, inset=16 if narrow else 20),
        Column("tab", tr("Tab"), 56, Cell.TAB),
        Column("customer", tr("Customer"), 140 if narrow else 194, Cell.NAME, stretch=True, outset=8, role=Role.CHIP),
        Column("amount", tr("Amount KES"), 96 if narrow else 104, Cell.MONEY, RIGHT, role=Role.TAB_NO, strong=True),
        Column("result", tr("Result"), 188, Cell.CHIP, inset=22),
        Column("receipt", tr("Receipt"), 140, Cell.CODE),
        Column("took", tr("Took"), 92, Cell.TIME, RIGHT, outset=8),
    ]
    if order == NEWEST_FIRST:
        return columns
    arrow = "↓" if order.descending else "↑"
    return [
        replace(column, title=f"{column.title} {arrow}", strong=True) if column.key == order.sort else column
        for column in columns
    ]
