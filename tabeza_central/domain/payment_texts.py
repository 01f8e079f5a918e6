"""The words of alerts about payments. ``{reference}`` is the tab's short account, never a name or a phone."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal

ALERT_TEXTS: Final = MappingProxyType[str, tuple[Literal["info", "warn", "fail"], str]](
    {
        "late_success": (
            "warn",
            "{reference}: M-Pesa paid after the request had ended. The money is on the tab.",
        ),
        "overpaid": ("info", "{reference}: more was paid than was owed. The rest is credit on the tab."),
        "tab_closed": ("warn", "{reference}: money came for a closed tab. It is kept as credit there."),
        "amount_mismatch": (
            "fail",
            "{reference}: M-Pesa reports another amount than was asked for. Please decide.",
        ),
        "duplicate_receipt": (
            "fail",
            "{reference}: this receipt is on another payment already. Please decide.",
        ),
        "id_mismatch": (
            "fail",
            "{reference}: M-Pesa's answer does not belong to this request. Please decide.",
        ),
        "contradiction": ("fail", "{reference}: M-Pesa says both paid and not paid. Please decide."),
        "failed_after_paid": (
            "fail",
            "{reference}: reported as failed after it was paid. Check the PayBill.",
        ),
        "query_says_not_paid": (
            "fail",
            "{reference}: booked as paid, but M-Pesa now says it was not. Check it.",
        ),
        "second_receipt": ("fail", "{reference}: a second receipt came for one request. Check the PayBill."),
        "unknown_code": (
            "warn",
            "{reference}: M-Pesa sent a code we do not know, after the payment was settled.",
        ),
        "not_resolved": (
            "warn",
            "{reference}: M-Pesa gave no answer for a day. Please decide with the statement.",
        ),
        "unconfirmed": ("warn", "{reference}: paid by callback, but M-Pesa never confirmed it when asked."),
        "unproven_claim": (
            "warn",
            "{reference}: a report of payment could not be proved. Check the PayBill.",
        ),
        "keys_unreadable": (
            "fail",
            "{reference}: the M-Pesa keys could not be opened. Tabeza support is needed.",
        ),
    }
)
"""Alert kind to severity and English text; the console has both languages by kind."""
