"""The main job, from the first start of practice mode to a real payment watched on the tab's row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.practice import PhoneAnswer, PracticeInfo
from tabeza_desktop.core.session import Phase
from tabeza_desktop.models.tabs import TabColumn
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.store.secrets import MemoryStore
from tabeza_practice.launcher import Practice, child_command
from tabeza_protocol.secret import Secret
from tests.journeys.counter import OWNER, PIN, Counter
from tests.journeys.town import ROOT, Tab, read_rows
from tests.journeys.walk import FIELDS, walk_setup
from tests.journeys.wire import Wire

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]
TAB = 124


@dataclass
class PracticeRun:
    """Practice mode's two children, and what they announced."""

    announced: dict[str, Any]
    folder: Path

    @property
    def told(self) -> dict[str, Any]:
        return dict(self.announced["practice"])

    def open(self, qtbot: QtBot, secrets: MemoryStore) -> Counter:
        """A console as ``python main.py --practice`` builds it."""
        told = self.told
        wires = tuple(Wire(httpx.URL(url).port or 0) for url in (self.announced["base_url"], told["control_url"]))
        info = PracticeInfo(
            base_url=wires[0].url,
            identity_fingerprint=self.announced["identity_fingerprint"],
            pairing_code=told["pairing_code"],
            control_url=wires[1].url,
            phone=told["phone"],
            shortcode=told["shortcode"],
            **{name: Secret(told[name]) for name in FIELDS},
        )
        config = ConsoleConfig(self.folder, wires[0].url, info.identity_fingerprint, info, memory_only=True)
        return Counter(qtbot, self.folder, wires, config, secrets).start()

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return read_rows(Path(self.told["database"]), sql, *values)

    def record(self, what: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.told['control_url']}/_control/record", params={"what": what}, timeout=20)
        return list(answer.json()["entries"])


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeRun]:
    folder = tmp_path / "practice"
    children = Practice(child_command(ROOT / "main.py"), folder)
    yield PracticeRun(children.start(), folder)
    children.stop()


def customer(console: Counter, answer: PhoneAnswer) -> None:
    """Plays the customer on the practice phone that the console itself shows."""
    practice = console.console.state.practice
    console.until(lambda: practice.value.prompt is not None, "a prompt on the practice phone")
    console.call(console.console.services.practice.answer, answer)
    console.until(lambda: practice.value.prompt is None, "the practice phone put away")


def test_an_owner_goes_from_the_first_start_to_a_real_payment_on_tab_124(
    practice: PracticeRun, qtbot: QtBot
) -> None:
    secrets = MemoryStore()
    console = practice.open(qtbot, secrets)
    try:
        _first_start(console, practice)
        _set_up(console, practice)
        _one_payment(console, practice)
    finally:
        console.stop()
    again = practice.open(qtbot, secrets)
    try:
        _next_morning(again)
    finally:
        again.stop()


def _first_start(console: Counter, practice: PracticeRun) -> None:
    assert console.phase is Phase.UNPAIRED
    console.pair(practice.told["pairing_code"])
    assert console.phase is Phase.OWNER_PIN
    console.call(console.console.services.pairing.set_owner, OWNER, Secret(PIN))
    session = console.console.state.session.value
    assert session.phase is Phase.SIGNED_IN
    assert session.bar is not None
    assert session.bar.name == "Kilimani Tavern"
    console.loaded()
    console.until(lambda: console.console.state.trade.value.open_count == 14, "fourteen open tabs")
    assert console.console.state.trade.value.overdue_count == 3


def _set_up(console: Counter, practice: PracticeRun) -> None:
    before = len(practice.record("push"))
    walk_setup(console, practice.told, "0712 345 678", lambda: customer(console, PhoneAnswer.PIN))
    bar = practice.rows("SELECT * FROM bars")[0]
    assert (bar["mpesa_enabled"], bar["mpesa_setup_completed"], bar["mpesa_test_status"]) == (1, 1, "passed")
    assert bar["mpesa_business_shortcode"] == practice.told["shortcode"]
    assert bar["mpesa_registered_name"] == "KILIMANI TAVERN LTD"
    assert len(practice.record("push")) == before + 1
    told = practice.record("transaction")[-1]
    assert (told["amount"], told["result_code"]) == (1, "0")
    tests = practice.rows("SELECT * FROM mpesa_transactions WHERE mpesa_receipt_number = ?", told["receipt"])
    assert [(row["kind"], row["state"], row["amount_cents"]) for row in tests] == [("test", "succeeded", 100)]


def _one_payment(console: Counter, practice: PracticeRun) -> None:
    view = console.console.state.trade.value.by_number(TAB)
    assert view is not None
    assert view.customer_name == "Brian Otieno"
    tab = Tab(view.id, view.number, practice.told["phone"], view.balance_cents)
    before = len(practice.record("push"))
    request = console.ask(tab)
    console.until_last(tab, "prompted")
    assert console.cell(tab, TabColumn.LAST) == "Waiting for PIN"
    customer(console, PhoneAnswer.PIN)
    shown = console.until_last(tab, "succeeded")
    assert shown.balance_cents == 0
    assert console.cell(tab, TabColumn.LAST) == "Paid in full"
    assert console.cell(tab, TabColumn.BALANCE) == "0"
    assert len(practice.record("push")) == before + 1
    told = practice.record("transaction")[-1]
    stored = practice.rows("SELECT * FROM mpesa_transactions WHERE id = ?", request.payment_id)[0]
    assert (stored["state"], stored["mpesa_receipt_number"]) == ("succeeded", told["receipt"])
    assert told["amount"] * 100 == stored["amount_cents"] == tab.owes_cents
    lines = practice.rows(
        "SELECT SUM(l.amount_cents) AS cents FROM ledger_lines l JOIN ledger_journals j ON j.id = l.journal_id"
        " WHERE j.cause_id = ? AND l.account LIKE 'mpesa:%'",
        request.payment_id,
    )
    assert lines[0]["cents"] == tab.owes_cents


def _next_morning(console: Counter) -> None:
    """A restart: the same bar and its faces, the cached tabs at once, and live after the PIN."""
    assert console.phase is Phase.SIGNED_OUT
    assert console.console.state.trade.value.open_count == 14
    people = console.console.state.session.value.people
    owner = next(person for person in people if person.name == OWNER)
    console.call(console.console.services.session.sign_in, owner.id, Secret(PIN))
    console.loaded()
    view = console.console.state.trade.value.by_number(TAB)
    assert view is not None
    assert view.balance_cents == 0
