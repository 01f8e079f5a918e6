"""Random books and their true statement, with differences planted in either: exactly those are found, no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.domain.instants import HOUR, MINUTE, SECOND, micros
from tabeza_central.services.reconcile import Books, Verdict, compare
from tabeza_central.services.statements import Statement, StatementLine
from tabeza_central.store.payments import Payment
from tabeza_central.store.reconciling import HandEntry
from tabeza_protocol.payment_states import PaymentState
from tests.central.world import START

SINCE = micros(START)
UNTIL = SINCE + 12 * HOUR
V = Verdict
PAYMENT_PLANTS = (V.MATCHED, V.MATCHED, V.MATCHED, V.PAYMENT_WITHOUT_LINE, V.AMOUNT_DIFFERS, V.REPEATED_LINE,
                  V.REVERSED, V.RECEIPT_FOUND, V.SETTLES, V.COUNTED_TWICE)  # fmt: skip
HAND_PLANTS = (V.HAND_CONFIRMS, V.MATCHED, V.HAND_WITHOUT_LINE, V.AMOUNT_DIFFERS)
NOISE = (V.LINE_WITHOUT_PAYMENT, V.OUTGOING, V.NOT_COMPLETED, V.OTHER_BAR)


@dataclass
class Evening:
    """Books and statement as they grow, and every (verdict, receipt) that was planted on the way."""

    random: Random
    payments: list[Payment] = field(default_factory=list)
    hand: list[HandEntry] = field(default_factory=list)
    lines: list[StatementLine] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)
    planted: Counter[tuple[Verdict, str]] = field(default_factory=Counter)
    n: int = 0

    def receipt(self) -> str:
        self.n += 1
        return f"UKL{self.n:07d}"

    def say(self, verdict: Verdict, receipt: str) -> None:
        self.planted[(verdict, receipt)] += 1

    def when(self) -> int:
        """Well inside the statement's time."""
        return self.random.randrange(SINCE + 20 * MINUTE, UNTIL - 20 * MINUTE)

    def line(self, receipt: str, cents: int, at: int, **told: object) -> None:
        made = StatementLine(len(self.lines) + 1, receipt, at, "in", cents, True)
        self.lines.append(replace(made, **told))  # type: ignore[arg-type]

    def asked(self, plant: Verdict) -> None:
        """A payment of the books, and what the plant makes of its line."""
        receipt, cents, at = self.receipt(), self.random.randrange(1, 250_000) * 100, self.when()
        unpaid = plant is V.SETTLES
        states = (PaymentState.UNKNOWN, PaymentState.NEEDS_REVIEW, PaymentState.PROMPTED)
        state = self.random.choice(states) if unpaid else PaymentState.SUCCEEDED
        told = None if plant in (V.SETTLES, V.RECEIPT_FOUND) else receipt
        made = payment(self.n, cents, at, state, told)
        self.payments.append(made)
        self.say(plant if plant not in (V.REPEATED_LINE, V.REVERSED, V.COUNTED_TWICE) else V.MATCHED, receipt)
        if plant is V.PAYMENT_WITHOUT_LINE:
            return
        later = at + self.random.randrange(60) * SECOND
        differs = self.random.choice((-100, 100, 5)) if plant is V.AMOUNT_DIFFERS else 0
        self.line(
            receipt, cents + differs, later, account=made.wire_reference, party_end=made.phone_masked[-3:]
        )
        if plant is V.REPEATED_LINE:
            self.line(receipt, cents, later)
            self.say(V.REPEATED_LINE, receipt)
        elif plant is V.REVERSED:
            back = self.receipt()
            self.line(back, cents, later + MINUTE, way="out", linked=receipt)
            self.say(V.REVERSED, back)
        elif plant is V.COUNTED_TWICE:
            self.hand.append(hand(receipt, cents, later))
            self.say(V.COUNTED_TWICE, receipt)

    def by_hand(self, plant: Verdict) -> None:
        receipt, cents, at = self.receipt(), self.random.randrange(1, 250_000) * 100, self.when()
        self.hand.append(replace(hand(receipt, cents, at), confirmed=plant is V.MATCHED))
        self.say(plant, receipt)
        if plant is not V.HAND_WITHOUT_LINE:
            self.line(receipt, cents + (100 if plant is V.AMOUNT_DIFFERS else 0), at - MINUTE)

    def noise(self, plant: Verdict) -> None:
        receipt, at = self.receipt(), self.when()
        way = "out" if plant is V.OUTGOING else "in"
        self.line(
            receipt,
            self.random.randrange(1, 10_000) * 100,
            at,
            way=way,
            completed=plant is not V.NOT_COMPLETED,
        )
        if plant is V.OTHER_BAR:
            self.elsewhere.add(receipt)
        self.say(plant, receipt)


def payment(n: int, cents: int, at: int, state: PaymentState, receipt: str | None) -> Payment:
    blank = dict.fromkeys(Payment.__dataclass_fields__)
    known = {
        "bar_id": "b" * 32, "id": f"{n:032x}", "amount_cents": cents, "state": state, "mpesa_receipt_number": receipt,
        "wire_reference": f"TAB{n}", "phone_masked": f"0712 *** {n % 1000:03d}", "dispatched_at": at,
        "initiated_at": at,
    }  # fmt: skip
    return Payment(**{**blank, **known})  # type: ignore[arg-type]


def hand(receipt: str, cents: int, at: int) -> HandEntry:
    return HandEntry(receipt, "t" * 32, cents, "by_hand:522522", "Otieno", at, False, False)


@given(
    asked=st.lists(st.sampled_from(PAYMENT_PLANTS), max_size=40),
    recorded=st.lists(st.sampled_from(HAND_PLANTS), max_size=10),
    noise=st.lists(st.sampled_from(NOISE), max_size=20),
    seed=st.integers(0, 2**32),
)
def test_exactly_the_planted_differences_are_listed(
    asked: list[Verdict], recorded: list[Verdict], noise: list[Verdict], seed: int
) -> None:
    evening = Evening(Random(seed))
    for plant in asked:
        evening.asked(plant)
    for plant in recorded:
        evening.by_hand(plant)
    for plant in noise:
        evening.noise(plant)
    evening.random.shuffle(evening.lines)
    statement = Statement("0" * 64, "522522", SINCE, UNTIL, tuple(evening.lines))
    books = Books(tuple(evening.payments), tuple(evening.hand), frozenset(evening.elsewhere))
    found = Counter((item.verdict, item.receipt or "") for item in compare(statement, books))
    assert found == evening.planted
    assert sum(
        item.line is not None for item in compare(statement, books) if item.verdict is not V.COUNTED_TWICE
    ) == len(evening.lines), "every line has exactly one verdict"
