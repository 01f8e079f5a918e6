"""Verify by keys: F3, one paste, read it, Enter. What is said follows what was received; looking marks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.verify import VerdictKind
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.dialogs.by_hand_dialog import ByHandDialog
from tabeza_desktop.ui.dialogs.request_form import RequestForm
from tabeza_desktop.ui.dialogs.verify_dialog import VerifyDialog
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import HandRecord
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.setup_stage import Call
from tests.desktop.ui.verify_shots import PAID_107, PAID_112, WAITS_118

__all__ = ["hasty_enter", "night_window"]
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def paste(text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    QGuiApplication.clipboard().setMimeData(mime)
    press(KEY.Key_V, CTRL)


def verifying(window: NightWindow, number: str = "124") -> VerifyDialog:
    type_text(number)
    press(KEY.Key_F3)
    dialog = window.verify.dialog
    assert isinstance(dialog, VerifyDialog)
    return dialog


def kind(window: NightWindow) -> VerdictKind | None:
    dialog = window.verify.dialog
    assert isinstance(dialog, VerifyDialog)
    return dialog.verdict.kind if dialog.verdict is not None else None


def calls(window: NightWindow, name: str) -> list[Call]:
    return [call for call in window.stage.calls if call.name == name]


@pytest.mark.usefixtures("hasty_enter")
def test_f3_one_paste_and_enter(night_window: NightWindow) -> None:
    verifying(night_window, "112")
    paste(PAID_112)
    assert kind(night_window) is VerdictKind.PAID
    assert len(calls(night_window, "verify.ask")) == 1
    press(KEY.Key_Return)
    assert night_window.verify.dialog is None


def test_what_is_nobodys_business_does_not_stay_in_the_field(night_window: NightWindow) -> None:
    dialog = verifying(night_window, "112")
    paste(PAID_112)
    assert "SKL9D4R2WB" in dialog._edit.text()
    assert "345.20" not in dialog._edit.text()


def test_enter_out_of_habit_behind_a_typed_code_closes_nothing(night_window: NightWindow) -> None:
    verifying(night_window)
    type_text("skl7p8c3vn")
    assert kind(night_window) is VerdictKind.USED
    press(KEY.Key_Return)
    assert isinstance(night_window.verify.dialog, VerifyDialog)


@pytest.mark.usefixtures("hasty_enter")
def test_a_used_code_leads_to_a_request_by_f2(night_window: NightWindow) -> None:
    verifying(night_window)
    paste(PAID_107)
    assert kind(night_window) is VerdictKind.USED
    press(KEY.Key_F2)
    assert night_window.verify.dialog is None
    form = night_window.requests.dialog
    assert isinstance(form, RequestForm)
    assert night_window.stage.requests_sent() == 0


def test_esc_clears_first_and_then_closes(night_window: NightWindow) -> None:
    dialog = verifying(night_window)
    paste("SKL9K2P7YC")
    press(KEY.Key_Escape)
    assert dialog._edit.text() == ""
    assert night_window.verify.dialog is dialog
    press(KEY.Key_Escape)
    assert night_window.verify.dialog is None


@pytest.mark.parametrize("page", ["payments", "today", "help"])
def test_f3_works_on_every_page_without_a_tab_in_hand(night_window: NightWindow, page: str) -> None:
    night_window.show_page(page)
    QApplication.processEvents()
    press(KEY.Key_F3)
    paste(PAID_107)
    assert kind(night_window) is VerdictKind.PAID


def test_a_payment_that_waits_is_told_when_it_comes(night_window: NightWindow) -> None:
    verifying(night_window, "118")
    paste(WAITS_118)
    assert kind(night_window) is VerdictKind.PENDING
    waiting = next(row for row in night_window.stage.payments.values() if row.tab_number == 118)
    press(KEY.Key_F5)
    assert [call.args[0] for call in calls(night_window, "payments.check_again")] == [waiting.id]
    night_window.stage.end(waiting, PaymentState.SUCCEEDED, "0", "SKL9Z7Q4MM")
    assert kind(night_window) is VerdictKind.PAID


def test_a_problem_keeps_what_was_typed(night_window: NightWindow) -> None:
    night_window.stage.console.services.verify.problem = Problem("not_allowed")  # type: ignore[attr-defined]
    dialog = verifying(night_window)
    paste("SKL9K2P7YC")
    assert kind(night_window) is None
    assert dialog._edit.text() == "SKL9K2P7YC"
    assert dialog._wrong.isVisibleTo(dialog)


def test_the_word_fake_is_never_said(night_window: NightWindow) -> None:
    from tabeza_desktop.i18n.catalogue import load_catalogue

    table = load_catalogue("sw").items()
    said = [f"{key[1]} {text}".casefold() for key, text in table if key[0] in ("Verify", "ByHand")]
    assert len(said) > 80
    assert not [text for text in said if "fake" in text or "bandia" in text or "false" in text or "fraud" in text]


def test_the_language_changes_under_a_verdict(night_window: NightWindow) -> None:
    dialog = verifying(night_window)
    paste(PAID_107)
    speak("sw")
    assert dialog._primary.text() == "Omba KES 3,300"
    assert "Tayari imetumika kwa bili 107" in dialog._card.accessibleName()


def by_hand(window: NightWindow) -> ByHandDialog:
    dialog = verifying(window)
    paste("SKL9K2P7YC")
    assert kind(window) is VerdictKind.NOT_FOUND
    dialog._secondary.click()
    form = window.verify.dialog
    assert isinstance(form, ByHandDialog)
    return form


def recorded(window: NightWindow) -> list[tuple[Any, ...]]:
    return [call.args for call in calls(window, "verify.record_by_hand")]


@pytest.mark.usefixtures("hasty_enter")
def test_paid_by_hand_is_recorded_only_by_who_says_to_have_seen_it(night_window: NightWindow) -> None:
    form = by_hand(night_window)
    press(KEY.Key_Return)
    assert recorded(night_window) == []
    form._seen.click()
    press(KEY.Key_Return)
    form.send_now()
    assert len(recorded(night_window)) == 1
    tab_id, receipt, cents, key = recorded(night_window)[0]
    assert (tab_id, receipt, cents) == (night.tab(124).id, "SKL9K2P7YC", 330_000)
    call = calls(night_window, "verify.record_by_hand")[0]
    call.refuse("timed_out")
    form.send_now()
    assert recorded(night_window)[1][3] == key
    record = HandRecord(receipt=receipt, tab_id=tab_id, tab_number=124, customer_name="Brian Otieno",
                        amount_cents=cents, recorded_by="Mercy Atieno", at=night.NOW)  # fmt: skip
    calls(night_window, "verify.record_by_hand")[1].answer(record)
    assert night_window.verify.dialog is None


def test_a_receipt_that_is_counted_already_is_verified_again(night_window: NightWindow) -> None:
    form = by_hand(night_window)
    form._seen.click()
    form.send_now()
    calls(night_window, "verify.record_by_hand")[0].refuse("receipt_used")
    night_window.stage.console.services.verify.recorded("SKL9K2P7YC", 107, 330_000)  # type: ignore[attr-defined]
    form.send_now()
    assert kind(night_window) is VerdictKind.BY_HAND


def test_offline_it_tells_its_age_and_offers_no_record(night_window: NightWindow) -> None:
    night_window.stage.offline()
    dialog = verifying(night_window)
    paste("SKL9K2P7YC")
    assert dialog._old.isVisibleTo(dialog)
    assert dialog._secondary.text() == "Done"
    assert dialog._primary.text() == "Check again"


def test_read_only_may_look_but_record_nothing(night_window: NightWindow) -> None:
    state = night_window.stage.state
    state.session.set(Session(phase=Phase.SIGNED_IN, bar=night.BAR, person=night.MERCY, read_only=True))
    dialog = verifying(night_window)
    paste("SKL9K2P7YC")
    assert dialog._secondary.text() == "Done"
