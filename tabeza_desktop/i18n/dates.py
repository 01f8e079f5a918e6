"""Times and dates as the bar reads them: Nairobi's clock, 24 hours, names of days and months in the language spoken.

Names are those of Qt's own locale data (CLDR), as a test says; they are written out here because the data itself takes
longer to load than the first screen to paint.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tabeza_desktop.i18n.language import ENGLISH, KISWAHILI, current_language
from tabeza_protocol.business_day import NAIROBI

_NAMES: Final = {
    ENGLISH: (
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        (
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
    ),
    KISWAHILI: (
        ("Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili"),
        (
            "Januari", "Februari", "Machi", "Aprili", "Mei", "Juni",
            "Julai", "Agosti", "Septemba", "Oktoba", "Novemba", "Desemba",
        ),
    ),
}  # fmt: skip
"""Days from Monday, months from January."""


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


def long_date(at: datetime) -> str:
    """``Thursday 21 November``, ``Alhamisi 21 Novemba``."""
    day = local(at)
    return f"{_days()[day.weekday()]} {day.day} {_months()[day.month - 1]}"


def short_date(at: datetime) -> str:
    """``21 Nov``; Kenyan English writes September with four letters."""
    day = local(at)
    name = _months()[day.month - 1]
    return f"{day.day} {name[: 4 if name == 'September' else 3]}"


def day_name(at: datetime) -> str:
    """``Wednesday``, ``Jumatano``."""
    return _days()[local(at).weekday()]


def short_day(at: datetime) -> str:
    """``Wed``; Kiswahili does not shorten its days."""
    name = day_name(at)
    return name if current_language() == KISWAHILI else name[:3]


def _days() -> tuple[str, ...]:
    return _NAMES[current_language()][0]


def _months() -> tuple[str, ...]:
    return _NAMES[current_language()][1]
