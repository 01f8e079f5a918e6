"""Help beside step 2."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.step_page import Help

tr = words("PayBill")


def found_help(number: str) -> Help:
    return Help(
        tr("Where do I find my PayBill number?"),
        (
            tr("Look at the M‑Pesa poster at your counter."),
            tr("Or find it in the letter or email from Safaricom when the PayBill was opened."),
            tr("Or ask whoever withdraws the M‑Pesa money to your bank."),
        ),
        style="numbered",
        figure="poster",
        lines=(
            tr("PayBill"),
            number,
            tr("Account: name"),
            tr("On your poster"),
            tr("The long number, just above the account line."),
        ),
    )


def what_to_bring() -> Help:
    return Help(
        tr("What to bring to Safaricom"),
        (
            tr("Certificate of registration of the business"),
            tr("KRA PIN certificate of the business"),
            tr("National ID of each owner or director"),
            tr("A bank letter or a cancelled cheque"),
            tr("An email address and a Safaricom line for the business"),
            tr("Ask them to turn on <b>Lipa Na M‑Pesa Online</b> as well"),
        ),
    )
