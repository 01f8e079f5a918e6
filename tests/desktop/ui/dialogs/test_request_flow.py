"""A request by keys: ``124``, F2, Enter; sent once, watched to its end, and never claimed to be more than is known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui.dialogs.paid_dialog import PaidDialog
from tabeza_desktop.ui.dialogs.request_form import RequestForm
from tabeza_desktop.ui.dialogs.watch_dialog import WatchDialog
from tabeza_desktop.ui.dialogs.watch_state import Phase
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["hasty_enter", "night_window"]
KEY = Qt.Key


def ask(window: NightWindow) -> None:
    type_text("124")
    press(KEY.Key_F2)
    press(KEY.Key_Return)


def test_the_form_opens_with_the_full_balance_selected(night_window: NightWindow) -> None:
    type_text("124")
    press(KEY.Key_F2)
    form = night_window.requests.dialog
    assert isinstance(form, RequestForm)
    focus = QApplication.focusWidget()
    assert focus.selectedText() == "3,300"  # type: ignore[union-attr]


def test_enter_right_after_opening_sends_nothing(night_window: NightWindow) -> None:
    ask(night_window)
    assert night_window.stage.requests_sent() == 0
    assert isinstance(night_window.requests.dialog, RequestForm)


@pytest.mark.usefixtures("hasty_enter")
def test_a_second_press_cannot_send_twice(night_window: NightWindow) -> None:
    ask(night_window)
    press(KEY.Key_Return)
    press(KEY.Key_Return)
    assert night_window.stage.requests_sent() == 1
    assert night_window.stage.sent().args[:3] == (night.tab(124).id, 330_000, None)


@pytest.mark.usefixtures("hasty_enter")
def test_accepted_is_watched_and_paid_is_celebrated_with_its_receipt(night_window: NightWindow) -> None:
    ask(night_window)
    payment = night_window.stage.accept()
    watch = night_window.requests.dialog
    assert isinstance(watch, WatchDialog)
    assert watch.phase is Phase.WAITING
    night_window.stage.tick(21)
    night_window.stage.end(payment, PaymentState.SUCCEEDED, "0", "SKL9F6N3TD")
    paid = night_window.requests.dialog
    assert isinstance(paid, PaidDialog)
    assert paid.height() > 300
    press(KEY.Key_Return)
    assert night_window.requests.dialog is None
    assert night_window.tabs.selected().balance_cents == 0  # type: ignore[union-attr]


@pytest.mark.usefixtures("hasty_enter")
def test_no_answer_for_a_minute_is_checking_and_offers_no_second_request(night_window: NightWindow) -> None:
    ask(night_window)
    night_window.stage.accept()
    night_window.stage.tick(61)
    watch = night_window.requests.dialog
    assert isinstance(watch, WatchDialog)
    assert watch.phase is Phase.CHECKING
    press(KEY.Key_Return)
    assert night_window.stage.requests_sent() == 1
    press(KEY.Key_Escape)
    press(KEY.Key_F2)
    assert night_window.requests.dialog is None, "a tab with an open payment must not get a second form"


@pytest.mark.usefixtures("hasty_enter")
def test_cancelled_offers_a_new_request_that_names_the_old_one(night_window: NightWindow) -> None:
    ask(night_window)
    payment = night_window.stage.accept()
    night_window.stage.tick(19)
    night_window.stage.end(payment, PaymentState.FAILED, "1032")
    press(KEY.Key_Return)
    form = night_window.requests.dialog
    assert isinstance(form, RequestForm)
    press(KEY.Key_Return)
    assert night_window.stage.requests_sent() == 2
    assert night_window.stage.sent().args[3] == payment.id


@pytest.mark.usefixtures("hasty_enter")
def test_a_refusal_keeps_the_form_and_what_was_typed(night_window: NightWindow) -> None:
    type_text("124")
    press(KEY.Key_F2)
    type_text("1000")
    press(KEY.Key_Return)
    night_window.stage.sent().refuse("limit_bar")
    form = night_window.requests.dialog
    assert isinstance(form, RequestForm)
    press(KEY.Key_Return)
    assert [call.args[1] for call in night_window.stage.calls if call.name == "payments.request"] == [100_000] * 2


@pytest.mark.parametrize("typed", ["0", "250001", "1e3", "12.5", "٣٠٠", "３００"])
@pytest.mark.usefixtures("hasty_enter")
def test_an_amount_safaricom_would_not_take_is_never_sent(night_window: NightWindow, typed: str) -> None:
    type_text("124")
    press(KEY.Key_F2)
    QApplication.focusWidget().setText(typed)  # type: ignore[union-attr]
    press(KEY.Key_Return)
    assert night_window.stage.requests_sent() == 0


def test_escape_gives_the_focus_back_to_the_list(night_window: NightWindow) -> None:
    type_text("124")
    press(KEY.Key_F2)
    press(KEY.Key_Escape)
    assert QApplication.focusWidget() is night_window.tabs.table
