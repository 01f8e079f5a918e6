"""Finding a tab or a payment from what a busy person types: part of a name, a tab number, a receipt, a phone's tail."""

from __future__ import annotations

import unicodedata

from tabeza_protocol.wire.trade import PaymentView, TabView


def fold(text: str) -> str:
    """Lower case, without accents and dashes, blanks made single: what is compared on both sides."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("-", " ").split())


def words(query: str) -> tuple[str, ...]:
    """The parts of a query; every one must be found."""
    return tuple(fold(query).split())


def tab_text(tab: TabView) -> str:
    """What a tab is found by. A phone gives only its visible digits."""
    receipt = tab.last_payment.receipt if tab.last_payment is not None and tab.last_payment.receipt else ""
    return fold(f"{tab.number} {tab.account} {tab.customer_name} {_phone_parts(tab.phone_masked)} {receipt}")


def payment_text(payment: PaymentView) -> str:
    """What a payment is found by: kept in the cache beside it."""
    number = "" if payment.tab_number is None else str(payment.tab_number)
    receipt = payment.receipt or ""
    return fold(f"{number} {payment.customer_name} {_phone_parts(payment.phone_masked)} {receipt}")


def matches(text: str, query: tuple[str, ...]) -> bool:
    """Whether every word of the query stands somewhere in a folded text. No words match everything."""
    return all(word in text for word in query)


def tab_matches(tab: TabView, query: tuple[str, ...]) -> bool:
    return matches(tab_text(tab), query) if query else True


def _phone_parts(masked: str | None) -> str:
    return (masked or "").replace("*", " ")
