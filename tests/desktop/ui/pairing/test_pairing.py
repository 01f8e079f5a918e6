"""Joining a PC to a bar: nothing is connected by accident, nothing secret stays, a strange service is a full stop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.pairing import Pairing
from tabeza_desktop.core.practice import Practice, PracticeInfo
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.pairing.window import PairingWindow
from tabeza_protocol.secret import Secret
from tests.desktop.ui.conftest import Stand
from tests.desktop.ui.setup_stage import Stage, at_the_counter, offer, offered, unpaired

CODE = "K7QM4R2XHV"


def shown(stand: Stand, stage: Stage) -> PairingWindow:
    return stand(PairingWindow(stage, "1.0.0"))  # type: ignore[arg-type, return-value]


def texts(window: PairingWindow) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_a_code_typed_and_entered_is_looked_at_and_not_claimed(stand: Stand) -> None:
    stage = unpaired()
    window = shown(stand, stage)
    QTest.keyClicks(window.pair.boxes, "k7qm4-r2xh")
    assert not window.pair.connect_button.isEnabled()
    QTest.keyClicks(window.pair.boxes, "v")
    QTest.keyClick(window.pair.boxes, Qt.Key.Key_Return)
    assert stage.last("pairing.look").args == (CODE,)
    assert not stage.named("pairing.claim")


def test_enter_on_half_a_code_does_nothing(stand: Stand) -> None:
    stage = unpaired()
    window = shown(stand, stage)
    QTest.keyClicks(window.pair.boxes, "K7QM")
    QTest.keyClick(window.pair.boxes, Qt.Key.Key_Return)
    assert not stage.calls


@pytest.mark.parametrize("code", ["pairing_code_wrong", "pairing_code_expired", "pairing_code_used", "no_network"])
def test_a_refused_code_says_why_and_leaves_the_code_to_be_corrected(stand: Stand, code: str) -> None:
    stage = unpaired()
    window = shown(stand, stage)
    window.pair.boxes.set_code(CODE)
    window.pair.connect_now()
    stage.last("pairing.look").refuse(code)
    assert Problem(code).text("en").happened in window.pair.problem.text()
    assert window.pair.problem.isVisible()
    assert window.pair.boxes.code() == CODE
    assert window.pair.boxes.hasFocus()


def test_f9_asks_for_practice_and_in_practice_fills_in_the_code(stand: Stand, qtbot: QtBot) -> None:
    stage = unpaired()
    window = shown(stand, stage)
    with qtbot.waitSignal(window.practice_asked):
        QTest.keyClick(window.pair.boxes, Qt.Key.Key_F9)
    stage.state.practice.set(Practice(a_practice()))
    QTest.keyClick(window.pair.boxes, Qt.Key.Key_F9)
    assert stage.last("pairing.look").args == (CODE,)


def a_practice() -> PracticeInfo:
    none = Secret("")
    return PracticeInfo("", "", CODE, "", "254712345678", "4083917", none, none, none)


def test_the_bar_is_shown_with_six_words_before_anything_is_connected(stand: Stand) -> None:
    stage = offered()
    window = shown(stand, stage)
    words = [child.accessibleName() for child in window.confirm.identity.children() if hasattr(child, "accessibleName")]
    assert [name.split(": ")[1] for name in words if ": " in name] == [*offer().identity.words]
    assert window.confirm.bar.name.text() == "Kilimani Tavern"
    assert not stage.calls


def test_enter_connects_once_however_often_it_is_pressed(stand: Stand) -> None:
    stage = offered()
    window = shown(stand, stage)
    QTest.keyClick(window.confirm.yes_button, Qt.Key.Key_Return)
    stage.state.pairing.set(Pairing(offer=offer(), busy=True))
    QTest.keyClick(window.confirm.yes_button, Qt.Key.Key_Return)
    assert len(stage.named("pairing.claim")) == 1
    assert stage.last("pairing.claim").args[1] == "COUNTER-01"


def test_esc_says_this_is_not_my_bar(stand: Stand) -> None:
    stage = offered()
    window = shown(stand, stage)
    QTest.keyClick(window.confirm, Qt.Key.Key_Escape)
    assert stage.named("pairing.forget_offer")
    assert not stage.named("pairing.claim")


def test_words_that_differ_stop_everything_and_only_lead_back(stand: Stand) -> None:
    stage = offered()
    window = shown(stand, stage)
    window.confirm.differ_button.click()
    assert window.mismatch.isVisible()
    assert not window.confirm.isVisible()
    QTest.keyClick(window.mismatch, Qt.Key.Key_Return)
    assert not stage.named("pairing.claim")
    window.mismatch.again_button.click()
    assert stage.named("pairing.forget_offer")


@pytest.mark.parametrize("way", ["pairing", "connection"])
def test_another_identity_covers_the_whole_window(stand: Stand, way: str) -> None:
    stage = unpaired()
    window = shown(stand, stage)
    if way == "pairing":
        stage.state.pairing.set(Pairing(problem=Problem("identity_mismatch")))
    else:
        stage.state.connection.set(Connection(kind=ConnectionKind.IDENTITY_MISMATCH, problem="identity_mismatch"))
    assert window.mismatch.isVisible()
    assert not window.frame.isVisible()
    assert "C07" in texts(window)


def test_the_owner_sets_a_name_and_the_same_pin_twice(stand: Stand) -> None:
    stage = at_the_counter(Phase.OWNER_PIN)
    window = shown(stand, stage)
    page = window.owner
    assert QApplication.focusWidget() is page.name.edit
    QTest.keyClicks(page.name.edit, "Joyce")
    QTest.keyClicks(page.pin, "482917")
    assert page.again.hasFocus()
    QTest.keyClicks(page.again, "482917")
    QTest.keyClick(page.again, Qt.Key.Key_Return)
    name, pin = stage.last("pairing.set_owner").args
    assert (name, pin.reveal()) == ("Joyce", "482917")
    assert page.pin.length() == page.again.length() == 0


def test_pins_that_differ_are_wiped_and_never_sent(stand: Stand) -> None:
    stage = at_the_counter(Phase.OWNER_PIN)
    window = shown(stand, stage)
    page = window.owner
    page.name.set_text("Joyce")
    QTest.keyClicks(page.pin, "482917")
    QTest.keyClicks(page.again, "482918")
    page.save()
    assert not stage.calls
    assert page.pin.length() == page.again.length() == 0
    assert page.pin.hasFocus()


def test_a_weak_pin_is_refused_with_its_reason_and_the_name_stays(stand: Stand) -> None:
    stage = at_the_counter(Phase.OWNER_PIN)
    window = shown(stand, stage)
    page = window.owner
    page.name.set_text("Joyce")
    QTest.keyClicks(page.pin, "111111")
    QTest.keyClicks(page.again, "111111")
    page.save()
    stage.last("pairing.set_owner").refuse("pin_weak")
    assert Problem("pin_weak").text("en").happened in page.problem.text()
    assert page.name.text() == "Joyce"


def test_every_word_follows_the_language(stand: Stand) -> None:
    stage = unpaired()
    window = shown(stand, stage)
    english = texts(window)
    speak("sw")
    try:
        assert window.pair.title.text() == "Unganisha kompyuta hii na baa yako"
        assert texts(window) != english
    finally:
        speak("en")


def test_everything_on_the_pairing_screen_has_a_name(stand: Stand) -> None:
    window = shown(stand, unpaired())
    page = window.pair
    for control in (page.boxes, page.connect_button, page.paste_button, page.practice_button):
        assert control.accessibleName()
