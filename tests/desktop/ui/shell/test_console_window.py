"""The window: keys, dialogs that silence them, banners, language and sizes, news nobody was looking at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.ui.shell.all_keys import AllKeys
from tabeza_desktop.ui.shell.shortcuts import BINDINGS, Binding, Shortcuts
from tabeza_desktop.ui.widgets.banner import BannerKind
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["hasty_enter", "night_window"]
KEY = Qt.Key


def test_no_key_means_two_things(qapp: QApplication) -> None:
    assert len({binding.key for binding in BINDINGS}) == len(BINDINGS)
    window = QWidget()
    with pytest.raises(ValueError, match="F2"):
        Shortcuts(window, (Binding("F2", "request"), Binding("F2", "verify")))


def test_keys_of_the_page_are_silent_under_a_dialog(night_window: NightWindow) -> None:
    type_text("124")
    press(KEY.Key_F2)
    press(KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert night_window.front() == "tabs"
    press(KEY.Key_Escape)
    press(KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert night_window.front() == "payments"


def test_f1_shows_the_keys_and_escape_gives_the_focus_back(night_window: NightWindow) -> None:
    press(KEY.Key_F1)
    assert night_window.findChild(AllKeys) is not None
    press(KEY.Key_Escape)
    assert QApplication.focusWidget() is night_window.tabs.table


def test_the_offline_banner_counts_down_and_coming_back_is_told_once(night_window: NightWindow) -> None:
    stack = night_window._banner_stack
    night_window.stage.offline()
    assert stack.current().kind is BannerKind.OFFLINE  # type: ignore[union-attr]
    assert "21:42" in stack.current().text()  # type: ignore[union-attr]
    night_window.stage.online()
    assert stack.current().kind is BannerKind.BACK_ONLINE  # type: ignore[union-attr]


def test_ctrl_k_finds_a_tab_by_name(night_window: NightWindow) -> None:
    press(KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    type_text("njeri")
    press(KEY.Key_Return)
    night_window._find._ask()
    press(KEY.Key_Return)
    assert night_window.tabs.selected().customer_name == "Njeri Waweru"  # type: ignore[union-attr]


def test_the_language_changes_while_it_runs_and_back(night_window: NightWindow) -> None:
    type_text("124")
    night_window.console_preferences(lang="sw")
    assert night_window.windowTitle()
    assert "Omba malipo" in night_window.tabs._panel._action.primary().text()
    night_window.console_preferences(lang="en")
    assert "Request payment" in night_window.tabs._panel._action.primary().text()


def test_a_payment_of_another_tab_brings_one_toast_and_none_for_the_tab_in_view(night_window: NightWindow) -> None:
    type_text("118")
    stage = night_window.stage
    in_view = stage.payments[night.tab(118).last_payment.payment_id]  # type: ignore[union-attr]
    elsewhere = stage.payments[night.tab(127).last_payment.payment_id]  # type: ignore[union-attr]
    stage.end(in_view, PaymentState.SUCCEEDED, "0", "SKL9AAAAAA")
    assert len(night_window.toasts.toasts()) == 0
    stage.end(elsewhere, PaymentState.SUCCEEDED, "0", "SKL9BBBBBB")
    assert len(night_window.toasts.toasts()) == 1


def test_under_a_cover_no_key_reaches_the_console(night_window: NightWindow) -> None:
    cover = QWidget()
    cover.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    night_window.show_cover(cover)
    QApplication.processEvents()
    press(KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert night_window.front() == "tabs"
    assert not night_window.tabs.isVisible()
    night_window.drop_cover()
    assert night_window.tabs.isVisible()


@pytest.mark.parametrize(("width", "height"), [(1024, 700), (1366, 690), (1920, 1080)])
def test_no_page_needs_more_width_than_it_has(night_window: NightWindow, width: int, height: int) -> None:
    for lang in ("en", "sw"):
        night_window.console_preferences(lang=lang)
        night_window.resize(width, height)
        for key in ("tabs", "payments", "today", "help"):
            night_window.show_page(key)
            QApplication.processEvents()
            page = night_window.page(key)
            assert night_window.width() == width
            assert page.minimumSizeHint().width() <= page.width(), (key, lang)
