"""Two consoles of one bar see one truth; another bar sees none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tabeza_desktop.core.requests import RequestStage
from tabeza_desktop.models.tabs import TabColumn
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Refused
from tests.journeys.town import Town

pytestmark = pytest.mark.alone


def test_the_same_button_pressed_on_both_makes_one_push_and_both_see_it_paid(
    town: Town, counter: OpenCounter
) -> None:
    bar = town.new_bar(900, 250)
    tab, other_tab = bar.tabs
    first = counter(town).claim(bar.code)
    second = counter(town)
    second.pair(town.add_device_code(bar), "Second PC")
    second.sign_in()
    for console in (first, second):
        console.console.services.payments.request(tab.id, tab.owes_cents)
    ended = (RequestStage.ACCEPTED, RequestStage.REFUSED)
    first.until(lambda: all(c.requests and c.requests[0].stage in ended for c in (first, second)), "both answers")
    stages = sorted(console.requests[0].stage for console in (first, second))
    assert stages == [RequestStage.ACCEPTED, RequestStage.REFUSED]
    loser = next(c.requests[0] for c in (first, second) if c.requests[0].stage is RequestStage.REFUSED)
    assert loser.problem is not None
    assert loser.problem.code in ("tab_busy", "phone_busy")
    stored = town.payments(bar)
    assert len(stored) == 1
    if loser.problem.code == "tab_busy":
        assert loser.problem.payment_id == stored[0]["id"]
    for console in (first, second):
        console.until_last(tab, "prompted")
        assert console.cell(tab, TabColumn.LAST) == "Waiting for PIN"
    town.answer(tab.phone)
    for console in (first, second):
        assert console.until_last(tab, "succeeded").balance_cents == 0
        assert console.cell(tab, TabColumn.LAST) == "Paid in full"
        shown = console.tab(other_tab)
        assert shown is not None
        assert shown.balance_cents == 25_000
    assert len(town.pushes(tab.phone)) == 1
    assert town.credited_cents(bar) == 90_000
    assert town.audit() == []


def test_another_bar_sees_nothing(town: Town, counter: OpenCounter, tmp_path: Path) -> None:
    ours, theirs = town.new_bar(640), town.new_bar(120)
    owner = counter(town).claim(ours.code)
    stranger = counter(town, folder=tmp_path / "stranger").claim(theirs.code)
    request = owner.ask(ours.tabs[0])
    town.answer(ours.tabs[0].phone)
    owner.until_last(ours.tabs[0], "succeeded")
    stranger.ask(theirs.tabs[0])
    stranger.until_last(theirs.tabs[0], "prompted")
    assert set(stranger.console.state.trade.value.tabs) == {theirs.tabs[0].id}
    assert stranger.console.models.tabs.keys == [theirs.tabs[0].id]
    services = stranger.console.services
    for method, *arguments in (
        (services.payments.detail, request.payment_id),
        (services.payments.check_again, request.payment_id),
        (services.payments.decide, request.payment_id, "not_paid", "not ours"),
        (services.tabs.detail, ours.tabs[0].id),
        (services.tabs.close, ours.tabs[0].id),
        (services.tabs.add_charge, ours.tabs[0].id, "Tusker", 1, 35_000),
        (services.payments.request, ours.tabs[0].id, 10_000),
    ):
        with pytest.raises(Refused) as refusal:
            stranger.call(method, *arguments)
        assert refusal.value.problem.code == "not_found", method
    town.answer(theirs.tabs[0].phone)
    stranger.until_last(theirs.tabs[0], "succeeded")
    held = b"".join(path.read_bytes() for path in sorted((tmp_path / "stranger").glob("cache.sqlite*")))
    assert theirs.tabs[0].id.encode() in held
    assert ours.tabs[0].id.encode() not in held
    assert (request.payment_id or "").encode() not in held
    assert town.tab_row(ours, ours.tabs[0])["charge_count"] == 1
    assert town.credited_cents(ours) == 64_000
    assert town.credited_cents(theirs) == 12_000
