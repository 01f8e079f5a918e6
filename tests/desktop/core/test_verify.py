"""What may be said of a code: read from anything, judged for the tab in hand, and never called false."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.verify import (
    Evidence,
    Query,
    ReadingKind,
    Verdict,
    VerdictKind,
    judge,
    may_be,
    may_record,
    read_input,
)
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import HandRecord, PaymentView, TabView, Verification
from tests.desktop.fake_service import START, payment, tab

S = PaymentState
NAME = "KILIMANI TAVERN LTD"
SMS = "SKL9D4R2WB Confirmed. Ksh3,300.00 sent to KILIMANI TAVERN LTD for account TAB124 on 21/11/24 at 9:41 PM."
HERE, OTHER = tab(124), tab(107)


def paid(on: TabView = HERE, **changed: Any) -> PaymentView:
    fields: dict[str, Any] = {"tab_id": on.id, "tab_number": on.number, "receipt": "SKL9D4R2WB"} | changed
    return payment(1, state=fields.pop("state", S.SUCCEEDED), **fields)


def known(*found: PaymentView, **more: Any) -> Evidence:
    fields: dict[str, Any] = {"tabs": (HERE, OTHER)} | more
    return Evidence(Verification(as_of=START, found=found, **fields), as_of=START)


def verdict(text: str, evidence: Evidence, here: TabView | None = HERE) -> Verdict:
    query = read_input(text).query
    assert query is not None
    return judge(query, evidence, here, Environment.PRODUCTION, NAME)


# reading


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("", ReadingKind.EMPTY, None), ("  \n ", ReadingKind.EMPTY, None),
        ("SKL9D4R2WB", ReadingKind.CODE, "SKL9D4R2WB"), (" skl9d4r2wb. ", ReadingKind.CODE, "SKL9D4R2WB"),
        ("SKL9 D4R 2WB", ReadingKind.CODE, "SKL9D4R2WB"), ("SKL9-D4R2-WB", ReadingKind.CODE, "SKL9D4R2WB"),
        ("the code is SKL9D4R2WB", ReadingKind.CODE, "SKL9D4R2WB"), (SMS, ReadingKind.SMS, "SKL9D4R2WB"),
        ("0712 345 678", ReadingKind.PHONE, "254712345678"), ("+254-712-345678", ReadingKind.PHONE, "254712345678"),
        ("SKL9", ReadingKind.TYPING_CODE, None), ("0712 34", ReadingKind.TYPING_PHONE, None),
        ("0", ReadingKind.TYPING_PHONE, None), ("kamau njoroge", ReadingKind.UNREADABLE, None),
        ("SKL9D4R2WBX", ReadingKind.UNREADABLE, None), ("0412345678", ReadingKind.UNREADABLE, None),
    ],
)  # fmt: skip
def test_whatever_is_typed_is_read_for_what_it_is(text: str, kind: ReadingKind, found: str | None) -> None:
    reading = read_input(text)
    assert reading.kind is kind
    if found is not None:
        assert reading.query is not None
        assert found in (reading.query.receipt, reading.query.phone)
    else:
        assert reading.query is None


def test_it_says_what_is_still_missing() -> None:
    assert read_input("SKL9").missing == 6
    assert read_input("0712 34").missing == 4


@given(st.text(max_size=200))
def test_anything_can_be_typed(text: str) -> None:
    reading = read_input(text)
    assert (reading.query is not None) == (reading.kind in (ReadingKind.CODE, ReadingKind.SMS, ReadingKind.PHONE))


# judging


def test_paid_to_the_tab_in_hand() -> None:
    found = verdict(SMS, known(paid()))
    assert (found.kind, found.payment, found.tab) == (VerdictKind.PAID, paid(), HERE)


def test_without_a_tab_in_hand_it_names_the_tab_it_paid() -> None:
    assert verdict(SMS, known(paid(OTHER)), here=None).kind is VerdictKind.PAID


def test_a_receipt_of_another_tab_is_used() -> None:
    found = verdict("SKL9D4R2WB", known(paid(OTHER)))
    assert (found.kind, found.tab, found.here) == (VerdictKind.USED, OTHER, HERE)


def test_a_message_with_another_amount_is_told_apart_by_what_was_received() -> None:
    found = verdict(SMS, known(paid(amount_cents=100)))
    assert (found.kind, found.said_cents) == (VerdictKind.DIFFERS, 330_000)
    used = verdict(SMS, known(paid(OTHER, amount_cents=100)))
    assert (used.kind, used.said_cents) == (VerdictKind.USED, 330_000)


def test_the_kes_1_test_and_sandbox_money_pay_no_tab() -> None:
    test = paid(kind="test", tab_id=None, tab_number=None, amount_cents=100)
    assert verdict("SKL9D4R2WB", known(test)).kind is VerdictKind.NOT_TAB_MONEY
    sandbox = paid(environment=Environment.SANDBOX)
    assert verdict("SKL9D4R2WB", known(sandbox)).kind is VerdictKind.NOT_TAB_MONEY


def test_a_receipt_on_a_payment_in_review_is_not_yet_paid() -> None:
    assert verdict("SKL9D4R2WB", known(paid(state=S.NEEDS_REVIEW))).kind is VerdictKind.PENDING


def test_a_record_by_hand_is_not_called_paid() -> None:
    record = HandRecord(receipt="SKL9D4R2WB", tab_id=OTHER.id, tab_number=107, customer_name="Achieng",
                        amount_cents=330_000, recorded_by="Mercy", at=START)  # fmt: skip
    found = verdict(SMS, known(by_hand=record))
    assert (found.kind, found.record, found.tab) == (VerdictKind.BY_HAND, record, OTHER)
    voided = msgspec.structs.replace(record, voided=True)
    assert verdict(SMS, known(by_hand=voided)).kind is VerdictKind.NOT_FOUND


def test_a_payment_that_waits_for_its_receipt_may_be_it() -> None:
    waiting = paid(receipt=None, state=S.UNKNOWN)
    assert verdict(SMS, known(pending=(waiting,))).payment == waiting
    assert verdict("SKL9D4R2WB", known(pending=(waiting,))).kind is VerdictKind.PENDING


def test_a_payment_of_another_amount_can_not_be_it() -> None:
    waiting = paid(receipt=None, state=S.UNKNOWN, amount_cents=100)
    assert verdict(SMS, known(pending=(waiting,))).kind is VerdictKind.NOT_FOUND


def test_a_bare_code_is_not_guessed_onto_another_tab() -> None:
    elsewhere = paid(OTHER, receipt=None, state=S.PROMPTED)
    assert verdict("SKL9D4R2WB", known(pending=(elsewhere,))).kind is VerdictKind.NOT_FOUND
    assert verdict(SMS, known(pending=(elsewhere,))).payment == elsewhere
    assert verdict("SKL9D4R2WB", known(pending=(elsewhere,)), here=None).payment == elsewhere
    two = (elsewhere, msgspec.structs.replace(elsewhere, id="payment-2"))
    assert verdict("SKL9D4R2WB", known(pending=two), here=None).kind is VerdictKind.NOT_FOUND


def test_what_is_not_found_is_only_not_found() -> None:
    found = verdict(SMS, known())
    assert (found.kind, found.payment, found.names_other) == (VerdictKind.NOT_FOUND, None, None)


def test_a_message_that_names_another_business_says_so() -> None:
    found = verdict(SMS.replace(NAME, "NAIVAS WESTLANDS"), known())
    assert found.names_other == "NAIVAS WESTLANDS"
    assert verdict(SMS.replace(NAME, "Kilimani Tavern"), known()).names_other is None


def test_a_phone_gives_its_payments() -> None:
    found = verdict("0712345678", known(paid(), paid(OTHER)))
    assert (found.kind, found.payments) == (VerdictKind.PHONE, (paid(), paid(OTHER)))
    assert verdict("0712345678", known()).kind is VerdictKind.NOT_FOUND


def test_the_tab_in_hand_is_shown_as_the_service_has_it_now() -> None:
    now = tab(124, balance=50_000, version=9)
    assert verdict(SMS, known(tabs=(now,))).owes_cents == 50_000


def test_paid_by_hand_is_offered_only_where_it_can_be_true() -> None:
    found = verdict(SMS, known())
    assert may_record(found, online=True, allowed=True)
    assert not may_record(found, online=False, allowed=True)
    assert not may_record(found, online=True, allowed=False)
    assert not may_record(verdict("0712345678", known()), online=True, allowed=True)
    assert not may_record(verdict(SMS, known(paid())), online=True, allowed=True)
    assert not may_record(verdict(SMS, known(), here=None), online=True, allowed=True)
    assert not may_record(verdict(SMS, known(tabs=(tab(124, balance=0),))), online=True, allowed=True)
    offline = Evidence(Verification(as_of=START), from_cache=True)
    assert not may_record(verdict(SMS, offline), online=True, allowed=True)


STATES = st.sampled_from([S.PROMPTED, S.UNKNOWN, S.NEEDS_REVIEW, S.SUCCEEDED])
PENDING = st.lists(
    st.builds(
        lambda on, state, cents: paid(on, receipt=None, state=state, amount_cents=cents),
        st.sampled_from([HERE, OTHER]), STATES, st.sampled_from([100, 330_000]),
    ),
    max_size=5,
)  # fmt: skip


@given(PENDING, st.sampled_from([SMS, "SKL9D4R2WB"]), st.sampled_from([HERE, OTHER, None]))
def test_only_what_fits_may_be_it(pending: list[PaymentView], text: str, here: TabView | None) -> None:
    query = read_input(text).query or Query()
    found = may_be(query, pending, here)
    said = query.said.amount if query.said is not None else None
    if found is not None:
        assert found in pending
        assert said is None or found.amount_cents == said
        assert said is not None or here is None or found.tab_id == here.id
    elif said is not None:
        assert all(row.amount_cents != said for row in pending)


@given(PENDING, st.sampled_from([None, paid(), paid(OTHER), paid(amount_cents=100)]), st.sampled_from([HERE, None]))
def test_green_means_received_for_this_tab_with_this_amount(
    pending: list[PaymentView], found: PaymentView | None, here: TabView | None
) -> None:
    said = verdict(SMS, known(*([found] if found else []), pending=tuple(pending)), here)
    if said.kind is VerdictKind.PAID:
        assert said.payment is not None
        assert said.payment.state is S.SUCCEEDED
        assert said.payment.receipt == "SKL9D4R2WB"
        assert said.payment.amount_cents == 330_000
        assert here is None or said.payment.tab_id == here.id
