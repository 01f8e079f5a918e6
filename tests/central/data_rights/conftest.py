"""A bar that has had a customer with a phone, over the real vault: what is sealed is really sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tabeza_central.observe.audit import audit
from tabeza_central.services.data_rights import MAY_STILL_SPEAK_US
from tabeza_central.store import alerts, payments
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.wire.trade import CloseTabRequest
from tests.central import world as worlds
from tests.central.access.people import KEY
from tests.central.world import World

PHONE = "254733987654"
OTHERS = "254711000222"
RECEIPT = "UKL1AB2CD3"


@dataclass
class Customer:
    """Kamau, who paid once, cancelled once and is talked about; and somebody else on the next tab."""

    world: World
    tab_id: str
    payment_id: str
    cancelled_id: str
    other_id: str


@pytest.fixture
def world(store_url: str, tmp_path: Path) -> Iterator[World]:
    made = worlds.build(store_url, tmp_path / "spool")
    made.ctx.vault = Vault(Keyring.from_text(KEY))
    made.ctx.callback_tokens = made.ctx.vault.callback_tokens
    made.bar_id = worlds.add_bar(made)
    yield made
    assert audit(made.ctx) == [], "the books are right to the cent"
    made.ctx.store.engine.dispose()


@pytest.fixture
def customer(world: World) -> Customer:
    """All of it is over and M-Pesa has had its say."""
    from tabeza_central.services import tabs

    tab = world.open_tab("Kamau wa Njeri", owes_cents=430_000, phone=PHONE)
    cancelled = world.ask(tab.id, 330_000)
    world.work()
    world.call_back(cancelled.id, 1032)
    world.pass_time(150)
    payment = world.ask(tab.id, 330_000)
    world.work()
    world.call_back(payment.id, receipt=RECEIPT)
    world.charge(tab.id, 10_000, "for +254 733-987 654")
    world.receive(worlds.callback_body("mr-x", "ws_CO_211120262000001733987654", 1032, phone=PHONE), None)
    other = world.sent(phone="0711000222")
    world.call_back(other.id, receipt="UKL1OTHER1")
    with world.ctx.store.write(bar=world.bar_id) as tx:
        alerts.audit(
            tx, bar_id=world.bar_id, at=world.ctx.now(), actor="Otieno", action="note", obj="call 0733987654",
            detail={"reason": "0733 987 654 says paid"},
        )  # fmt: skip
        found = payments.find(tx, world.bar_id, payment.id)
        assert found is not None
        payments.note(
            tx, found, at=world.ctx.now(), event="note", actor="Otieno", detail="rang 0733987654, paid"
        )
        alerts.raise_alert(
            tx, alert_id=world.ctx.ids.new_id(), bar_id=world.bar_id, kind="note", severity="info", at=world.ctx.now(),
            text="Call 0733-987-654",
        )  # fmt: skip
    rest = world.ask(tab.id, world.tab(tab.id).balance_cents)
    world.work()
    world.call_back(rest.id, receipt="UKL1REST01")
    tabs.close_tab(world.ctx, world.principal(), tab.id, CloseTabRequest(bar_id=world.bar_id))
    world.pass_time(26 * 3600, step=1800)
    world.clock.forward(MAY_STILL_SPEAK_US / 1_000_000)
    return Customer(world, tab.id, payment.id, cancelled.id, other.id)
