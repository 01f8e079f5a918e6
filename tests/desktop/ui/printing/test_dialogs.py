"""Print and export by keys: previewed, saved, and kind when something is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.printing.paper import PaperSize
from tabeza_desktop.printing.printers import Printers
from tabeza_desktop.ui.a11y import unnamed_controls
from tabeza_desktop.ui.dialogs.problem_box import ProblemBox
from tabeza_desktop.ui.printing.print_dialog import PrintDialog
from tabeza_desktop.ui.reports.export_dialog import ExportDialog
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["hasty_enter", "night_window"]
CTRL = Qt.KeyboardModifier.ControlModifier


def printing(window: NightWindow, page: str) -> PrintDialog:
    window.show_page(page)
    QApplication.processEvents()
    press(Qt.Key.Key_P, CTRL)
    dialog = window.findChild(PrintDialog)
    assert dialog is not None
    return dialog


def test_ctrl_p_prints_what_the_page_is_about(night_window: NightWindow) -> None:
    titles = {}
    for page in ("today", "payments", "tabs"):
        if page == "tabs":
            night_window.show_page("tabs")
            night_window.tabs.select_tab(night.tab(118).id)
        dialog = printing(night_window, page)
        titles[page] = (dialog._paper.sub.split(".")[0], dialog.size_chosen, dialog.preview.count())
        dialog.close_frame()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert titles == {
        "today": ("Daily report", PaperSize.A4, 2),
        "payments": ("Payment", PaperSize.ROLL80, 1),
        "tabs": ("Bill", PaperSize.ROLL80, 1),
    }


def test_without_a_printer_enter_saves_a_pdf(night_window: NightWindow, tmp_path: Path, hasty_enter: None) -> None:
    dialog = printing(night_window, "today")
    dialog._ask_place = lambda parent, title, name, kinds: tmp_path / name
    assert not dialog.print_button.isVisible()
    assert dialog._note.isVisible()
    press(Qt.Key.Key_Return)
    (made,) = tmp_path.iterdir()
    assert made.name == "tabeza-2024-11-21.pdf"
    assert made.read_bytes().startswith(b"%PDF")
    assert dialog._done.isVisible()


def test_a_save_that_fails_is_said_over_the_dialog_which_stays(night_window: NightWindow, tmp_path: Path) -> None:
    dialog = printing(night_window, "today")
    dialog._ask_place = lambda parent, title, name, kinds: tmp_path / "gone" / name
    dialog.pdf_button.click()
    QApplication.processEvents()
    box = night_window.findChild(ProblemBox)
    assert box is not None
    assert "could not be written" in box._title.text()
    assert dialog.is_open()
    assert not dialog.pdf_button.is_busy


def test_a_chosen_no_place_changes_nothing(night_window: NightWindow) -> None:
    dialog = printing(night_window, "today")
    dialog._ask_place = lambda *_: None
    dialog.pdf_button.click()
    assert not dialog.pdf_button.is_busy
    assert not dialog._done.isVisible()


def test_the_default_printer_comes_first_and_a_failed_print_can_be_tried_again(night_window: NightWindow) -> None:
    dialog = printing(night_window, "payments")
    dialog._know_printers(Printers(("Office A4", "Counter 80"), "Counter 80"))
    assert dialog.printers.chosen == "Counter 80"
    assert [button.key for button in dialog.printers.buttons] == ["Counter 80", "Office A4"]
    seen: list[Problem] = []
    dialog.failed.connect(seen.append)
    dialog.print_button.click()
    QApplication.processEvents()
    assert [problem.code for problem in seen] == ["print_failed"]
    assert dialog.is_open()
    assert not dialog.print_button.is_busy


def test_the_size_chosen_is_the_size_seen(night_window: NightWindow) -> None:
    dialog = printing(night_window, "today")
    dialog.sizes.button("roll80").click()
    assert dialog.preview.count() == 1
    assert dialog.size_chosen is PaperSize.ROLL80


def test_a_paper_follows_the_language(night_window: NightWindow) -> None:
    dialog = printing(night_window, "today")
    speak("sw")
    assert dialog._paper.sub.startswith("Ripoti ya siku")
    speak("en")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_writes_the_filter_in_force(night_window: NightWindow, tmp_path: Path, kind: str) -> None:
    night_window.show_page("payments")
    night_window.payments._filter_by_metric("failed")
    press(Qt.Key.Key_E, CTRL)
    dialog = night_window.findChild(ExportDialog)
    assert dialog._query.status == "failed"
    assert dialog._which.text() == "Payments of Thursday 21 November 2024, failed"
    dialog._ask_place = lambda parent, title, name, kinds: tmp_path / name
    dialog.kinds.button(kind).click()
    dialog.save.click()
    (made,) = tmp_path.iterdir()
    assert made.name == f"tabeza-payments-2024-11-21.{kind}"
    assert dialog._done.isVisible()
    if kind == "csv":
        assert len(made.read_text(encoding="utf-8-sig").splitlines()) == 3 + 1 + 1 + 9


def test_an_export_made_offline_warns(night_window: NightWindow) -> None:
    night_window.stage.offline()
    dialog = ExportDialog(night_window, night_window.stage.console, HistoryQuery())
    dialog.open_dialog()
    assert dialog._warn.isVisible()
    assert dialog._warn.accessibleName().startswith("OFFLINE")
    dialog.close_frame()


def test_every_control_of_both_dialogs_says_what_it_is(night_window: NightWindow) -> None:
    dialog = printing(night_window, "today")
    dialog._know_printers(Printers(("Counter 80",), ""))
    assert not unnamed_controls(dialog)
    export = ExportDialog(night_window, night_window.stage.console, HistoryQuery())
    export.open_dialog()
    assert not unnamed_controls(export)
