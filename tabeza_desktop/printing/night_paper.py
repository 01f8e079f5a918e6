"""The end-of-night report as a paper, in the language spoken. Every figure is the report's own; none is made here."""

from __future__ import annotations

from datetime import datetime

from tabeza_desktop.core.reports import Channel, NightReport, OpenTab
from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.dates import short_date
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.printing.paper import (
    Block,
    Column,
    Figure,
    Heading,
    Pair,
    Pairs,
    Paper,
    Signatures,
    Table,
    Words,
)
from tabeza_desktop.printing.words import completeness_words, full_day, kes, moment, money
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.wire.trade import PaymentView

tr = words("NightPaper")


def night_paper(report: NightReport, *, made_at: datetime, person: str, version: str) -> Paper:
    """``made_at`` and ``person`` stand at the foot: who printed it, and when."""
    turn = report.day_turn.strftime("%H:%M")
    return Paper(
        name=f"tabeza-{report.day.isoformat()}",
        title=report.bar,
        sub=tr("Daily report. {day}, from {turn} to {turn}.", day=full_day(report.day), turn=turn),
        blocks=tuple(_blocks(report)),
        foot=tr(
            "Printed {at} by {person}. Tabeza {version}", at=moment(made_at), person=person, version=version
        ),
        page_words=tr("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _blocks(report: NightReport) -> list[Block]:
    found = report.completeness
    return [
        Words(completeness_words(found), strong=not found.is_complete, boxed=not found.is_complete),
        *_received(report),
        *_people(report),
        *_by_hand(report),
        *_failed(report),
        *_unsettled(report),
        *_tabs(report),
        Signatures((tr("Counted by"), tr("Checked by"))),
    ]


def _received(report: NightReport) -> list[Block]:
    sums = report.sums
    rows = [
        Pair(
            _channel(Channel.MPESA, report.channel_count(Channel.MPESA)),
            money(report.channel_cents(Channel.MPESA)),
        ),
        Pair(
            _channel(Channel.CASH, report.channel_count(Channel.CASH)),
            money(report.channel_cents(Channel.CASH)),
        ),
        Pair(tr("Received"), money(report.confirmed_cents), strong=True),
    ]
    if report.by_hand or report.channel_cents(Channel.BY_HAND):
        by_hand = tr(
            "Said to be paid by hand, not confirmed ({count})", count=report.channel_count(Channel.BY_HAND)
        )
        rows.append(Pair(by_hand, money(report.channel_cents(Channel.BY_HAND))))
    if sums.percent is not None:
        told = tr("{percent}% ({paid} of {ended})", percent=sums.percent, paid=sums.paid, ended=sums.ended)
        rows.append(Pair(tr("Customers who paid when asked"), told))
    if sums.average_cents is not None:
        rows.append(Pair(tr("Average M‑Pesa payment"), money(sums.average_cents)))
    blocks: list[Block] = [
        Figure(tr("Received, M‑Pesa and cash"), kes(report.confirmed_cents)),
        Pairs(tuple(rows)),
        _ledger(report),
    ]
    return blocks


def _ledger(report: NightReport) -> Block:
    if report.agrees:
        return Words(
            tr("The ledger has the same: {amount} by M‑Pesa.", amount=kes(report.ledger_mpesa_cents)),
            small=True,
        )
    return Words(
        tr(
            "The ledger has {amount} by M‑Pesa, which is not the same. Print again when this PC is up to date; if it "
            "stays so, call support.",
            amount=kes(report.ledger_mpesa_cents),
        ),
        strong=True,
        boxed=True,
    )


def _channel(channel: Channel, count: int) -> str:
    if channel is Channel.MPESA:
        return tr("M‑Pesa, 1 payment") if count == 1 else tr("M‑Pesa, {count} payments", count=count)
    return tr("Cash, once") if count == 1 else tr("Cash, {count} times", count=count)


def _people(report: NightReport) -> list[Block]:
    rows, sums = [], dict.fromkeys(Channel, 0)
    for person, cents in report.by_person():
        for channel, amount in cents.items():
            sums[channel] += amount
        rows.append((person or tr("Nobody named"), *(_blank(cents.get(channel, 0)) for channel in Channel)))
    if not rows:
        return []
    columns = (Column(tr("Who"), 40), Column(tr("M‑Pesa"), 20, right=True), Column(tr("Cash"), 20, right=True),
               Column(tr("By hand"), 20, right=True))  # fmt: skip
    total = (tr("Together"), *(money(sums[channel]) for channel in Channel))
    return [Heading(tr("By person")), Table(columns, tuple(rows), total)]


def _blank(cents: int) -> str:
    return money(cents) if cents else "–"


def _by_hand(report: NightReport) -> list[Block]:
    if not report.by_hand:
        return []
    columns = (
        Column(tr("At"), 10), Column(tr("Tab"), 10), Column(tr("Customer"), 30, roll=False), Column(tr("Receipt"), 20),
        Column(tr("Who"), 18, roll=False), Column(tr("KES"), 12, right=True),
    )  # fmt: skip
    rows = tuple(
        (
            clock_text(row.at),
            _number(row.tab_number),
            row.customer,
            row.receipt,
            row.person,
            money(row.amount_cents),
        )
        for row in report.by_hand
    )
    note = tr("Compare each receipt with the PayBill statement.")
    return [Heading(tr("Paid by hand, not confirmed")), Table(columns, rows), Words(note, small=True)]


def _failed(report: NightReport) -> list[Block]:
    if not report.failed_count:
        return []
    lang = current_language()
    rows = []
    for reason in report.reasons:
        outcome = outcome_for(reason.code)
        word = outcome.wording(lang).word if outcome is not None else tr("Refused before any prompt")
        rows.append((word, reason.code or "–", str(reason.count), money(reason.cents)))
    columns = (Column(tr("Why"), 50), Column(tr("Code"), 14, roll=False), Column(tr("Times"), 14, right=True),
               Column(tr("KES"), 22, right=True))  # fmt: skip
    total = (
        tr("Together"),
        "",
        str(report.failed_count),
        money(sum(reason.cents for reason in report.reasons)),
    )
    note = Words(tr("Nothing was charged for these."), small=True)
    return [Heading(tr("Failed requests")), Table(columns, tuple(rows), total), note]


def _unsettled(report: NightReport) -> list[Block]:
    blocks: list[Block] = []
    if report.review:
        blocks += [
            Heading(tr("Needs the owner’s decision"), str(len(report.review))),
            _payments(report.review),
            Words(tr("Money may or may not have moved. Not counted as received."), small=True),
        ]
    if report.waiting:
        blocks += [
            Heading(tr("Still waiting for M‑Pesa"), str(len(report.waiting))),
            _payments(report.waiting),
            Words(tr("These may still be paid. Print again later."), small=True),
        ]
    return blocks


def _payments(rows: tuple[PaymentView, ...]) -> Table:
    columns = (Column(tr("At"), 12), Column(tr("Tab"), 10), Column(tr("Customer"), 38, roll=False),
               Column(tr("Phone"), 24), Column(tr("KES"), 16, right=True))  # fmt: skip
    return Table(
        columns,
        tuple(
            (clock_text(row.requested_at), _number(row.tab_number), row.customer_name, row.phone_masked,
             money(row.amount_cents))
            for row in rows
        ),
    )  # fmt: skip


def _tabs(report: NightReport) -> list[Block]:
    heading = Heading(tr("Open tabs"), tr("at {at}", at=clock_text(report.until)))
    if not report.open_tabs:
        return [heading, Words(tr("None."))]
    overdue = report.overdue
    pairs = Pairs((
        Pair(tr("Open ({count})", count=len(report.open_tabs)), money(report.owed_cents)),
        Pair(tr("Of these overdue ({count})", count=len(overdue)), money(sum(row.balance_cents for row in overdue)),
             indented=True),
    ))  # fmt: skip
    columns = (Column(tr("Tab"), 10), Column(tr("Customer"), 38), Column(tr("Opened"), 18, roll=False),
               Column("", 14, roll=False), Column(tr("Owed KES"), 20, right=True))  # fmt: skip
    rows = tuple(_tab(row) for row in report.open_tabs)
    return [heading, pairs, Table(columns, rows, ("", tr("Together"), "", "", money(report.owed_cents)))]


def _tab(row: OpenTab) -> tuple[str, ...]:
    tab = row.tab
    opened = f"{short_date(tab.opened_at)} {clock_text(tab.opened_at)}"
    word = tr("Overdue") if row.overdue else tr("Credit") if row.balance_cents < 0 else ""
    return str(tab.number), tab.customer_name, opened, word, money(row.balance_cents)


def _number(number: int | None) -> str:
    return "–" if number is None else str(number)
