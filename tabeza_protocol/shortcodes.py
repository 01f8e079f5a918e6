"""PayBill and Till numbers. Nothing in the digits tells one from the other: ask, look it up, and let KES 1 prove it.

The old product treated every six-digit number starting with 5 as a Till. 522522 is a real PayBill, so here that
pattern is a question to the owner, never a block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, NewType

Shortcode = NewType("Shortcode", str)
MIN_DIGITS: Final = 5
MAX_DIGITS: Final = 7

ShortcodeProblem = Literal["shortcode_empty", "shortcode_not_digits", "shortcode_too_short", "shortcode_too_long"]


class ShortcodeKind(StrEnum):
    """What the owner says customers type by hand."""

    PAYBILL = "paybill"
    TILL = "till"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True)
class ShortcodeError:
    problem: ShortcodeProblem


def parse_shortcode(text: str) -> Shortcode | ShortcodeError:
    """5 to 7 ASCII digits; spaces and dashes inside are dropped."""
    digits = re.sub(r"[\s\-\u00a0]+", "", text)
    if not digits:
        return ShortcodeError("shortcode_empty")
    if not re.fullmatch(r"[0-9]+", digits):
        return ShortcodeError("shortcode_not_digits")
    if len(digits) < MIN_DIGITS:
        return ShortcodeError("shortcode_too_short")
    if len(digits) > MAX_DIGITS:
        return ShortcodeError("shortcode_too_long")
    return Shortcode(digits)


def looks_like_old_till_pattern(shortcode: Shortcode) -> bool:
    """The old product's heuristic, kept as a gentle question only."""
    return len(shortcode) == 6 and shortcode.startswith("5")
