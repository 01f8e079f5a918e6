"""Which printer: one card a printer, under each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from tabeza_desktop.ui.theme import px
from tabeza_desktop.ui.widgets.choice import ChoiceGroup
from tabeza_desktop.ui.widgets.radio_cards import Choice, RadioCard

MOST = 5
"""More than a bar has; of more, the default and the first are offered."""


class PrinterList(ChoiceGroup):
    """``chosen`` is the printer's name as the system has it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.init_theme()

    def show_printers(self, names: Sequence[str], default: str) -> None:
        wanted = [name for name in names if name == default] + [name for name in names if name != default]
        self.fill([RadioCard(Choice(name, name, icon="printer")) for name in wanted[:MOST]], self._column, default)

    def retheme(self) -> None:
        self._column.setSpacing(px(8))
