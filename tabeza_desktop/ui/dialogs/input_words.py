"""What a typed amount or phone lacks, in words. The judging itself is ``tabeza_protocol``'s."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_protocol.money import AmountError
from tabeza_protocol.phones import PhoneError

tr = words("InputWords")


def amount_words(error: AmountError) -> str:
    """One short line beside the amount."""
    return {
        "amount_empty": tr("Type an amount"),
        "amount_not_a_number": tr("Digits only, like 3300"),
        "amount_has_cents": tr("M‑Pesa takes whole shillings only"),
        "amount_too_small": tr("At least 1 shilling"),
        "amount_too_large": tr("At most 250,000 in one request"),
    }[error.problem]


def phone_words(error: PhoneError) -> str:
    """One short line under the phone."""
    if error.problem == "phone_too_short":
        if error.missing_digits == 1:
            return tr("1 more digit")
        return tr("{count} more digits", count=error.missing_digits)
    return {
        "phone_empty": tr("10 digits, like 0712 345 678"),
        "phone_letters": tr("Digits only"),
        "phone_too_long": tr("Too many digits"),
        "phone_not_mobile": tr("A mobile number starts with 07 or 01"),
    }[error.problem]
