"""Every line of the statement and every payment of the books finds its other half, or is listed. Twice is once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import by_hand
from tabeza_central.services.reconcile import Reconciliation, Verdict, reconcile
from tabeza_central.services.reconcile_apply import WHY, apply
from tabeza_central.services.statements import StatementRefused, read_statement
from tabeza_central.store import schema
from tabeza_central.store.ledger import balance
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import RecordByHandRequest
from tests.central import world as worlds
from tests.central.reconcile.paper import Movement, statement
from tests.central.world import World, result

RECEIPT = "UKL1AB2CD3"
OTHER = "UKL1ZZ9ZZ9"


def compare(world: World, *movements: Movement, **options: Any) -> Reconciliation:
    return reconcile(world.ctx, world.bar_id, read_statement(statement(movements, **options)))


def write(world: World, *movements: Movement, **options: Any) -> Reconciliation:
    return apply(world.ctx, world.bar_id, read_statement(statement(movements, **options)), by="Asha")


def verdicts(done: Reconciliation) -> list[str]:
    return [str(item.verdict) for item in done.items]


def paid(world: World, receipt: str = RECEIPT, cents: int = 330_000) -> str:
    payment = world.sent(cents)
    world.call_back(payment.id, receipt=receipt)
    return payment.id


def put_by_hand(world: World, receipt: str = RECEIPT, cents: int = 330_000) -> str:
    tab = world.open_tab(owes_cents=cents)
    request = RecordByHandRequest(bar_id=world.bar_id, tab_id=tab.id, receipt=receipt, amount_cents=cents)
    by_hand.record(world.ctx, world.principal("cashier"), request, world.key())
    return tab.id


def account(world: World, name: str) -> int:
    with world.ctx.store.read(bar=world.bar_id) as tx:
        return balance(tx, world.bar_id, name)


def everything(world: World) -> dict[str, list[Any]]:
    return {name: sorted(map(repr, world.rows(name))) for name in schema.metadata.tables}


def test_a_paid_payment_and_its_line_match(world: World) -> None:
    paid(world)
    done = compare(world, Movement(RECEIPT, 330_000, 5))
    assert verdicts(done) == ["matched"]
    assert done.all_matches


def test_what_m_pesa_charges_or_moves_away_is_no_difference(world: World) -> None:
    paid(world)
    fee, to_bank = (
        Movement(RECEIPT, -3_300, 5),
        Movement("UKL1BANK01", -100_000, 90, details="Business Payment to Bank"),
    )
    failed = Movement("UKL1FAIL01", 5_000, 8, status="Failed")
    done = compare(world, Movement(RECEIPT, 330_000, 5), fee, to_bank, failed)
    assert Counter(verdicts(done)) == {"matched": 1, "outgoing": 2, "not_completed": 1}
    assert done.all_matches


def test_a_line_that_no_request_asked_for_is_listed(world: World) -> None:
    done = compare(world, Movement(OTHER, 20_000, 5, "WIFI", "254733***111 - ANN"))
    assert verdicts(done) == ["line_without_payment"]
    assert done.differences[0].receipt == OTHER


def test_a_payment_that_the_statement_does_not_have_is_listed(world: World) -> None:
    payment = paid(world)
    done = compare(world, Movement(OTHER, 20_000, 5))
    assert verdicts(done) == ["line_without_payment", "payment_without_line"]
    assert done.differences[1].payment is not None
    assert done.differences[1].payment.id == payment


def test_a_payment_near_the_end_may_be_on_the_next_statement(world: World) -> None:
    paid(world)
    done = compare(world, Movement("UKL1FEE001", -100, -60), after_s=60)
    assert verdicts(done) == ["outgoing", "edge"]
    assert done.all_matches
    assert verdicts(compare(world, Movement("UKL1FEE001", -100, -2_000), after_s=-1_000)) == ["outgoing"]


def test_an_amount_that_differs_is_listed_with_both(world: World) -> None:
    paid(world)
    (item,) = compare(world, Movement(RECEIPT, 320_000, 5)).differences
    assert item.verdict is Verdict.AMOUNT_DIFFERS
    assert (item.line and item.line.amount_cents, item.payment and item.payment.amount_cents) == (
        320_000,
        330_000,
    )


def test_a_receipt_twice_on_the_statement_counts_once(world: World) -> None:
    paid(world)
    done = compare(world, Movement(RECEIPT, 330_000, 5), Movement(RECEIPT, 330_000, 5))
    assert verdicts(done) == ["matched", "repeated_line"]


def test_money_that_was_taken_back_is_listed(world: World) -> None:
    paid(world)
    back = Movement(OTHER, -330_000, 600, details="Reversal", linked=RECEIPT)
    done = compare(world, Movement(RECEIPT, 330_000, 5), back)
    assert verdicts(done) == ["matched", "reversed"]
    assert done.differences[0].payment is not None


def test_looking_changes_nothing(world: World) -> None:
    put_by_hand(world)
    before = everything(world)
    assert compare(world, Movement(RECEIPT, 330_000, 5)).pending
    assert everything(world) == before


def test_what_was_recorded_by_hand_is_confirmed_under_a_name_and_once(world: World) -> None:
    tab = put_by_hand(world)
    line = Movement(RECEIPT, 330_000, -60)
    done = write(world, line)
    assert done.applied == {Verdict.HAND_CONFIRMS: 1}
    assert done.all_matches
    assert (account(world, "by_hand:522522"), account(world, "statement:522522")) == (0, 330_000)
    assert account(world, "mpesa:522522") == 0, "M-Pesa itself never told us of it"
    assert world.tab(tab).balance_cents == 0
    assert "by_hand_confirmed" in [row.kind for row in world.rows("alerts")]
    said = [(row.actor, row.action) for row in world.rows("audit_log") if row.actor == "Asha"]
    assert said == [("Asha", "reconcile"), ("Asha", "reconciled")]
    before = everything(world)
    again = write(world, line)
    assert (again.applied, verdicts(again)) == (Counter(), ["matched"])
    assert everything(world) == before, "the same file again changes nothing at all"


def test_recorded_with_another_amount_it_is_listed_and_left_alone(world: World) -> None:
    put_by_hand(world, cents=330_000)
    done = write(world, Movement(RECEIPT, 30_000, 5))
    assert verdicts(done) == ["amount_differs"]
    assert account(world, "statement:522522") == 0


def test_recorded_by_hand_and_not_on_the_statement(world: World) -> None:
    put_by_hand(world)
    done = compare(world, Movement(OTHER, 20_000, 5))
    assert verdicts(done) == ["line_without_payment", "hand_without_line"]


def test_a_confirmed_record_still_gives_way_to_a_request_with_its_receipt(world: World) -> None:
    """The callback came after the statement: the receipt counts for the request, and once."""
    tab = world.open_tab(owes_cents=330_000)
    payment = world.ask(tab.id, 330_000)
    world.work()
    other = put_by_hand(world)
    with_account = Movement(RECEIPT, 330_000, 5, "SOMETHING")
    write(world, with_account)
    world.call_back(payment.id, receipt=RECEIPT)
    assert (world.tab(tab.id).balance_cents, world.tab(other).balance_cents) == (0, 330_000)
    names = ("by_hand:522522", "statement:522522", "mpesa:522522")
    assert [account(world, name) for name in names] == [0, 0, 330_000]
    assert verdicts(compare(world, with_account)) == ["matched"]


def test_a_payment_nobody_knew_the_end_of_is_settled_by_its_line(world: World) -> None:
    payment = world.sent()
    world.pass_time(200)
    assert world.payment(payment.id).state is PaymentState.UNKNOWN
    line = Movement(RECEIPT, 330_000, 12, "TAB1", "254712***678 - KAMAU")
    assert verdicts(compare(world, line)) == ["settles"]
    done = write(world, line)
    assert (done.applied, verdicts(done)) == ({Verdict.SETTLES: 1}, ["matched"])
    settled = world.payment(payment.id)
    assert (settled.state, settled.mpesa_receipt_number) == (PaymentState.SUCCEEDED, RECEIPT)
    assert payment.tab_id is not None
    assert world.tab(payment.tab_id).balance_cents == 0
    last = max(
        (row for row in world.rows("payment_events") if row.payment_id == payment.id), key=lambda row: row.seq
    )
    assert (last.actor, last.detail) == ("Asha", WHY)


def test_a_payment_before_a_person_is_settled_too(world: World) -> None:
    payment = world.sent()
    world.pass_time(25 * 3600, step=600)
    assert world.payment(payment.id).state is PaymentState.NEEDS_REVIEW
    write(world, Movement(RECEIPT, 330_000, 12, "TAB1"))
    assert world.payment(payment.id).state is PaymentState.SUCCEEDED


def test_a_receipt_not_told_yet_is_found(world: World) -> None:
    payment = world.sent()
    world.daraja.results[world.push_of(payment.id).checkout_request_id] = result("0")
    world.pass_time(30)
    assert world.payment(payment.id).mpesa_receipt_number is None
    done = write(world, Movement(RECEIPT, 330_000, 12, party="0712***678 KAMAU"))
    assert done.applied == {Verdict.RECEIPT_FOUND: 1}
    assert world.payment(payment.id).mpesa_receipt_number == RECEIPT
    assert verdicts(compare(world, Movement(RECEIPT, 330_000, 12))) == ["matched"]


@pytest.mark.parametrize(
    "line",
    [
        Movement(RECEIPT, 330_000, 12, "TAB9"),
        Movement(RECEIPT, 330_000, 12, "TAB1", "254712***679 - X"),
        Movement(RECEIPT, 330_000, 12),
        Movement(RECEIPT, 320_000, 12, "TAB1"),
        Movement(RECEIPT, 330_000, 3_600, "TAB1"),
        Movement(RECEIPT, 330_000, -600, "TAB1"),
    ],
    ids=[
        "another tab",
        "another phone",
        "neither told",
        "another amount",
        "much later",
        "before it was sent",
    ],
)
def test_what_only_looks_alike_is_not_settled(world: World, line: Movement) -> None:
    payment = world.sent()
    world.pass_time(200)
    done = write(world, line)
    assert verdicts(done) == ["line_without_payment"]
    assert world.payment(payment.id).state is PaymentState.UNKNOWN


def test_two_that_could_be_it_are_named_and_left_to_a_person(world: World) -> None:
    """Two rounds at the same price to the same phone, and one line: nobody can know which."""
    tab = world.open_tab(owes_cents=660_000)
    first = world.ask(tab.id, 330_000)
    world.work()
    world.pass_time(200)
    second = world.ask(tab.id, 330_000)
    world.work()
    world.pass_time(200)
    done = write(world, Movement(RECEIPT, 330_000, 210, "TAB1"))
    (item,) = done.differences
    assert item.verdict is Verdict.LINE_WITHOUT_PAYMENT
    assert set(item.candidates) == {first.id, second.id}
    assert account(world, "mpesa:522522") == 0


def test_two_lines_for_one_payment_settle_nothing(world: World) -> None:
    world.sent()
    world.pass_time(200)
    done = write(world, Movement(RECEIPT, 330_000, 12, "TAB1"), Movement(OTHER, 330_000, 40, "TAB1"))
    assert verdicts(done) == ["line_without_payment", "line_without_payment"]


def test_a_failed_payment_that_may_have_been_paid_is_named_but_not_settled(world: World) -> None:
    """The customer may have typed the PayBill by hand after cancelling."""
    payment = world.sent()
    world.call_back(payment.id, 1032)
    done = write(world, Movement(RECEIPT, 330_000, 60, "TAB1"))
    assert done.differences[0].candidates == (payment.id,)
    assert world.payment(payment.id).state is PaymentState.FAILED


def test_a_worker_that_is_first_wins(world: World) -> None:
    """Between looking and writing the callback comes: the receipt is booked once."""
    payment = world.sent()
    world.pass_time(200)
    read = read_statement(statement([Movement(RECEIPT, 330_000, 12, "TAB1")]))
    seen = reconcile(world.ctx, world.bar_id, read)
    world.call_back(payment.id, receipt=RECEIPT)
    from tabeza_central.services.reconcile_apply import _write

    assert _write(world.ctx, world.bar_id, seen.pending[0], "Asha") is False
    assert account(world, "mpesa:522522") == 330_000


def test_one_paybill_for_two_bars(world: World) -> None:
    paid(world)
    world.bar_id = worlds.add_bar(world, "The branch")
    done = compare(world, Movement(RECEIPT, 330_000, 5))
    assert verdicts(done) == ["other_bar"]
    assert done.all_matches


def test_test_payments_are_real_money_and_are_matched(world: World) -> None:
    payment = world.ask_test()
    world.work()
    world.call_back(payment.id, receipt=RECEIPT)
    assert verdicts(compare(world, Movement(RECEIPT, 100, 5, "TEST"))) == ["matched"]


def test_another_paybills_statement_is_refused(world: World) -> None:
    with pytest.raises(StatementRefused, match="of PayBill 600000; the bar's is 522522"):
        compare(world, Movement(RECEIPT, 330_000, 5), shortcode="600000")


def test_a_bar_that_is_not_there_or_not_set_up(world: World) -> None:
    read = read_statement(statement([Movement(RECEIPT, 330_000, 5)]))
    with pytest.raises(Problem) as missing:
        reconcile(world.ctx, "f" * 32, read)
    assert missing.value.code == "not_found"
    fresh = worlds.add_bar(world, "Not set up", live=False)
    with pytest.raises(StatementRefused, match="not set"):
        reconcile(world.ctx, fresh, read)


def test_play_money_is_not_on_any_statement(world: World) -> None:
    from tabeza_protocol.environment import Environment

    world.bar_id = worlds.add_bar(world, "Test bar", live=False, is_test_bar=True)
    version = worlds.add_version(world, world.bar_id, shortcode="174379", environment=Environment.SANDBOX)
    worlds.make_live(world, world.bar_id, version)
    paid(world)
    assert verdicts(compare(world, Movement(OTHER, 100, 5), shortcode="174379")) == ["line_without_payment"]
