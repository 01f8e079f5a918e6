"""The support desk, driven by keys: a code typed, a bar looked at, what to say, a field pointed at; never a value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.support import Desk, is_stuck, minutes_left, needs_help
from tabeza_desktop.core.support_lines import FIELDS, PROBLEMS, RESULTS, STEPS, TIPS, TIPS_OF_STEP, lines_for
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.support.bars_model import BarsModel
from tabeza_desktop.ui.support.choose_dialog import ChooseDialog
from tabeza_desktop.ui.support.phrases import on_step_phrase, problem_phrase
from tabeza_desktop.ui.support.window import SupportWindow
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.wire.support import SUPPORT_FIELDS, SUPPORT_TIPS
from tests.desktop.support import scenes
from tests.desktop.ui.setup_stage import MORNING, Stage

Stand = Callable[[QWidget], QWidget]
BLIND = ("PIN", "passkey", "key", "secret")


@pytest.fixture
def stage() -> Stage:
    return scenes.desk_stage(*scenes.BARS, front=scenes.view())


@pytest.fixture
def window(stage: Stage, stand: Stand) -> SupportWindow:
    made = stand(SupportWindow(stage))  # type: ignore[arg-type]
    assert isinstance(made, SupportWindow)
    return made


def press(window: SupportWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)


def to_list(window: SupportWindow) -> None:
    window.desk.table.setFocus()


# --- the code -------------------------------------------------------------------------------------------------------


def test_six_digits_and_enter_open_a_bar(stage: Stage, window: SupportWindow) -> None:
    field = window.desk.code.field
    assert QApplication.focusWidget() is field.edit, "the caret stands where work starts"
    assert not window.desk.code.button.isEnabled()
    QTest.keyClicks(field.edit, "482-91")
    press(window, Qt.Key.Key_Return)
    assert stage.named("support_desk.open") == [], "five digits are no code"
    QTest.keyClicks(field.edit, "7")
    press(window, Qt.Key.Key_Return)
    call = stage.last("support_desk.open")
    assert call.args == ("482917",)
    call.answer(scenes.KILIMANI)
    assert field.text() == "", "a code does not stay on the screen"
    assert QApplication.focusWidget() is window.desk.table


def test_a_wrong_code_says_what_to_ask_the_owner(stage: Stage, window: SupportWindow) -> None:
    QTest.keyClicks(window.desk.code.field.edit, "482917")
    press(window, Qt.Key.Key_Return)
    stage.last("support_desk.open").refuse("support_code_wrong")
    assert "press Get help" in window.desk.code.hint.text()
    assert "A15" in window.desk.code.hint.text()
    QTest.keyClicks(window.desk.code.field.edit, "4")
    assert "A15" not in window.desk.code.hint.text()


def test_too_many_tries_say_how_long_to_wait(stage: Stage, window: SupportWindow) -> None:
    QTest.keyClicks(window.desk.code.field.edit, "482917")
    press(window, Qt.Key.Key_Return)
    stage.last("support_desk.open").refuse("too_many_tries", retry_after_seconds=640)
    assert "Wait 11 min." in window.desk.code.hint.text()


# --- the list and the bar in front ----------------------------------------------------------------------------------


def test_arrows_bring_another_bar_to_the_front(stage: Stage, window: SupportWindow) -> None:
    to_list(window)
    press(window, Qt.Key.Key_Down)
    assert stage.last("support_desk.choose").args == (scenes.NYALI.bar_id,)


def test_stuck_over_ten_minutes_with_an_error_gets_the_red_edge() -> None:
    model = BarsModel()
    model.show_bars(scenes.BARS, MORNING)
    from tabeza_desktop.models.cells import EDGE_ROLE

    edges = [model.index(row, 0).data(EDGE_ROLE) for row in range(4)]
    assert edges == ["error", "error", "none", "none"]
    assert is_stuck(scenes.ROYSAMBU, MORNING)
    assert not is_stuck(scenes.NYALI, MORNING)
    assert not needs_help(scenes.THIKA, MORNING + timedelta(hours=1)), "stuck, but nothing is wrong"
    assert on_step_phrase(scenes.ROYSAMBU, MORNING).tone is Tone.FAIL


def test_a_bar_that_is_no_longer_shared_leaves_with_everything_said_about_it(
    stage: Stage, window: SupportWindow
) -> None:
    scenes.show_desk(stage, (scenes.THIKA,), None)
    assert not window.desk.panel.isVisible()
    assert window.desk.model.rowCount() == 1
    scenes.show_desk(stage, (), None)
    assert window.desk.model.rowCount() == 0


def test_the_rows_are_sentences_for_a_screen_reader() -> None:
    model = BarsModel()
    model.show_bars(scenes.BARS, MORNING)
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Roysambu Garden, Roysambu, Nairobi, 3. Daraja credentials, 19 m, Seen 3 m ago, Wrong key or secret, 4 min"
    )


def test_the_last_problem_comes_with_its_reference_and_cure(stage: Stage, window: SupportWindow) -> None:
    scenes.show_desk(stage, scenes.BARS, scenes.view(scenes.ROYSAMBU))
    shown = window.desk.panel.failure
    assert shown.isVisible()
    assert shown.title.text() == "Wrong key or secret (S07)"
    assert "Copy both again" in shown.label.text()


def test_the_test_payment_is_shown_as_a_trail_without_a_phone(stage: Stage, window: SupportWindow) -> None:
    scenes.show_desk(stage, (scenes.CANCELLED,), scenes.view(scenes.CANCELLED, test=scenes.FAILED_TEST))
    facts = window.desk.panel.facts
    said = [row.state.text() for row in facts._rows if row.isVisible()]
    assert said[:4] == ["Asked for", "Sent to Safaricom", "Prompt should be showing", "Cancelled (1032)"]


# --- saying, pointing, telling --------------------------------------------------------------------------------------


def test_n_gives_the_next_line_and_c_copies_it_without_marks(window: SupportWindow) -> None:
    to_list(window)
    first = window.desk.panel.say.text()
    assert first.startswith("Please open the go-live email")
    press(window, Qt.Key.Key_N)
    second = window.desk.panel.say.text()
    assert second != first
    press(window, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == second
    assert "<b>" not in second


def test_news_of_the_same_keeps_the_line_another_problem_starts_anew(
    stage: Stage, window: SupportWindow
) -> None:
    to_list(window)
    press(window, Qt.Key.Key_N)
    here = window.desk.panel.say.text()
    scenes.show_desk(stage, scenes.BARS, scenes.view(device_name="Counter-02"))
    assert window.desk.panel.say.text() == here
    scenes.show_desk(stage, scenes.BARS, scenes.view(scenes.NYALI))
    assert "Till" in window.desk.panel.say.text()


def test_the_owners_language_is_chosen_apart_from_ones_own(window: SupportWindow) -> None:
    window.desk.panel.say.language.choose("sw")
    window.desk.panel.say.language.changed.emit("sw")
    assert window.desk.panel.say.text().startswith("Tafadhali fungua")
    assert window.desk.panel.say.copy_button.text() == "Copy words"


def dialog_of(window: SupportWindow) -> ChooseDialog:
    return next(one for one in window.findChildren(ChooseDialog) if one.isVisible())


def test_p_points_at_a_field_of_this_step_by_its_digit(stage: Stage, window: SupportWindow) -> None:
    to_list(window)
    press(window, Qt.Key.Key_P)
    offered = [button.text() for button in dialog_of(window).buttons]
    assert offered == ["Environment", "Consumer key", "Consumer secret", "Passkey"]
    press(window, Qt.Key.Key_4)
    assert stage.last("support_desk.point").args == ("passkey",)
    scenes.show_desk(stage, scenes.BARS, scenes.view(pointed_at="passkey"))
    assert "Passkey" in window.desk.panel.told.text()
    press(window, Qt.Key.Key_P)
    press(window, Qt.Key.Key_5)
    assert stage.last("support_desk.point").args == (None,), "the last choice takes the frame away"


def test_t_sends_one_of_the_canned_tips(stage: Stage, window: SupportWindow) -> None:
    to_list(window)
    press(window, Qt.Key.Key_T)
    press(window, Qt.Key.Key_2)
    assert stage.last("support_desk.tip").args == ("golive_email",)


def test_escape_leaves_the_choices_and_nothing_is_sent(stage: Stage, window: SupportWindow) -> None:
    to_list(window)
    press(window, Qt.Key.Key_T)
    press(window, Qt.Key.Key_Escape)
    assert stage.named("support_desk.tip") == []
    assert QApplication.focusWidget() is window.desk.table


def test_letters_typed_into_the_code_do_nothing_else(stage: Stage, window: SupportWindow) -> None:
    window.desk.code.arrive()
    QTest.keyClicks(window.desk.code.field.edit, "npct")
    assert stage.calls == []


def test_delete_is_done_with_the_bar(stage: Stage, window: SupportWindow) -> None:
    to_list(window)
    press(window, Qt.Key.Key_Delete)
    assert stage.last("support_desk.close")


def test_f1_is_help_and_back(window: SupportWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.desk.isVisible()


def test_locked_nothing_of_any_bar_shows(stage: Stage, window: SupportWindow) -> None:
    from dataclasses import replace

    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert stage.last("session.lock")
    stage.state.session.set(replace(stage.state.session.value, phase=Phase.LOCKED))
    assert not window.desk.isVisible()
    assert window.sign_in.isVisible()


def test_a_cashier_who_signed_in_by_some_mistake_sees_no_desk(stand: Stand) -> None:
    from dataclasses import replace

    from tests.desktop.ui.setup_stage import MERCY

    stage = scenes.desk_stage(*scenes.BARS, front=scenes.view())
    stage.state.session.set(replace(stage.state.session.value, person=MERCY))
    window = stand(SupportWindow(stage))  # type: ignore[arg-type]
    assert isinstance(window, SupportWindow)
    assert not window.desk.isVisible()


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_every_step_has_lines_and_tips_and_every_problem_of_a_step_is_first(lang: str) -> None:
    assert set(STEPS) == set(TIPS_OF_STEP) == set(scenes.STEPS)
    assert set(TIPS) == set(SUPPORT_TIPS)
    assert {tip for tips in TIPS_OF_STEP.values() for tip in tips} == set(SUPPORT_TIPS)
    assert set(FIELDS) == set(SUPPORT_FIELDS)
    plain = lines_for(scenes.view(scenes.THIKA), lang)
    with_problem = lines_for(scenes.view(scenes.CANCELLED), lang)
    assert with_problem[-len(plain) :] == plain
    assert len(with_problem) > len(plain)


def test_no_line_asks_for_a_secret() -> None:
    """Every line that names a key tells to paste, copy, enter or compare it, never to say it."""
    groups = (STEPS, PROBLEMS, RESULTS)
    lines = [line for group in groups for members in group.values() for line in members] + list(TIPS.values())
    for line in lines:
        for asked in (
            "tell me your",
            "read me your key",
            "read me the key",
            "send me",
            "nitumie",
            "niambie PIN",
        ):
            assert asked not in line.en
            assert asked not in line.sw
    assert any("Never tell it" in line.en for line in lines)


def test_the_problem_phrase_fits_the_column_in_both_languages(qtbot: QtBot) -> None:
    from tabeza_desktop.ui.theme import Role, px, theme
    from tabeza_desktop.ui.widgets.paint import text_width

    for lang in ("en", "sw"):
        speak(lang)
        for bar in (*scenes.BARS, scenes.CANCELLED):
            width = text_width(theme().font(Role.BODY, weight=600), problem_phrase(bar.last_problem).text)
            assert width <= px(250 - 24 - 8), problem_phrase(bar.last_problem).text
    speak("en")


# --- how old it is --------------------------------------------------------------------------------------------------


def test_the_state_is_that_of_the_last_answer() -> None:
    desk = Desk(now=MORNING, answered=100.0)
    assert [desk.state(at) for at in (101.0, 111.0, 161.0)] == ["live", "slow", "offline"]
    assert Desk().state(5.0) == "starting"
    assert desk.at(103.0) == MORNING + timedelta(seconds=3)


def test_minutes_are_rounded_up_to_the_very_end() -> None:
    until = MORNING + timedelta(minutes=15)
    assert [minutes_left(until, MORNING + timedelta(seconds=s)) for s in (0, 1, 60, 899, 900, 2000)] == [
        15, 15, 14, 1, 0, 0,
    ]  # fmt: skip
