"""Words that several papers share: money, moments, and how complete a paper is."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate

from tabeza_desktop.core.reports import Completeness, Missing
from tabeza_desktop.core.times import clock_seconds_text
from tabeza_desktop.i18n.language import language_switch
from tabeza_desktop.i18n.words import words
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.money import Kes, format_kes

tr = words("Papers")


def money(cents: int) -> str:
    """``3,300`` or ``−250``: whole shillings unless there are cents."""
    return format_kes(Kes(cents))


def kes(cents: int) -> str:
    """``KES 3,300``."""
    return tr("KES {amount}", amount=money(cents))


def full_day(day: date) -> str:
    """``Thursday 21 November 2024``."""
    return _named(day, "dddd d MMMM yyyy")


def moment(at: datetime) -> str:
    """``21 November 2024 21:42:10``: papers leave the room, so the whole date is on them."""
    return f"{_named(at.astimezone(NAIROBI).date(), 'd MMMM yyyy')} {clock_seconds_text(at)}"


def _named(day: date, pattern: str) -> str:
    return language_switch().locale.toString(QDate(day.year, day.month, day.day), pattern)


def completeness_words(found: Completeness) -> str:
    """As of when, up to which change, and what may be missing."""
    if found.as_of is None:
        return never_heard()
    return completeness_templates()[found.missing].format(at=moment(found.as_of), change=f"{found.change:,}")


def never_heard() -> str:
    """For a PC that has no answer of the service yet."""
    return tr("This PC has not heard from Tabeza yet: nothing here is complete.")


def completeness_templates() -> dict[Missing, str]:
    """With ``{at}`` and ``{change}`` still to be put in."""
    return {
        Missing.NOTHING: tr("As of {at}. Complete to change {change}."),
        Missing.OFFLINE: tr("OFFLINE. As of {at}, up to change {change}. What happened after that is missing."),
        Missing.LOADING: tr("STILL LOADING. As of {at}, up to change {change}. Payments may be missing."),
    }
