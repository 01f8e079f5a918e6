"""The pictures of reports: tables behind the charts, another day, the papers before they are printed, the export."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_shots import NightWindow, window
from tests.desktop.ui.shots import NORMAL, SMALL, Shot, page, settle


def _today(shot: Shot) -> NightWindow:
    made = window(shot, owner=True)
    made.show_page("today")
    settle()
    return made


@page("today-table", sizes=(NORMAL, SMALL))
def today_table(shot: Shot) -> QWidget:
    made = _today(shot)
    made.today.switch_tables()
    return made


@page("today-another-day")
def today_another_day(shot: Shot) -> QWidget:
    made = _today(shot)
    made.today.show_day(date(2024, 11, 14))
    return made


@page("print-report", sizes=(NORMAL, SMALL))
def print_report(shot: Shot) -> QWidget:
    made = _today(shot)
    made.do("print")
    return made


@page("print-bill")
def print_bill(shot: Shot) -> QWidget:
    made = window(shot, 118)
    made.do("print")
    return made


@page("print-slip")
def print_slip(shot: Shot) -> QWidget:
    made = window(shot)
    made.show_page("payments")
    settle()
    made.payments.table.select_row(made.stage.models.payments.row_of(night.tab(112).last_payment.payment_id))  # type: ignore[union-attr]
    made.do("print")
    return made


@page("export", sizes=(NORMAL, SMALL))
def export(shot: Shot) -> QWidget:
    made = window(shot)
    made.show_page("payments")
    settle()
    made.do("export")
    return made
