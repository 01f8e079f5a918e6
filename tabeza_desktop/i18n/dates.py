"""Times and dates as the bar reads them: Nairobi's clock, 24 hours, names of days and months in the language spoken.

Names come from Qt's own locale data (CLDR), so nobody here keeps a list of months.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate

from tabeza_desktop.i18n.language import language_switch
from tabeza_protocol.business_day import NAIROBI


def local(at: datetime) -> datetime:
    """An aware time on the bar's clock. Raises ValueError for a naive one: nobody could say which clock it meant."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return at.astimezone(NAIROBI)


def clock_time(at: datetime) -> str:
    """``21:42``."""
    return local(at).strftime("%H:%M")


def exact_time(at: datetime) -> str:
    """``21:42:07``."""
    return local(at).strftime("%H:%M:%S")


def _named(at: datetime, pattern: str) -> str:
    day = local(at)
    return language_switch().locale.toString(QDate(day.year, day.month, day.day), pattern)


def long_date(at: datetime) -> str:
    """``Thursday 21 November``, ``Alhamisi 21 Novemba``."""
    return _named(at, "dddd d MMMM")


def short_date(at: datetime) -> str:
    """``21 Nov``."""
    return _named(at, "d MMM")


def day_name(at: datetime) -> str:
    """``Wednesday``, ``Jumatano``."""
    return _named(at, "dddd")


def short_day(at: datetime) -> str:
    """``Wed``; Kiswahili does not shorten its days."""
    return _named(at, "ddd")
