"""What each M-Pesa result code means: one table for the service, the console, support and the docs.

Codes are text, always. Safaricom sends integers, numeric strings and letters (``SFC_IC0003``), and ``ResultDesc`` is
not a contract: one payment has been described in two ways. A code that is not in this table leaves the payment
``unknown``: never failed, never paid. Sources for every row: Safaricom's portal text, captures and measured runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Finality(StrEnum):
    """How far one report of this code can be believed."""

    PAID = "paid"
    """The payment succeeded."""
    FAILED = "failed"
    """The payment failed; one report (callback or query) is enough."""
    CONFIRM = "confirm"
    """Says failed, but has been seen for payments still open: a status query must agree first."""
    NOT_FINAL = "not_final"
    """Says nothing about the end; ask again later."""


class Cause(StrEnum):
    """Whose doing it is."""

    CUSTOMER = "customer"
    PHONE = "phone"
    SETUP = "setup"
    NETWORK = "network"
    US = "us"
    NOBODY = "nobody"


class SendAgain(StrEnum):
    """Whether a person may start a new request, once the payment is final."""

    YES = "yes"
    WAIT = "wait"
    """After a minute, when the other prompt is gone."""
    CHANGED = "changed"
    """Only with another amount, phone or set-up."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. ``word`` fits a chip; ``happened`` says whether money moved; ``do`` is what bar staff do now."""

    word: str
    happened: str
    do: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the table. ``key`` is stable and safe to store."""

    code: str
    key: str
    finality: Finality
    cause: Cause
    send_again: SendAgain
    en: Wording
    sw: Wording

    def wording(self, lang: str) -> Wording:
        return self.sw if lang == "sw" else self.en


def _row(
    code: str,
    key: str,
    finality: Finality,
    cause: Cause,
    send_again: SendAgain,
    en: tuple[str, str, str],
    sw: tuple[str, str, str],
) -> Outcome:
    return Outcome(code, key, finality, cause, send_again, Wording(*en), Wording(*sw))


_NOTHING = "Nothing was charged."
_HAKUNA = "Hakuna pesa iliyokatwa."
_F, _C, _N = Finality.FAILED, Finality.CONFIRM, Finality.NOT_FINAL

_SETUP_DO = (
    "Pay another way for now. Ask the owner to check the PayBill and keys in Setup.",
    "Lipa kwa njia nyingine kwa sasa. Mwambie mwenye baa akague PayBill na funguo kwenye Mipangilio.",
)

_ROWS: Final = (
    _row("0", "paid", Finality.PAID, Cause.NOBODY, SendAgain.NO,
         ("Paid", "The customer paid.", "Nothing more to do."),
         ("Imelipwa", "Mteja amelipa.", "Hakuna la ziada la kufanya.")),
    _row("1", "low_balance", _F, Cause.CUSTOMER, SendAgain.YES,
         ("Low balance", f"Not enough M\u2011Pesa balance. {_NOTHING}",
          "Ask for a smaller amount, or another way to pay."),
         ("Salio dogo", f"Salio la M\u2011Pesa halitoshi. {_HAKUNA}",
          "Omba kiasi kidogo, au njia nyingine ya kulipa.")),
    _row("2", "amount_too_low", _F, Cause.CUSTOMER, SendAgain.CHANGED,
         ("Amount refused", f"The amount is below what M\u2011Pesa allows. {_NOTHING}", "Check the amount."),
         ("Kiasi kimekataliwa", f"Kiasi ni chini ya kinachoruhusiwa na M\u2011Pesa. {_HAKUNA}", "Kagua kiasi.")),
    _row("3", "amount_too_high", _F, Cause.CUSTOMER, SendAgain.CHANGED,
         ("Amount refused", f"The amount is above what M\u2011Pesa allows. {_NOTHING}",
          "Split it into two requests."),
         ("Kiasi kimekataliwa", f"Kiasi ni juu ya kinachoruhusiwa na M\u2011Pesa. {_HAKUNA}",
          "Gawanya iwe maombi mawili.")),
    _row("4", "daily_limit", _F, Cause.CUSTOMER, SendAgain.CHANGED,
         ("Daily limit", f"The customer has reached today's M\u2011Pesa limit. {_NOTHING}",
          "Another phone, or another way to pay."),
         ("Kikomo cha siku", f"Mteja amefikia kikomo cha M\u2011Pesa cha leo. {_HAKUNA}",
          "Simu nyingine, au njia nyingine ya kulipa.")),
    _row("8", "paybill_full", _F, Cause.SETUP, SendAgain.CHANGED,
         ("PayBill full", f"The bar's own M\u2011Pesa account is full. {_NOTHING}",
          "The owner must move money out of the PayBill first."),
         ("PayBill imejaa", f"Akaunti ya M\u2011Pesa ya baa imejaa. {_HAKUNA}",
          "Mwenye baa ahamishe pesa kutoka PayBill kwanza.")),
    _row("11", "line_not_active", _F, Cause.CUSTOMER, SendAgain.CHANGED,
         ("Line not active", f"The customer's M\u2011Pesa line is not active. {_NOTHING}",
          "Another phone, or another way to pay."),
         ("Laini haifanyi kazi", f"Laini ya M\u2011Pesa ya mteja haifanyi kazi. {_HAKUNA}",
          "Simu nyingine, au njia nyingine ya kulipa.")),
    _row("17", "rule_limited", _C, Cause.NETWORK, SendAgain.WAIT,
         ("Repeated too soon", "The same amount was asked of the same phone within two minutes.",
          "See whether the first request was paid, then wait two minutes."),
         ("Imerudiwa mapema", "Kiasi kilekile kiliombwa kwa simu ileile ndani ya dakika mbili.",
          "Angalia kama ombi la kwanza lililipwa, kisha subiri dakika mbili.")),
    _row("26", "system_busy", _C, Cause.NETWORK, SendAgain.WAIT,
         ("M\u2011Pesa busy", "M\u2011Pesa is busy.", "Wait a minute, then ask again."),
         ("M\u2011Pesa ina shughuli", "M\u2011Pesa ina shughuli nyingi.", "Subiri dakika moja, kisha omba tena.")),
    _row("1001", "other_prompt_open", _C, Cause.CUSTOMER, SendAgain.WAIT,
         ("Another prompt open", f"Another M\u2011Pesa prompt is open on this phone. {_NOTHING}",
          "Close it on the phone, wait a minute, then request again."),
         ("Ombi lingine liko wazi", f"Ombi lingine la M\u2011Pesa liko wazi kwenye simu hii. {_HAKUNA}",
          "Lifunge kwenye simu, subiri dakika moja, kisha omba tena.")),
    _row("1019", "expired", _C, Cause.CUSTOMER, SendAgain.YES,
         ("Took too long", f"The request was not completed in time. {_NOTHING}",
          "Ask if they are ready, then request again."),
         ("Muda umeisha", f"Ombi halikukamilika kwa wakati. {_HAKUNA}", "Uliza kama yuko tayari, kisha omba tena.")),
    _row("1025", "prompt_not_sent", _C, Cause.NETWORK, SendAgain.YES,
         ("Prompt not sent", f"M\u2011Pesa could not send the prompt. {_NOTHING}", "Request again in a minute."),
         ("Ombi halikutumwa", f"M\u2011Pesa haikuweza kutuma ombi. {_HAKUNA}", "Omba tena baada ya dakika moja.")),
    _row("1032", "cancelled", _F, Cause.CUSTOMER, SendAgain.YES,
         ("Cancelled", f"The prompt was cancelled or closed. {_NOTHING}",
          "Ask if the amount is right, then request again."),
         ("Imeghairiwa", f"Imeghairiwa kwenye simu. {_HAKUNA}", "Uliza kama kiasi ni sahihi, kisha omba tena.")),
    _row("1036", "phone_unreachable", _C, Cause.PHONE, SendAgain.YES,
         ("No answer", f"The phone did not take the prompt. {_NOTHING}",
          "Restart the phone or dial *234# to update the SIM, then request again."),
         ("Haijajibu", f"Simu haikupokea ombi. {_HAKUNA}",
          "Washa simu upya au piga *234# kusasisha laini, kisha omba tena.")),
    _row("1037", "no_answer", _C, Cause.PHONE, SendAgain.YES,
         ("No answer", f"The phone was off, out of reach or nobody answered. {_NOTHING}",
          "Phone on and unlocked? Then request again, or pay by hand."),
         ("Haijajibu", f"Simu haijajibu: imezimwa, haina mtandao au hakuna aliyejibu. {_HAKUNA}",
          "Simu imewashwa na kufunguliwa? Kisha omba tena, au alipe mwenyewe.")),
    _row("1101", "prompt_too_long", _F, Cause.US, SendAgain.YES,
         ("Prompt not sent", f"The prompt text was too long. {_NOTHING}", "Tell Tabeza support, then request again."),
         ("Ombi halikutumwa", f"Maandishi ya ombi yalikuwa marefu. {_HAKUNA}",
          "Waambie Tabeza, kisha omba tena.")),
    _row("2001", "wrong_pin", _F, Cause.CUSTOMER, SendAgain.YES,
         ("Wrong PIN", f"The M\u2011Pesa PIN was wrong, or this number is not on M\u2011Pesa. {_NOTHING}",
          "Request again and let them enter the PIN carefully on their own phone."),
         ("PIN si sahihi", f"PIN ya M\u2011Pesa si sahihi, au namba hii haina M\u2011Pesa. {_HAKUNA}",
          "Omba tena, mteja aweke PIN kwa makini kwenye simu yake.")),
    _row("2002", "till_pair_wrong", _F, Cause.SETUP, SendAgain.CHANGED,
         ("Set-up fault", f"The store and till numbers do not belong together. {_NOTHING}", _SETUP_DO[0]),
         ("Hitilafu ya mipangilio", f"Namba za duka na till haziendani. {_HAKUNA}", _SETUP_DO[1])),
    _row("2006", "paybill_not_active", _F, Cause.SETUP, SendAgain.CHANGED,
         ("PayBill not active", f"Safaricom says this PayBill is not active. {_NOTHING}",
          "Pay another way for now. The owner should call Safaricom."),
         ("PayBill haijawashwa", f"Safaricom inasema PayBill hii haifanyi kazi. {_HAKUNA}",
          "Lipa kwa njia nyingine kwa sasa. Mwenye baa apigie Safaricom.")),
    _row("2028", "wrong_product", _F, Cause.SETUP, SendAgain.CHANGED,
         ("Set-up fault", f"The number is not set up for this kind of payment. {_NOTHING}", _SETUP_DO[0]),
         ("Hitilafu ya mipangilio", f"Namba haijawekwa kwa aina hii ya malipo. {_HAKUNA}", _SETUP_DO[1])),
    _row("2029", "unresolved_reason", _F, Cause.SETUP, SendAgain.CHANGED,
         ("Set-up fault", f"M\u2011Pesa refused: set-up or SIM problem. {_NOTHING}",
          "Try another phone. If it repeats, ask the owner to check Setup."),
         ("Hitilafu ya mipangilio", f"M\u2011Pesa imekataa: tatizo la mipangilio au laini. {_HAKUNA}",
          "Jaribu simu nyingine. Ikirudia, mwenye baa akague Mipangilio.")),
    _row("4999", "still_processing", _N, Cause.NOBODY, SendAgain.NO,
         ("Checking", "M\u2011Pesa is still working on it.", "Don't ask them to pay again yet."),
         ("Tunathibitisha", "M\u2011Pesa bado inashughulikia.", "Usiombe malipo tena kwa sasa.")),
    _row("8006", "pin_locked", _F, Cause.CUSTOMER, SendAgain.CHANGED,
         ("PIN locked", f"The customer's M\u2011Pesa PIN is locked. {_NOTHING}",
          "They call 100 or 200 to unlock. Use another phone for now."),
         ("PIN imefungwa", f"PIN ya M\u2011Pesa ya mteja imefungwa. {_HAKUNA}",
          "Apige 100 au 200 kuifungua. Tumia simu nyingine kwa sasa.")),
    _row("SFC_IC0003", "receiver_invalid", _F, Cause.SETUP, SendAgain.CHANGED,
         ("Set-up fault", f"Safaricom does not know this receiver: PayBill and Till are mixed up. {_NOTHING}",
          _SETUP_DO[0]),
         ("Hitilafu ya mipangilio", f"Safaricom haimjui mpokeaji: PayBill na Till zimechanganywa. {_HAKUNA}",
          _SETUP_DO[1])),
    _row("E3008", "sandbox_refused", _F, Cause.CUSTOMER, SendAgain.CHANGED,
         ("Refused", f"Safaricom's test system refused this phone. {_NOTHING}", "Use another phone."),
         ("Imekataliwa", f"Mfumo wa majaribio wa Safaricom umekataa simu hii. {_HAKUNA}", "Tumia simu nyingine.")),
)

_SAME_AS: Final = {"1031": "1032", "1102": "1101", "9999": "1025"}
"""Codes that say the same in other words: the older cancel code, the other length error, the catch-all of pushes."""


def _table() -> dict[str, Outcome]:
    table = {row.code: row for row in _ROWS}
    return table | {code: replace(table[same], code=code) for code, same in _SAME_AS.items()}


OUTCOMES: Final = MappingProxyType(_table())
"""Every code we know, by its text."""

CHECKING: Final = OUTCOMES["4999"]


def outcome_for(code: str | int | None) -> Outcome | None:
    """The row for a result code, or None if we don't know it (the payment then stays unknown).

    Integers are compared as their decimal text; a non-numeric code is never coerced to a number.
    """
    if code is None or isinstance(code, bool):
        return None
    return OUTCOMES.get(str(code).strip())
