"""Pictures of pairing, sign-in, set-up and the practice phone: ``register(page)`` adds them to the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.setup_flow import StepKey
from tabeza_desktop.ui.pairing.window import PairingWindow
from tabeza_desktop.ui.practice.dock import PracticeDock
from tabeza_desktop.ui.setup.go_live_page import GoLivePage
from tabeza_desktop.ui.setup.kes1_page import Kes1Page
from tabeza_desktop.ui.setup.window import SetupWindow
from tabeza_desktop.ui.signin.window import SignInWindow
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.shortcodes import ShortcodeKind
from tests.desktop.ui.setup_scenes import (
    CONFIRMED,
    FOUND,
    KEYS,
    ONLY_TILL,
    PAYBILL,
    TICKED,
    UNAVAILABLE,
    at_go_live,
    at_step,
    at_test,
    candidate,
    kes1,
    online,
    practise,
    settings,
)
from tests.desktop.ui.setup_stage import MERCY, MORNING, Stage, at_the_counter, offered, unpaired
from tests.desktop.ui.shots import NORMAL, SMALL, Maker, Shot

Register = Callable[..., Callable[[Maker], Maker]]


def _show(window: QWidget, shot: Shot) -> QWidget:
    window.resize(*shot.size)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    window.arrive()  # type: ignore[attr-defined]
    return window


def _setup(stage: Stage, shot: Shot, *, dock: bool = False) -> SetupWindow:
    window = SetupWindow(stage)  # type: ignore[arg-type]
    if dock:
        window.take_dock(PracticeDock(stage))  # type: ignore[arg-type]
    _show(window, shot)
    return window


def pair(shot: Shot) -> QWidget:
    window = PairingWindow(online(unpaired()), "1.0.0")  # type: ignore[arg-type]
    window.pair.boxes.set_code("K7QM4R2XH")
    return _show(window, shot)


def pair_confirm(shot: Shot) -> QWidget:
    return _show(PairingWindow(online(offered()), "1.0.0"), shot)  # type: ignore[arg-type]


def pair_owner(shot: Shot) -> QWidget:
    stage = online(at_the_counter(Phase.OWNER_PIN))
    return _show(PairingWindow(stage, "1.0.0"), shot)  # type: ignore[arg-type]


def identity_mismatch(shot: Shot) -> QWidget:
    window = PairingWindow(online(offered()), "1.0.0")  # type: ignore[arg-type]
    window.confirm.differ_button.click()
    return _show(window, shot)


def signin(shot: Shot) -> QWidget:
    stage = online(at_the_counter(Phase.SIGNED_IN, MERCY))
    window = SignInWindow(stage, "1.0.0")  # type: ignore[arg-type]
    stage.state.session.set(replace(stage.state.session.value, phase=Phase.LOCKED))
    _show(window, shot)
    window.page.boxes.push("1")
    window.page.boxes.push("2")
    return window


def setup_checklist(shot: Shot) -> QWidget:
    two = {"ticked": frozenset(sorted(TICKED["ticked"])[:2])}
    return _setup(at_step(StepKey.CHECKLIST, **two), shot)


def setup_paybill(shot: Shot) -> QWidget:
    return _setup(at_step(StepKey.PAYBILL, **PAYBILL, lookup=FOUND), shot)


def setup_paybill_unchecked(shot: Shot) -> QWidget:
    return _setup(at_step(StepKey.PAYBILL, **PAYBILL, lookup=UNAVAILABLE), shot)


def setup_till_blocked(shot: Shot) -> QWidget:
    till = {**PAYBILL, "shortcode_text": "5523019", "declared_kind": ShortcodeKind.TILL, "lookup": ONLY_TILL}
    return _setup(at_step(StepKey.PAYBILL, **till), shot)


def setup_credentials(shot: Shot) -> QWidget:
    window = _setup(at_step(StepKey.CREDENTIALS, **CONFIRMED), shot)
    for field, value in zip(window.credentials.fields.values(), (*KEYS[:2], KEYS[2][:62]), strict=True):
        field.edit.replace(value)
    window.arrive()
    return window


def setup_send_refused(shot: Shot) -> QWidget:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = _setup(stage, shot)
    for field, value in zip(window.credentials.fields.values(), KEYS, strict=True):
        field.edit.replace(value)
    stage.services.setup.draft(current=StepKey.SEND)
    window.front.primary()
    stage.last("setup.send").refuse("keys_rejected")
    return window


def setup_send_name(shot: Shot) -> QWidget:
    draft = {**CONFIRMED, "lookup": UNAVAILABLE, "name_confirmed": False, "sent_version": 1, "sent_at": MORNING}
    stage = at_step(StepKey.SEND, **draft)
    stage.services.setup.show(settings=settings(candidate=candidate()))
    return _setup(stage, shot)


def setup_test_phone(shot: Shot) -> QWidget:
    window = _setup(at_test(), shot)
    assert isinstance(window.front, Kes1Page)
    window.front.phone.set_text("0712345678")
    return window


def _test(state: PaymentState, code: str | None = None, seconds: int = 14) -> Maker:
    return lambda shot: _setup(at_test(kes1(state, code, seconds_ago=seconds)), shot)


def setup_golive(shot: Shot) -> QWidget:
    window = _setup(at_go_live(), shot)
    assert isinstance(window.front, GoLivePage)
    window.front.word.set_text("LIV")
    return window


def practice_phone(shot: Shot) -> QWidget:
    return _setup(practise(at_test(kes1(PaymentState.PROMPTED)), prompt=True), shot, dock=True)


def register(page: Register) -> None:
    """Add every picture to a registry: ``page(name, sizes=...)`` is its decorator."""
    both = (NORMAL, SMALL)
    page("pair", sizes=both)(pair)
    page("pair-confirm")(pair_confirm)
    page("pair-owner")(pair_owner)
    page("identity-mismatch")(identity_mismatch)
    page("signin", sizes=both)(signin)
    page("setup-checklist")(setup_checklist)
    page("setup-paybill")(setup_paybill)
    page("setup-paybill-unchecked")(setup_paybill_unchecked)
    page("setup-till-blocked", sizes=both)(setup_till_blocked)
    page("setup-credentials", sizes=both)(setup_credentials)
    page("setup-send-refused")(setup_send_refused)
    page("setup-send-name")(setup_send_name)
    page("setup-test-phone")(setup_test_phone)
    page("setup-test")(_test(PaymentState.PROMPTED))
    page("setup-test-checking")(_test(PaymentState.UNKNOWN, None, 80))
    page("setup-test-failed", sizes=both)(_test(PaymentState.FAILED, "1032", 23))
    page("setup-test-passed", sizes=both)(_test(PaymentState.SUCCEEDED, "0", 21))
    page("setup-golive")(setup_golive)
    page("practice-phone")(practice_phone)
