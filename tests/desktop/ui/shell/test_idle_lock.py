"""Nobody there: it locks. A customer who is typing a PIN: it waits. And what can be chosen for this PC."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui.dialogs.settings_dialog import SettingsDialog
from tabeza_desktop.ui.theme import Mode, theme
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["hasty_enter", "night_window"]
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def locks(window: NightWindow) -> int:
    return sum(call.name == "session.lock" for call in window.stage.calls)


def test_it_locks_after_the_chosen_minutes_and_not_before(night_window: NightWindow) -> None:
    night_window.console_preferences(lock_after_minutes=2)
    night_window.stage.tick(119)
    assert locks(night_window) == 0
    night_window.stage.tick(1)
    assert locks(night_window) == 1


def test_a_key_or_a_click_starts_the_minutes_again(night_window: NightWindow) -> None:
    night_window.console_preferences(lock_after_minutes=2)
    night_window.stage.tick(100)
    press(KEY.Key_Down)
    night_window.stage.tick(100)
    QTest.mouseClick(night_window.tabs.table.viewport(), Qt.MouseButton.LeftButton)
    night_window.stage.tick(100)
    assert locks(night_window) == 0


def test_a_customer_who_is_paying_is_not_cut_off(night_window: NightWindow, hasty_enter: None) -> None:
    night_window.console_preferences(lock_after_minutes=2)
    type_text("124")
    press(KEY.Key_F2)
    night_window.stage.tick(100)
    night_window.requests.dialog.send_now()  # type: ignore[union-attr]
    payment = night_window.stage.accept()
    night_window.stage.tick(30)
    assert locks(night_window) == 0, "the PIN is being typed"
    night_window.stage.end(payment, PaymentState.SUCCEEDED, "0", "SKL9F6N3TD")
    night_window.stage.tick(1)
    assert locks(night_window) == 1


def test_a_payment_that_only_reads_checking_holds_nothing_back(night_window: NightWindow, hasty_enter: None) -> None:
    night_window.console_preferences(lock_after_minutes=2)
    type_text("124")
    press(KEY.Key_F2)
    night_window.requests.dialog.send_now()  # type: ignore[union-attr]
    night_window.stage.accept()
    night_window.stage.tick(130)
    assert locks(night_window) == 1


def test_settings_work_at_once_and_by_keys(night_window: NightWindow) -> None:
    press(KEY.Key_Comma, CTRL)
    dialog = night_window.findChild(SettingsDialog)
    assert dialog is not None
    press(KEY.Key_Right)
    assert night_window.stage.state.preferences.value.lang == "sw"
    dialog.choices["theme"].button("dark").click()
    assert theme().mode is Mode.DARK
    dialog.choices["text_scale"].button("130").click()
    assert theme().scale == 130
    assert night_window._narrow, "at 130 % this window has the room of a small one"
    dialog.choices["reduced_motion"].button("reduced").click()
    assert theme().reduced_motion
    press(KEY.Key_Escape)
    night_window.console_preferences(lang="en", theme="light", text_scale=100, reduced_motion=False)
    QApplication.processEvents()


@pytest.mark.parametrize("field", ["lock_after_minutes"])
def test_when_it_locks_is_not_a_cashiers_choice(night_window: NightWindow, field: str) -> None:
    night_window.open_settings()
    dialog = night_window.findChild(SettingsDialog)
    assert dialog is not None
    assert field not in dialog.choices
