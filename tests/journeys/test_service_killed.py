"""The central service dies with requests open: consoles show old news as old, come back by themselves, and no
customer is asked twice.
"""

from __future__ import annotations

import signal

import pytest

from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.requests import RequestStage
from tabeza_desktop.models.tabs import TabColumn
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Refused
from tests.journeys.town import LONG_S, Town, wait_for

pytestmark = pytest.mark.alone


def test_killed_with_prompts_showing_the_consoles_keep_what_they_know_and_the_truth_arrives(
    own_town: Town, counter: OpenCounter
) -> None:
    bar = own_town.new_bar(1_000, 300)
    paid_meanwhile, untouched = bar.tabs
    first = counter(own_town, direct=True).claim(bar.code)
    second = counter(own_town, direct=True)
    second.pair(own_town.add_device_code(bar), "Second PC")
    second.sign_in()
    first.ask(paid_meanwhile)
    second.until_last(paid_meanwhile, "prompted")
    own_town.central.kill()
    for console in (first, second):
        console.until(lambda c=console: c.kind is ConnectionKind.OFFLINE, "offline")
        shown = console.console.state.connection.value
        assert shown.is_stale
        assert not shown.can_request
        assert shown.last_good_at is not None
        assert console.cell(paid_meanwhile, TabColumn.LAST) == "Was waiting"
        assert console.cell(untouched, TabColumn.BALANCE) == "300"
        assert not console.console.state.trade.value.overdue_count
    own_town.answer(paid_meanwhile.phone)
    wait_for(lambda: own_town.record("transaction", paid_meanwhile.phone), "the customer to have paid")
    with pytest.raises(Refused) as refusal:
        first.ask(untouched)
    assert refusal.value.problem.code == "no_network"
    own_town.start_central()
    for console in (first, second):
        console.until(lambda c=console: c.kind is ConnectionKind.LIVE, "live again", seconds=LONG_S)
    for console in (first, second):
        assert console.until_last(paid_meanwhile, "succeeded", seconds=LONG_S).balance_cents == 0
    assert len(own_town.pushes(paid_meanwhile.phone)) == 1
    assert own_town.pushes(untouched.phone) == []
    assert own_town.credited_cents(bar) == 100_000
    assert own_town.audit() == []
    own_town.central.end()


@pytest.mark.prove
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "failpoint",
    [
        "accept.before_commit",
        "accept.after_commit",
        "dispatch.before_commit",
        "dispatch.before_send",
        "dispatch.after_send",
        "answer.before_commit",
        "intake.before_commit",
        "intake.after_commit",
        "judge.before_commit",
        "judge.after_commit",
    ],
)
def test_killed_at_a_step_of_a_payment_the_console_finds_out_and_the_customer_is_asked_once(
    own_town: Town, counter: OpenCounter, failpoint: str
) -> None:
    bar = own_town.new_bar(600)
    tab = bar.tabs[0]
    pays_at_once = failpoint.startswith(("intake", "judge"))
    if pays_at_once:
        own_town.customer(tab.phone, "enter_pin")
    own_town.central.end()
    own_town.start_central(TABEZA_FAILPOINT=failpoint)
    console = counter(own_town, direct=True).claim(bar.code)
    console.console.services.payments.request(tab.id, tab.owes_cents)
    assert own_town.central.process.wait(60) == -signal.SIGKILL
    own_town.central.end()
    own_town.start_central()
    console.until(lambda: console.kind is ConnectionKind.LIVE, "live again", seconds=LONG_S)
    ended = (RequestStage.ACCEPTED, RequestStage.NOT_SENT)

    def settled() -> bool:
        return console.requests[0].stage in ended or not own_town.payments(bar)

    console.until(settled, "the request found", seconds=LONG_S)
    pushes = own_town.pushes(tab.phone)
    if failpoint == "accept.before_commit":
        assert own_town.payments(bar) == []
    elif failpoint == "dispatch.before_commit":
        # a minute later the lost worker's claim runs out, and nobody wants a prompt out of the blue any more
        console.until_last(tab, "refused", seconds=120)
    elif failpoint == "dispatch.before_send":
        console.until_last(tab, "unknown")
        assert console.cell(tab, TabColumn.LAST) == "Checking"
    else:
        if not pays_at_once:
            own_town.answer(tab.phone)
        console.until_last(tab, "succeeded", seconds=90)
        pushes = own_town.pushes(tab.phone)
        assert len(pushes) == 1
    assert own_town.credited_cents(bar) == (60_000 if len(pushes) == 1 else 0)
    assert len(own_town.pushes(tab.phone)) == len(pushes)
    assert own_town.audit() == []
    own_town.central.end()
