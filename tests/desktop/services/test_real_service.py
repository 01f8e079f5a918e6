"""The whole line with nothing faked but Safaricom: a real central process, the simulated Safaricom, a console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.app import build_console
from tabeza_desktop.core.practice import PhoneAnswer, PracticeInfo
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import RequestStage
from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.setup_flow import CHECKLIST, StepKey
from tabeza_desktop.practice_start import practice_config
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.secrets import MemoryStore
from tabeza_practice.launcher import Practice, child_command
from tabeza_protocol.credentials import CredentialField
from tabeza_protocol.payment_states import FINAL_STATES, PaymentState
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeKind
from tests.desktop.fake_service import PIN

MAIN = Path(__file__).resolve().parents[3] / "main.py"
pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture
def live(qtbot: QtBot, tmp_path: Path) -> Iterator[Console]:
    practice = Practice(child_command(MAIN), tmp_path / "practice")
    announced = practice.start()
    console = build_console(practice_config(announced, tmp_path / "console"), secrets=MemoryStore())
    console.start()
    yield console
    console.stop()
    practice.stop()


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    return lambda so: qtbot.waitUntil(so, timeout=20_000)


def info_of(console: Console) -> PracticeInfo:
    info = console.state.practice.value.info
    assert info is not None
    return info


def never(problem: Problem) -> None:
    raise AssertionError(problem)


def enter(console: Console, until: Callable[[Callable[[], bool]], None]) -> None:
    services, state = console.services, console.state
    until(lambda: state.session.value.phase is Phase.UNPAIRED)
    code = info_of(console).pairing_code
    services.pairing.look(code, done=lambda offer: services.pairing.claim(offer, "Counter", failed=never), failed=never)
    until(lambda: state.session.value.phase is Phase.OWNER_PIN)
    services.pairing.set_owner("Wanjiru", Secret(PIN), failed=never)
    until(lambda: state.session.value.phase is Phase.SIGNED_IN)


def set_up(console: Console, until: Callable[[Callable[[], bool]], None]) -> None:
    setup, info = console.services.setup, info_of(console)
    setup.load(failed=never)
    until(lambda: console.state.setup.value.loaded)
    for item in CHECKLIST:
        setup.tick(item, True)
    assert setup.next()
    setup.set_paybill(info.shortcode, ShortcodeKind.PAYBILL)
    setup.lookup(failed=never)
    until(lambda: console.state.setup.value.lookup is not None)
    setup.confirm_name(True)
    assert setup.next()
    keys = [Secret(key.reveal()) for key in (info.consumer_key, info.consumer_secret, info.passkey)]
    for field, key in zip(CredentialField, keys, strict=True):
        setup.inspect(field, key.reveal())
    assert setup.next()
    setup.send(keys[0], keys[1], keys[2], failed=never)
    until(lambda: console.state.setup.value.draft.sent_version is not None)
    assert setup.next()
    setup.start_test(info.phone, failed=never)
    answer(console, until, PhoneAnswer.PIN)
    until(lambda: setup.next())
    assert console.state.setup.value.current is StepKey.GO_LIVE
    setup.seen(True)
    setup.go_live("LIVE", failed=never)
    until(lambda: console.state.mpesa.value is not None and console.state.mpesa.value.enabled)


def answer(console: Console, until: Callable[[Callable[[], bool]], None], how: PhoneAnswer) -> None:
    until(lambda: console.state.practice.value.prompt is not None)
    console.services.practice.answer(how, failed=never)


def test_from_a_pairing_code_to_a_paid_tab(live: Console, until: Callable[[Callable[[], bool]], None]) -> None:
    enter(live, until)
    until(lambda: live.models.tabs.rowCount() > 0)
    set_up(live, until)
    assert {step.state for step in live.state.setup.value.steps} == {"done"}
    rows = live.state.trade.value.tabs.values()
    free = [row for row in rows if row.last_payment is None or row.last_payment.state in FINAL_STATES]
    tab = next(row for row in free if row.balance_cents >= 100_00)
    live.services.tabs.detail(tab.id, failed=never)
    until(lambda: live.models.lines.rowCount() > 0)
    lines = live.models.lines.rowCount()
    live.services.payments.request(tab.id, 100_00, info_of(live).phone, failed=never)
    answer(live, until, PhoneAnswer.PIN)

    def paid() -> bool:
        return live.state.trade.value.tabs[tab.id].paid_cents == tab.paid_cents + 100_00

    until(paid)
    until(lambda: live.models.lines.rowCount() == lines + 1)
    last = live.state.trade.value.tabs[tab.id].last_payment
    assert last is not None
    assert last.state is PaymentState.SUCCEEDED
    request = live.state.requests.value.of_tab(tab.id)
    assert request is not None
    assert (request.stage, request.payment_id) == (RequestStage.ACCEPTED, last.payment_id)
