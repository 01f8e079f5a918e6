"""Who are you: six digits, one person, and a lock screen that tells nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.trade import Trade
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.signin.window import SignInWindow
from tests.desktop.ui.conftest import Stand
from tests.desktop.ui.setup_stage import BRIAN, MERCY, MORNING, Stage, at_the_counter


def shown(stand: Stand, stage: Stage) -> SignInWindow:
    return stand(SignInWindow(stage, "1.0.0"))  # type: ignore[arg-type, return-value]


def test_the_sixth_digit_signs_in_and_leaves_nothing_behind(stand: Stand) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    page = window.page
    QTest.keyClicks(page.boxes, "48291")
    assert not stage.calls
    QTest.keyClicks(page.boxes, "7")
    person, pin = stage.last("session.sign_in").args
    assert (person, pin.reveal()) == (MERCY.id, "482917")
    assert page.boxes.length() == 0


def test_arrows_choose_the_person_from_anywhere_and_drop_typed_digits(stand: Stand) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    page = window.page
    QTest.keyClicks(page.boxes, "48")
    QTest.keyClick(page.boxes, Qt.Key.Key_Right)
    assert page.people.chosen == BRIAN.id
    assert page.boxes.length() == 0
    QTest.keyClicks(page.boxes, "482917")
    assert stage.last("session.sign_in").args[0] == BRIAN.id


def test_digits_work_while_a_tile_has_the_focus(stand: Stand) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    page = window.page
    tile = page.people.buttons[0]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_4)
    assert page.boxes.length() == 1


def test_the_pad_does_what_the_keys_do(stand: Stand) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    page = window.page
    for digit in "482917":
        page.pad.keys[digit].click()
    assert stage.last("session.sign_in").args[1].reveal() == "482917"


@pytest.mark.parametrize("code", ["pin_wrong", "pin_locked", "too_many_tries", "no_network"])
def test_a_refusal_says_why_and_leaves_empty_boxes_with_the_caret(stand: Stand, code: str) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    page = window.page
    QTest.keyClicks(page.boxes, "482917")
    stage.last("session.sign_in").refuse(code)
    assert Problem(code).text("en").happened in page.message.text()
    assert page.boxes.length() == 0
    assert page.boxes.hasFocus()
    QTest.keyClicks(page.boxes, "482917")
    assert len(stage.named("session.sign_in")) == 2


def test_nothing_is_sent_twice_while_one_pin_is_being_checked(stand: Stand) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    page = window.page
    QTest.keyClicks(page.boxes, "482917")
    for digit in "482917":
        page.boxes.push(digit)
    assert len(stage.named("session.sign_in")) == 1


def test_a_locked_person_is_told_until_when(stand: Stand) -> None:
    stage = at_the_counter()
    locked = replace_locked(stage)
    window = shown(stand, stage)
    page = window.page
    assert locked in page.message.text()


def replace_locked(stage: Stage) -> str:
    import msgspec

    session = stage.state.session.value
    until = MORNING + timedelta(minutes=15)
    first = msgspec.structs.replace(MERCY, locked_until=until)
    stage.state.session.set(replace(session, people=(first, *session.people[1:])))
    return "10:46"


def test_the_lock_screen_unlocks_the_same_person_without_a_new_session(stand: Stand) -> None:
    stage = at_the_counter(Phase.LOCKED, BRIAN)
    window = shown(stand, stage)
    page = window.page
    assert page.people.chosen == BRIAN.id
    QTest.keyClicks(page.boxes, "482917")
    assert stage.last("session.unlock").args[0].reveal() == "482917"
    assert not stage.named("session.switch_user")


def test_another_person_on_a_locked_screen_ends_the_first_ones_session(stand: Stand) -> None:
    stage = at_the_counter(Phase.LOCKED, BRIAN)
    window = shown(stand, stage)
    page = window.page
    QTest.keyClick(page.boxes, Qt.Key.Key_Left)
    QTest.keyClicks(page.boxes, "482917")
    assert [call.name for call in stage.calls] == ["session.switch_user", "session.sign_in"]
    assert stage.last("session.sign_in").args[0] == MERCY.id


def test_nothing_of_the_bars_money_or_customers_is_on_the_lock_screen(stand: Stand) -> None:
    stage = at_the_counter(Phase.SIGNED_IN, MERCY)
    stage.state.trade.set(Trade(owed_cents=4_450_00, open_count=31))
    window = shown(stand, stage)
    stage.state.session.set(replace(stage.state.session.value, phase=Phase.LOCKED))
    words = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "4,450" not in words
    assert "KES" not in words
    assert "31" not in words.replace("10:31", "")
    assert "Locked by Mercy at 10:31" in words


def test_it_speaks_kiswahili(stand: Stand) -> None:
    stage = at_the_counter()
    window = shown(stand, stage)
    speak("sw")
    try:
        assert window.page.title.text() == "Wewe ni nani?"
        assert "Ijumaa 20 Novemba" in [label.text() for label in window.findChildren(QLabel)]
    finally:
        speak("en")


def test_boxes_that_come_alive_with_the_first_person_take_the_keyboard(stand: Stand) -> None:
    """A PC whose people were not written down yet: the faces come from the service, after the screen."""
    stage = at_the_counter()
    people = stage.state.session.value.people
    stage.state.session.set(replace(stage.state.session.value, people=()))
    window = shown(stand, stage)
    window.arrive()
    window.setFocus()
    assert not window.page.boxes.isEnabled()
    stage.state.session.set(replace(stage.state.session.value, people=people))
    assert window.page.boxes.hasFocus()
