"""Cash, corrections, transfers and people between two real consoles of one bar: live on both, once in the books."""

from __future__ import annotations

import sqlite3
import time

import pytest

from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.tab_actions import entry_of
from tabeza_desktop.models.tabs import TabColumn
from tabeza_protocol.secret import Secret
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Counter, Refused
from tests.journeys.town import Town

pytestmark = pytest.mark.alone

OTHER_PIN = "739164"
TEN_SECONDS = 10.0


def two(town: Town, counter: OpenCounter, *owes: int) -> tuple[Counter, Counter, tuple]:
    bar = town.new_bar(*owes)
    first = counter(town).claim(bar.code)
    second = counter(town)
    second.pair(town.add_device_code(bar), "Second PC")
    return first, second.sign_in(), bar.tabs


def test_what_one_console_does_both_show(town: Town, counter: OpenCounter) -> None:
    first, second, (brian, table) = two(town, counter, 900, 250)
    tabs = first.console.services.tabs

    def both_show(tab: object, balance: str) -> None:
        for console in (first, second):
            console.until(
                lambda console=console: console.cell(tab, TabColumn.BALANCE) == balance, f"a balance of {balance}"
            )

    paid = first.call(tabs.receive_cash, brian.id, 40_000, "cash-key-1")
    again = first.call(tabs.receive_cash, brian.id, 40_000, "cash-key-1")
    assert again.tab.balance_cents == paid.tab.balance_cents == 50_000
    both_show(brian, "500")
    first.call(tabs.void, brian.id, entry_of(paid.lines[-1]), "Wrong amount", "void-key-1")
    both_show(brian, "900")
    with pytest.raises(Refused, match="already_voided"):
        second.call(second.console.services.tabs.void, brian.id, entry_of(paid.lines[-1]), "Too", "void-key-2")
    first.call(tabs.adjust, brian.id, -10_000, "Spilled", "adjust-key-1")
    both_show(brian, "800")
    first.call(tabs.transfer, brian.id, table.id, "transfer-key-1")
    both_show(table, "1,050")
    both_show(brian, "0")
    first.call(tabs.close, brian.id)
    second.until(lambda: second.tab(brian) is None, "the closed tab to leave")
    (closed,) = second.call(second.console.services.tabs.closed)
    assert closed.number == brian.number
    second.call(second.console.services.tabs.reopen, brian.id)
    both_show(brian, "0")
    assert town.audit() == []


def test_a_disconnected_pc_is_back_at_pairing_and_keeps_nothing(town: Town, counter: OpenCounter) -> None:
    first, second, _ = two(town, counter, 900)
    people = first.console.services.people
    devices = first.call(people.devices)
    other = next(device for device in devices if not device.is_this_device)
    began = time.monotonic()
    first.call(people.disconnect, other.id)
    second.until(lambda: second.phase is Phase.UNPAIRED, "the pairing screen", TEN_SECONDS)
    state = second.console.state
    second.until(lambda: state.session.value.bar is None, "nothing of the bar", TEN_SECONDS)
    assert time.monotonic() - began < TEN_SECONDS
    assert state.session.value.ended_by == "device_revoked"
    assert dict(state.trade.value.tabs) == {}
    assert state.session.value.people == ()
    assert all(second.secrets.get(name) is None for name in ("refresh_token", "device_key", "owner_ticket"))
    second.console.stop()
    assert held_rows(second) == {}


def held_rows(counter: Counter) -> dict[str, int]:
    """Tables on the disk of this PC that still hold something of the bar."""
    held: dict[str, int] = {}
    for file in counter.folder.glob("*.sqlite"):
        with sqlite3.connect(file) as disk:
            for (table,) in disk.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if table in ("tabs", "lines", "payments", "notices", "offline_verifiers", "setup_drafts"):
                    count = disk.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
                    held |= {f"{file.stem}.{table}": count} if count else {}
    return held


def test_people_come_change_and_go_on_every_console(town: Town, counter: OpenCounter) -> None:
    first, second, _ = two(town, counter, 900)
    people = first.console.services.people
    otieno = first.call(people.add, "Otieno", Secret("604182"))
    seen = second.console.state.session
    second.until(lambda: any(person.id == otieno.id for person in seen.value.people), "the new face")
    second.console.services.session.switch_user()
    second.call(second.console.services.session.sign_in, otieno.id, Secret("604182"))
    second.loaded()
    with pytest.raises(Refused, match="not_allowed"):
        second.call(second.console.services.people.remove, otieno.id)
    first.call(people.reset_pin, otieno.id, Secret(OTHER_PIN))
    second.until(lambda: second.phase is Phase.SIGNED_OUT, "to be signed out", TEN_SECONDS)
    second.call(second.console.services.session.sign_in, otieno.id, Secret(OTHER_PIN))
    first.call(people.change_role, otieno.id, "owner")
    second.until(lambda: second.phase is Phase.SIGNED_OUT, "to be signed out", TEN_SECONDS)
    second.call(second.console.services.session.sign_in, otieno.id, Secret(OTHER_PIN))
    assert second.console.state.session.value.role == "owner"
    claimant = first.console.state.session.value.person
    assert claimant is not None
    with pytest.raises(Refused, match="not_allowed"):
        second.call(second.console.services.people.remove, claimant.id)
    first.call(people.remove, otieno.id)
    second.until(lambda: second.phase is Phase.SIGNED_OUT, "to be signed out", TEN_SECONDS)
    second.until(lambda: all(person.id != otieno.id for person in seen.value.people), "the face to go")
