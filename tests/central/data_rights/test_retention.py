"""After so many days phones and raw messages go by themselves; the books, and what is undecided, stay."""

from __future__ import annotations

import pytest

from tabeza_central.domain.instants import DAY
from tabeza_central.services import retention
from tabeza_central.settings import SettingsRefused, settings_from_environment
from tabeza_central.store import erasure
from tabeza_central.store.ledger import balance
from tabeza_protocol.payment_states import PaymentState
from tests.central.data_rights.canary import dump, holds, opened
from tests.central.data_rights.conftest import OTHERS, PHONE, Customer
from tests.central.world import World
from tests.support.postgres import PostgresServer


@pytest.fixture
def server(store_kind: str, request: pytest.FixtureRequest) -> PostgresServer | None:
    return None if store_kind == "sqlite" else request.getfixturevalue("postgres_server")


def forward(world: World, days: float) -> None:
    world.clock.forward(days * DAY / 1_000_000)


def test_nothing_goes_before_its_time(customer: Customer) -> None:
    world = customer.world
    forward(world, 80)
    assert retention.run(world.ctx) == {"payments": 0, "tabs": 0, "callbacks": 0}
    assert world.payment(customer.payment_id).phone_masked == "0733 *** 654"


def test_raw_messages_go_after_90_days(customer: Customer) -> None:
    world = customer.world
    forward(world, 91)
    assert retention.due(world.ctx) == {"payments": 0, "tabs": 0, "callbacks": 5}
    assert retention.run(world.ctx)["callbacks"] == 5
    bodies = {
        world.ctx.vault.open("-", "callback", row.body_encrypted) for row in world.rows("mpesa_callbacks")
    }
    assert bodies == {b""}
    assert {row.source_address for row in world.rows("mpesa_callbacks")} == {None}
    assert {row.verdict for row in world.rows("mpesa_callbacks")} >= {"settle", "fail"}, (
        "what was made of them stays"
    )


def test_phones_go_after_400_days_and_the_books_stay(
    customer: Customer, server: PostgresServer | None
) -> None:
    world = customer.world
    with world.ctx.store.read(bar=world.bar_id) as tx:
        before = balance(tx, world.bar_id, "mpesa:522522")
    forward(world, 401)
    assert retention.due(world.ctx) == {"payments": 4, "tabs": 1, "callbacks": 5}
    assert retention.run(world.ctx) == {"payments": 4, "tabs": 1, "callbacks": 5}
    assert retention.due(world.ctx) == {"payments": 0, "tabs": 0, "callbacks": 0}
    with world.ctx.store.read(bar=world.bar_id) as tx:
        assert balance(tx, world.bar_id, "mpesa:522522") == before
    payment = world.payment(customer.payment_id)
    assert (payment.phone_masked, payment.mpesa_receipt_number, payment.customer_name) == (
        erasure.GONE,
        "UKL1AB2CD3",
        "Kamau wa Njeri",
    )
    tokens = {row.phone_hmac for row in world.rows("mpesa_transactions")}
    assert len(tokens) == 4, "each has a token of its own: who is who is no longer told"
    assert not holds(world, opened(world), PHONE)


def test_an_open_tab_keeps_its_phone_and_an_undecided_payment_everything(world: World) -> None:
    payment = world.sent(phone=OTHERS)
    world.pass_time(25 * 3600, step=1800)
    assert world.payment(payment.id).state is PaymentState.NEEDS_REVIEW
    forward(world, 500)
    assert retention.run(world.ctx) == {"payments": 0, "tabs": 0, "callbacks": 0}
    assert world.payment(payment.id).phone_masked == "0711 *** 222"


def test_a_second_run_and_an_erasure_after_it_find_nothing(
    customer: Customer, server: PostgresServer | None
) -> None:
    from tabeza_central.services.data_rights import erase

    world = customer.world
    forward(world, 401)
    retention.run(world.ctx)
    audited = len(world.rows("audit_log"))
    assert sum(retention.run(world.ctx).values()) == 0
    assert len(world.rows("audit_log")) == audited
    assert erase(world.ctx, world.bar_id, PHONE, by="Asha").counts == {"mentions": 6}, (
        "only what people had typed"
    )
    assert holds(world, dump(world, server), PHONE) == []


def test_a_worker_does_it_each_day(customer: Customer) -> None:
    world = customer.world
    retention.plan(world.ctx)
    retention.plan(world.ctx)
    forward(world, 401)
    world.work()
    assert sum(retention.due(world.ctx).values()) == 0
    (job,) = [row for row in world.rows("jobs") if row.kind == "retention"]
    assert job.run_at == world.ctx.now() + DAY


def test_the_days_are_the_operators_to_set() -> None:
    env = {
        "TABEZA_SERVICE_KIND": "test",
        "TABEZA_RETENTION_CALLBACK_DAYS": "30",
        "TABEZA_RETENTION_PHONE_DAYS": "365",
    }
    settings = settings_from_environment(env)
    assert (settings.keep_callback_days, settings.keep_phone_days) == (30, 365)
    assert settings_from_environment({"TABEZA_SERVICE_KIND": "test"}).keep_phone_days == 400


@pytest.mark.parametrize("days", ["0", "6", "-1", "3651", "for ever", "1.5"])
def test_no_end_is_no_answer(days: str) -> None:
    with pytest.raises(
        SettingsRefused, match="TABEZA_RETENTION_PHONE_DAYS must be a number of days from 7 to 3650"
    ):
        settings_from_environment({"TABEZA_SERVICE_KIND": "test", "TABEZA_RETENTION_PHONE_DAYS": days})
