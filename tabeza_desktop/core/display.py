"""How a payment, a tab and a timeline read on screen: chip, word, time beside it, row edge. Pure rules, both languages.

What is said is what is known. A payment without an answer after 60 s, or with one nobody can trust, is Checking: never
failed. A stale screen says "Was waiting", because nobody knows whether it still is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from tabeza_desktop.core.chips import ChipKind
from tabeza_desktop.core.problems import text_for
from tabeza_desktop.core.times import Now, business_weekday, day_or_clock_text, elapsed, seconds_between
from tabeza_protocol.business_day import is_overdue
from tabeza_protocol.outcomes import CHECKING, SendAgain, outcome_for
from tabeza_protocol.payment_states import OPEN_STATES, PaymentState
from tabeza_protocol.wire.trade import LastPayment, PaymentView, TabView

CHECKING_AFTER_SECONDS: Final = 60
_S = PaymentState


class Edge(StrEnum):
    """The 4 px at the left of a row."""

    NONE = "none"
    WAITING = "waiting"
    OVERDUE = "overdue"
    ERROR = "error"


Tone = Literal["t1", "t2", "paid", "wait", "warn", "fail", "mute"]


@dataclass(frozen=True, slots=True)
class Display:
    """One payment's state. ``aside`` stands right of the chip; ``ticking``: it changes each second."""

    chip: ChipKind
    word: str
    aside: str = ""
    ticking: bool = False
    edge: Edge = Edge.NONE
    tone: Tone = "t2"


WORDS: Final = {
    "en": {
        ChipKind.NOT_ASKED: "Not asked",
        ChipKind.WAITING: "Waiting for PIN",
        ChipKind.PROMPT_SENT: "Sending",
        ChipKind.CHECKING: "Checking",
        ChipKind.PAID: "Paid",
        ChipKind.PAID_IN_FULL: "Paid in full",
        ChipKind.FAILED: "Failed",
        ChipKind.NEEDS_REVIEW: "Needs review",
        ChipKind.WAS_WAITING: "Was waiting",
    },
    "sw": {
        ChipKind.NOT_ASKED: "Haijaombwa",
        ChipKind.WAITING: "Inasubiri PIN",
        ChipKind.PROMPT_SENT: "Inatumwa",
        ChipKind.CHECKING: "Inathibitisha",
        ChipKind.PAID: "Imelipwa",
        ChipKind.PAID_IN_FULL: "Imelipwa yote",
        ChipKind.FAILED: "Imeshindikana",
        ChipKind.NEEDS_REVIEW: "Inahitaji ukaguzi",
        ChipKind.WAS_WAITING: "Ilikuwa ikisubiri",
    },
}
_CHIP_OF_OUTCOME: Final = {
    "cancelled": ChipKind.CANCELLED,
    "low_balance": ChipKind.LOW_BALANCE,
    "no_answer": ChipKind.NO_ANSWER,
    "wrong_pin": ChipKind.WRONG_PIN,
}


def chip_word(kind: ChipKind, lang: str) -> str:
    words = WORDS["sw" if lang == "sw" else "en"]
    return words.get(kind, words[ChipKind.FAILED])


def is_checking(state: PaymentState, started_at: datetime, now: Now) -> bool:
    """Whether a payment reads as Checking: unknown, or open for over 60 s."""
    if state is _S.UNKNOWN:
        return True
    return state in OPEN_STATES and seconds_between(started_at, now.utc) > CHECKING_AFTER_SECONDS


def state_display(
    state: PaymentState,
    result_code: str | None,
    problem: str | None,
    started_at: datetime,
    now: Now,
    lang: str,
    *,
    stale: bool = False,
) -> Display:
    """The chip of one payment state. ``stale``: the screen shows old data."""
    if state is _S.SUCCEEDED:
        return Display(ChipKind.PAID, chip_word(ChipKind.PAID, lang), tone="paid")
    if state is _S.NEEDS_REVIEW:
        return Display(ChipKind.NEEDS_REVIEW, chip_word(ChipKind.NEEDS_REVIEW, lang), tone="warn")
    if state in (_S.FAILED, _S.REFUSED):
        return _failed_display(result_code, lang)
    if stale:
        return Display(ChipKind.WAS_WAITING, chip_word(ChipKind.WAS_WAITING, lang), tone="mute")
    seconds = elapsed(seconds_between(started_at, now.utc), lang)
    checking = is_checking(state, started_at, now)
    kind = ChipKind.CHECKING if checking else ChipKind.WAITING
    if state is _S.QUEUED and not checking:
        kind = ChipKind.PROMPT_SENT
    return Display(kind, chip_word(kind, lang), seconds, ticking=True, edge=Edge.WAITING, tone="wait")


def _failed_display(result_code: str | None, lang: str) -> Display:
    outcome = outcome_for(result_code)
    if outcome is None:
        return Display(ChipKind.FAILED, chip_word(ChipKind.FAILED, lang), tone="fail")
    kind = _CHIP_OF_OUTCOME.get(outcome.key, ChipKind.FAILED)
    return Display(kind, outcome.wording(lang).word, tone="fail")


def payment_display(payment: PaymentView, now: Now, lang: str, *, stale: bool = False) -> Display:
    """The Result cell of the history and the drawer."""
    return state_display(
        payment.state, payment.result_code, payment.problem, payment.requested_at, now, lang, stale=stale
    )


def last_payment_display(
    tab: TabView, last: LastPayment | None, now: Now, lang: str, *, stale: bool = False
) -> Display:
    """The last cell of a tab's row: the newest payment, with the time of its end or the seconds it has waited."""
    if last is None:
        return Display(ChipKind.NOT_ASKED, chip_word(ChipKind.NOT_ASKED, lang), tone="mute")
    shown = state_display(last.state, last.result_code, None, last.started_at, now, lang, stale=stale)
    if shown.ticking or shown.chip is ChipKind.WAS_WAITING:
        return shown
    if shown.chip is ChipKind.PAID and tab.balance_cents <= 0 < tab.charged_cents:
        shown = Display(ChipKind.PAID_IN_FULL, chip_word(ChipKind.PAID_IN_FULL, lang), tone="paid")
    return Display(shown.chip, shown.word, day_or_clock_text(last.at, now, lang), tone=shown.tone)


@dataclass(frozen=True, slots=True)
class TabDisplay:
    """One row of the tabs table, apart from its figures."""

    last: Display
    edge: Edge
    overdue: bool
    overdue_word: str
    """``From Wed`` when overdue, else empty."""
    age_seconds: int


def tab_display(tab: TabView, now: Now, lang: str, *, stale: bool = False) -> TabDisplay:
    """Blue edge while a payment waits, amber when overdue; waiting wins, because it is what happens now."""
    last = last_payment_display(tab, tab.last_payment, now, lang, stale=stale)
    overdue = is_overdue(tab.balance_cents, tab.opened_at, now.utc, now.day_turn)
    edge = last.edge if last.edge is not Edge.NONE else (Edge.OVERDUE if overdue else Edge.NONE)
    word = overdue_word(tab, now, lang) if overdue else ""
    return TabDisplay(last, edge, overdue, word, seconds_between(tab.opened_at, now.utc))


def overdue_word(tab: TabView, now: Now, lang: str) -> str:
    day = business_weekday(tab.opened_at, now.day_turn, lang)
    return f"Tangu {day}" if lang == "sw" else f"From {day}"


@dataclass(frozen=True, slots=True)
class Advice:
    """The box under a failed or checked payment. ``may_send_again``: a person may start a new request now."""

    title: str
    code: str
    happened: str
    do: str
    may_send_again: bool
    tone: Tone


def advice(payment: PaymentView, now: Now, lang: str) -> Advice | None:
    """What happened and what bar staff do now, or None for a payment that is simply paid or just under way."""
    if payment.state is _S.SUCCEEDED:
        return None
    if payment.state is _S.NEEDS_REVIEW:
        return _review_advice(payment, lang)
    if payment.state not in (_S.FAILED, _S.REFUSED):
        if not is_checking(payment.state, payment.requested_at, now):
            return None
        wording = CHECKING.wording(lang)
        return Advice(wording.word, payment.result_code or "", wording.happened, wording.do, False, "wait")
    outcome = outcome_for(payment.result_code)
    if outcome is not None:
        wording = outcome.wording(lang)
        again = outcome.send_again in (SendAgain.YES, SendAgain.WAIT)
        return Advice(wording.word, outcome.code, wording.happened, wording.do, again, "fail")
    text = text_for(payment.problem or "safaricom_refused", lang)
    return Advice(text.happened, payment.result_code or "", text.why, text.do, True, "fail")


def _review_advice(payment: PaymentView, lang: str) -> Advice:
    if lang == "sw":
        return Advice(
            "Inahitaji ukaguzi",
            payment.result_code or "",
            "M\u2011Pesa haijatoa jibu la mwisho. Pesa huenda zimelipwa au la.",
            "Usiombe tena. Mwenye baa aangalie taarifa ya PayBill, kisha aamue.",
            False,
            "warn",
        )
    return Advice(
        "Needs review",
        payment.result_code or "",
        "M\u2011Pesa gave no final answer. Money may or may not have moved.",
        "Don't ask again. The owner looks at the PayBill statement, then decides.",
        False,
        "warn",
    )


def took_text(payment: PaymentView, now: Now, lang: str) -> str:
    """How long it took, or has taken so far."""
    end = payment.finished_at or (now.utc if payment.state not in (_S.REFUSED, _S.FAILED) else None)
    return "\u2013" if end is None else elapsed(seconds_between(payment.requested_at, end), lang)
