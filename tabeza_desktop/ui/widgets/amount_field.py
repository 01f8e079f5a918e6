"""The amount to ask for: one big figure, whole shillings, thousands marked while typing."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker

from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.field import TextField
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.money import AmountError, Kes, parse_stk_amount

_ASCII_DIGITS = frozenset("0123456789")
_MAX_DIGITS = 7


class AmountField(TextField):
    """72 px high. Typing takes digits only; pasting goes through the same rule as the service, so ``1e3`` is refused.

    What cannot be an amount stays in the box as typed, for the caller to explain: nothing is silently repaired.
    """

    def __init__(self, label: str, *, unit: str = "KES") -> None:
        super().__init__(label, height=72, role=Role.HERO, weight=700, size=40)
        self._unit = Label(unit, Role.PANEL_NAME, Tone.T2)
        self.box.layout().insertWidget(0, self._unit)  # type: ignore[union-attr]
        self.edit.textEdited.connect(self._regroup)

    def cents(self) -> int | None:
        """The amount in cents, or None when the text is not one Safaricom would take."""
        amount = self.amount()
        return None if isinstance(amount, AmountError) else int(amount)

    def amount(self) -> Kes | AmountError:
        """The amount, or the reason it is not one."""
        return parse_stk_amount(self.edit.text())

    def set_cents(self, cents: int) -> None:
        self.edit.setText(format_amount(cents))

    def _regroup(self, text: str) -> None:
        digits = [char for char in text if char != ","]
        if not digits or len(digits) > _MAX_DIGITS or any(char not in _ASCII_DIGITS for char in digits):
            return
        grouped = f"{int(''.join(digits)):,}"
        if grouped == text:
            return
        after = sum(char != "," for char in text[self.edit.cursorPosition() :])
        with QSignalBlocker(self.edit):
            self.edit.setText(grouped)
        self.edit.setCursorPosition(_place_before(grouped, after))
        self.text_changed.emit(grouped)


def _place_before(text: str, digits_after: int) -> int:
    """The caret position that leaves so many digits to its right."""
    place = len(text)
    while place > 0 and sum(char != "," for char in text[place:]) < digits_after:
        place -= 1
    return place
