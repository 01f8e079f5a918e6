"""Clocks, ages and durations as people at the counter read them, in English and Kiswahili. Always Nairobi time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from tabeza_protocol.business_day import DEFAULT_DAY_TURN, NAIROBI, business_day_of

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "sw": ("Jtatu", "Jnne", "Jtano", "Alh", "Ijm", "Jmosi", "Jpili"),
}
_WEEKDAYS_LONG: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "sw": ("Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili"),
}
_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "sw": ("Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des"),
}
_UNITS: Final = {
    "en": {"d": "{n} d", "h": "{h} h {m:02d} m", "m": "{m} m {s:02d} s", "s": "{s} s", "min": "{n} min"},
    "sw": {
        "d": "siku {n}",
        "h": "saa {h} dk {m:02d}",
        "m": "dk {m}:{s:02d}",
        "s": "sek {s}",
        "min": "dk {n}",
    },
}
_SPOKEN: Final = {
    "en": {
        "s": ("{n} second", "{n} seconds"),
        "m": ("{n} minute", "{n} minutes"),
        "h": ("{n} hour", "{n} hours"),
        "d": ("{n} day", "{n} days"),
    },
    "sw": {
        "s": ("sekunde {n}", "sekunde {n}"),
        "m": ("dakika {n}", "dakika {n}"),
        "h": ("saa {n}", "saa {n}"),
        "d": ("siku {n}", "siku {n}"),
    },
}


@dataclass(frozen=True, slots=True)
class Now:
    """The present. ``utc`` is aware and corrected by the service's clock; ``monotonic`` never jumps."""

    utc: datetime
    monotonic: float = 0.0
    day_turn: time = DEFAULT_DAY_TURN


def parse_day_turn(text: str) -> time:
    """``06:00`` as a time; anything else reads as the usual 06:00."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return DEFAULT_DAY_TURN


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds from ``start`` to ``end``, never below 0: two clocks may disagree a little."""
    return max(0, int((end - start).total_seconds()))


def elapsed(seconds: int, lang: str) -> str:
    """``14 s``, ``1 m 12 s``, ``2 h 00 m``, ``3 d``; in Kiswahili ``dk 1:12``, which fits beside the longer chips."""
    units = _UNITS[_known(lang)]
    if seconds < MINUTE:
        return units["s"].format(s=seconds)
    if seconds < HOUR:
        return units["m"].format(m=seconds // MINUTE, s=seconds % MINUTE)
    return age(seconds, lang)


def age(seconds: int, lang: str) -> str:
    """How old something is, in minutes at the finest: ``0 min``, ``4 min``, ``2 h 00 m``, ``3 d``."""
    units = _UNITS[_known(lang)]
    if seconds < HOUR:
        return units["min"].format(n=seconds // MINUTE)
    if seconds < 2 * DAY:
        return units["h"].format(h=seconds // HOUR, m=seconds % HOUR // MINUTE)
    return units["d"].format(n=seconds // DAY)


def spoken_elapsed(seconds: int, lang: str) -> str:
    """The same for a screen reader: ``14 seconds``, ``1 minute 12 seconds``."""
    parts = _split(seconds)
    forms = _SPOKEN[_known(lang)]
    return " ".join(forms[unit][0 if n == 1 else 1].format(n=n) for unit, n in parts)


def clock_text(at: datetime) -> str:
    """``21:42``."""
    return at.astimezone(NAIROBI).strftime("%H:%M")


def clock_seconds_text(at: datetime) -> str:
    """``21:42:08``."""
    return at.astimezone(NAIROBI).strftime("%H:%M:%S")


def weekday(at: datetime, lang: str, *, long: bool = False) -> str:
    """The day of the week the clock on the wall showed."""
    names = _WEEKDAYS_LONG if long else _WEEKDAYS
    return names[_known(lang)][at.astimezone(NAIROBI).weekday()]


def business_weekday(at: datetime, day_turn: time, lang: str, *, long: bool = False) -> str:
    """The weekday of the business day: 02:00 on Thursday says Wednesday."""
    names = _WEEKDAYS_LONG if long else _WEEKDAYS
    return names[_known(lang)][business_day_of(at, day_turn).weekday()]


def day_clock_text(at: datetime, now: Now, lang: str) -> str:
    """``19:42`` in this business day, ``Wed 21:40`` within the last week, else ``12 Nov 21:40``."""
    today, day = business_day_of(now.utc, now.day_turn), business_day_of(at, now.day_turn)
    if day == today:
        return clock_text(at)
    if 0 < (today - day).days < 7:
        return f"{weekday(at, lang)} {clock_text(at)}"
    return f"{date_text(at, lang)} {clock_text(at)}"


def day_or_clock_text(at: datetime, now: Now, lang: str) -> str:
    """``21:05`` in this business day, else only the day: ``Wed`` or ``12 Nov``."""
    today, day = business_day_of(now.utc, now.day_turn), business_day_of(at, now.day_turn)
    if day == today:
        return clock_text(at)
    return business_weekday(at, now.day_turn, lang) if 0 < (today - day).days < 7 else date_text(at, lang)


def date_text(at: datetime, lang: str) -> str:
    """``12 Nov``."""
    local = at.astimezone(NAIROBI)
    return f"{local.day} {_MONTHS[_known(lang)][local.month - 1]}"


def micros(at: datetime) -> int:
    """Microseconds since 1970, UTC: how times are kept in the console's databases."""
    delta = at.astimezone(UTC) - _EPOCH
    return (delta.days * DAY + delta.seconds) * 1_000_000 + delta.microseconds


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _known(lang: str) -> str:
    return "sw" if lang == "sw" else "en"


def _split(seconds: int) -> list[tuple[str, int]]:
    if seconds < MINUTE:
        return [("s", seconds)]
    if seconds < HOUR:
        parts = [("m", seconds // MINUTE), ("s", seconds % MINUTE)]
    elif seconds < 2 * DAY:
        parts = [("h", seconds // HOUR), ("m", seconds % HOUR // MINUTE)]
    else:
        parts = [("d", seconds // DAY)]
    return [(unit, n) for unit, n in parts if n]
