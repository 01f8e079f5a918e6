"""A phone number as Kenyans write it: grouped while typing, judged by the caller. No prefix is ever refused here."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker

from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.field import TextField

_MAX_DIGITS = 12
_ASCII_DIGITS = frozenset("0123456789")


def group_digits(text: str) -> str:
    """``0712345678`` -> ``0712 345 678``; ``254712345678`` -> ``254 712 345 678``; a leading + stays."""
    plus = "+" if text.lstrip().startswith("+") else ""
    digits = "".join(char for char in text if char in _ASCII_DIGITS)[:_MAX_DIGITS]
    head = 3 if digits.startswith("254") or plus else 4
    groups = [digits[:head]]
    rest = digits[head:]
    groups += [rest[at : at + 3] for at in range(0, len(rest), 3)]
    return plus + " ".join(group for group in groups if group)


class PhoneField(TextField):
    """52 px high. Anything that is not an ASCII digit or a leading plus is left out, with the caret where it was."""

    def __init__(self, label: str, *, placeholder: str = "07xx xxx xxx") -> None:
        super().__init__(label, placeholder=placeholder, height=52, icon="phone", role=Role.HEADING, weight=500)
        self.edit.textEdited.connect(self._regroup)

    def digits(self) -> str:
        """What was typed, digits only: ``0712345678`` or ``254712345678``."""
        return "".join(char for char in self.edit.text() if char in _ASCII_DIGITS)

    def set_text(self, text: str) -> None:
        self.edit.setText(group_digits(text))

    def _regroup(self, text: str) -> None:
        caret = self.edit.cursorPosition()
        before = sum(char in _ASCII_DIGITS for char in text[:caret])
        grouped = group_digits(text)
        if grouped == text:
            return
        with QSignalBlocker(self.edit):
            self.edit.setText(grouped)
        self.edit.setCursorPosition(_place_after(grouped, before, caret == len(text)))
        self.text_changed.emit(grouped)


def _place_after(text: str, digits: int, at_end: bool) -> int:
    """The caret position just after so many digits."""
    if at_end:
        return len(text)
    seen = 0
    for place, char in enumerate(text):
        if seen == digits:
            return place
        seen += char in _ASCII_DIGITS
    return len(text)
