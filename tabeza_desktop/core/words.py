"""What the connection label and the banner say. One banner at a time; the worst wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.problems import text_for
from tabeza_desktop.core.times import MINUTE, age, clock_text, elapsed

_K = ConnectionKind
_WORDS: Final = {
    "en": {
        _K.STARTING: "Starting",
        _K.LIVE: "Live \u00b7 updated {age} ago",
        _K.SLOW: "Slow \u00b7 updated {age} ago",
        _K.OFFLINE: "Offline \u00b7 {age}",
        _K.SIGNED_OUT: "Signed out",
        _K.WRONG_CLOCK: "Wrong PC clock",
        _K.IDENTITY_MISMATCH: "Not the Tabeza service",
        _K.UPGRADE_NEEDED: "Update needed",
        _K.PAUSED: "Paused",
        _K.MAINTENANCE: "Maintenance",
    },
    "sw": {
        _K.STARTING: "Inaanza",
        _K.LIVE: "Hai \u00b7 imesasishwa {age} iliyopita",
        _K.SLOW: "Polepole \u00b7 imesasishwa {age} iliyopita",
        _K.OFFLINE: "Nje ya mtandao \u00b7 {age}",
        _K.SIGNED_OUT: "Umetoka",
        _K.WRONG_CLOCK: "Saa ya kompyuta si sahihi",
        _K.IDENTITY_MISMATCH: "Si huduma ya Tabeza",
        _K.UPGRADE_NEEDED: "Sasisho linahitajika",
        _K.PAUSED: "Imesitishwa",
        _K.MAINTENANCE: "Matengenezo",
    },
}
_NEVER: Final = {"en": "Offline", "sw": "Nje ya mtandao"}


@dataclass(frozen=True, slots=True)
class BannerWords:
    """``aside`` is the countdown, empty while a try is under way."""

    title: str
    text: str
    aside: str = ""


def _lang(lang: str) -> str:
    return "sw" if lang == "sw" else "en"


def connection_words(connection: Connection, lang: str) -> str:
    """The label at the top right: ``Live \u00b7 updated 2 s ago``, ``Offline \u00b7 4 min``."""
    if connection.kind is _K.OFFLINE and connection.age_seconds is None:
        return _NEVER[_lang(lang)]
    return _WORDS[_lang(lang)][connection.kind].format(age=_age(connection.age_seconds or 0, lang))


def banner_for(connection: Connection, lang: str) -> BannerWords | None:
    """The banner of a state that needs one; live, slow and starting need none."""
    if connection.kind is _K.OFFLINE:
        return _offline(connection, lang)
    if connection.kind is _K.PAUSED and connection.pause is not None:
        return _paused(connection, lang)
    code = _PROBLEM_OF.get(connection.kind)
    if code is None:
        return None
    text = text_for(
        connection.problem if connection.kind is _K.SIGNED_OUT and connection.problem else code, lang
    )
    return BannerWords(text.happened, f"{text.why} {text.do}".strip(), _countdown(connection, lang))


_PROBLEM_OF: Final = {
    _K.WRONG_CLOCK: "clock_wrong",
    _K.IDENTITY_MISMATCH: "identity_mismatch",
    _K.UPGRADE_NEEDED: "upgrade_required",
    _K.MAINTENANCE: "maintenance",
    _K.SIGNED_OUT: "signed_out",
}


def _offline(connection: Connection, lang: str) -> BannerWords:
    swahili = lang == "sw"
    aside = _countdown(connection, lang)
    if connection.problem in ("captive_portal", "tls_failed"):
        text = text_for(connection.problem, lang)
        return BannerWords(text.happened, text.do, aside)
    if connection.last_good_at is None:
        text = text_for("no_network", lang)
        return BannerWords(text.happened, text.do, aside)
    at, ago = clock_text(connection.last_good_at), _age(connection.age_seconds or 0, lang)
    if swahili:
        return BannerWords(
            f"Hakuna intaneti. Hizi ni bili za {at}, {ago} iliyopita.",
            "Hakuna kilichopotea. Malipo yaliyoombwa bado yanarekodiwa.",
            aside,
        )
    return BannerWords(
        f"No internet. These are the tabs as they were at {at}, {ago} ago.",
        "Nothing is lost. Payments already requested are still recorded.",
        aside,
    )


def _paused(connection: Connection, lang: str) -> BannerWords:
    pause = connection.pause
    assert pause is not None
    title = text_for("paused", lang).happened.rstrip(".")
    if pause.until is None:
        return BannerWords(title, pause.reason)
    until = clock_text(pause.until)
    return BannerWords(
        title, pause.reason, f"Yanatarajiwa {until}" if lang == "sw" else f"Expected back {until}"
    )


def _countdown(connection: Connection, lang: str) -> str:
    if connection.retry_in_seconds is None:
        return ""
    wait = elapsed(connection.retry_in_seconds, lang)
    return f"Tutajaribu tena baada ya {wait}" if lang == "sw" else f"Trying again in {wait}"


def _age(seconds: int, lang: str) -> str:
    """Seconds while they matter, then minutes."""
    return elapsed(seconds, lang) if seconds < MINUTE else age(seconds, lang)
