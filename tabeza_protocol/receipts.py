"""M-Pesa receipt numbers: ten capital letters and digits; the first three encode the date in Nairobi time."""

from __future__ import annotations

import re
from typing import Final

_RECEIPT: Final = re.compile(r"[A-Z0-9]{10}\Z")


def normalise_receipt(text: str) -> str | None:
    """The receipt in a typed text, or None. Real captures are ten characters, a letter first."""
    cleaned = re.sub(r"\s+", "", text).upper()
    return cleaned if _RECEIPT.match(cleaned) and cleaned[0].isalpha() else None
