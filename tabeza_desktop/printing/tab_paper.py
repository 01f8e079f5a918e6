"""A tab's bill and a payment's slip: what a customer takes along. Phones stay masked, on paper too."""

from __future__ import annotations

from datetime import datetime

from tabeza_desktop.core.history import TabLedger
from tabeza_desktop.core.reports import Completeness
from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.dates import short_date
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.printing.paper import Block, Column, Figure, Pair, Pairs, Paper, Rule, Table, Words
from tabeza_desktop.printing.words import completeness_words, kes, moment, money
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView, TabLine, TabView

tr = words("TabPaper")
_TAKES = frozenset({"mpesa", "cash", "overage", "credit", "by_hand"})


def bill_paper(
    ledger: TabLedger, bar: str, paybill: str, completeness: Completeness, *, made_at: datetime, person: str
) -> Paper:
    """What was charged, what was paid and what is owed; ``paybill`` empty leaves the way to pay out."""
    tab = ledger.tab
    title = tr("Tab {number}, {customer}", number=tab.number, customer=tab.customer_name)
    blocks: list[Block] = [
        Words(title, strong=True),
        Words(
            tr("Opened {day} {at}", day=short_date(tab.opened_at), at=clock_text(tab.opened_at)), small=True
        ),
        _lines(ledger.lines),
        _sums(tab),
    ]
    if tab.balance_cents > 0:
        blocks.append(Figure(tr("To pay"), kes(tab.balance_cents)))
        if paybill:
            blocks.append(
                Words(tr("PayBill {paybill}, account {account}", paybill=paybill, account=tab.account))
            )
    elif tab.balance_cents < 0:
        blocks.append(Figure(tr("Credit of the customer"), kes(-tab.balance_cents)))
    else:
        blocks.append(Figure(tr("To pay"), tr("Nothing")))
    if any(line.kind == "by_hand" for line in ledger.lines):
        blocks.append(Words(tr("A payment by hand counts once the PayBill statement shows it."), small=True))
    blocks.append(
        Words(
            completeness_words(completeness),
            small=completeness.is_complete,
            boxed=not completeness.is_complete,
            strong=not completeness.is_complete,
        )
    )
    return Paper(
        name=f"tabeza-tab-{tab.number}",
        title=bar,
        sub=tr("Bill"),
        blocks=tuple(blocks),
        foot=_foot(made_at, person),
        page_words=tr("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _foot(made_at: datetime, person: str) -> str:
    return tr("Printed {at} by {person}", at=moment(made_at), person=person)


def _lines(lines: tuple[TabLine, ...]) -> Block:
    if not lines:
        return Words(tr("Nothing on this tab yet."))
    columns = (Column(tr("At"), 14), Column(tr("What"), 60), Column(tr("KES"), 26, right=True))
    return Table(
        columns, tuple((clock_text(line.at), _what(line), money(line.amount_cents)) for line in lines)
    )


def _what(line: TabLine) -> str:
    text = line.text
    if line.quantity > 1:
        text = tr("{text} x {count}", text=text, count=line.quantity)
    if line.kind in _TAKES and line.receipt:
        text = f"{text} {line.receipt}"
    return tr("{text} (not confirmed)", text=text) if line.kind == "by_hand" else text


def _sums(tab: TabView) -> Block:
    return Pairs((Pair(tr("Charged"), money(tab.charged_cents)), Pair(tr("Paid"), money(-tab.paid_cents))))


def slip_paper(payment: PaymentView, bar: str, paybill: str, *, made_at: datetime, person: str) -> Paper:
    """Proof of one payment, or plain words that it is none. Only a succeeded payment ever reads as paid."""
    paid = payment.state is PaymentState.SUCCEEDED
    name = tr("Paid by M‑Pesa") if paid else _state(payment)
    rows = [Pair(tr("Receipt"), payment.receipt or "–", strong=True)] if paid else []
    if payment.tab_number is not None:
        rows.append(Pair(tr("Tab"), f"{payment.tab_number}, {payment.customer_name}"))
    rows += [Pair(tr("Phone"), payment.phone_masked), Pair(tr("Asked"), moment(payment.requested_at))]
    if paid and payment.finished_at is not None:
        rows.append(Pair(tr("Paid"), moment(payment.finished_at)))
    rows.append(Pair(tr("Asked by"), payment.requested_by))
    if paybill:
        rows.append(Pair(tr("To PayBill"), paybill))
    blocks: list[Block] = [Figure(name, kes(payment.amount_cents)), Pairs(tuple(rows), name_share=30)]
    if not paid:
        blocks.append(Words(tr("This is not a proof of payment."), strong=True, boxed=True))
    if payment.environment.value != "production":
        blocks.append(Words(tr("Test payment: no real money."), strong=True, boxed=True))
    if payment.support_reference:
        blocks += [
            Rule(),
            Words(tr("For support: {reference}", reference=payment.support_reference), small=True),
        ]
    return Paper(
        name=f"tabeza-{payment.receipt or payment.id[:8]}",
        title=bar,
        sub=tr("Payment"),
        blocks=tuple(blocks),
        foot=_foot(made_at, person),
        page_words=tr("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _state(payment: PaymentView) -> str:
    if payment.state in (PaymentState.FAILED, PaymentState.REFUSED):
        outcome = outcome_for(payment.result_code)
        word = (
            outcome.wording(current_language()).word
            if outcome is not None
            else tr("Refused before any prompt")
        )
        return tr("Not paid: {why}", why=word)
    if payment.state is PaymentState.NEEDS_REVIEW:
        return tr("Not decided: the owner is checking")
    return tr("Not known yet: checking with M‑Pesa")
