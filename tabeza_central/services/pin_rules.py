"""Which PINs and names are accepted. Pure.

Six digits is what people can remember at a counter; what makes it safe is the count of tries. A PIN that everybody
tries first would defeat that, so the commonest are refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

PIN_DIGITS: Final = 6
NAME_MAX: Final = 40

_PIN: Final = re.compile(r"[0-9]{6}\Z")
_UP: Final = "01234567890123456789"
_DOWN: Final = _UP[::-1]
_COMMON: Final = frozenset(
    {"112233", "332211", "445566", "102030", "123321", "159753", "147258", "258369", "789456", "456123", "131415",
     "101112", "696969", "100000", "254254", "254700", "254722", "147896", "112211", "221122"}
)  # fmt: skip
_LEAST_DISTINCT: Final = 3


def is_pin(text: str) -> bool:
    """Six ASCII digits."""
    return bool(_PIN.match(text))


def is_weak(pin: str) -> bool:
    """Whether a PIN is among the first that anybody would try: runs, repeats, two digits only, well-known ones."""
    return (
        pin in _UP
        or pin in _DOWN
        or pin in _COMMON
        or len(set(pin)) < _LEAST_DISTINCT
        or pin[:3] == pin[3:]
        or pin[:2] * 3 == pin
    )


def tidy_name(text: str) -> str | None:
    """A person's or device's name without stray blanks, or None if it can't be one."""
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if not 1 <= len(name) <= NAME_MAX:
        return None
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in name):
        return None
    return name if any(char.isalnum() for char in name) else None
