"""The pictures of "Verify a payment": every verdict, offline, and the form that records a payment made by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.desktop.ui.night_shots import NightWindow, window
from tests.desktop.ui.shots import NORMAL, SMALL, Shot, page, settle

PAID_112 = (
    "SKL9D4R2WB Confirmed. Ksh2,700.00 sent to KILIMANI TAVERN LTD for account TAB112 on 21/11/24 at 9:41 PM. "
    "New M-PESA balance is Ksh345.20. Transaction cost, Ksh0.00."
)
PAID_107 = "SKL7P8C3VN Confirmed. Ksh6,000.00 sent to KILIMANI TAVERN LTD for account TAB107 on 21/11/24 at 8:31 PM."
WAITS_118 = "SKL9Z7Q4MM Confirmed. Ksh4,450.00 sent to KILIMANI TAVERN LTD for account TAB118 on 21/11/24 at 9:42 PM."
ELSEWHERE = "SKL9K2P7YC Confirmed. Ksh3,300.00 sent to NAIVAS WESTLANDS for account 88 on 21/11/24 at 9:40 PM."


def verifying(shot: Shot, text: str, number: int = 124, *, offline: bool = False) -> NightWindow:
    """The console with the dialog open and something pasted into it."""
    made = window(shot, number)
    if offline:
        made.stage.offline()
    made.do("verify")
    settle()
    if text:
        made.verify.dialog.paste(text)  # type: ignore[union-attr]
    settle()
    return made


@page("verify", sizes=(NORMAL, SMALL))
def verify(shot: Shot) -> QWidget:
    return verifying(shot, PAID_112, 112)


@page("verify-used")
def verify_used(shot: Shot) -> QWidget:
    return verifying(shot, PAID_107)


@page("verify-not-found")
def verify_not_found(shot: Shot) -> QWidget:
    return verifying(shot, "SKL9K2P7YC")


@page("verify-empty")
def verify_empty(shot: Shot) -> QWidget:
    return verifying(shot, "")


@page("verify-differs")
def verify_differs(shot: Shot) -> QWidget:
    return verifying(shot, PAID_112.replace("2,700", "27,000"), 112)


@page("verify-pending")
def verify_pending(shot: Shot) -> QWidget:
    return verifying(shot, WAITS_118, 118)


@page("verify-phone")
def verify_phone(shot: Shot) -> QWidget:
    return verifying(shot, "0712 345 678")


@page("verify-other-receiver")
def verify_other_receiver(shot: Shot) -> QWidget:
    return verifying(shot, ELSEWHERE)


@page("verify-statement", sizes=(NORMAL, SMALL))
def verify_statement(shot: Shot) -> QWidget:
    made = verifying(shot, "SKL9K2P7YC")
    made.verify.dialog._primary.click()  # type: ignore[union-attr]
    return made


@page("verify-offline")
def verify_offline(shot: Shot) -> QWidget:
    return verifying(shot, "SKL9K2P7YC", offline=True)


@page("verify-recorded")
def verify_recorded(shot: Shot) -> QWidget:
    made = window(shot)
    made.stage.console.services.verify.recorded("SKL9K2P7YC", 107, 330_000)
    made.do("verify")
    made.verify.dialog.paste("SKL9K2P7YC")  # type: ignore[union-attr]
    return made


@page("verify-by-hand")
def verify_by_hand(shot: Shot) -> QWidget:
    made = verifying(shot, "SKL9K2P7YC")
    made.verify.dialog._secondary.click()  # type: ignore[union-attr]
    return made
