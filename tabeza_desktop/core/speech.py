"""Rows as sentences, for people who do not see them. Seconds are said when asked for, never announced."""

from __future__ import annotations

from datetime import datetime

from tabeza_desktop.core.display import ChipKind, Display, payment_display, tab_display
from tabeza_desktop.core.times import Now, clock_text, seconds_between, spoken_elapsed
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.wire.trade import PaymentView, TabLine, TabView


def shillings_words(cents: int, lang: str) -> str:
    """``4,450 shillings``; a credit is said as one."""
    text = format_kes(Kes(abs(cents)))
    if lang == "sw":
        return f"shilingi {text} za ziada" if cents < 0 else f"shilingi {text}"
    return f"{text} shillings in credit" if cents < 0 else f"{text} shillings"


def tab_sentence(tab: TabView, now: Now, lang: str, *, stale: bool = False) -> str:
    """``Tab 118, Wanjiru Kamau, balance 4,450 shillings, waiting for PIN, 14 seconds``."""
    shown = tab_display(tab, now, lang, stale=stale)
    tab_word, balance_word = ("Bili", "salio") if lang == "sw" else ("Tab", "balance")
    parts = [
        f"{tab_word} {tab.number}",
        tab.customer_name,
        f"{balance_word} {shillings_words(tab.balance_cents, lang)}",
    ]
    if shown.overdue_word:
        parts.append(f"{'imechelewa' if lang == 'sw' else 'overdue'}, {_lower(shown.overdue_word)}")
    parts.extend(
        _result_parts(shown.last, tab.last_payment.started_at if tab.last_payment else None, now, lang)
    )
    return ", ".join(parts)


def payment_sentence(payment: PaymentView, now: Now, lang: str, *, stale: bool = False) -> str:
    """``21:41, tab 118, Wanjiru Kamau, 4,450 shillings, paid, receipt S K L ...``."""
    shown = payment_display(payment, now, lang, stale=stale)
    tab_word, test_word = ("bili", "jaribio la KES 1") if lang == "sw" else ("tab", "KES 1 test")
    where = test_word if payment.tab_number is None else f"{tab_word} {payment.tab_number}"
    parts = [clock_text(payment.requested_at), where, payment.customer_name]
    parts.append(shillings_words(payment.amount_cents, lang))
    parts.extend(_result_parts(shown, payment.requested_at, now, lang))
    if payment.receipt:
        parts.append(f"{'risiti' if lang == 'sw' else 'receipt'} {' '.join(payment.receipt)}")
    return ", ".join(part for part in parts if part)


_LINE_WORDS = {
    "en": {
        "charge_void": "taken back: {text}, {amount} less", "cash_void": "cash taken back, {amount} owed again",
        "by_hand_void": "by hand, taken back, {amount} owed again", "credit": "credit {amount}",
        "overage": "rounding {amount}", "adjustment_off": "adjusted, {amount} less",
        "adjustment_on": "adjusted, {amount} more", "transfer_off": "{amount} moved to tab {tab}",
        "transfer_on": "{amount} moved here from tab {tab}", "undone": ", taken back later", "by": ", by {person}",
    },
    "sw": {
        "charge_void": "imerudishwa: {text}, {amount} pungufu",
        "cash_void": "taslimu imerudishwa, {amount} inadaiwa tena",
        "by_hand_void": "ya mkono, imerudishwa, {amount} inadaiwa tena", "credit": "salio la ziada {amount}",
        "overage": "kukamilisha shilingi, {amount}", "adjustment_off": "imerekebishwa, {amount} pungufu",
        "adjustment_on": "imerekebishwa, {amount} zaidi", "transfer_off": "{amount} zimehamishiwa bili {tab}",
        "transfer_on": "{amount} zimetoka bili {tab}", "undone": ", ilirudishwa baadaye", "by": ", na {person}",
    },
}  # fmt: skip


def line_sentence(line: TabLine, lang: str, *, undone: bool = False) -> str:
    """One ledger line: ``20:31, M-Pesa, paid 2,000 shillings``."""
    said = _LINE_WORDS[lang]
    amount = shillings_words(abs(line.amount_cents), lang)
    way = "off" if line.amount_cents < 0 else "on"
    pattern = said.get(line.kind) or said.get(f"{line.kind}_{way}")
    if pattern is not None:
        text = pattern.format(text=line.text, amount=amount, tab=line.other_tab_number or "")
        why = f": {line.reason}" if line.reason else ""
        return f"{clock_text(line.at)}, {text}{why}" + (said["by"].format(person=line.person) if line.person else "")
    if line.amount_cents < 0:
        amount = f"{'imelipwa' if lang == 'sw' else 'paid'} {amount}"
    if line.kind == "by_hand":
        amount += ", haijathibitishwa" if lang == "sw" else ", not confirmed"
    many = "" if line.quantity == 1 else f"{line.quantity} \u00d7 "
    text = line.text
    if line.kind == "cash":
        text = "taslimu" if lang == "sw" else "cash"
    return f"{clock_text(line.at)}, {many}{text}, {amount}" + (said["undone"] if undone else "")


def _result_parts(shown: Display, started_at: datetime | None, now: Now, lang: str) -> list[str]:
    parts = [_lower(shown.word)]
    if shown.ticking and started_at is not None:
        parts.append(spoken_elapsed(seconds_between(started_at, now.utc), lang))
    elif shown.aside and shown.chip is not ChipKind.WAS_WAITING:
        parts.append(shown.aside)
    return parts


def _lower(word: str) -> str:
    """A word inside a sentence: ``PIN`` and ``Wed`` keep their capitals."""
    return word[:1].lower() + word[1:]
