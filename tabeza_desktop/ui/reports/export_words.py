"""Every word of an exported file, in the language spoken when it was asked for.

The numbers are put in where the file is written, so it says what it really holds: how many, as of when, whether all.
"""

from __future__ import annotations

from datetime import date

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.reports import Extent
from tabeza_desktop.export.sheet import ExportWords
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.printing.words import completeness_templates, full_day, money, never_heard

tr = words("Export")


def export_words(query: HistoryQuery, bar: str) -> ExportWords:
    """The words of a file of ``query``. For the GUI thread; the numbers are put in where the file is written."""
    return ExportWords(
        lang=current_language(),
        sheet=tr("Payments"),
        title=tr("{bar}: payments {filter}", bar=bar, filter=filter_words(query)),
        titles={
            "requested": tr("Asked at"), "tab": tr("Tab"), "customer": tr("Customer"), "phone": tr("Phone"),
            "amount": tr("Amount KES"), "result": tr("Result"), "code": tr("Code"), "receipt": tr("Receipt"),
            "finished": tr("Answered at"), "took": tr("Took (s)"), "requested_by": tr("Asked by"), "kind": tr("What"),
        },
        one=tr("1 payment, KES {received} received"),
        many=tr("{count} payments, KES {received} received"),
        complete=completeness_templates(),
        never=never_heard(),
        tab_payment=tr("Tab payment"),
        test_payment=tr("KES 1 test"),
        sandbox=tr("not real money"),
    )  # fmt: skip


def count_words(extent: Extent) -> str:
    received = money(extent.received_cents)
    if extent.count == 1:
        return tr("1 payment, KES {received} received", received=received)
    return tr("{count} payments, KES {received} received", count=f"{extent.count:,}", received=received)


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
