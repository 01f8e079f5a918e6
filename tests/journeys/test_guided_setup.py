"""Two consoles over real HTTP: an owner does the whole set-up while a support person follows it and is shut out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tabeza_central.services import support_people
from tabeza_desktop.core.setup_flow import CHECKLIST, StepKey
from tabeza_desktop.core.support_lines import lines_for
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.store.secrets import MemoryStore
from tabeza_desktop.support_program import MadeUpPerson
from tabeza_practice.launcher import Practice, PracticeFailed, child_command, support_desk
from tabeza_protocol.credentials import CredentialField
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeKind
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import Counter, Refused
from tests.journeys.town import ROOT, Town
from tests.journeys.walk import FIELDS, walk_setup

pytestmark = [pytest.mark.alone, pytest.mark.timeout(240)]
SUPPORT_PIN = "615283"
OpenDesk = Callable[[str], Counter]
PHONE = "254712000123"


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path, town: Town) -> Iterator[OpenDesk]:
    """Opens desks, each on a folder of its own, and ends them."""
    opened: list[Counter] = []

    def open_one(name: str) -> Counter:
        folder = tmp_path / f"desk-{len(opened)}"
        config = ConsoleConfig(folder, town.base_url, town.fingerprint, support=True)
        opened.append(Counter(qtbot, folder, (), config, MemoryStore()).start())
        return desk_of(opened[-1], town, name)

    yield open_one
    for one in opened:
        one.stop()


def desk_of(desk: Counter, town: Town, name: str) -> Counter:
    """A support person at a desk of their own, as the operator makes both."""
    with town.services() as service:
        person = support_people.add(service.context, name, Secret(SUPPORT_PIN))
        code = support_people.desk_code(service.context).code
    desk.pair(code, "Desk")
    desk.until(lambda: desk.console.state.session.value.people, "the people of the desk")
    desk.call(desk.console.services.session.sign_in, person.id, Secret(SUPPORT_PIN))
    assert desk.console.state.session.value.role == "support"
    return desk


def test_set_up_with_a_second_person_following(counter: OpenCounter, open_desk: OpenDesk, town: Town) -> None:
    bar = town.new_bar(live=False)
    owner = counter(town).claim(bar.code)
    faith = open_desk("Faith Njeri")
    services, state = owner.console.services, owner.console.state
    desk, seen = faith.console.services.support_desk, faith.console.state.support_desk

    owner.call(services.setup.load)
    services.setup.tick(CHECKLIST[0], True)
    sharing = owner.call(services.support.share)
    assert len(sharing.code) == 6
    faith.call(desk.open, f"{sharing.code[:3]} {sharing.code[3:]}")
    faith.until(lambda: seen.value.view is not None, "the bar")
    assert seen.value.view.bar.name == bar.name
    assert seen.value.view.bar.step == "checklist"

    owner.until(lambda: state.support.value.looking, "who looks")
    assert state.support.value.opened_by == "Faith Njeri"
    assert state.support.value.code == sharing.code, "the owner can still read it"

    # the owner goes on; support sees the step, states of fields, never a value
    for item in CHECKLIST:
        services.setup.tick(item, True)
    assert services.setup.next()
    services.setup.set_paybill(str(bar.tenant["shortcode"]), ShortcodeKind.PAYBILL)
    owner.call(services.setup.lookup)
    services.setup.confirm_name(True)
    assert services.setup.next()
    services.setup.inspect(CredentialField.PASSKEY, str(bar.tenant["passkey"])[:62])
    faith.until(
        lambda: seen.value.view is not None and seen.value.view.fields.get("passkey") == "unusual_length",
        "the state of the passkey",
    )
    view = seen.value.view
    assert view.bar.step == "credentials"
    assert view.business_shortcode == bar.tenant["shortcode"]
    assert "Passkey" in lines_for(view, "en")[0]
    assert "Passkey" in lines_for(view, "sw")[0]

    # support points and sends a tip
    desk.point("passkey")
    desk.tip("golive_email")
    owner.until(lambda: state.support.value.pointed_at == "passkey", "where support points")
    owner.until(lambda: state.support.value.shown_tip == "golive_email", "the tip")
    services.support.put_tip_away()
    assert state.support.value.shown_tip is None
    owner.call(services.support.renew)

    # wrong keys: the problem is told by its code, with its cure
    for field in FIELDS:
        services.setup.inspect(CredentialField(field), str(bar.tenant[field]))
    assert services.setup.next()
    wrong = [Secret(str(bar.tenant[field])[::-1]) for field in FIELDS]
    with pytest.raises(Refused):
        owner.call(services.setup.send, *wrong)
    faith.until(
        lambda: (
            seen.value.view is not None
            and seen.value.view.bar.last_problem is not None
            and seen.value.view.bar.last_problem.kind == "problem"
        ),
        "the problem",
    )
    assert seen.value.view.bar.last_problem.code == state.setup.value.problem.code

    # the whole way to LIVE, followed
    services.setup.go_to(StepKey.CHECKLIST)
    walk_setup(owner, bar.tenant, PHONE, lambda: town.answer(PHONE))
    faith.until(lambda: seen.value.view is not None and seen.value.view.bar.finished, "the bar live")
    view = seen.value.view
    assert view.test is not None
    assert [event.state for event in view.test.events][-1] == "succeeded"
    assert {time.step for time in view.times} >= {
        "checklist",
        "paybill",
        "credentials",
        "send",
        "test",
        "go_live",
    }

    # stopped: gone from the desk with its next reading
    owner.call(services.support.stop)
    faith.until(lambda: seen.value.bars == () and seen.value.view is None, "an empty desk", seconds=10)
    with pytest.raises(Refused) as refused:
        faith.call(desk.open, sharing.code)
    assert refused.value.problem.code == "support_code_wrong"

    # every look is in the owner's log; no value of any kind went to the desk
    acts = [line.act for line in owner.call(services.support.read_log).lines]
    assert acts[0] == "support_stopped"
    assert {"support_code", "support_opened", "support_looked", "support_pointed", "support_tip"} <= set(acts)


def test_what_support_saw_of_one_bar_is_not_left_for_the_next_person(
    counter: OpenCounter, open_desk: OpenDesk, town: Town
) -> None:
    bar = town.new_bar(live=False)
    owner = counter(town).claim(bar.code)
    musa = open_desk("Musa Otieno")
    code = owner.call(owner.console.services.support.share).code
    musa.call(musa.console.services.support_desk.open, code)
    musa.until(lambda: musa.console.state.support_desk.value.view is not None, "the bar")
    musa.console.services.session.switch_user()
    assert musa.console.state.support_desk.value.bars == ()
    assert musa.console.state.support_desk.value.view is None
    kept = [path.read_bytes() for path in musa.folder.rglob("*") if path.is_file()]
    for words in (bar.name, bar.id, code, str(bar.tenant["shortcode"])):
        assert not any(words.encode() in content for content in kept), json.dumps(words)


def test_practice_mode_has_a_second_person_to_follow_along(qtbot: QtBot, tmp_path: Path) -> None:
    """As ``--practice`` and then ``--practice --support`` start them: Amina's desk pairs and signs in by itself."""
    folder = tmp_path / "practice"
    command = child_command(ROOT / "main.py")
    with pytest.raises(PracticeFailed, match="not running"):
        support_desk(command, folder)
    practice = Practice(command, folder)
    announced = practice.start()
    owner = amina = None
    try:
        told = support_desk(command, folder)
        assert "pin" in told
        again = support_desk(command, folder)
        assert again["code"] != told["code"], "each window is a desk of its own"
        assert again["name"] == told["name"]
        amina = desk_in_practice(qtbot, tmp_path / "amina", told)
        made_up = MadeUpPerson(amina.console, told)
        amina.start()
        amina.until(lambda: amina.console.state.session.value.role == "support", "Amina signed in")
        assert amina.console.state.session.value.service_kind == "practice"
        owner = desk_in_practice(qtbot, tmp_path / "owner", announced).start()
        owner.claim(str(announced["practice"]["pairing_code"]))
        code = owner.call(owner.console.services.support.share).code
        amina.call(amina.console.services.support_desk.open, code)
        owner.until(lambda: owner.console.state.support.value.opened_by == told["name"], "who looks")
        del made_up
    finally:
        for one in (owner, amina):
            if one is not None:
                one.stop()
        practice.stop()
    with pytest.raises(PracticeFailed):
        support_desk(command, folder)


def desk_in_practice(qtbot: QtBot, folder: Path, told: dict[str, Any]) -> Counter:
    support = "pin" in told
    config = ConsoleConfig(
        folder, told["base_url"], told["identity_fingerprint"], memory_only=True, support=support
    )
    return Counter(qtbot, folder, (), config, MemoryStore())


def test_a_desk_takes_no_bars_code_and_a_counter_no_desks(counter: OpenCounter, town: Town) -> None:
    with town.services() as service:
        code = support_people.desk_code(service.context).code
    with pytest.raises(Refused) as refused:
        counter(town).pair(code)
    assert refused.value.problem.code == "code_of_other_kind"
