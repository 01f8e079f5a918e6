"""Holds a bar's books against its M-Pesa statement, both ways, and applies what the statement proves.

Every line of the statement and every paid payment of its time ends up under one verdict. What is not certain is
only listed, for a person. What :mod:`tabeza_central.services.reconcile_apply` writes down is what the statement proves:
a receipt that was not told yet, how a payment ended that nobody knew of, and what was recorded by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import MINUTE
from tabeza_central.problems import Problem
from tabeza_central.services.statements import Statement, StatementLine, StatementRefused
from tabeza_central.store import bars, reconciling
from tabeza_central.store.payments import Payment
from tabeza_central.store.reconciling import HandEntry
from tabeza_central.store.uow import ALL_BARS
from tabeza_protocol.payment_states import PaymentState

S = PaymentState
LONGEST_PROMPT_US: Final = 15 * MINUTE
"""A payment completes within this time of its push leaving; prompts live about a minute."""
CLOCK_SLACK_US: Final = 2 * MINUTE
"""How far M-Pesa's clock and ours may be apart."""
_SETTLEABLE: Final = frozenset({S.DISPATCHED, S.PROMPTED, S.UNKNOWN, S.NEEDS_REVIEW})
_ENDED: Final = frozenset({S.FAILED, S.REFUSED})


class Verdict(StrEnum):
    """What is to be said of a line, or of a payment without one."""

    MATCHED = "matched"
    OUTGOING = "outgoing"
    NOT_COMPLETED = "not_completed"
    OTHER_BAR = "other_bar"
    EDGE = "edge"
    RECEIPT_FOUND = "receipt_found"
    SETTLES = "settles"
    HAND_CONFIRMS = "hand_confirms"
    LINE_WITHOUT_PAYMENT = "line_without_payment"
    PAYMENT_WITHOUT_LINE = "payment_without_line"
    HAND_WITHOUT_LINE = "hand_without_line"
    AMOUNT_DIFFERS = "amount_differs"
    REPEATED_LINE = "repeated_line"
    COUNTED_TWICE = "counted_twice"
    REVERSED = "reversed"


FINE: Final = frozenset(
    {Verdict.MATCHED, Verdict.OUTGOING, Verdict.NOT_COMPLETED, Verdict.OTHER_BAR, Verdict.EDGE}
)
PROVEN: Final = frozenset({Verdict.RECEIPT_FOUND, Verdict.SETTLES, Verdict.HAND_CONFIRMS})
"""What :mod:`tabeza_central.services.reconcile_apply` writes down. All others but FINE are for a person."""


@dataclass(frozen=True, slots=True)
class Item:
    """One verdict. ``candidates`` are ids of payments that a line might belong to, when it is not certain."""

    verdict: Verdict
    line: StatementLine | None = None
    payment: Payment | None = None
    hand: HandEntry | None = None
    candidates: tuple[str, ...] = ()

    @property
    def receipt(self) -> str | None:
        if self.line is not None:
            return self.line.receipt
        if self.hand is not None:
            return self.hand.receipt
        return self.payment.mpesa_receipt_number if self.payment is not None else None


@dataclass(slots=True)
class Reconciliation:
    """The verdicts over one statement. ``applied`` says what was changed, once it was."""

    bar_id: str
    shortcode: str
    statement: Statement
    items: list[Item]
    applied: Counter[Verdict] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(item.verdict for item in self.items)

    @property
    def pending(self) -> list[Item]:
        """What the statement proves and the books don't say yet."""
        return [item for item in self.items if item.verdict in PROVEN]

    @property
    def differences(self) -> list[Item]:
        """What a person must look at."""
        return [item for item in self.items if item.verdict not in FINE and item.verdict not in PROVEN]

    @property
    def all_matches(self) -> bool:
        return not self.pending and not self.differences


@dataclass(frozen=True, slots=True)
class Books:
    """What the bar's books hold for the statement's time and receipts."""

    payments: tuple[Payment, ...]
    hand: tuple[HandEntry, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    """Receipts that count in another bar of the same PayBill."""


def reconcile(ctx: Context, bar_id: str, statement: Statement) -> Reconciliation:
    """Looks only. Raises ``not_found``, ``mpesa_not_ready``, and :class:`StatementRefused` for another PayBill."""
    receipts = sorted({line.receipt for line in statement.lines})
    since, until = statement.since_at - LONGEST_PROMPT_US, statement.until_at + CLOCK_SLACK_US
    with ctx.store.read(bar=ALL_BARS) as tx:
        bar = bars.find(tx, bar_id)
        if bar is None:
            raise Problem("not_found")
        shortcode = statement.shortcode or bar.mpesa_business_shortcode
        if not shortcode:
            raise Problem("mpesa_not_ready")
        payments = {
            payment.id: payment
            for payment in (
                *reconciling.payments_between(tx, bar_id, shortcode, since, until),
                *reconciling.payments_with(tx, bar_id, receipts),
            )
        }
        hand = {
            entry.receipt: entry
            for entry in (
                *reconciling.hand_entries(tx, bar_id, shortcode, statement.since_at, statement.until_at),
                *reconciling.hand_entries_with(tx, bar_id, receipts),
            )
        }
        elsewhere = reconciling.in_other_bars(tx, bar_id, shortcode, receipts)
        known = {bar.mpesa_business_shortcode, *(payment.business_shortcode for payment in payments.values())}
    if statement.shortcode is not None and statement.shortcode not in known:
        own = bar.mpesa_business_shortcode or "not set"
        raise StatementRefused(f"This statement is of PayBill {statement.shortcode}; the bar's is {own}.")
    books = Books(tuple(payments.values()), tuple(hand.values()), frozenset(elsewhere))
    return Reconciliation(bar_id, shortcode, statement, compare(statement, books))


def compare(statement: Statement, books: Books) -> list[Item]:
    """The verdicts: pure. Every line has exactly one, and every paid payment of the time at least one."""
    return _Comparison(statement, books).items()


class _Comparison:
    """Private state: what of the books is still without a line. Exact receipts are taken first, inference last."""

    def __init__(self, statement: Statement, books: Books) -> None:
        self._statement, self._books = statement, books
        self._by_receipt = {p.mpesa_receipt_number: p for p in books.payments if p.mpesa_receipt_number}
        self._hand = {entry.receipt: entry for entry in books.hand if not entry.voided}
        self._without_receipt: dict[int, list[Payment]] = {}
        for payment in books.payments:
            if payment.mpesa_receipt_number is None:
                self._without_receipt.setdefault(payment.amount_cents, []).append(payment)
        self._seen: dict[str, StatementLine] = {}
        self._lined: set[str] = set()
        self._hand_lined: set[str] = set()
        self._reversed = {
            line.linked for line in statement.lines if line.way == "out" and line.completed and line.linked
        }

    def items(self) -> list[Item]:
        made = {line.row: self._exact(line) for line in self._statement.lines}
        unsure = [line for line in self._statement.lines if made[line.row] is None]
        made |= self._inferred(unsure)
        found = [item for line in self._statement.lines if (item := made[line.row]) is not None]
        return found + list(self._counted_twice()) + list(self._without_line())

    # --- lines ------------------------------------------------------------------------------------------------------

    def _exact(self, line: StatementLine) -> Item | None:
        """The verdict by the receipt alone, or None if the books don't know it."""
        if not line.completed:
            return Item(Verdict.NOT_COMPLETED, line)
        if line.way == "out":
            taken_back = self._by_receipt.get(line.linked) if line.linked else None
            hand = self._hand.get(line.linked) if line.linked else None
            if taken_back is not None or hand is not None:
                return Item(Verdict.REVERSED, line, taken_back, hand)
            return Item(Verdict.OUTGOING, line)
        if line.receipt in self._seen:
            return Item(Verdict.REPEATED_LINE, line, self._by_receipt.get(line.receipt))
        self._seen[line.receipt] = line
        payment, hand = self._by_receipt.get(line.receipt), self._hand.get(line.receipt)
        if payment is not None and payment.state is S.SUCCEEDED:
            self._lined.add(payment.id)
            same = payment.amount_cents == line.amount_cents
            return Item(Verdict.MATCHED if same else Verdict.AMOUNT_DIFFERS, line, payment)
        if hand is not None:
            return self._by_hand(line, hand)
        return Item(Verdict.OTHER_BAR, line) if line.receipt in self._books.elsewhere else None

    def _by_hand(self, line: StatementLine, hand: HandEntry) -> Item:
        self._hand_lined.add(hand.receipt)
        if hand.amount_cents != line.amount_cents:
            return Item(Verdict.AMOUNT_DIFFERS, line, hand=hand)
        return Item(Verdict.MATCHED if hand.confirmed else Verdict.HAND_CONFIRMS, line, hand=hand)

    def _inferred(self, lines: list[StatementLine]) -> dict[int, Item | None]:
        """A line fits a payment without receipt if amount, time and account or phone agree, and nothing else fits."""
        fits = {line.row: self._fitting(line, _SETTLEABLE | {S.SUCCEEDED}) for line in lines}
        claims = Counter(payment.id for found in fits.values() for payment in found)
        made: dict[int, Item | None] = {}
        for line in lines:
            found = fits[line.row]
            if len(found) == 1 and claims[found[0].id] == 1 and line.receipt not in self._reversed:
                payment = found[0]
                self._lined.add(payment.id)
                verdict = Verdict.RECEIPT_FOUND if payment.state is S.SUCCEEDED else Verdict.SETTLES
                made[line.row] = Item(verdict, line, payment)
            else:
                maybe = (*found, *self._fitting(line, _ENDED))
                made[line.row] = Item(
                    Verdict.LINE_WITHOUT_PAYMENT, line, candidates=tuple(payment.id for payment in maybe)
                )
        return made

    def _fitting(self, line: StatementLine, states: frozenset[PaymentState]) -> list[Payment]:
        alike = self._without_receipt.get(line.amount_cents, [])
        return [payment for payment in alike if payment.state in states and _fits(line, payment)]

    # --- the books --------------------------------------------------------------------------------------------------

    def _counted_twice(self) -> Iterable[Item]:
        for receipt, hand in self._hand.items():
            payment = self._by_receipt.get(receipt)
            if payment is not None and payment.state is S.SUCCEEDED:
                self._hand_lined.add(receipt)
                yield Item(Verdict.COUNTED_TWICE, self._seen.get(receipt), payment, hand)

    def _without_line(self) -> Iterable[Item]:
        for payment in self._books.payments:
            if payment.state is S.SUCCEEDED and payment.id not in self._lined:
                place = self._place(payment.dispatched_at or payment.initiated_at)
                if place is not None:
                    yield Item(place, payment=payment)
        since, until = self._statement.since_at, self._statement.until_at
        for hand in self._hand.values():
            if hand.receipt not in self._hand_lined and since <= hand.at <= until:
                yield Item(Verdict.HAND_WITHOUT_LINE, hand=hand)

    def _place(self, sent_at: int) -> Verdict | None:
        """A push may be paid a little later: near the ends of the statement, the line may be on the next one."""
        earliest, latest = sent_at - CLOCK_SLACK_US, sent_at + LONGEST_PROMPT_US
        since, until = self._statement.since_at, self._statement.until_at
        if latest < since or earliest > until:
            return None
        return Verdict.PAYMENT_WITHOUT_LINE if since <= earliest and latest <= until else Verdict.EDGE


def _fits(line: StatementLine, payment: Payment) -> bool:
    """Whether this money may be this payment's, by all but the receipt."""
    if payment.mpesa_receipt_number is not None or payment.dispatched_at is None:
        return False
    if payment.amount_cents != line.amount_cents:
        return False
    if (
        not payment.dispatched_at - CLOCK_SLACK_US
        <= line.completed_at
        <= payment.dispatched_at + LONGEST_PROMPT_US
    ):
        return False
    account = _same(line.account.upper(), payment.wire_reference.upper())
    phone = _same(line.party_end[-3:], payment.phone_masked[-3:])
    return account is not False and phone is not False and (account or phone) is True


def _same(told: str, known: str) -> bool | None:
    """None if the file does not tell."""
    return (told == known) if told else None
