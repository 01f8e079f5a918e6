"""Statements as the portal for organisations exports them, written by a test."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tabeza_protocol.business_day import NAIROBI
from tests.central.world import START

HEADINGS = (
    "Receipt No.", "Completion Time", "Initiation Time", "Details", "Transaction Status", "Paid In", "Withdrawn",
    "Balance", "Balance Confirmed", "Reason Type", "Other Party Info", "Linked Transaction ID", "A/C No.",
)  # fmt: skip
DAY_FIRST = "%d-%m-%Y %H:%M:%S"


@dataclass
class Movement:
    """One line to be. ``after`` is seconds after the world's start; ``cents`` below 0 is money that left."""

    receipt: str
    cents: int
    after: float = 0.0
    account: str = ""
    party: str = ""
    status: str = "Completed"
    details: str = "Pay Bill Online"
    linked: str = ""


def money(cents: int) -> str:
    return f"{cents / 100:,.2f}" if cents else ""


def cells(movement: Movement, form: str = DAY_FIRST) -> dict[str, str]:
    at = (START + timedelta(seconds=movement.after)).astimezone(NAIROBI).strftime(form)
    return {
        "Receipt No.": movement.receipt, "Completion Time": at, "Initiation Time": at, "Details": movement.details,
        "Transaction Status": movement.status, "Paid In": money(max(movement.cents, 0)),
        "Withdrawn": f"-{money(-movement.cents)}" if movement.cents < 0 else "", "Balance": "1,000.00",
        "Balance Confirmed": "true", "Reason Type": "Pay Bill", "Other Party Info": movement.party,
        "Linked Transaction ID": movement.linked, "A/C No.": movement.account,
    }  # fmt: skip


def statement(
    movements: Sequence[Movement], *, shortcode: str = "522522", headings: Sequence[str] = HEADINGS,
    before_s: float = 3_600, after_s: float = 7_200, form: str = DAY_FIRST,
) -> bytes:  # fmt: skip
    """A whole file, as the portal makes it: some lines about the account, the headings, the movements, a total."""
    since, until = START - timedelta(seconds=before_s), START + timedelta(seconds=after_s)

    def shown(at: datetime) -> str:
        return at.astimezone(NAIROBI).strftime(form)

    sink = io.StringIO(newline="")
    rows = csv.writer(sink)
    rows.writerow(["Organization Statement"])
    rows.writerow(["Account Holder:", "MLANGO MMOJA LTD", "Short Code:", shortcode])
    rows.writerow(["Time Period:", f"From {shown(since)} To {shown(until)}"])
    rows.writerow([])
    rows.writerow(headings)
    for movement in movements:
        told = cells(movement, form)
        rows.writerow([told[heading] for heading in headings])
    rows.writerow(["Total", "", "", "", "", money(sum(max(movement.cents, 0) for movement in movements))])
    return sink.getvalue().encode()
