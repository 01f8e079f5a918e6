"""Today and other days: counted, never guessed, beside the same weekday a week before; a table behind every chart."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.takings_day import DayFigures
from tabeza_desktop.ui.pages.page import WhenShown
from tabeza_desktop.ui.reports.chart_cards import axis_marks, thousands
from tabeza_desktop.ui.reports.day_dialog import DayDialog
from tabeza_desktop.ui.reports.export_dialog import ExportDialog
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["hasty_enter", "night_window"]


@pytest.fixture
def today(night_window: NightWindow) -> NightWindow:
    night_window.show_page("today")
    QApplication.processEvents()
    return night_window


def test_the_page_says_what_it_compares_with_and_the_figures(today: NightWindow) -> None:
    assert "last Thursday at 21:42" in today.today._sub.text()
    assert today.today._totals[0]._than.text() == "11.1% up on 63,135"
    assert "usual 11 s" in today.today._slow_card._aside.text()


def test_the_table_behind_the_hours_has_the_figures_of_the_chart(today: NightWindow) -> None:
    press(Qt.Key.Key_T)
    hours = today.today._hours.table.figures()
    assert today.today._hours.table.isVisible()
    assert hours[9] == ("21:00 to 22:00", "5", "18,000", "16,200")
    assert sum(int(row[2].replace(",", "")) for row in hours) == 70_150
    assert sum(int(row[1]) for row in hours) == 45
    press(Qt.Key.Key_T)
    assert not today.today._hours.table.isVisible()


def test_the_table_behind_the_reasons_names_each_with_its_code(today: NightWindow) -> None:
    press(Qt.Key.Key_T)
    reasons = today.today._why.table.figures()
    assert reasons[0][:3] == ("Cancelled", "1032", "4")
    assert sum(int(row[2]) for row in reasons) == 9


def test_a_payment_that_comes_in_is_in_the_figures_at_once_and_in_the_chart_soon(today: NightWindow) -> None:
    today.stage.end(next(row for row in night.payments() if row.tab_number == 118), PaymentState.SUCCEEDED, "0", "SKL1")
    page = today.today
    assert page._totals[0]._value.text() == "74,600"
    assert page._pause.isActive()
    page._pause.timeout.emit()
    press(Qt.Key.Key_T)
    assert sum(int(row[2].replace(",", "")) for row in page._hours.table.figures()) == 74_600


def test_another_day_is_asked_for_shown_whole_and_left_again(today: NightWindow, hasty_enter: None) -> None:
    page = today.today
    page._other.click()
    dialog = today.findChild(DayDialog)
    assert dialog.day() == date(2024, 11, 20)
    dialog._field.set_text("14/11/2024")
    press(Qt.Key.Key_Return)
    assert page.day() == date(2024, 11, 14)
    assert "Thursday 14 November" in page._sub.text()
    assert "Compared" not in page._sub.text()
    assert page._totals[0]._value.text() == f"{page._figures.sums.received_cents // 100:,}"  # type: ignore[union-attr]
    page._other.click()
    assert page.is_today()
    assert page._totals[0]._value.text() == "70,150"


@pytest.mark.parametrize(("typed", "good"), [("20/11/2024", True), ("22/11/2024", False), ("31/02/2024", False)])
def test_a_day_that_has_not_come_is_refused(today: NightWindow, typed: str, good: bool) -> None:
    dialog = DayDialog(today, date(2024, 11, 21))
    dialog._field.set_text(typed)
    assert (dialog.day() is not None) is good
    assert dialog._show.isEnabled() is good
    dialog.deleteLater()


def test_figures_of_a_day_left_meanwhile_are_dropped(today: NightWindow) -> None:
    today.today._read(DayFigures(date(2024, 1, 1), night.NOW))
    assert today.today._figures is not None
    assert today.today._figures.day == date(2024, 11, 21)


def test_export_is_of_the_day_shown(today: NightWindow) -> None:
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = today.findChild(ExportDialog)
    assert (dialog._query.day_from, dialog._query.day_to) == (date(2024, 11, 21), date(2024, 11, 21))
    assert dialog._count.text() == "56 payments, KES 70,150 received"


def test_without_a_week_before_nothing_is_compared(today: NightWindow) -> None:
    today.today.show_day(date(2024, 11, 14))
    assert not any(card._than.isVisible() for card in today.today._totals)


def test_a_hidden_page_does_nothing_until_it_is_shown(night_window: NightWindow) -> None:
    ran: list[int] = []
    due = WhenShown(night_window.today, lambda: ran.append(1))
    for _ in range(3):
        due.news(object())
    assert not ran
    night_window.show_page("today")
    QApplication.processEvents()
    assert ran == [1]
    due.news()
    assert ran == [1, 1]
    night_window.show_page("tabs")
    night_window.show_page("today")
    assert ran == [1, 1], "nothing new came meanwhile"


def test_axis_marks_are_round_and_reach_over_the_highest_bar() -> None:
    for cents in (0, 99_900, 1_234_500, 99_999_900):
        marks = axis_marks(cents)
        assert marks[0] == (0.0, "0")
        assert marks[-1][0] >= cents / 100
        assert len(marks) <= 6
    assert (thousands(0), thousands(152_000)) == ("", "1.5k")


