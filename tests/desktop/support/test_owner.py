"""The owner's side: a code made and read out, who looks, what they point at, a tip, and the end of it; by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import StepKey
from tabeza_desktop.core.support import STEP_OF_FIELD, Sharing
from tabeza_desktop.ui.setup.window import SetupWindow
from tabeza_desktop.ui.support.log_dialog import SupportLogDialog
from tabeza_desktop.ui.support.looking_bar import LookingBar
from tabeza_desktop.ui.support.pointer import target_of
from tabeza_protocol.wire.support import SUPPORT_FIELDS, SupportLog, SupportLogLine
from tests.desktop.support import scenes
from tests.desktop.ui.setup_scenes import CONFIRMED
from tests.desktop.ui.setup_stage import MORNING, Stage, in_setup

Stand = Callable[[QWidget], QWidget]


@pytest.fixture
def stage() -> Stage:
    return in_setup(**CONFIRMED, current=StepKey.CREDENTIALS)


@pytest.fixture
def window(stage: Stage, stand: Stand) -> SetupWindow:
    made = stand(SetupWindow(stage))  # type: ignore[arg-type]
    assert isinstance(made, SetupWindow)
    return made


def bar_of(window: SetupWindow) -> LookingBar:
    return window.findChild(LookingBar)


def test_nothing_is_shared_before_it_is_asked_for(stage: Stage, window: SetupWindow) -> None:
    assert "They never see your keys" in window.get_help.text.text()
    assert not window.get_help.code.isVisible()
    assert not bar_of(window).isVisible()
    assert stage.named("support.share") == []


def test_f1_in_the_guide_makes_a_code(stage: Stage, window: SetupWindow) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F1)
    assert stage.last("support.share")
    stage.state.support.set(scenes.sharing(opened_by=None, looking=False))
    assert window.get_help.code.code.text() == "482-917"
    assert "12 min left" in window.get_help._minutes.text()
    assert "Nobody has used the code yet" in window.get_help.who.text()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert len(stage.named("support.share")) == 1, "a code that is open is the one to read out"


def test_copy_gives_the_code_as_it_is_read(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing())
    window.get_help.code.copy_button.click()
    assert QGuiApplication.clipboard().text() == "482-917"


def test_the_bar_says_who_looks_and_stops_them(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing())
    bar = bar_of(window)
    assert bar.isVisible()
    assert "Faith Njeri from Tabeza is looking" in bar.who.text()
    assert "Faith Njeri at Tabeza can see" in window.stepper._nobody_text.text()
    bar.stop_button.setFocus()
    QTest.keyClick(bar.stop_button, Qt.Key.Key_Space)
    assert stage.last("support.stop")
    stage.state.support.set(Sharing())
    assert not bar.isVisible()
    assert "Nobody is looking" in window.stepper._nobody_text.text()


def test_the_bar_stays_while_they_may_look_again(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing(looking=False))
    assert bar_of(window).isVisible()
    assert "may look" in bar_of(window).who.text()


def test_a_tip_stands_until_it_is_read_and_a_new_one_stands_again(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing(tip="golive_email", told_at=MORNING))
    bar = bar_of(window)
    assert "go-live email" in bar.tip.text()
    assert bar.read_button.isVisible()
    bar.read_button.click()
    assert stage.last("support.put_tip_away")
    stage.state.support.set(scenes.sharing(tip="golive_email", told_at=MORNING, tip_read_at=MORNING))
    assert not bar.read_button.isVisible()
    later = MORNING + timedelta(seconds=9)
    stage.state.support.set(scenes.sharing(tip="paste_again", told_at=later, tip_read_at=MORNING))
    assert bar.read_button.isVisible()


def test_a_field_that_is_pointed_at_is_framed_and_still_takes_the_mouse(
    stage: Stage, window: SetupWindow
) -> None:
    stage.state.support.set(scenes.sharing(pointed_at="passkey"))
    frame = window._pointing.frame
    assert frame is not None
    field = target_of(window, "passkey")
    assert field is not None
    corner = field.mapTo(frame.parentWidget(), field.rect().topLeft())
    assert frame.geometry().contains(field.rect().translated(corner))
    assert frame.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert "Passkey" in bar_of(window).who.text()
    stage.state.support.set(scenes.sharing(pointed_at=None))
    assert window._pointing.frame is None


def test_a_field_of_another_step_is_named_but_not_framed(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing(pointed_at="shortcode"))
    assert window._pointing.frame is None
    assert "PayBill number" in bar_of(window).who.text()


def test_going_to_another_step_takes_the_frame_away(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing(pointed_at="passkey"))
    stage.services.setup.go_to(StepKey.PAYBILL)
    assert window._pointing.frame is None


@pytest.mark.parametrize("field", SUPPORT_FIELDS)
def test_every_field_that_can_be_pointed_at_is_a_widget_of_its_step(
    stage: Stage, window: SetupWindow, field: str
) -> None:
    target = target_of(window, field)  # type: ignore[arg-type]
    assert target is not None
    if field != "send":  # a button of the footer
        assert window.pages[StepKey(STEP_OF_FIELD[field])].isAncestorOf(target)


def test_after_a_restart_the_code_is_not_known_and_a_new_one_can_be_made(
    stage: Stage, window: SetupWindow
) -> None:
    stage.state.support.set(scenes.sharing(code=None))
    assert "before Tabeza was restarted" in window.get_help.text.text()
    assert window.get_help.ask_button.isVisible()
    window.get_help.ask_button.click()
    assert stage.last("support.share")


def test_the_last_minutes_offer_fifteen_more(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(scenes.sharing(expires_at=MORNING + timedelta(minutes=4)))
    assert window.get_help.renew_button.isVisible()
    window.get_help.renew_button.click()
    assert stage.last("support.renew")


def test_a_failure_says_its_reference(stage: Stage, window: SetupWindow) -> None:
    stage.state.support.set(Sharing(problem=Problem("no_network")))
    assert "C01" in window.get_help.problem.text()


def test_what_support_saw_is_a_list_of_sentences(stage: Stage, window: SetupWindow) -> None:
    window.get_help.log_button.click()
    dialog = window.findChild(SupportLogDialog)
    assert dialog is not None
    lines = (
        SupportLogLine(at=MORNING, who="Faith Njeri", act="support_pointed", what="passkey"),
        SupportLogLine(at=MORNING, who="Faith Njeri", act="support_looked"),
        SupportLogLine(at=MORNING, who="Joyce Kendi", act="support_code"),
    )
    stage.last("support.read_log").answer(SupportLog(lines=lines))
    from PySide6.QtWidgets import QLabel

    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Faith Njeri pointed at: Passkey" in said
    assert "Faith Njeri from Tabeza began to look" in said
    assert "Joyce Kendi made a code" in said
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_where_the_help_column_has_no_room_the_code_and_the_way_to_it_stand_elsewhere(
    stage: Stage, window: SetupWindow
) -> None:
    """Beside the practice phone, and in small windows."""
    assert not window.help_link.isVisible()
    window.resize(960, 700)
    assert window.help_link.isVisible()
    assert not window.get_help.isVisible()
    window.help_link.click()
    assert stage.last("support.share")
    stage.state.support.set(scenes.sharing(opened_by=None, looking=False))
    assert bar_of(window).isVisible()
    assert "482-917" in bar_of(window).who.text()
    window.resize(1366, 768)
    assert not bar_of(window).isVisible(), "the help column says it"
