"""Today against the same weekday a week ago, at the same time of the day: counted, never guessed."""

from __future__ import annotations

from datetime import date, timedelta

from tabeza_desktop.ui.pages.today_figures import by_hour, of_day, totals_until
from tabeza_protocol.business_day import DEFAULT_DAY_TURN
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import night_window
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["night_window"]
WEEK = timedelta(days=7)
THEN = of_day(night.week_before(date(2024, 11, 14)), date(2024, 11, 14), DEFAULT_DAY_TURN)


def test_only_what_had_come_in_by_this_time_is_compared() -> None:
    so_far, whole = totals_until(THEN, night.NOW - WEEK), totals_until(THEN, night.NOW)
    assert so_far.paid == 45
    assert whole.paid > so_far.paid, "it went on after this time of the night"
    assert so_far.received_cents < whole.received_cents


def test_a_day_without_payments_has_no_average_and_no_share() -> None:
    nothing = totals_until((), night.NOW)
    assert (nothing.received_cents, nothing.average_cents, nothing.percent) == (0, None, None)


def test_hours_of_last_week_stand_beside_and_after_those_of_today() -> None:
    hours = by_hour(night.payments(), night.NOW, DEFAULT_DAY_TURN, THEN)
    assert [row.hour for row in hours] == [*range(12, 24), 0, 1]
    assert hours[-1].cents == 0
    assert hours[-1].before_cents
    assert all(row.before_cents is None for row in by_hour(night.payments(), night.NOW, DEFAULT_DAY_TURN))


def test_the_page_says_what_it_compares_with_and_the_figures(night_window: NightWindow) -> None:
    night_window.show_page("today")
    page = night_window.today
    assert "last Thursday at 21:42" in page._sub.text()
    assert page._totals[0]._than.text() == "11.1% up on 63,135"


def test_without_a_week_before_nothing_is_compared(night_window: NightWindow) -> None:
    night_window.show_page("today")
    night_window.today._read_before(())
    assert "Compared" not in night_window.today._sub.text()
    assert not any(card._than.isVisible() for card in night_window.today._totals)
