"""The notices about a bar's M-Pesa as a whole: what each kind says, in English and Kiswahili.

They travel as :class:`tabeza_protocol.wire.trade.Notice` in the changes feed. ``Notice.text`` is English (with what
the operator typed, if anything); a console shows the words of the kind from here in the language of the person before
it. Notices about one payment have their words beside the payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

MPESA_PAUSED: Final = "mpesa_paused"
MPESA_BACK: Final = "mpesa_back"
BAR_ACCEPTANCE_LOW: Final = "bar_acceptance_low"
BAR_CODES_UNUSUAL: Final = "bar_codes_unusual"


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """One language. ``title`` fits a line; ``text`` says what it means for the bar and what to do now."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice."""

    kind: str
    severity: Literal["info", "warn", "fail"]
    en: NoticeWords
    sw: NoticeWords

    def words(self, lang: str) -> NoticeWords:
        return self.sw if lang == "sw" else self.en


_KINDS: Final = (
    NoticeKind(
        MPESA_PAUSED, "warn",
        NoticeWords(
            "M\u2011Pesa requests are paused",
            "Tabeza has paused payment requests. Nothing is lost: payments already asked for still come in."
            " Take payment another way meanwhile.",
        ),
        NoticeWords(
            "Maombi ya M\u2011Pesa yamesitishwa",
            "Tabeza imesitisha maombi ya malipo. Hakuna kilichopotea: malipo yaliyoombwa tayari bado yanaingia."
            " Kwa sasa pokea malipo kwa njia nyingine.",
        ),
    ),
    NoticeKind(
        MPESA_BACK, "info",
        NoticeWords(
            "M\u2011Pesa requests are on again",
            "You can ask customers to pay by M\u2011Pesa again. Everything is as you left it.",
        ),
        NoticeWords(
            "Maombi ya M\u2011Pesa yamerudi",
            "Unaweza tena kuomba wateja walipe kwa M\u2011Pesa. Kila kitu kiko kama ulivyokiacha.",
        ),
    ),
    NoticeKind(
        BAR_ACCEPTANCE_LOW, "warn",
        NoticeWords(
            "M\u2011Pesa refuses most requests",
            "Safaricom refused most of the last requests. Ask the owner to check the PayBill and keys in Setup.",
        ),
        NoticeWords(
            "M\u2011Pesa inakataa maombi mengi",
            "Safaricom imekataa maombi mengi ya karibuni. Mwambie mwenye baa akague PayBill na funguo kwenye"
            " Mipangilio.",
        ),
    ),
    NoticeKind(
        BAR_CODES_UNUSUAL, "info",
        NoticeWords(
            "Payments end otherwise than usual",
            "More payments than usual end unpaid for the same reason. Open one of them to see what to do.",
        ),
        NoticeWords(
            "Malipo yanaisha tofauti na kawaida",
            "Malipo mengi kuliko kawaida yanaisha bila kulipwa kwa sababu ileile. Fungua mojawapo uone cha kufanya.",
        ),
    ),
)  # fmt: skip
NOTICES: Final[Mapping[str, NoticeKind]] = MappingProxyType({kind.kind: kind for kind in _KINDS})
