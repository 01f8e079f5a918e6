"""The columns of the history. Widths are VISUAL's, unscaled."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.paint import RIGHT
from tabeza_desktop.ui.widgets.rows import Cell, Column

tr = words("PaymentColumns")

NARROW_HIDES = ("receipt", "took")


def payment_columns(*, narrow: bool) -> list[Column]:
    """In the model's order. In a small window the receipt and the seconds are in the drawer only."""
    return [
        Column("time", tr("Time"), 98 if narrow else 104, Cell.TIME, inset=16 if narrow else 20),
        Column("tab", tr("Tab"), 56, Cell.TAB),
        Column("customer", tr("Customer"), 140 if narrow else 194, Cell.NAME, stretch=True, outset=8, role=Role.CHIP),
        Column("amount", tr("Amount KES"), 96 if narrow else 104, Cell.MONEY, RIGHT, role=Role.TAB_NO, strong=True),
        Column("result", tr("Result"), 188, Cell.CHIP, inset=22),
        Column("receipt", tr("Receipt"), 140, Cell.CODE),
        Column("took", tr("Took"), 92, Cell.TIME, RIGHT, outset=8),
    ]
