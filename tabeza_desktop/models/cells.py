"""What a table cell is made of. The delegate of ``ui`` paints it; nothing here knows colours or pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import Qt

from tabeza_desktop.core.display import ChipKind, Edge, Tone

CELL_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""-> :class:`CellData`."""
EDGE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
"""-> :class:`tabeza_desktop.core.display.Edge`, the same for every column of a row."""
KEY_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 3
"""-> the row's id."""
ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 4
"""-> the wire struct of the row."""
CHANGED_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 5
"""-> ``time.monotonic()`` of the cell's last change by news, 0.0 if it never changed: the tint is held 2.5 s."""

MoneyLook = Literal["normal", "settled", "support", "payment", "stale"]


@dataclass(frozen=True, slots=True)
class CellData:
    """One cell. ``money`` set: ``text`` is a figure, right aligned. ``chip`` set: ``chip_text`` is its word.

    ``aside`` stands right of the chip (time, seconds); ``second`` is the line under the text (masked phone).
    ``strong`` is the heavier weight (tab numbers). ``codes``: set in the typeface features of receipts.
    """

    text: str = ""
    second: str = ""
    money: MoneyLook | None = None
    chip: ChipKind | None = None
    chip_text: str = ""
    chip_small: bool = False
    aside: str = ""
    tone: Tone = "t1"
    aside_tone: Tone = "t2"
    strong: bool = False
    codes: bool = False
    ticking: bool = False


__all__ = [
    "CELL_ROLE",
    "CHANGED_ROLE",
    "EDGE_ROLE",
    "KEY_ROLE",
    "ROW_ROLE",
    "CellData",
    "ChipKind",
    "Edge",
    "MoneyLook",
    "Tone",
]
