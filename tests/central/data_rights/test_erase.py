"""A phone that was erased is nowhere: not in the file, not in a dump, not sealed, not digested. The books stay."""

from __future__ import annotations

import secrets

import pytest

from tabeza_central.observe.audit import audit
from tabeza_central.problems import Problem
from tabeza_central.services import data_rights
from tabeza_central.services.data_rights import TooSoon, erase, export
from tabeza_central.store import erasure
from tabeza_central.store.ledger import balance
from tabeza_protocol.payment_states import PaymentState
from tests.central.data_rights.canary import dump, holds, opened
from tests.central.data_rights.conftest import OTHERS, PHONE, RECEIPT, Customer
from tests.central.world import World
from tests.support.postgres import PostgresServer


@pytest.fixture
def server(store_kind: str, request: pytest.FixtureRequest) -> PostgresServer | None:
    return None if store_kind == "sqlite" else request.getfixturevalue("postgres_server")


def test_the_phone_is_nowhere_in_any_form(customer: Customer, server: PostgresServer | None) -> None:
    world = customer.world
    before = dump(world, server)
    assert holds(world, before, PHONE), "the canary can be seen while it is there"
    assert holds(world, opened(world), PHONE)
    done = erase(world.ctx, world.bar_id, "0733 987 654", by="Asha")
    assert done.compacted
    assert done.counts == {"callbacks": 4, "mentions": 6, "payments": 3, "tabs": 1}
    assert holds(world, dump(world, server), PHONE) == []
    assert holds(world, opened(world), PHONE) == []
    assert b"Kamau wa Njeri" not in dump(world, server)
    assert holds(world, dump(world, server), OTHERS), "and nobody else's was touched"
    assert holds(world, opened(world), OTHERS)


def test_the_books_stay_to_the_cent(customer: Customer) -> None:
    world = customer.world

    def books() -> tuple[object, ...]:
        with world.ctx.store.read(bar=world.bar_id) as tx:
            money = balance(tx, world.bar_id, "mpesa:522522")
        lines = sorted(
            (r.journal_id, r.n, r.account, r.kind, r.amount_cents) for r in world.rows("ledger_lines")
        )
        return (
            money,
            lines,
            sorted((r.id, r.state, r.mpesa_receipt_number) for r in world.rows("mpesa_transactions")),
        )

    before = books()
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    assert books() == before
    assert audit(world.ctx) == []
    assert world.tab(customer.tab_id).customer_name == erasure.GONE


def test_a_receipt_still_counts_once(customer: Customer) -> None:
    from tabeza_central.services import by_hand
    from tabeza_protocol.wire.trade import RecordByHandRequest

    world = customer.world
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    tab = world.open_tab(owes_cents=330_000)
    request = RecordByHandRequest(bar_id=world.bar_id, tab_id=tab.id, receipt=RECEIPT, amount_cents=330_000)
    with pytest.raises(Problem) as refused:
        by_hand.record(world.ctx, world.principal(), request, world.key())
    assert (refused.value.code, refused.value.payment_id) == ("receipt_used", customer.payment_id)


def test_payments_of_one_person_share_one_token_that_leads_nowhere(customer: Customer) -> None:
    world = customer.world
    was = world.ctx.vault.digest("phone", PHONE)
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    tokens = {world.payment(each).phone_hmac for each in (customer.payment_id, customer.cancelled_id)}
    assert len(tokens) == 1
    assert tokens.isdisjoint({was, world.payment(customer.other_id).phone_hmac})


def test_it_is_audited_without_the_phone_and_a_second_time_finds_nothing(customer: Customer) -> None:
    world = customer.world
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    last = world.rows("audit_log")[-1]
    assert (last.actor, last.action) == ("Asha", "data_erase")
    assert erase(world.ctx, world.bar_id, PHONE, by="Asha").counts == {}
    assert world.rows("audit_log")[-1].id == last.id


def test_consoles_are_told_to_forget(customer: Customer) -> None:
    world = customer.world
    before = {(row.kind, row.id): row.seq for row in world.rows("feed_items")}
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    told = {
        key
        for key, seq in ((((r.kind, r.id)), r.seq) for r in world.rows("feed_items"))
        if seq > before.get(key, 0)
    }
    assert {
        ("payment", customer.payment_id),
        ("payment", customer.cancelled_id),
        ("tab", customer.tab_id),
    } <= told
    assert {kind for kind, _ in told} >= {"line", "notice"}
    assert ("payment", customer.other_id) not in told


def test_keys_can_still_be_rotated_afterwards(customer: Customer) -> None:
    from tabeza_central.services import keys
    from tabeza_central.vault.keyring import Keyring
    from tabeza_central.vault.vault import Vault
    from tests.central.access.people import KEY

    world = customer.world
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    world.ctx.vault = Vault(Keyring.from_text(secrets.token_hex(32), KEY))
    done = keys.rotate(world.ctx)
    assert not {
        label
        for label in done.unreadable
        if label.startswith(("mpesa_transactions", "mpesa_callbacks", "tabs"))
    }


# --- not yet --------------------------------------------------------------------------------------------------------


def test_not_while_a_payment_is_open(world: World) -> None:
    world.sent(phone=PHONE)
    with pytest.raises(TooSoon, match="has not ended yet"):
        erase(world.ctx, world.bar_id, PHONE, by="Asha")


def test_not_while_m_pesa_may_still_send_word(world: World) -> None:
    payment = world.sent(phone=PHONE)
    world.call_back(payment.id)
    with pytest.raises(TooSoon, match=r"again after 2026-11-23T17:00\+00:00"):
        erase(world.ctx, world.bar_id, PHONE, by="Asha")
    assert world.payment(payment.id).state is PaymentState.SUCCEEDED
    assert world.payment(payment.id).phone_masked != erasure.GONE


def test_not_while_their_tab_is_open(world: World) -> None:
    world.open_tab(owes_cents=100, phone=PHONE)
    with pytest.raises(TooSoon, match="Tab 1 is open"):
        erase(world.ctx, world.bar_id, PHONE, by="Asha")


def test_what_is_no_phone_or_no_bar(world: World) -> None:
    for bar_id, phone, code in ((world.bar_id, "12", "phone_invalid"), ("f" * 32, PHONE, "not_found")):
        for act in (erase, export):
            with pytest.raises(Problem) as refused:
                act(world.ctx, bar_id, phone, by="Asha")
            assert refused.value.code == code


# --- export ---------------------------------------------------------------------------------------------------------


def test_the_export_holds_everything_of_theirs_and_nothing_of_others(customer: Customer) -> None:
    import json

    world = customer.world
    made = export(world.ctx, world.bar_id, "0733987654", by="Asha")
    text = json.dumps(made)
    assert made["phone"] == PHONE
    assert {payment["id"] for payment in made["payments"]} >= {customer.payment_id, customer.cancelled_id}
    assert [tab["customer_name"] for tab in made["tabs"]] == ["Kamau wa Njeri"]
    assert len(made["messages_from_mpesa"]) == 4
    assert {found["where"] for found in made["mentions"]} >= {
        "audit_log.detail",
        "payment_events.detail",
        "alerts.text",
    }
    assert RECEIPT in text
    assert "UKL1OTHER1" not in text
    assert OTHERS not in text
    assert data_rights.STAYS in text
    assert world.rows("audit_log")[-1].action == "data_export"


def test_after_erasing_there_is_nothing_to_export(customer: Customer) -> None:
    world = customer.world
    erase(world.ctx, world.bar_id, PHONE, by="Asha")
    made = export(world.ctx, world.bar_id, PHONE, by="Asha")
    assert (made["payments"], made["tabs"], made["messages_from_mpesa"], made["mentions"]) == ([], [], [], [])
