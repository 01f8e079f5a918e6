"""The history: filters ask the service, the drawer offers only what is safe."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from tabeza_desktop.ui.dialogs.day_range_dialog import parse_day
from tabeza_desktop.ui.dialogs.request_form import RequestForm
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import night_window, press
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["night_window"]


def row_of(window: NightWindow, number: int) -> int:
    payment = next(row for row in night.payments() if row.tab_number == number)
    return window.stage.models.payments.row_of(payment.id)


def test_today_is_this_business_day(night_window: NightWindow) -> None:
    night_window.show_page("payments")
    query = night_window.payments.query()
    assert (query.day_from, query.day_to, query.status) == (date(2024, 11, 21), date(2024, 11, 21), "all")
    assert night_window.stage.models.payments.rowCount() == 56


def test_a_cancelled_payment_of_a_tab_that_owes_may_be_requested_again(night_window: NightWindow) -> None:
    night_window.show_page("payments")
    night_window.payments.table.select_row(row_of(night_window, 104))
    press(Qt.Key.Key_F2)
    assert isinstance(night_window.requests.dialog, RequestForm)


@pytest.mark.parametrize("number", [112, 118, 127])
def test_paid_waiting_and_checking_payments_never_offer_a_second_request(
    night_window: NightWindow, number: int
) -> None:
    night_window.show_page("payments")
    night_window.payments.table.select_row(row_of(night_window, number))
    press(Qt.Key.Key_F2)
    assert night_window.requests.dialog is None


def test_check_again_asks_the_service_about_this_payment(night_window: NightWindow) -> None:
    night_window.show_page("payments")
    night_window.payments.table.select_row(row_of(night_window, 127))
    press(Qt.Key.Key_F5)
    asked = [call for call in night_window.stage.calls if call.name == "payments.check_again"]
    assert [call.args[0] for call in asked] == [night.tab(127).last_payment.payment_id]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "31/02/2026", "2026-11-21", "21/11/26", "tomorrow"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    assert parse_day(text) is None


def test_a_day_is_day_month_year() -> None:
    assert parse_day(" 5/11/2026 ") == date(2026, 11, 5)


def test_s_and_a_press_on_a_title_sort_the_whole_history_and_keep_what_is_open(night_window: NightWindow) -> None:
    night_window.show_page("payments")
    page = night_window.payments
    page.table.select_row(row_of(night_window, 112))
    chosen = page.table.selected_key()
    asked = []
    for _ in range(4):
        press(Qt.Key.Key_S)
        asked.append((page.query().sort, page.query().descending))
    assert asked == [("amount", True), ("customer", False), ("tab", False), ("time", True)]
    assert page.table.selected_key() == chosen
    header = page.table.horizontalHeader()
    header.sectionClicked.emit(3)
    assert (page.query().sort, page.query().descending) == ("amount", True)
    assert header.delegate.columns[3].title == "Amount KES ↓"  # type: ignore[attr-defined]
    header.sectionClicked.emit(3)
    assert (page.query().sort, page.query().descending) == ("amount", False)
    assert header.delegate.columns[3].title == "Amount KES ↑"  # type: ignore[attr-defined]
    header.sectionClicked.emit(4)
    assert page.query().sort == "amount", "results have no order"
