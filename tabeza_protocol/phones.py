"""Kenyan mobile numbers. One canonical form, one masked form, no guessing of networks by prefix.

Canonical: ``2547XXXXXXXX`` or ``2541XXXXXXXX`` (12 ASCII digits). Numbers are portable between networks, so a prefix
never tells whether a line has M-Pesa; only Safaricom's answer does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, NewType

Msisdn = NewType("Msisdn", str)

PhoneProblem = Literal["phone_empty", "phone_letters", "phone_too_short", "phone_too_long", "phone_not_mobile"]

_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015().\u00a0]+")
_CANONICAL: Final = re.compile(r"254[17][0-9]{8}\Z")
NATIONAL_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class PhoneError:
    """Why a typed phone was not accepted; ``missing_digits`` is set for ``phone_too_short``."""

    problem: PhoneProblem
    missing_digits: int = 0


def parse_phone(text: str) -> Msisdn | PhoneError:
    """The canonical form of a typed number.

    Accepts ``07..``, ``01..``, ``+254..``, ``254..``, ``7..`` and ``1..`` with spaces, dashes, dots and brackets.
    """
    digits = _SEPARATORS.sub("", text.strip())
    digits = digits.removeprefix("+")
    if not digits:
        return PhoneError("phone_empty")
    if not re.fullmatch(r"[0-9]+", digits):
        return PhoneError("phone_letters")
    national = _national_part(digits)
    if national[:1] not in ("7", "1"):
        return PhoneError("phone_not_mobile")
    if len(national) < NATIONAL_DIGITS - 1:
        return PhoneError("phone_too_short", NATIONAL_DIGITS - 1 - len(national))
    if len(national) > NATIONAL_DIGITS - 1:
        return PhoneError("phone_too_long")
    return Msisdn("254" + national)


def _national_part(digits: str) -> str:
    if digits.startswith("254"):
        rest = digits[3:]
        return rest.removeprefix("0")
    return digits.removeprefix("0")


def is_msisdn(text: str) -> bool:
    """Whether ``text`` is already in canonical form."""
    return bool(_CANONICAL.match(text))


def mask_phone(phone: Msisdn) -> str:
    """``0712 *** 678``: the only form in which a saved number is ever shown, stored in a cache or printed."""
    return f"0{phone[3:6]} *** {phone[-3:]}"


def spoken_phone(phone: Msisdn) -> str:
    """``0712 345 678``: the whole number, only for the person who has just typed it."""
    return f"0{phone[3:6]} {phone[6:9]} {phone[9:]}"
