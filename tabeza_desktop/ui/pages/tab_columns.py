"""The columns of the tabs table at each window size. Widths are VISUAL's, unscaled."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.paint import RIGHT
from tabeza_desktop.ui.widgets.rows import Cell, Column

tr = words("TabColumns")

NARROW_HIDES = ("opened", "charged", "paid")


PHONE_AT = 2
"""Where the phone stands when there is room for it: after the name, though it is the model's last column."""


def tab_columns(*, narrow: bool, balance_title: str, lang: str, wide: bool = False) -> list[Column]:
    """In the model's order. In a small window the opened time moves under the name and three columns are hidden.

    Kiswahili needs more room for the day a tab is from; the name gives it, since it shows in full in the panel.
    """
    opened, split, charged, paid = (214, 96, 66, 74) if lang == "sw" else (190, 88, 80, 80)
    if wide:  # a large window gives its room to every column, not to the name alone
        opened, split, charged, paid = opened + 24, split + 8, charged + 24, paid + 16
    balance, last = (100, 196) if narrow else (128, 250) if wide else (104, 218)
    return [
        Column("tab", tr("Tab"), 62 if narrow else 66, Cell.TAB, inset=18 if narrow else 20),
        Column("name", tr("Name"), 140, Cell.NAME, stretch=True, outset=8),
        Column("opened", tr("Opened"), opened, Cell.TIME, split=split),
        Column("charged", tr("Charged"), charged, Cell.MONEY, RIGHT),
        Column("paid", tr("Paid"), paid, Cell.MONEY, RIGHT),
        Column(
            "balance", balance_title, balance, Cell.MONEY, RIGHT, role=Role.ROW_MONEY, strong=True,
            dated=True,
        ),
        Column("last", tr("Last payment"), last, Cell.CHIP, inset=20 if narrow else 22, outset=8),
        Column("phone", tr("Phone"), 156 if wide else 140, Cell.TIME),
    ]
