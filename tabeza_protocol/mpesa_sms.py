"""What an M-Pesa confirmation SMS says, in its known English and Kiswahili forms. A claim, never a proof.

Anybody can type such a message, so nothing read here may mark anything as paid: the receipt is only what to look
up, and the amount, name and time are only what to compare with what was really received. Parsing never fails: a
message without a receipt is None, and any other part that can't be read is None on its own.

The forms (public samples of 2011 to 2026): the customer's copy for a PayBill (``X Confirmed. Ksh2,700.00 sent to
NAME for account ACC on 21/11/24 at 9:41 PM``), a Till (``paid to NAME.``) and a person (``sent to NAME 07..``); the
receiver's copy (``You have received``, or ``on D at T Ksh.. received from``); Kiswahili (``X Imethibitishwa. Ksh..
imetumwa kwa NAME tarehe D saa T``, ``imelipwa kwa``, ``umepokea .. kutoka kwa``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Literal

from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.money import CENTS_PER_SHILLING, Kes

Direction = Literal["sent", "received"]
Language = Literal["en", "sw"]
MOST_CHARACTERS: Final = 2_000
"""Longer texts are read up to here: an SMS of several parts has at most about 1,000."""

_CONFIRMED: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<code>[A-Za-z][A-Za-z0-9]{9})[\s.,:;\-]*(?P<word>confirmed|imethibitishwa)(?![A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
_LOOSE: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{9}(?![A-Za-z0-9])", re.ASCII)
_AMOUNT: Final = re.compile(
    r"(?<![A-Za-z])(?:ksh|kshs|kes|sh)\.?\s*(?P<figure>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,2})?)"
    r"(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_WHEN: Final = re.compile(
    r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{2}(?:[0-9]{2})?)(?![0-9])"
    r"(?:,?\s*(?:at|saa)?\s*(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})\s*(?P<half>[AP]\.?M\.?)?(?![A-Za-z0-9]))?",
    re.IGNORECASE | re.ASCII,
)
_RECEIVED: Final = re.compile(r"\b(?:received|umepokea|imepokelewa)\b", re.IGNORECASE)
_SENT: Final = re.compile(
    r"\b(?:sent\s+to|paid\s+to|paid|(?:i|z)metumwa\s+kwa|(?:i|z)melipwa\s+kwa|umelipa|umetuma)\b",
    re.IGNORECASE,
)
_TO: Final = re.compile(r"\b(?:sent\s+to|paid\s+to|to|kwa)\s+", re.IGNORECASE)
_FROM: Final = re.compile(r"\b(?:kutoka\s+kwa|kutoka|from)\s+", re.IGNORECASE)
_PARTY_ENDS: Final = re.compile(
    r"\s+(?:for\s+account|account\s+number|(?:kwa|ya)\s+akaunti|nambari\s+ya\s+akaunti|on|tarehe|siku|mnamo)\b"
    r"|\s+\+?(?:254|0)[0-9*\s]{6,}|\.\s|\.$|\s*[0-9]{1,2}/[0-9]{1,2}/|\s+(?:new|salio|baki)\b",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"\b(?:account(?:\s+number)?|akaunti(?:\s+nambari)?(?:\s+ya)?)[\s:.#]+(?P<account>[A-Za-z0-9#\-]{1,20})",
    re.IGNORECASE | re.ASCII,
)
_BALANCE: Final = re.compile(
    r"\b(?:new|salio|baki)\b.{0,40}?\b(?:balance|lako|yako|jipya)\b", re.IGNORECASE | re.DOTALL
)
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class MpesaSms:
    """What a message claims.

    ``party`` is who the money went to (``sent``) or came from (``received``). ``at`` is aware UTC; the message
    gives minutes of Nairobi time. ``claim`` is the message up to that moment: without balance, costs and advertising.
    """

    receipt: str
    language: Language
    claim: str
    direction: Direction | None = None
    amount: Kes | None = None
    party: str | None = None
    account: str | None = None
    at: datetime | None = None


def parse_mpesa_sms(text: str) -> MpesaSms | None:
    """The first confirmation in a pasted text, or None if there is none. ``text`` may have anything around it."""
    flat = " ".join(text[:MOST_CHARACTERS].replace("\u2011", "-").split())
    for found in _CONFIRMED.finditer(flat):
        if _is_code(found["code"]):
            return _read(flat, found)
    return None


def find_receipt(text: str) -> str | None:
    """The only thing in a text that can be a receipt, when the words around it are no known form; None if unclear.

    A loose receipt must be in capitals and hold a digit: otherwise names and words of ten letters would be receipts.
    """
    flat = text[:MOST_CHARACTERS]
    found = {code for code in _LOOSE.findall(flat) if any(sign.isdigit() for sign in code)}
    return found.pop() if len(found) == 1 else None


def _is_code(word: str) -> bool:
    """Ten letters in small print before "confirmed" are a word; a receipt has a digit or is in capitals."""
    return word.isupper() or any(sign.isdigit() for sign in word)


def _read(flat: str, found: re.Match[str]) -> MpesaSms:
    rest = flat[found.end() :]
    balance = _BALANCE.search(rest)
    told = rest[: balance.start()] if balance else rest
    when = _WHEN.search(told)
    direction, amount = _direction(told), _AMOUNT.search(told)
    end = max((match.end() for match in (when, amount) if match is not None), default=0)
    return MpesaSms(
        receipt=found["code"].upper(),
        language="en" if found["word"].casefold() == "confirmed" else "sw",
        claim=(flat[found.start() : found.end()] + told[:end]).strip(" ."),
        direction=direction,
        amount=None if amount is None else _cents(amount["figure"]),
        party=_party(told, direction),
        account=_account(told),
        at=None if when is None else _moment(when),
    )


def _direction(told: str) -> Direction | None:
    if _RECEIVED.search(told):
        return "received"
    return "sent" if _SENT.search(told) else None


def _cents(figure: str) -> Kes | None:
    cents = int(Decimal(figure.replace(",", "")) * CENTS_PER_SHILLING)
    return Kes(cents) if cents > 0 else None


def _party(told: str, direction: Direction | None) -> str | None:
    if direction is None:
        return None
    amount = _AMOUNT.search(told)
    after = told[amount.end() :] if amount is not None and direction == "sent" else told
    begins = (_TO if direction == "sent" else _FROM).search(after)
    if begins is None:
        return None
    name = after[begins.end() :]
    ends = _PARTY_ENDS.search(name)
    cleaned = (name[: ends.start()] if ends else name).strip(" .,-")
    return cleaned[:80] or None


def _account(told: str) -> str | None:
    found = _ACCOUNT.search(told)
    return None if found is None else found["account"].strip("-").upper() or None


def _moment(when: re.Match[str]) -> datetime | None:
    """The moment in UTC; None for a date without a time, or one that no calendar has."""
    if when["hour"] is None:
        return None
    year, hour = int(when["year"]), int(when["hour"])
    half = (when["half"] or "").replace(".", "").upper()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "PM" else 0)
    try:
        day = (year + 2000 if year < 100 else year, int(when["month"]), int(when["day"]))
        return datetime(*day, hour, int(when["minute"]), tzinfo=NAIROBI).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
