"""Reads an M-Pesa organisation statement: the CSV that Safaricom's portal for organisations exports.

Such a file begins with some lines about the account, then has one row of headings (``Receipt No.``, ``Completion
Time``, ``Details``, ``Transaction Status``, ``Paid In``, ``Withdrawn`` and others, in no fixed order), then one row a
movement. Exports differ in encoding, separator and date form, and people open them in Excel before they send them on;
all of that is read. What can't be read for certain is refused with the line and the cure: a statement half read would
be worse than none. Times are Nairobi's. Nothing here looks at the books.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from tabeza_central.domain.instants import micros
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.receipts import normalise_receipt

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_PREAMBLE: Final = 60
SAMPLES: Final = 500
"""How many lines are asked which way round the export writes dates."""
ORDER: Final = (
    "In the M-Pesa portal (org.ke.m-pesa.com) choose the organisation's statement, then Export, then CSV."
)
UNTOUCHED: Final = "Use the file as the portal exported it."

_COLUMNS: Final = {
    "receipt": ("receiptno", "receipt", "receiptnumber", "mpesareceiptnumber"),
    "completed": ("completiontime", "completed", "completiondate", "transactiontime"),
    "details": ("details", "description"),
    "status": ("transactionstatus", "status"),
    "paid_in": ("paidin", "moneyin", "credit"),
    "withdrawn": ("withdrawn", "moneyout", "debit"),
    "account": ("acno", "accountno", "accountnumber", "accno"),
    "party": ("otherpartyinfo", "otherparty"),
    "linked": ("linkedtransactionid", "linkedtransaction"),
}
_NEEDED: Final = {
    "receipt": "Receipt No.", "completed": "Completion Time", "paid_in": "Paid In", "withdrawn": "Withdrawn",
    "status": "Transaction Status",
}  # fmt: skip
_DAY_FIRST: Final = (
    "%d-%m-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%y",
    "%d/%m/%y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
)
_MONTH_FIRST: Final = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
_YEAR_FIRST: Final = ("%Y-%m-%d", "%Y/%m/%d")
_TIMES: Final = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
_DATE: Final = re.compile(
    r"\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3})[-/. ]\d{2,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)?"
)
_SHORTCODE: Final = re.compile(r"short\s*code\D{0,10}(\d{5,7})(?!\d)", re.IGNORECASE)
_FIRST_YEAR: Final = 2006
"""The receipt's first letter counts years from here (A), as its second counts months and its third days."""


class StatementRefused(Exception):
    """The file is not a statement that can be trusted line by line. The text says what it is and the cure."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement. ``row`` is its line in the file; ``amount_cents`` is positive, whichever ``way`` it went."""

    row: int
    receipt: str
    completed_at: int
    way: Literal["in", "out"]
    amount_cents: int
    completed: bool
    details: str = ""
    account: str = ""
    party_end: str = ""
    """The last digits of the other party's phone, as many as the file shows in a row (it may be masked)."""
    linked: str = ""
    """The receipt that a reversal takes back."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole file. ``since_at``/``until_at`` are what it says it covers, or its first and last movement."""

    sha256: str
    shortcode: str | None
    since_at: int
    until_at: int
    lines: tuple[StatementLine, ...]


def read_statement(content: bytes) -> Statement:
    """The statement in a file. Raises :class:`StatementRefused`."""
    rows = list(_rows(_decoded(content)))
    at, columns = _heading(rows)
    preamble = [cells for _, cells in rows[:at]]
    movements = [(number, cells) for number, cells in rows[at + 1 :] if _is_movement(cells, columns)]
    if not movements:
        raise StatementRefused(
            f"The statement has headings but no movements. Choose a longer period. {ORDER}"
        )
    forms = _date_forms(
        [(cells[columns["receipt"]], cells[columns["completed"]]) for _, cells in movements[:SAMPLES]]
    )
    lines = tuple(_line(number, cells, columns, forms) for number, cells in movements)
    since, until = _period(preamble, lines, forms)
    return Statement(hashlib.sha256(content).hexdigest(), _shortcode(preamble), since, until, lines)


# --- the file -------------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise StatementRefused(f"The file is empty. {ORDER}")
    if len(content) > MOST_BYTES:
        raise StatementRefused("The file is over 64 MB. Export the period in parts, a month at a time.")
    if content.startswith(b"%PDF"):
        raise StatementRefused(f"This is a PDF. {ORDER}")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise StatementRefused(f"This is an Excel workbook or a ZIP. Unpack it, or: {ORDER}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html")):
        raise StatementRefused(f"This is a web page, perhaps the portal's sign-in. {ORDER}")
    if "\0" in text:
        raise StatementRefused(f"This is not a text file. {ORDER}")
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with something in them, each with its line number in the file; cells tidied."""
    separator = max((",", ";", "\t"), key=lambda sign: _likeness(text, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            tidied = [" ".join(cell.replace("\u00a0", " ").split()) for cell in cells]
            if any(tidied):
                yield reader.line_num, tidied
    except csv.Error:
        raise StatementRefused(f"Line {reader.line_num} is not a line of a CSV file. {ORDER}") from None


def _likeness(text: str, separator: str) -> int:
    """In how many parts the separator cuts the line of headings."""
    for line in text.splitlines()[:MOST_PREAMBLE]:
        if "completion" in line.lower() or "paid in" in line.lower():
            return line.count(separator)
    return 0


def _key(cell: str) -> str:
    return re.sub(r"[^a-z]", "", cell.lower())


def _heading(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Which row holds the headings, and where each column is."""
    best: dict[str, int] = {}
    for at, (_, cells) in enumerate(rows[:MOST_PREAMBLE]):
        keys = [_key(cell) for cell in cells]
        found = {name: keys.index(key) for name, known in _COLUMNS.items() for key in known if key in keys}
        if all(name in found for name in _NEEDED):
            return at, found
        best = max(best, found, key=len)
    _refuse_personal(rows)
    missing = [heading for name, heading in _NEEDED.items() if name not in best]
    if len(missing) == len(_NEEDED):
        raise StatementRefused(f"This is not an M-Pesa statement: it has no column named Receipt No. {ORDER}")
    raise StatementRefused(f"The statement has no column named {', '.join(missing)}. {ORDER}")


def _refuse_personal(rows: Sequence[tuple[int, list[str]]]) -> None:
    head = " ".join(cell for _, cells in rows[:MOST_PREAMBLE] for cell in cells).lower()
    if "mobile number" in head and "short code" not in head:
        raise StatementRefused(f"This is a person's own M-Pesa statement, not the PayBill's. {ORDER}")


def _shortcode(preamble: Iterable[list[str]]) -> str | None:
    found = _SHORTCODE.search("  ".join(" ".join(cells) for cells in preamble))
    return found[1] if found else None


# --- a line ---------------------------------------------------------------------------------------------------------


def _is_movement(cells: list[str], columns: dict[str, int]) -> bool:
    """A total, a page number or a disclaimer at the end has no completion time, or no receipt and no status."""
    if len(cells) <= max(columns[name] for name in _NEEDED):
        return False
    return bool(cells[columns["completed"]]) and bool(cells[columns["receipt"]] or cells[columns["status"]])


def _line(number: int, cells: list[str], columns: dict[str, int], forms: list[str]) -> StatementLine:
    def cell(name: str) -> str:
        at = columns.get(name)
        return cells[at] if at is not None and at < len(cells) else ""

    receipt = normalise_receipt(cell("receipt"))
    if receipt is None:
        raise StatementRefused(
            f"Line {number}: {cell('receipt')!r} is not an M-Pesa receipt number. {UNTOUCHED}"
        )
    completed_at = _moment(cell("completed"), forms)
    if completed_at is None:
        raise StatementRefused(f"Line {number}: {cell('completed')!r} is not a date and time. {UNTOUCHED}")
    paid_in, withdrawn = _cents(number, cell("paid_in")), _cents(number, cell("withdrawn"))
    if paid_in and withdrawn:
        raise StatementRefused(f"Line {number}: money both paid in and withdrawn. {UNTOUCHED}")
    details = cell("details")
    return StatementLine(
        row=number,
        receipt=receipt,
        completed_at=completed_at,
        way="in" if paid_in else "out",
        amount_cents=abs(paid_in or withdrawn),
        completed=cell("status").lower() in ("completed", "complete", "success", "successful"),
        details=details,
        account=cell("account") or _account_in(details),
        party_end=_phone_end(cell("party") or details),
        linked=normalise_receipt(cell("linked")) or _taken_back(details),
    )


def _account_in(details: str) -> str:
    """Some exports carry the account only in the details: ``... from 2547***678 - NAME Acc. TAB12``."""
    found = re.search(
        r"\bacc(?:ount)?(?:\s*(?:no|number))?\.?\s*:?\s*([A-Za-z0-9-]{1,12})\s*\Z", details, re.IGNORECASE
    )
    return found[1] if found else ""


def _taken_back(details: str) -> str:
    """The receipt that the details of a reversal name, where the export has no column for it."""
    found = re.search(r"revers.*?\b([A-Z][A-Z0-9]{9})\b", details, re.IGNORECASE)
    return (normalise_receipt(found[1]) or "") if found and any(c.isdigit() for c in found[1]) else ""


def _phone_end(text: str) -> str:
    """The digits that end a (perhaps masked) phone: ``2547*****678 - NAME`` gives ``678``."""
    found = re.search(r"(?<!\d)(?:254|0)[\d*x ]*?(\d{3,12})(?!\d)(?![*x])", text, re.IGNORECASE)
    return found[1][-9:] if found else ""


def _cents(number: int, text: str) -> int:
    """``1,200.00``, ``KES 1200``, ``-33.00`` and ``(33.00)`` as cents; nothing and a dash are 0."""
    plain = re.sub(r"(?i)\b(?:kes|ksh|kshs)\b\.?|[,\s']", "", text)
    if plain in ("", "-", "\u2013"):
        return 0
    negative = plain.startswith("(") and plain.endswith(")")
    try:
        cents = Decimal(plain.strip("()")) * 100
    except InvalidOperation:
        raise StatementRefused(f"Line {number}: {text!r} is not an amount.") from None
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise StatementRefused(f"Line {number}: {text!r} is not an amount of shillings and cents.")
    return int(-cents if negative else cents)


# --- times ----------------------------------------------------------------------------------------------------------


def receipt_day(receipt: str) -> tuple[int, int, int] | None:
    """Year, month and day (Nairobi's) that a receipt's first three letters spell, or None if they don't."""
    year, month = _FIRST_YEAR + ord(receipt[0]) - ord("A"), ord(receipt[1]) - ord("A") + 1
    day = int(receipt[2]) if receipt[2].isdigit() else ord(receipt[2]) - ord("A") + 10
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _date_forms(samples: Sequence[tuple[str, str]]) -> list[str]:
    """Day first as Kenya writes, unless the receipts themselves say that a spreadsheet has put the month first."""
    day_first, month_first = (
        [date + time for date in (*_YEAR_FIRST, *dates) for time in (*_TIMES, "")]
        for dates in (_DAY_FIRST, _MONTH_FIRST)
    )

    def agreeing(forms: list[str]) -> int:
        return sum(_agrees(receipt, text, forms) for receipt, text in samples)

    return month_first if agreeing(month_first) > agreeing(day_first) else day_first


def _agrees(receipt: str, text: str, forms: list[str]) -> bool:
    tidy, parsed = normalise_receipt(receipt), _parsed(text, forms)
    if tidy is None or parsed is None:
        return False
    return (parsed.year, parsed.month, parsed.day) == receipt_day(tidy)


def _parsed(text: str, forms: list[str]) -> datetime | None:
    """The form that fitted goes to the front: a file has one form, and trying all of them is slow."""
    tidy = text.replace("T", " ", 1) if re.match(r"\d{4}-\d{2}-\d{2}T", text) else text
    for at, form in enumerate(forms):
        try:
            found = datetime.strptime(tidy, form).replace(tzinfo=NAIROBI)
        except ValueError:
            continue
        forms.insert(0, forms.pop(at))
        return found
    return None


def _moment(text: str, forms: list[str]) -> int | None:
    parsed = _parsed(text, forms)
    return None if parsed is None else micros(parsed.astimezone(UTC))


def _period(
    preamble: Iterable[list[str]], lines: Sequence[StatementLine], forms: list[str]
) -> tuple[int, int]:
    """From when to when: as the file says, if that holds all its lines; else its first and last movement."""
    first, last = min(line.completed_at for line in lines), max(line.completed_at for line in lines)
    for cells in preamble:
        joined = " ".join(cells)
        if not re.search(r"period|from|between|date", joined, re.IGNORECASE):
            continue
        found = [at for text in _DATE.findall(joined) if (at := _moment(text, forms)) is not None]
        if len(found) >= 2 and found[0] <= first and last <= found[1]:
            return found[0], found[1]
    return first, last
