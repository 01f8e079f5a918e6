"""What a verdict says on screen, in words: title, one line, the facts, and what to do. Never "fake": a code that is
not found may have been paid by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tabeza_desktop.core.times import Now, clock_text, date_text, day_clock_text, weekday
from tabeza_desktop.core.verify import Reading, ReadingKind, Verdict, VerdictKind, masked
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Status
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.label import Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView

tr = words("Verify")
MOST_OF_PHONE = 4


@dataclass(frozen=True)
class Row:
    """One fact: its name and its value."""

    name: str
    value: str
    tone: Tone = Tone.T1
    codes: bool = False


@dataclass(frozen=True)
class Said:
    """The card of a verdict."""

    status: Status
    icon: str
    title: str
    text: str
    rows: tuple[Row, ...]
    do: str


@dataclass(frozen=True)
class Bar:
    """What "not found" says of the bar: its PayBill and the name Safaricom has for it."""

    paybill: str
    registered_name: str


def when(verdict_at: PaymentView | None, now: Now) -> str:
    """``at 20:31``, or with its day when it was an earlier business day."""
    if verdict_at is None:
        return ""
    return moment(verdict_at.finished_at or verdict_at.requested_at, now)


def moment(at: datetime, now: Now) -> str:
    """``at 20:31``, ``on Wednesday at 20:31``, ``on 12 Nov at 20:31``."""
    lang, today = current_language(), business_day_of(now.utc, now.day_turn)
    days = (today - business_day_of(at, now.day_turn)).days
    if days == 0:
        return tr("at {time}", time=clock_text(at))
    day = weekday(at, lang, long=True) if 0 < days < 7 else date_text(at, lang)
    return tr("on {day} at {time}", day=day, time=clock_text(at))


def reading_words(reading: Reading) -> tuple[str, Tone, str]:
    """Icon, tone and words of the line under the field."""
    code = reading.query.receipt if reading.query is not None else None
    if reading.kind is ReadingKind.SMS:
        return "check", Tone.T2, tr("We read code <b>{code}</b>. The rest is not kept.", code=code)
    if reading.kind is ReadingKind.CODE:
        return "check", Tone.T2, tr("10 characters, the shape of an M‑Pesa code")
    if reading.kind is ReadingKind.PHONE:
        return "check", Tone.T2, tr("A phone number. We look for what it paid.")
    if reading.kind is ReadingKind.TYPING_CODE:
        return "info", Tone.T2, tr("A code has 10 characters. {count} more.", count=reading.missing)
    if reading.kind is ReadingKind.TYPING_PHONE:
        more = tr("{count} more digits", count=reading.missing)
        return "info", Tone.T2, more if reading.missing else tr("A phone number has 10 digits")
    if reading.kind is ReadingKind.UNREADABLE:
        return "alert", Tone.WARN, tr("No M‑Pesa code, SMS or phone number in this")
    return "info", Tone.T2, tr("The code is the first word of the SMS")


def field_state(reading: Reading) -> FieldState:
    return FieldState.WARN if reading.kind is ReadingKind.UNREADABLE else FieldState.EMPTY


def said(verdict: Verdict, bar: Bar, now: Now) -> Said:
    """The card of a verdict in the current language."""
    return _SAYS[verdict.kind](verdict, bar, now)


def _money(cents: int) -> str:
    return tr("KES {amount}", amount=format_amount(cents))


def _on_tab(cents: int, number: int | None) -> str:
    return tr("{money} on tab {number}", money=_money(cents), number="–" if number is None else number)


def _owes(verdict: Verdict) -> tuple[Row, ...]:
    if verdict.here is None:
        return ()
    number, owed = verdict.here.number, verdict.owes_cents
    if owed:
        return (Row(tr("Tab {number} still owes", number=number), _money(owed)),)
    return (Row(tr("Tab {number} now", number=number), tr("Balance 0"), Tone.PAID),)


def _sms_says(verdict: Verdict) -> tuple[Row, ...]:
    if verdict.said_cents is None:
        return ()
    return (Row(tr("The SMS says"), _money(verdict.said_cents), Tone.WARN),)


def _ask(verdict: Verdict) -> str:
    if verdict.owes_cents:
        return tr("ask for the SMS of this payment, or request it now.")
    return tr("ask for the SMS of this payment.")


def _paid(verdict: Verdict, bar: Bar, now: Now) -> Said:
    payment = verdict.payment
    assert payment is not None
    if verdict.here is None:
        do = tr("nothing, if this is the tab of the person in front of you.")
    elif verdict.owes_cents:
        do = tr("it is on this tab already. KES {amount} is still owed.", amount=format_amount(verdict.owes_cents))
    else:
        do = tr("nothing. It is already on this tab.")
    return Said(
        Status.PAID, "check-circle", tr("Paid to tab {number}", number=payment.tab_number), _from(payment, now),
        (*_receipt_rows(payment), *_tab_now(verdict)), do,
    )


def _from(payment: PaymentView, now: Now) -> str:
    return tr(
        "{money} from {name} {when}", money=_money(payment.amount_cents), name=payment.customer_name,
        when=when(payment, now),
    )


def _receipt_rows(payment: PaymentView) -> tuple[Row, ...]:
    return (
        Row(tr("M‑Pesa receipt"), payment.receipt or "–", codes=True),
        Row(tr("Customer’s phone"), payment.phone_masked),
    )


def _tab_now(verdict: Verdict) -> tuple[Row, ...]:
    tab = verdict.tab
    if tab is None:
        return ()
    name = tr("Tab {number} now", number=tab.number)
    if tab.status == "closed":
        return (Row(name, tr("Closed")),)
    if tab.balance_cents > 0:
        return (Row(name, tr("Owes KES {amount}", amount=format_amount(tab.balance_cents)), Tone.WARN),)
    if tab.balance_cents < 0:
        return (Row(name, tr("Credit KES {amount}", amount=format_amount(-tab.balance_cents)), Tone.PAID),)
    return (Row(name, tr("Balance 0"), Tone.PAID),)


def _differs(verdict: Verdict, bar: Bar, now: Now) -> Said:
    payment = verdict.payment
    assert payment is not None
    return Said(
        Status.WARN, "alert", tr("Paid to tab {number}, but another amount", number=payment.tab_number),
        tr("{money} was received, not {said}.", money=_money(payment.amount_cents),
           said=_money(verdict.said_cents or 0)),
        (*_receipt_rows(payment), *_sms_says(verdict), *_tab_now(verdict)),
        tr("count only what was received. It is on the tab already."),
    )


def _used(verdict: Verdict, bar: Bar, now: Now) -> Said:
    payment, here = verdict.payment, verdict.here
    assert payment is not None
    number = payment.tab_number
    return Said(
        Status.WARN, "alert", tr("Already used on tab {number} {when}", number=number, when=when(payment, now)),
        tr("This code can’t pay tab {number} as well.", number=here.number if here is not None else "–"),
        (
            Row(tr("It paid"), _on_tab(payment.amount_cents, number)),
            *_sms_says(verdict),
            Row(tr("Name on that tab"), payment.customer_name),
            *_owes(verdict),
        ),
        _ask(verdict),
    )


def _not_tab_money(verdict: Verdict, bar: Bar, now: Now) -> Said:
    payment = verdict.payment
    assert payment is not None
    test = payment.kind == "test"
    return Said(
        Status.WARN, "alert", tr("This is the KES 1 test payment") if test else tr("This is test money"),
        tr("It pays no tab."),
        (*_receipt_rows(payment), Row(tr("Paid"), _from(payment, now)) if not test else Row(
            tr("Paid"), f"{_money(payment.amount_cents)} {when(payment, now)}"), *_owes(verdict)),
        _ask(verdict),
    )


def _pending(verdict: Verdict, bar: Bar, now: Now) -> Said:
    payment = verdict.payment
    assert payment is not None
    paid = payment.state is PaymentState.SUCCEEDED
    if paid:
        do = tr("nothing more to pay. The receipt shows here when M‑Pesa sends it.")
    elif payment.state is PaymentState.NEEDS_REVIEW:
        do = tr("ask the owner to decide in Payments. Don’t ask them to pay again yet.")
    else:
        do = tr("wait a moment, then check again. Don’t ask them to pay again yet.")
    return Said(
        Status.WAIT, "refresh", tr("May be this payment, receipt still pending"),
        tr("Paid, but M‑Pesa has not sent the receipt yet.") if paid
        else tr("Requested, and M‑Pesa has not answered yet."),
        (
            Row(tr("Requested"), _on_tab(payment.amount_cents, payment.tab_number)),
            Row(tr("From"), f"{payment.customer_name} {moment(payment.requested_at, now)}"),
            Row(tr("Customer’s phone"), payment.phone_masked),
        ),
        do,
    )


def _by_hand(verdict: Verdict, bar: Bar, now: Now) -> Said:
    record = verdict.record
    assert record is not None
    return Said(
        Status.WARN, "cash",
        tr("Recorded by hand on tab {number} {when}", number=record.tab_number, when=moment(record.at, now)),
        tr("Not confirmed: no statement has matched it yet."),
        (
            Row(tr("Recorded"), _on_tab(record.amount_cents, record.tab_number)),
            Row(tr("Recorded by"), record.recorded_by),
            *_owes(verdict),
        ),
        tr("look for this code on the PayBill statement. It counts once."),
    )


def _phone(verdict: Verdict, bar: Bar, now: Now) -> Said:
    lang, rows = current_language(), verdict.payments[:MOST_OF_PHONE]
    here = verdict.here.id if verdict.here is not None else None
    mine = any(row.tab_id == here and row.state is PaymentState.SUCCEEDED for row in rows)
    count = len(verdict.payments)
    title = tr("1 payment of {phone}", phone=masked(verdict.query)) if count == 1 else tr(
        "{count} payments of {phone}", count=count, phone=masked(verdict.query)
    )
    return Said(
        Status.PAID if mine else Status.MUTE, "check-circle" if mine else "phone", title,
        tr("The newest first. This PC knows phones only in part.") if verdict.from_cache else tr("The newest first."),
        tuple(
            Row(day_clock_text(row.finished_at or row.requested_at, now, lang), _phone_line(row),
                Tone.T1 if row.state is PaymentState.SUCCEEDED else Tone.WAIT)
            for row in rows
        ),
        tr("compare the tab, the amount and the time with what the customer says."),
    )


def _phone_line(row: PaymentView) -> str:
    what = row.receipt or (tr("paid") if row.state is PaymentState.SUCCEEDED else tr("still checking"))
    if row.tab_number is None:
        return tr("KES 1 test, {what}", what=what)
    return tr("{money} on tab {number}, {what}", money=_money(row.amount_cents), number=row.tab_number, what=what)


def _not_found(verdict: Verdict, bar: Bar, now: Now) -> Said:
    looked = tr("All requests of this bar, all days")
    title, text = tr("Not among payments Tabeza asked for"), tr("The customer may have paid the PayBill by hand.")
    do = tr("look for this code on the PayBill statement.")
    if verdict.query.phone is not None:
        title = tr("No payment of {phone}", phone=masked(verdict.query))
        text = tr("Not among payments Tabeza asked for.")
        do = tr("ask for the code in the SMS and look that up.")
    if verdict.names_other is not None:
        text = tr("The SMS names another receiver.")
    if verdict.from_cache:
        title = tr("Not among payments this PC knows")
        at = moment(verdict.as_of, now) if verdict.as_of is not None else None
        looked = tr("What this PC knew {when}", when=at) if at else tr("This PC knows nothing yet")
        do = tr("try again when the internet is back.")
    if verdict.from_cache:
        text = tr("It may be newer than what this PC knows.") if verdict.names_other is None else text
        return Said(Status.MUTE, "search", title, text, (Row(tr("Looked in"), looked), *_owes(verdict)), do)
    other = () if verdict.names_other is None else (Row(tr("The SMS says"), verdict.names_other, Tone.WARN),)
    paybill = ", ".join(part for part in (bar.paybill, bar.registered_name) if part) or "–"
    return Said(
        Status.MUTE, "search", title, text,
        (Row(tr("Looked in"), looked), Row(tr("Your PayBill"), paybill), *other, *_owes(verdict)), do,
    )


_SAYS = {
    VerdictKind.PAID: _paid,
    VerdictKind.DIFFERS: _differs,
    VerdictKind.USED: _used,
    VerdictKind.NOT_TAB_MONEY: _not_tab_money,
    VerdictKind.PENDING: _pending,
    VerdictKind.BY_HAND: _by_hand,
    VerdictKind.PHONE: _phone,
    VerdictKind.NOT_FOUND: _not_found,
}


def statement_steps(verdict: Verdict) -> tuple[str, ...]:
    """How to look a code up where Tabeza can't."""
    code = verdict.query.receipt or ""
    return (
        tr("Ask whoever gets the PayBill’s SMS, or open the statement at org.ke.m-pesa.com (owner)."),
        tr("Look for <b>{code}</b>. Compare the amount and the time.", code=code),
        tr("There: record it as paid by hand. Not there: the money has not come; request the payment."),
    )
