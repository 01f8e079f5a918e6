"""What a field looks like, whatever kind of field it is."""

from __future__ import annotations

from enum import StrEnum


class FieldState(StrEnum):
    EMPTY = "empty"
    TYPING = "typing"
    CHECKING = "checking"
    RIGHT = "right"
    WRONG = "wrong"
    WARN = "warn"
