"""What a typed amount lacks when no M-Pesa request is meant: cash, a price, an adjustment."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_protocol.money import AmountError

tr = words("MoneyWords")


def money_words(error: AmountError) -> str:
    """One short line beside the amount."""
    return {
        "amount_empty": tr("Type an amount"),
        "amount_not_a_number": tr("Digits only, like 3300"),
        "amount_has_cents": tr("Whole shillings only"),
        "amount_too_small": tr("At least 1 shilling"),
        "amount_too_large": tr("At most 250,000 at once"),
    }[error.problem]
