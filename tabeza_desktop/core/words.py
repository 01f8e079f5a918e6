"""What the connection label and the banner say. One banner at a time; the worst wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.problems import text_for
from tabeza_desktop.core.times import MINUTE, age, clock_text, elapsed, spoken_elapsed

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
    """``aside`` is the countdown, or when a pause ends; ``above`` the plain line over it. Both may be empty."""

    title: str
    text: str
    aside: str = ""
    above: str = ""


_SAID: Final = {
    "en": {
        "as_they_were": "These are the tabs as they were at {at}, {ago} ago.",
        "no_internet": "No internet.",
        "nothing_lost": "Nothing is lost. Payments already requested are still recorded.",
        "not_reached": "Tabeza has not been reached yet. It tries by itself.",
        "fast": "This PC’s clock is {ago} fast.",
        "slow": "This PC’s clock is {ago} slow.",
        "set_clock": "Set date and time in Windows to automatic, then try now. Money is not affected.",
        "paused": "Paused by Tabeza. Payment requests are off for a while.",
        "reason": "Reason: {reason} Payments already asked for still come in.",
        "still_in": "Payments already asked for still come in.",
        "back": "Expected back",
        "trying_in": "Trying again in {time}",
        "trying": "Trying now",
    },
    "sw": {
        "as_they_were": "Hizi ni bili za {at}, {ago} zilizopita.",
        "no_internet": "Hakuna intaneti.",
        "nothing_lost": "Hakuna kilichopotea. Malipo yaliyokwisha kuombwa bado yanarekodiwa.",
        "not_reached": "Tabeza bado haijafikiwa. Inajaribu yenyewe.",
        "fast": "Saa ya kompyuta hii iko mbele kwa {ago}.",
        "slow": "Saa ya kompyuta hii iko nyuma kwa {ago}.",
        "set_clock": "Weka tarehe na saa ya Windows zijiweke zenyewe, kisha jaribu sasa. Pesa haziathiriki.",
        "paused": "Imesitishwa na Tabeza. Maombi ya malipo yamezimwa kwa muda.",
        "reason": "Sababu: {reason} Malipo yaliyokwisha kuombwa bado yanaingia.",
        "still_in": "Malipo yaliyokwisha kuombwa bado yanaingia.",
        "back": "Inatarajiwa",
        "trying_in": "Tutajaribu tena baada ya {time}",
        "trying": "Inajaribu sasa",
    },
}
_IN_THE_WAY: Final = frozenset({"captive_portal", "proxy_sign_in", "tls_failed"})
"""Something on the network stands between this PC and the service, and a person here can do something about it."""
_PROBLEM_OF: Final = {
    _K.IDENTITY_MISMATCH: "identity_mismatch",
    _K.UPGRADE_NEEDED: "upgrade_required",
    _K.MAINTENANCE: "maintenance",
    _K.SIGNED_OUT: "signed_out",
}


def _lang(lang: str) -> str:
    return "sw" if lang == "sw" else "en"


def connection_words(connection: Connection, lang: str) -> str:
    """The label at the top right: ``Live \u00b7 updated 2 s ago``, ``Offline \u00b7 4 min``."""
    if connection.kind is _K.OFFLINE and connection.age_seconds is None:
        return _NEVER[_lang(lang)]
    return _WORDS[_lang(lang)][connection.kind].format(age=_age(connection.age_seconds or 0, lang))


def banner_for(connection: Connection, lang: str) -> BannerWords | None:
    """The banner of a state that needs one; live, slow and starting need none."""
    said = _SAID[_lang(lang)]
    if connection.kind is _K.PAUSED:
        return _paused(connection, said)
    if connection.kind is _K.WRONG_CLOCK:
        return _wrong_clock(connection, lang)
    if connection.kind is _K.OFFLINE:
        return _offline(connection, lang)
    code = _PROBLEM_OF.get(connection.kind)
    if code is None:
        return None
    asked = connection.kind is _K.SIGNED_OUT and connection.problem
    text = text_for(connection.problem if asked and connection.problem else code, lang)
    return BannerWords(text.happened, f"{text.why} {text.do}".strip(), _countdown(connection, lang))


def _offline(connection: Connection, lang: str) -> BannerWords:
    said, aside = _SAID[_lang(lang)], _countdown(connection, lang) or _SAID[_lang(lang)]["trying"]
    was = ""
    if connection.last_good_at is not None:
        seconds = connection.age_seconds or 0
        ago = spoken_elapsed(seconds - seconds % MINUTE if seconds >= MINUTE else seconds, lang)
        was = said["as_they_were"].format(at=clock_text(connection.last_good_at), ago=ago)
    if connection.problem in _IN_THE_WAY:
        text = text_for(connection.problem or "", lang)
        return BannerWords(text.happened, text.do, aside)
    if not was:
        return BannerWords(said["no_internet"], said["not_reached"], aside)
    return BannerWords(f"{said['no_internet']} {was}", said["nothing_lost"], aside)


def _wrong_clock(connection: Connection, lang: str) -> BannerWords:
    said, aside = _SAID[_lang(lang)], _countdown(connection, lang)
    off = abs(connection.clock_skew_seconds)
    if off < MINUTE:  # the certificate said so: nobody has told yet by how much
        return BannerWords(text_for("clock_wrong", lang).happened, said["set_clock"], aside)
    ago = spoken_elapsed(off - off % MINUTE, lang)
    return BannerWords(said["fast" if connection.clock_skew_seconds > 0 else "slow"].format(ago=ago),
                       said["set_clock"], aside)  # fmt: skip


def _paused(connection: Connection, said: dict[str, str]) -> BannerWords:
    pause = connection.pause
    reason = pause.reason.strip() if pause is not None else ""
    if reason and not reason.endswith((".", "!", "?")):
        reason += "."
    text = said["reason"].format(reason=reason) if reason else said["still_in"]
    if pause is None or pause.until is None:
        return BannerWords(said["paused"], text)
    return BannerWords(said["paused"], text, clock_text(pause.until), said["back"])


def _countdown(connection: Connection, lang: str) -> str:
    if connection.retry_in_seconds is None:
        return ""
    return _SAID[_lang(lang)]["trying_in"].format(time=elapsed(connection.retry_in_seconds, lang))


def _age(seconds: int, lang: str) -> str:
    """Seconds while they matter, then minutes."""
    return elapsed(seconds, lang) if seconds < MINUTE else age(seconds, lang)
