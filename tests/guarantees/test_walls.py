"""The store's own questions, asked for the wrong bar: with the right ids of another's things they find nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tabeza_central.domain.ledger import tab_account
from tabeza_central.store import alerts, bars, credentials, feed, ledger, payments, tabs
from tabeza_central.store.uow import Tx
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.world import World

S = PaymentState


class Scene:
    """A bar with a paid tab and an open payment, and a bar with nothing."""

    def __init__(self) -> None:
        self.world: World = worlds.build()
        self.other = worlds.add_bar(self.world, "Another", live=False)
        self.bar = self.world.bar_id = worlds.add_bar(self.world)
        paid = self.world.sent(330_000, phone="0722000001")
        self.world.call_back(paid.id)
        shown = self.world.sent(50_000, phone="0722000002")
        self.paid, self.open = self.world.payment(paid.id), self.world.payment(shown.id)
        with self.world.ctx.store.write(bar=self.bar) as tx:
            alerts.raise_alert(
                tx, alert_id="a" * 32, bar_id=self.bar, kind="late_success", severity="warn", text="x", at=1,
                payment_id=paid.id, tab_id=paid.tab_id,
            )  # fmt: skip
        (self.journal, *_) = [row for row in self.world.rows("ledger_journals") if row.payment_id]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.world.ctx.store.engine.dispose()


Question = Callable[[Tx, str, Scene], Any]
QUESTIONS: dict[str, Question] = {
    "bars.find": lambda tx, bar, of: (found := bars.find(tx, bar)) and found.mpesa_credential_version,
    "tabs.find": lambda tx, bar, of: tabs.find(tx, bar, of.paid.tab_id or ""),
    "tabs.find, locked": lambda tx, bar, of: tabs.find(tx, bar, of.paid.tab_id or "", lock=True),
    "tabs.rows": lambda tx, bar, of: tabs.rows(tx, bar, [of.paid.tab_id or ""]),
    "tabs.page": lambda tx, bar, of: tabs.page(tx, bar, status=None, before=None, limit=9),
    "payments.find": lambda tx, bar, of: payments.find(tx, bar, of.paid.id),
    "payments.find, locked": lambda tx, bar, of: payments.find(tx, bar, of.paid.id, lock=True),
    "payments.by_client_key": lambda tx, bar, of: payments.by_client_key(tx, bar, of.paid.client_key),
    "payments.by_receipt": lambda tx, bar, of: payments.by_receipt(
        tx, bar, of.paid.mpesa_receipt_number or ""
    ),
    "payments.by_checkout": lambda tx, bar, of: payments.by_checkout(
        tx, bar, of.paid.checkout_request_id or ""
    ),
    "payments.busy_on_tab": lambda tx, bar, of: payments.busy_on_tab(tx, bar, of.open.tab_id or "", 0),
    "payments.unresolved_on_tab": lambda tx, bar, of: payments.unresolved_on_tab(
        tx, bar, of.open.tab_id or ""
    ),
    "payments.attempts_since": lambda tx, bar, of: payments.attempts_since(tx, bar, 0),
    "payments.names_version": lambda tx, bar, of: payments.names_version(
        tx, bar, of.open.credential_version, 0
    ),
    "payments.events": lambda tx, bar, of: payments.events(tx, bar, of.paid.id),
    "payments.some": lambda tx, bar, of: payments.some(tx, bar, [of.paid.id]),
    "payments.page": lambda tx, bar, of: payments.page(tx, bar, payments.Filter(), 9),
    "payments.page, searched": lambda tx, bar, of: payments.page(tx, bar, payments.Filter(text="Kamau"), 9),
    "ledger.tab_lines": lambda tx, bar, of: ledger.tab_lines(tx, bar, of.paid.tab_id or ""),
    "ledger.some_lines": lambda tx, bar, of: ledger.some_lines(tx, bar, [ledger.line_id(of.journal.id, 1)]),
    "ledger.balance": lambda tx, bar, of: ledger.balance(tx, bar, tab_account(of.open.tab_id or "")),
    "ledger.is_booked": lambda tx, bar, of: ledger.is_booked(
        tx, bar, ledger.Cause("mpesa_payment", of.paid.id)
    ),
    "credentials.find": lambda tx, bar, of: credentials.find(tx, bar, of.paid.credential_version),
    "credentials.find, locked": lambda tx, bar, of: credentials.find(
        tx, bar, of.paid.credential_version, lock=True
    ),
    "alerts.some": lambda tx, bar, of: alerts.some(tx, bar, ["a" * 32]),
    "feed.after": lambda tx, bar, of: [
        row for row in feed.after(tx, bar, feed.START, 99) if row.kind == "payment"
    ],
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_for_the_wrong_bar_finds_nothing(scene: Scene, name: str) -> None:
    with scene.world.ctx.store.write() as tx:
        assert QUESTIONS[name](tx, scene.bar, scene), (
            "for the right bar it finds something, or it proves nothing"
        )
        assert not QUESTIONS[name](tx, scene.other, scene)


def test_a_change_for_the_wrong_bar_changes_nothing(scene: Scene) -> None:
    with scene.world.ctx.store.write() as tx:
        tabs.change(tx, scene.other, scene.paid.tab_id or "", {"customer_name": "x"})
        with pytest.raises(AssertionError, match="not there"):
            credentials.change(tx, scene.other, scene.paid.credential_version, {"test_status": "failed"})
        tx.touched.clear()
    with scene.world.ctx.store.read(bar=scene.bar) as tx:
        tab = tabs.find(tx, scene.bar, scene.paid.tab_id or "")
        version = credentials.find(tx, scene.bar, scene.paid.credential_version)
    assert tab is not None
    assert version is not None
    assert (tab.customer_name, version.test_status) == ("Kamau", "passed")
