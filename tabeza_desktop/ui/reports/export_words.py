"""Every word of an exported file, in the language spoken when it was asked for.

Called where the file is written, so it says what the file really holds: how many rows, as of when, and whether all.
"""

from __future__ import annotations

from datetime import date

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.export.sheet import ExportWords
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.printing.words import completeness_words, full_day, kes
from tabeza_desktop.services.reports import Extent

tr = words("Export")


def export_words(extent: Extent, bar: str) -> ExportWords:
    """The notes above the table, and the titles of its columns."""
    return ExportWords(
        lang=current_language(),
        sheet=tr("Payments"),
        titles={
            "requested": tr("Asked at"), "tab": tr("Tab"), "customer": tr("Customer"), "phone": tr("Phone"),
            "amount": tr("Amount KES"), "result": tr("Result"), "code": tr("Code"), "receipt": tr("Receipt"),
            "finished": tr("Answered at"), "took": tr("Took (s)"), "requested_by": tr("Asked by"), "kind": tr("What"),
        },
        notes=notes(extent, bar),
        tab_payment=tr("Tab payment"),
        test_payment=tr("KES 1 test"),
        sandbox=tr("not real money"),
    )  # fmt: skip


def notes(extent: Extent, bar: str) -> tuple[str, ...]:
    """Whose payments, which of them, how many and how complete: the same on screen and in the file."""
    return (
        tr("{bar}: payments {filter}", bar=bar, filter=filter_words(extent.query)),
        count_words(extent),
        completeness_words(extent.completeness),
    )


def count_words(extent: Extent) -> str:
    count, received = f"{extent.count:,}", kes(extent.received_cents)
    if extent.count == 1:
        return tr("1 payment, {received} received", received=received)
    return tr("{count} payments, {received} received", count=count, received=received)


def filter_words(query: HistoryQuery) -> str:
    """``Thursday 21 November 2024, failed, matching “kamau”``."""
    parts = [_days(query.day_from, query.day_to)]
    status = {
        "all": "", "paid": tr("paid"), "waiting": tr("waiting"), "failed": tr("failed"), "review": tr("needs review"),
    }[query.status]  # fmt: skip
    if status:
        parts.append(status)
    if query.text:
        parts.append(tr("matching “{text}”", text=query.text))
    return ", ".join(parts)


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return tr("of every day held")
    if first == last:
        return tr("of {day}", day=full_day(first))
    return tr("from {first} to {last}", first=full_day(first), last=full_day(last))
