"""Verify a payment, as rules: what was typed -> what to look up; what was found -> what may be said. Pure.

The message a customer shows is a claim. Only what M-Pesa told Tabeza counts, so the amount, tab and time shown are
always those received, and a verdict never says that a message is false: what is not found here may have been typed
into the PayBill by hand. No verdict marks anything as paid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from tabeza_protocol.environment import Environment
from tabeza_protocol.money import Kes
from tabeza_protocol.mpesa_sms import MpesaSms, find_receipt, parse_mpesa_sms
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.phones import Msisdn, PhoneError, mask_phone, parse_phone
from tabeza_protocol.receipts import normalise_receipt
from tabeza_protocol.wire.trade import HandRecord, PaymentView, TabView, Verification

RECEIPT_CHARACTERS: Final = 10
_SIGNS: Final = re.compile(r"[\s.,:;\-\u2010-\u2015]+")


class ReadingKind(StrEnum):
    EMPTY = "empty"
    TYPING_CODE = "typing_code"
    TYPING_PHONE = "typing_phone"
    CODE = "code"
    SMS = "sms"
    PHONE = "phone"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Query:
    """What to look up: a receipt, or the phone that paid. ``said`` is what the message claims, to compare with."""

    receipt: str | None = None
    phone: Msisdn | None = None
    said: MpesaSms | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of the field. ``missing`` counts the characters still to type; ``query`` is there when complete."""

    kind: ReadingKind
    query: Query | None = None
    missing: int = 0


def read_input(text: str) -> Reading:
    """A code, a whole message or a phone number, however it was typed or pasted."""
    plain = text.strip()
    if not plain:
        return Reading(ReadingKind.EMPTY)
    sms = parse_mpesa_sms(plain)
    if sms is not None:
        return Reading(ReadingKind.SMS, Query(receipt=sms.receipt, said=sms))
    together = _SIGNS.sub("", plain).upper()
    code = normalise_receipt(together)
    if code is not None:
        return Reading(ReadingKind.CODE, Query(receipt=code))
    if together.lstrip("+(").isdigit() or re.fullmatch(r"[0-9+()]+", together):
        return _read_phone(plain)
    loose = find_receipt(plain)
    if loose is not None:
        return Reading(ReadingKind.CODE, Query(receipt=loose))
    short = len(together) < RECEIPT_CHARACTERS and together.isascii() and together.isalnum() and together[0].isalpha()
    if short and len(plain.split()) == 1:
        return Reading(ReadingKind.TYPING_CODE, missing=RECEIPT_CHARACTERS - len(together))
    return Reading(ReadingKind.UNREADABLE)


def _read_phone(plain: str) -> Reading:
    phone = parse_phone(plain)
    if not isinstance(phone, PhoneError):
        return Reading(ReadingKind.PHONE, Query(phone=phone))
    if phone.problem == "phone_too_short":
        return Reading(ReadingKind.TYPING_PHONE, missing=phone.missing_digits)
    begun = phone.problem == "phone_not_mobile" and plain.lstrip("+") in ("0", "2", "25", "254", "2540")
    return Reading(ReadingKind.TYPING_PHONE if begun else ReadingKind.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a query, and by whom. ``from_cache``: by this PC, as of ``known.as_of`` (None: never)."""

    known: Verification
    from_cache: bool = False
    as_of: datetime | None = None


class VerdictKind(StrEnum):
    PAID = "paid"
    """This receipt paid the tab in hand, or a tab when none is in hand."""
    DIFFERS = "differs"
    """It did, but with another amount than the message says."""
    USED = "used"
    """It paid another tab."""
    NOT_TAB_MONEY = "not_tab_money"
    """It is the KES 1 test, or sandbox money."""
    PENDING = "pending"
    """A payment without a receipt yet may be this one."""
    BY_HAND = "by_hand"
    """Somebody recorded it as paid by hand; no statement has confirmed it."""
    PHONE = "phone"
    """Payments of the phone that was typed."""
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``payment`` is the one found (or that may be it), ``tab`` its tab as it is now, ``here`` the tab in hand.

    ``said_cents`` is what the message says when that is not what was received; ``names_other`` is who the message says
    was paid when that is not this bar. ``payments`` are those of a phone, newest first.
    """

    kind: VerdictKind
    query: Query
    here: TabView | None = None
    payment: PaymentView | None = None
    tab: TabView | None = None
    record: HandRecord | None = None
    payments: tuple[PaymentView, ...] = ()
    said_cents: Kes | None = None
    names_other: str | None = None
    from_cache: bool = False
    as_of: datetime | None = None

    @property
    def owes_cents(self) -> int:
        """What the tab in hand still owes, never below 0."""
        return max(0, self.here.balance_cents) if self.here is not None else 0


def judge(
    query: Query, evidence: Evidence, here: TabView | None, environment: Environment | None, registered_name: str | None
) -> Verdict:
    """What may be said of a query, for the tab in hand (``here``, None without one)."""
    known = evidence.known
    tabs = {tab.id: tab for tab in known.tabs}
    fresh = tabs.get(here.id, here) if here is not None else None
    base = Verdict(
        VerdictKind.NOT_FOUND, query, fresh, from_cache=evidence.from_cache, as_of=evidence.as_of,
        names_other=_other_receiver(query, registered_name),
    )  # fmt: skip
    if query.phone is not None:
        kind = VerdictKind.PHONE if known.found else VerdictKind.NOT_FOUND
        return _with(base, kind, payments=known.found)
    if known.found:
        return _of_receipt(base, known.found[0], tabs, environment)
    if known.by_hand is not None and not known.by_hand.voided:
        return _with(base, VerdictKind.BY_HAND, record=known.by_hand, tab=tabs.get(known.by_hand.tab_id))
    maybe = may_be(query, known.pending, fresh)
    if maybe is not None:
        return _with(base, VerdictKind.PENDING, payment=maybe, tab=tabs.get(maybe.tab_id or ""))
    return base


def _with(base: Verdict, kind: VerdictKind, **values: object) -> Verdict:
    return replace(base, kind=kind, **values)  # type: ignore[arg-type]


def _of_receipt(
    base: Verdict, payment: PaymentView, tabs: Mapping[str, TabView], environment: Environment | None
) -> Verdict:
    said = base.query.said
    differs = said is not None and said.amount is not None and said.amount != payment.amount_cents
    found = _with(
        base, VerdictKind.PAID, payment=payment, tab=tabs.get(payment.tab_id or ""), names_other=None,
        said_cents=said.amount if differs and said is not None else None,
    )  # fmt: skip
    if payment.kind == "test" or (environment is not None and payment.environment is not environment):
        return _with(found, VerdictKind.NOT_TAB_MONEY)
    if payment.state is not PaymentState.SUCCEEDED:
        return _with(found, VerdictKind.PENDING)
    if base.here is not None and payment.tab_id != base.here.id:
        return _with(found, VerdictKind.USED)
    return _with(found, VerdictKind.DIFFERS) if differs else found


def may_be(query: Query, pending: Sequence[PaymentView], here: TabView | None) -> PaymentView | None:
    """The payment without a receipt that this code may belong to, or None.

    With an amount in the message only a payment of that amount can be it. Without one, only a payment of the tab in
    hand, or, with no tab in hand, the one payment that is waiting. The tab in hand comes first.
    """
    said = query.said.amount if query.said is not None else None
    fits = [row for row in pending if row.kind == "tab" and (said is None or row.amount_cents == said)]
    on_tab = [row for row in fits if here is not None and row.tab_id == here.id]
    if on_tab:
        return on_tab[0]
    if said is None and (here is not None or len(fits) != 1):
        return None
    return fits[0] if fits else None


def _other_receiver(query: Query, registered_name: str | None) -> str | None:
    """Who the message says was paid, if that is plainly not this bar."""
    said = query.said
    if said is None or said.direction != "sent" or not said.party or not registered_name:
        return None
    ours, theirs = _letters(registered_name), _letters(said.party)
    return None if theirs and (theirs in ours or ours in theirs) else said.party


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def may_record(verdict: Verdict, *, online: bool, allowed: bool) -> bool:
    """Whether "paid by hand" may be offered: a code not found by the service itself, and an open tab that owes."""
    tab = verdict.here
    return (
        verdict.kind is VerdictKind.NOT_FOUND
        and verdict.query.receipt is not None
        and not verdict.from_cache
        and online
        and allowed
        and tab is not None
        and tab.status == "open"
        and tab.balance_cents > 0
    )


def masked(query: Query) -> str:
    """The typed phone as it may be shown once the look-up is done."""
    return mask_phone(query.phone) if query.phone is not None else ""
