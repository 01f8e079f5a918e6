"""Callbacks as they really come: early, late, twice, forged, contradictory, odd.

Nothing is credited that should not be, nothing is credited twice, and nothing is lost.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tabeza_central.ports import Refused, Result
from tabeza_central.services import payments as payment_services
from tabeza_central.services import tabs
from tabeza_protocol.outcomes import OUTCOMES, Finality
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import CloseTabRequest, PaymentActionRequest
from tests.central import world as worlds
from tests.central.payments.test_requests import refusal
from tests.central.world import World, callback_body

S = PaymentState
ROOT = Path(__file__).resolve().parents[3]
CORPUS = sorted(Path(os.environ.get("TABEZA_CORPUS") or ROOT.parent / "shared" / "daraja-corpus").glob("*.*"))
"""Recorded bodies, if they are here: not part of the project."""


def alerts(world: World) -> list[str]:
    return [row.kind for row in world.rows("alerts")]


def journals(world: World, kind: str = "mpesa_payment") -> int:
    return sum(row.cause_kind == kind for row in world.rows("ledger_journals"))


# --- success --------------------------------------------------------------------------------------------------------


def test_a_trusted_callback_settles_at_once_and_a_query_confirms(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id)
    paid = world.payment(payment.id)
    assert (paid.state, paid.confirmed_by, paid.mpesa_receipt_number) == (S.SUCCEEDED, "callback", "UKL1AB2CD3")
    assert world.tab(payment.tab_id or "").balance_cents == 0
    assert world.daraja.queries == []
    assert paid.checkout_request_id is not None
    world.daraja.results[paid.checkout_request_id] = worlds.result("0")
    world.pass_time(20)
    assert world.payment(payment.id).queried_paid_at is not None
    assert world.daraja.queries == [paid.checkout_request_id]
    assert alerts(world) == []


def test_above_the_instant_limit_the_query_decides_first(world: World) -> None:
    payment = world.sent(1_000_100)
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.PROMPTED
    assert world.daraja.queries
    world.daraja.results[world.daraja.queries[0]] = worlds.result("0")
    world.pass_time(6, step=1)
    paid = world.payment(payment.id)
    assert (paid.state, paid.confirmed_by, paid.mpesa_receipt_number) == (S.SUCCEEDED, "query", "UKL1AB2CD3")


def test_exactly_the_instant_limit_is_within_it(world: World) -> None:
    payment = world.sent(1_000_000)
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert world.daraja.queries == []


def test_without_a_callback_the_query_settles_and_the_receipt_comes_later(world: World) -> None:
    payment = world.sent()
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.pass_time(16)
    paid = world.payment(payment.id)
    assert (paid.state, paid.confirmed_by, paid.mpesa_receipt_number) == (S.SUCCEEDED, "query", None)
    world.call_back(payment.id)
    assert world.payment(payment.id).mpesa_receipt_number == "UKL1AB2CD3"
    assert journals(world) == 1
    line = tabs.get_tab(world.ctx, world.principal(), world.bar_id, payment.tab_id or "").lines[-1]
    assert line.receipt == "UKL1AB2CD3"


def test_success_without_metadata_is_paid_by_query_receipt_pending(world: World) -> None:
    payment = world.sent()
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.call_back(payment.id, metadata=False)
    paid = world.payment(payment.id)
    assert (paid.state, paid.confirmed_by, paid.mpesa_receipt_number) == (S.SUCCEEDED, "query", None)


@pytest.mark.parametrize("copies", [2, 5])
def test_a_callback_that_comes_again_credits_once(world: World, copies: int) -> None:
    payment = world.sent()
    for n in range(copies):
        world.call_back(payment.id, description=f"Copy {n}", work=False)
    world.work()
    world.call_back(payment.id)
    assert journals(world) == 1
    assert world.tab(payment.tab_id or "").paid_cents == 330_000
    assert alerts(world) == []


def test_the_same_bytes_are_stored_once(world: World) -> None:
    payment = world.sent()
    for _ in range(3):
        world.call_back(payment.id)
    assert len(world.rows("mpesa_callbacks")) == 1


def test_a_callback_that_comes_before_the_answer_waits_for_it(world: World) -> None:
    def early(push: worlds.Push) -> None:
        world.receive(
            callback_body(push.merchant_request_id, push.checkout_request_id, amount=3300),
            push.request.callback_url.rsplit("/", 1)[1],
        )
        world.workers.run_due()

    world.daraja.on_push = early
    payment = world.sent()
    paid = world.payment(payment.id)
    assert paid.state is S.SUCCEEDED
    assert journals(world) == 1
    assert alerts(world) == []


def test_a_lost_answer_is_made_good_by_the_callback_and_a_query(world: World) -> None:
    world.daraja.on_push = lambda _push: worlds.NoAnswer("timeout")
    payment = world.sent()
    assert world.payment(payment.id).state is S.UNKNOWN
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.UNKNOWN, "an adopted id is asked by, not credited by"
    (checkout,) = set(world.daraja.queries)
    world.daraja.results[checkout] = worlds.result("0")
    world.pass_time(6, step=1)
    paid = world.payment(payment.id)
    assert (paid.state, paid.confirmed_by, paid.mpesa_receipt_number) == (S.SUCCEEDED, "query", "UKL1AB2CD3")


def test_a_late_success_wins_and_is_told(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id, 1032)
    assert world.payment(payment.id).state is S.FAILED
    world.call_back(payment.id, 0)
    paid = world.payment(payment.id)
    assert (paid.state, paid.exception) == (S.SUCCEEDED, "late")
    assert alerts(world) == ["late_success"]


def test_success_after_a_refusal_wins_too(world: World) -> None:
    world.daraja.on_push = lambda _push: Refused("safaricom_refused", "500.001.1001", 500)
    payment = world.sent()
    assert world.payment(payment.id).state is S.REFUSED
    world.call_back(payment.id, 0)
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.pass_time(20, step=1)
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert alerts(world) == ["late_success"]


# --- failure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [c for c, row in OUTCOMES.items() if row.finality is Finality.FAILED])
def test_a_final_failure_needs_one_trusted_report(world: World, code: str) -> None:
    payment = world.sent()
    world.call_back(payment.id, int(code) if code.isdigit() else code)
    after = world.payment(payment.id)
    assert (after.state, after.result_code) == (S.FAILED, code)
    assert world.daraja.queries == []


@pytest.mark.parametrize("code", [c for c, row in OUTCOMES.items() if row.finality is Finality.CONFIRM])
def test_a_doubtful_failure_needs_a_query_that_agrees(world: World, code: str) -> None:
    payment = world.sent()
    world.call_back(payment.id, int(code))
    assert world.payment(payment.id).state is S.PROMPTED
    (checkout,) = world.daraja.queries
    world.daraja.results[checkout] = worlds.result(code)
    world.pass_time(2, step=1)
    assert (world.payment(payment.id).state, world.payment(payment.id).result_code) == (S.FAILED, code)


def test_a_doubtful_failure_that_the_query_denies_is_paid(world: World) -> None:
    payment = world.sent()
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.call_back(payment.id, 1037)
    assert world.payment(payment.id).state is S.SUCCEEDED


@pytest.mark.parametrize(
    "code", ["7777", 7777, "E9999", "SFC_XX", 0.0, "00", "0.0", True, None, [], {"a": 1}, -1, 10**30]
)
def test_a_code_nobody_knows_is_neither_paid_nor_failed(world: World, code: Any) -> None:
    payment = world.sent()
    world.call_back(payment.id, code)
    assert world.payment(payment.id).state in (S.UNKNOWN, S.PROMPTED)
    world.pass_time(200)
    assert world.payment(payment.id).state is S.UNKNOWN
    assert journals(world) == 0


def test_a_code_nobody_knows_from_a_query_changes_nothing(world: World) -> None:
    payment = world.sent()
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = Result("E3009", "?")
    world.pass_time(20)
    assert (world.payment(payment.id).state, world.payment(payment.id).result_code) == (S.UNKNOWN, "E3009")


# --- forgery --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "0" * 64, "nonsense", "Z" * 64, "' OR 1=1"])
def test_without_the_right_token_a_callback_credits_nothing(world: World, token: str | None) -> None:
    payment = world.sent()
    world.call_back(payment.id, 0, token=token)
    assert world.payment(payment.id).state is S.PROMPTED
    assert journals(world) == 0
    assert len(world.daraja.queries) == 1, "it is a reason to ask, no more"
    world.call_back(payment.id, 1032, token=token)
    assert world.payment(payment.id).state is S.PROMPTED, "and it fails nothing either"


def test_a_hint_finds_a_payment_whose_callback_was_lost(world: World) -> None:
    payment = world.sent()
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.call_back(payment.id, 0, token=None)
    paid = world.payment(payment.id)
    assert (paid.state, paid.confirmed_by) == (S.SUCCEEDED, "query")
    assert paid.mpesa_receipt_number is None, "an untrusted body's receipt is not believed"


def test_a_flood_of_forgeries_asks_safaricom_only_so_often(world: World) -> None:
    payment = world.sent()
    for n in range(60):
        world.call_back(payment.id, 0, token=None, description=f"Forgery {n}", work=False)
    world.work(200)
    assert len(world.daraja.queries) == world.ctx.policy.hint_queries_per_bar
    assert world.payment(payment.id).state is S.PROMPTED


def test_untrusted_callbacks_that_wait_are_bounded(world: World) -> None:
    most = world.ctx.policy.untrusted_waiting
    for n in range(most + 5):
        world.receive(callback_body("m", f"ws_CO_{n}", description=str(n)), None)
    assert len(world.rows("mpesa_callbacks")) == most


def test_another_payments_token_credits_nothing(world: World) -> None:
    payment = world.sent()
    other = world.sent(500_000, phone="0722000002")
    push = world.push_of(payment.id)
    body = callback_body(push.merchant_request_id, push.checkout_request_id, amount=3300)
    world.receive(body, world.ctx.callback_tokens.make(other.id))
    world.work()
    assert world.payment(payment.id).state is S.PROMPTED
    assert world.payment(other.id).state is S.NEEDS_REVIEW
    assert alerts(world) == ["id_mismatch"]


@pytest.mark.parametrize("amount", [3299, 3301, 1, 0, "3300.01", "abc", -3300, 1e30, None, 330000])
def test_another_amount_goes_to_a_person(world: World, amount: Any) -> None:
    payment = world.sent()
    world.call_back(payment.id, amount=amount)
    after = world.payment(payment.id)
    assert (after.state, after.exception) == (S.NEEDS_REVIEW, "amount_mismatch")
    assert alerts(world) == ["amount_mismatch"]
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("0")
    world.pass_time(120)
    assert world.payment(payment.id).state is S.NEEDS_REVIEW, "a query knows no amount"


@pytest.mark.parametrize("amount", [3300, "3300", 3300.00, "3300.00"])
def test_the_same_amount_in_every_writing(world: World, amount: Any) -> None:
    payment = world.sent()
    world.call_back(payment.id, amount=amount)
    assert world.payment(payment.id).state is S.SUCCEEDED


def test_a_receipt_on_two_payments_goes_to_a_person(world: World) -> None:
    world.call_back(world.sent().id)
    second = world.sent(500_000, phone="0722000002")
    world.call_back(second.id)
    after = world.payment(second.id)
    assert (after.state, after.exception) == (S.NEEDS_REVIEW, "duplicate_receipt")
    assert journals(world) == 1


def test_two_bars_may_have_the_same_receipt_text(world: World) -> None:
    world.call_back(world.sent().id)
    world.bar_id = worlds.add_bar(world, "Another")
    payment = world.sent(500_000, phone="0722000002")
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.SUCCEEDED


# --- contradictions -------------------------------------------------------------------------------------------------


def test_failed_after_paid_changes_nothing_and_is_told(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id)
    world.call_back(payment.id, 1032)
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert alerts(world) == ["failed_after_paid"]


def test_a_second_receipt_for_one_request_is_told(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id)
    world.call_back(payment.id, receipt="UKL9ZZ9ZZ9")
    assert world.payment(payment.id).mpesa_receipt_number == "UKL1AB2CD3"
    assert alerts(world) == ["second_receipt"]


def test_callback_says_paid_and_query_says_not_goes_to_a_person(world: World) -> None:
    payment = world.sent(2_000_000)
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("1032")
    world.call_back(payment.id)
    assert world.payment(payment.id).state is S.NEEDS_REVIEW
    assert alerts(world) == ["contradiction"]
    assert journals(world) == 0


def test_settled_at_once_but_the_query_denies_it_is_told(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id)
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = worlds.result("1032")
    world.pass_time(60)
    assert world.payment(payment.id).state is S.SUCCEEDED
    assert alerts(world) == ["query_says_not_paid"]


def test_a_person_decides_with_a_reason(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id, amount=1)

    def act(role: str = "owner", **options: Any) -> Any:
        request = PaymentActionRequest(bar_id=world.bar_id, **options)
        return payment_services.act(world.ctx, world.principal(role), payment.id, request)

    assert refusal(act, decision="paid").code == "reason_needed"
    assert refusal(act, decision="paid", reason="   ").code == "reason_needed"
    assert refusal(act, role="cashier", decision="paid", reason="Seen").code == "not_allowed"
    detail = act(decision="paid", reason="Seen on the statement", receipt="ukl1ab2cd9")
    assert (detail.payment.state, detail.payment.receipt) == (S.SUCCEEDED, "UKL1AB2CD9")
    assert detail.timeline[-1].actor == "Wanjiru"
    assert refusal(act, decision="not_paid", reason="Changed my mind").code == "not_reviewable"
    assert [row.action for row in world.rows("audit_log")] == ["decide"]
    assert journals(world) == 1


# --- where the money goes -------------------------------------------------------------------------------------------


def test_money_for_a_closed_tab_is_kept_as_credit(world: World) -> None:
    payment = world.sent(100_000)
    world.call_back(payment.id, 1032)
    tab = world.tab(payment.tab_id or "")
    world.charge(tab.id, 100)
    again = world.ask(tab.id, 100_100, phone="0722000001")
    world.work()
    world.call_back(again.id, receipt="UKL0000001")
    tabs.close_tab(world.ctx, world.principal(), tab.id, CloseTabRequest(bar_id=world.bar_id))
    world.call_back(payment.id, receipt="UKL0000002")
    late = world.payment(payment.id)
    assert (late.state, late.exception) == (S.SUCCEEDED, "tab_closed")
    assert world.tab(tab.id).balance_cents == -100_000
    assert set(alerts(world)) == {"late_success", "tab_closed"}
    assert tabs.get_tab(world.ctx, world.principal(), world.bar_id, tab.id).lines[-1].kind == "credit"


def test_the_cents_of_rounding_up_are_a_line_of_their_own(world: World) -> None:
    tab = world.open_tab(owes_cents=15_050)
    payment = world.ask(tab.id, 15_100)
    world.work()
    world.call_back(payment.id)
    lines = tabs.get_tab(world.ctx, world.principal(), world.bar_id, tab.id).lines
    assert [(line.kind, line.amount_cents) for line in lines[1:]] == [("mpesa", -15_050), ("overage", -50)]
    assert world.payment(payment.id).exception is None


def test_a_tab_with_money_under_way_is_not_closed(world: World) -> None:
    payment = world.sent(1000)
    request = CloseTabRequest(bar_id=world.bar_id)
    problem = refusal(tabs.close_tab, world.ctx, world.principal(), payment.tab_id, request)
    assert (problem.code, problem.payment_id) == ("payment_open", payment.id)
    world.call_back(payment.id, 1032)
    assert refusal(tabs.close_tab, world.ctx, world.principal(), payment.tab_id, request).code == "balance_not_zero"


# --- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_captured_body_is_taken_and_none_is_a_false_paid(world: World, path: Path) -> None:
    payment = world.sent()
    for token in (None, world.ctx.callback_tokens.make(payment.id)):
        world.receive(path.read_bytes()[: world.ctx.policy.callback_body_bytes], token)
        world.work()
    assert world.payment(payment.id).state is not S.SUCCEEDED
    assert journals(world) == 0
    assert not [line for line in world.lines() if '"job_failed"' in line]


@pytest.mark.parametrize("seed", range(20))
def test_mutated_bodies_credit_nothing_but_the_true_amount(world: World, seed: int) -> None:
    payment = world.sent()
    push = world.push_of(payment.id)
    rng = random.Random(seed)
    whole = callback_body(push.merchant_request_id, push.checkout_request_id, amount=3300)
    for _ in range(25):
        raw = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        world.receive(bytes(raw), None if rng.random() < 0.5 else "0" * 64)
    world.work(200)
    assert world.payment(payment.id).state is S.PROMPTED
    assert journals(world) == 0
    assert not [line for line in world.lines() if '"job_failed"' in line]


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"\xff\xfe", b"{" * 5000, b'{"Body":' * 500, b'{"Body":{"stkCallback":[]}}', b"1" * 10_000,
     b'{"Body":{"stkCallback":{"ResultCode":0,"ResultCode":1}}}', json.dumps({"Body": {"stkCallback": {}}}).encode(),
     b'{"Body":{"stkCallback":{"ResultCode":NaN}}}'],
)  # fmt: skip
def test_bodies_that_are_no_callback_are_kept_and_harmless(world: World, body: bytes) -> None:
    payment = world.sent()
    world.receive(body, world.ctx.callback_tokens.make(payment.id))
    world.work()
    assert world.payment(payment.id).state is S.PROMPTED
    assert len(world.rows("mpesa_callbacks")) == 1
    assert not [line for line in world.lines() if '"job_failed"' in line]


def test_a_body_too_large_is_refused(world: World) -> None:
    assert refusal(world.receive, b" " * (16 * 1024 + 1), None).code == "body_too_large"
    assert world.rows("mpesa_callbacks") == []


def test_what_matches_nothing_waits_and_is_tried_again(world: World) -> None:
    payment = world.sent()
    world.receive(callback_body("m", "ws_CO_of_nobody"), None)
    world.pass_time(120)
    (row,) = world.rows("mpesa_callbacks")
    assert (row.judged_at, row.verdict) == (None, "unmatched")
    assert row.tries >= 3
    world.pass_time(25 * 3600, step=1800)
    (row,) = world.rows("mpesa_callbacks")
    assert row.judged_at is not None
    assert payment.id


def test_the_checklists_log_lines_are_word_for_word(world: World) -> None:
    payment = world.sent()
    world.call_back(payment.id)
    lines = [json.loads(line).get("line") for line in world.lines()]
    assert f"M-Pesa STK Push: {world.bar_id} | Amount: 3,300 | Status: prompted" in lines
    masked = "ws_CO_21112026200000001******678"
    assert f"M-Pesa Callback: {masked} | Result: 0 | Receipt: UKL1AB2CD3" in lines


