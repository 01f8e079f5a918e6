"""The tabs page: keys find tabs, news changes cells and nothing else, old figures say so."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.models.cells import CELL_ROLE
from tabeza_desktop.models.tabs import TabColumn
from tabeza_desktop.ui.a11y import unnamed_controls
from tabeza_desktop.ui.pages.panel_state import Offer
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["night_window"]


def test_digits_jump_to_the_tab_of_that_number(night_window: NightWindow) -> None:
    type_text("124")
    assert night_window.tabs.selected().number == 124  # type: ignore[union-attr]


def test_a_number_nobody_has_leaves_the_selection(night_window: NightWindow) -> None:
    type_text("124")
    night_window.tabs.table._forget_digits()
    type_text("9")
    assert night_window.tabs.selected().number == 124  # type: ignore[union-attr]


def test_news_of_other_tabs_moves_neither_selection_nor_scroll_nor_focus(night_window: NightWindow) -> None:
    type_text("131")
    table = night_window.tabs.table
    before = table.verticalScrollBar().value(), table.selected_key(), QApplication.focusWidget()
    other = msgspec.structs.replace(night.tab(104), charged_cents=999_00, balance_cents=999_00, version=9999)
    newcomer = msgspec.structs.replace(night.tab(104), id="e" * 32, number=105, version=9999)
    night_window.stage.apply(ChangeSet(tabs=(other, newcomer)))
    QApplication.processEvents()
    assert table.selected_key() == before[1]
    assert QApplication.focusWidget() is before[2]
    assert night_window.tabs.selected().number == 131  # type: ignore[union-attr]


def test_offline_says_what_was_waiting_and_takes_no_request(night_window: NightWindow) -> None:
    type_text("118")
    night_window.stage.offline()
    model = night_window.stage.models.tabs
    cell = model.index(model.row_of(night.tab(118).id), TabColumn.LAST).data(CELL_ROLE)
    assert cell.chip.value == "was_waiting"
    assert night_window.tabs._panel.offer() is Offer.OFFLINE
    press(Qt.Key.Key_F2)
    assert night_window.requests.dialog is None
    press(Qt.Key.Key_F5)
    assert night_window.stage.engine.tried == 1


def test_a_paused_bar_takes_no_request_and_says_until_when(night_window: NightWindow) -> None:
    type_text("124")
    night_window.stage.pause()
    assert night_window.tabs._panel.offer() is Offer.PAUSED
    press(Qt.Key.Key_F2)
    assert night_window.requests.dialog is None


def test_every_control_of_every_page_says_what_it_is(night_window: NightWindow) -> None:
    for key in ("tabs", "payments", "today", "help"):
        night_window.show_page(key)
        QApplication.processEvents()
        assert not unnamed_controls(night_window), key


def test_pages_are_reached_by_keys_and_setup_is_not_there_for_a_cashier(night_window: NightWindow) -> None:
    for digit, key in ((Qt.Key.Key_2, "payments"), (Qt.Key.Key_3, "today"), (Qt.Key.Key_5, "help"),
                       (Qt.Key.Key_4, "help"), (Qt.Key.Key_1, "tabs")):
        press(digit, Qt.KeyboardModifier.ControlModifier)
        assert night_window.front() == key
