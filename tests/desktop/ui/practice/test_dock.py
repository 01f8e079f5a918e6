"""The practice phone: six answers, each once, by key from anywhere and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.practice import PhoneAnswer, PhonePrompt, Practice, PracticeInfo
from tabeza_desktop.ui.practice.dock import ANSWERS, PracticeDock
from tabeza_protocol.secret import Secret
from tests.desktop.ui.conftest import Stand
from tests.desktop.ui.setup_stage import Stage, make_stage

INFO = PracticeInfo("", "", "K7QM4R2XHV", "", "254712345678", "4083917", Secret("a"), Secret("b"), Secret("c"))
PROMPT = PhonePrompt("1", "254712345678", 3300, "KILIMANI TAVERN LTD", "TAB124")


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    stage.state.practice.set(Practice(INFO))
    return stage


@pytest.fixture
def place(stand: Stand, stage: Stage) -> tuple[QLineEdit, PracticeDock]:
    """A field somebody is typing in, with the dock beside it."""
    window, field, dock = QWidget(), QLineEdit(), PracticeDock(stage)  # type: ignore[arg-type]
    row = QHBoxLayout(window)
    row.addWidget(field)
    row.addWidget(dock)
    stand(window)
    field.setFocus()
    return field, dock


def test_the_keys_are_in_the_order_of_the_buttons() -> None:
    assert [answer.name for answer in ANSWERS] == ["PIN", "WRONG_PIN", "CANCEL", "IGNORE", "NO_MONEY", "PHONE_OFF"]


@pytest.mark.parametrize(("key", "answer"), list(zip("123456", PhoneAnswer, strict=True)))
def test_f8_and_a_number_answer_and_give_the_keys_back(
    place: tuple[QLineEdit, PracticeDock], stage: Stage, key: str, answer: PhoneAnswer
) -> None:
    field, dock = place
    stage.state.practice.set(Practice(INFO, PROMPT))
    dock.take_keys()
    QTest.keyClicks(QApplication.focusWidget(), key)
    assert stage.last("practice.answer").args == (answer,)
    assert field.hasFocus()
    assert field.text() == ""


def test_one_prompt_takes_one_answer(place: tuple[QLineEdit, PracticeDock], stage: Stage) -> None:
    _, dock = place
    stage.state.practice.set(Practice(INFO, PROMPT))
    dock.answer(PhoneAnswer.CANCEL)
    dock.answer(PhoneAnswer.PIN)
    assert len(stage.named("practice.answer")) == 1
    assert not any(button.isEnabled() for button in dock.buttons.values())


def test_without_a_prompt_nothing_can_be_answered(place: tuple[QLineEdit, PracticeDock], stage: Stage) -> None:
    _, dock = place
    dock.answer(PhoneAnswer.PIN)
    assert not stage.calls
    assert not any(button.isEnabled() for button in dock.buttons.values())


def test_an_answer_that_did_not_arrive_may_be_given_again(place: tuple[QLineEdit, PracticeDock], stage: Stage) -> None:
    _, dock = place
    stage.state.practice.set(Practice(INFO, PROMPT))
    dock.answer(PhoneAnswer.PIN)
    stage.last("practice.answer").refuse("no_network")
    assert dock.problem_line.isVisible()
    dock.answer(PhoneAnswer.PIN)
    assert len(stage.named("practice.answer")) == 2


def test_esc_gives_the_keys_back_without_an_answer(place: tuple[QLineEdit, PracticeDock], stage: Stage) -> None:
    field, dock = place
    stage.state.practice.set(Practice(INFO, PROMPT))
    dock.take_keys()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert field.hasFocus()
    assert not stage.calls


def test_folded_it_is_narrow_and_f8_opens_it(qtbot: QtBot, place: tuple[QLineEdit, PracticeDock]) -> None:
    _, dock = place
    wide = dock.width()
    with qtbot.waitSignal(dock.folded):
        dock.fold_button.click()
    assert dock.minimumWidth() < wide / 4
    dock.take_keys()
    assert not dock.is_folded


def test_the_number_is_masked(place: tuple[QLineEdit, PracticeDock]) -> None:
    _, dock = place
    assert "0712 *** 678" in dock.who.text()
