"""Asking about a receipt: the service first, this PC's own copy when it can't be reached, and then with its age."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.verify import Evidence, Query
from tabeza_desktop.services.console import Console
from tabeza_protocol import routes
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.phones import Msisdn
from tabeza_protocol.wire.trade import HandRecord, TabLine, Verification
from tests.desktop.fake_service import START, FakeService, payment, problem, tab

RECEIPT = "SKL9D4R2WB"
PAID = payment(1, state=PaymentState.SUCCEEDED, receipt=RECEIPT, requested_at=START)
QUERY = Query(receipt=RECEIPT)


def ok(body: msgspec.Struct, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=msgspec.json.encode(body), headers={"Content-Type": "application/json"})


def ask(qtbot: QtBot, console: Console, query: Query = QUERY) -> Evidence:
    answers: list[Evidence] = []
    failures: list[Problem] = []
    console.services.verify.ask(query, done=answers.append, failed=failures.append)
    qtbot.waitUntil(lambda: bool(answers or failures))
    assert not failures, failures
    return answers[0]


def hear(qtbot: QtBot, console: Console, service: FakeService, **rows: Any) -> None:
    """The feed tells the console something, which it keeps."""
    service.page(cursor="c-heard", **rows)
    console.try_now()
    wanted = {row.id for row in rows.get("tabs", ())}
    qtbot.waitUntil(lambda: wanted <= set(console.state.trade.value.tabs))


def test_online_the_service_answers(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.raw[routes.PAYMENTS_VERIFY] = ok(Verification(as_of=START, found=(PAID,), tabs=(tab(101),)))
    found = ask(qtbot, signed_in)
    assert (found.from_cache, found.as_of, found.known.found) == (False, START, (PAID,))


@pytest.mark.parametrize(
    "lost", [httpx.Response(502, html="<h1>Bad gateway</h1>"), problem(503, "unavailable"), problem(404, "not_found")],
    ids=["bad-gateway", "unavailable", "older-service"],
)  # fmt: skip
def test_when_the_service_can_not_say_this_pc_answers_with_its_age(
    qtbot: QtBot, signed_in: Console, service: FakeService, lost: httpx.Response
) -> None:
    hear(qtbot, signed_in, service, tabs=(tab(101),), payments=(PAID,))
    service.raw[routes.PAYMENTS_VERIFY] = lost
    found = ask(qtbot, signed_in)
    assert (found.from_cache, found.as_of) == (True, START)
    assert [row.id for row in found.known.found] == [PAID.id]
    assert [row.number for row in found.known.tabs] == [101]


def test_a_clear_no_of_the_service_is_a_failure(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    service.raw[routes.PAYMENTS_VERIFY] = problem(403, "not_allowed")
    failures: list[Problem] = []
    signed_in.services.verify.ask(QUERY, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].code == "not_allowed"


def test_this_pc_knows_a_phone_by_its_mask_only(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    other = payment(2, state=PaymentState.SUCCEEDED, phone_masked="0722 *** 678", receipt="SKL9D4R2WC")
    failed = payment(3, state=PaymentState.FAILED)
    hear(qtbot, signed_in, service, tabs=(tab(101),), payments=(PAID, other, failed))
    service.raw[routes.PAYMENTS_VERIFY] = problem(503, "unavailable")
    found = ask(qtbot, signed_in, Query(phone=Msisdn("254712345678")))
    assert [row.id for row in found.known.found] == [PAID.id]


def test_this_pc_knows_what_was_recorded_by_hand(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    line = TabLine(id="j-1", tab_id="tab-101", at=START, kind="by_hand", text="Paid by hand", amount_cents=-330_000,
                   receipt=RECEIPT, person="Mercy", version=3)  # fmt: skip
    hear(qtbot, signed_in, service, tabs=(tab(101),), lines=(line,))
    service.raw[routes.PAYMENTS_VERIFY] = problem(503, "unavailable")
    record = ask(qtbot, signed_in).known.by_hand
    assert record is not None
    assert (record.tab_number, record.amount_cents, record.recorded_by) == (101, 330_000, "Mercy")
    assert not record.voided


def test_a_record_by_hand_goes_to_the_service_only(qtbot: QtBot, signed_in: Console, service: FakeService) -> None:
    made = HandRecord(receipt=RECEIPT, tab_id="tab-101", tab_number=101, customer_name="Customer", amount_cents=100,
                      recorded_by="Mercy", at=START)  # fmt: skip
    service.raw[routes.PAYMENTS_BY_HAND] = ok(made, 201)
    answers: list[HandRecord] = []
    signed_in.services.verify.record_by_hand("tab-101", RECEIPT, 100, done=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [made]
    service.raw[routes.PAYMENTS_BY_HAND] = problem(409, "receipt_used", payment_id="payment-7")
    failures: list[Problem] = []
    signed_in.services.verify.record_by_hand("tab-101", RECEIPT, 100, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert (failures[0].code, failures[0].payment_id) == ("receipt_used", "payment-7")
