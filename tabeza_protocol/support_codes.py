"""Support codes as owners read them out: six digits in two groups of three, good for a quarter of an hour."""

from __future__ import annotations

import re
from typing import Final

LENGTH: Final = 6
LIFE_MINUTES: Final = 15


def normalise_support_code(text: str) -> str | None:
    """The six digits of a typed or pasted code, or None if it can't be one. Spaces and dashes do not matter."""
    cleaned = re.sub(r"[\s\-\u2010-\u2015\u00a0]+", "", text)
    return cleaned if len(cleaned) == LENGTH and cleaned.isascii() and cleaned.isdigit() else None


def display_support_code(code: str) -> str:
    """``482-917``."""
    return f"{code[:3]}-{code[3:]}"
