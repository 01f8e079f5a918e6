"""The owner's queue: evidence first, a decision with its proof and reason, and nothing of it for anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui.review.evidence import how_to_find_out, known
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import TimelineEvent
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.night_stage import NightStage

__all__ = ["night_window"]
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
REVIEW = night.review()


@pytest.fixture
def owner_window(qapp: QApplication) -> Iterator[NightWindow]:
    window = NightWindow(NightStage(person=night.JOYCE))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.show_page("tabs")
    qapp.processEvents()
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def decisions(window: NightWindow) -> list[tuple[object, ...]]:
    return [call.args for call in window.stage.calls if call.name == "payments.decide"]


def test_a_review_of_yesterday_counts_today_for_the_owner(owner_window: NightWindow) -> None:
    assert owner_window._rail.button("payments").count() == 1  # type: ignore[attr-defined]
    owner_window.show_page("payments")
    assert owner_window.payments._reviews.isVisible()


def test_for_a_cashier_there_is_no_queue(night_window: NightWindow) -> None:
    press(KEY.Key_F7)
    assert night_window.front() == "tabs"
    assert night_window._rail.button("payments").count() == 0  # type: ignore[attr-defined]
    night_window.show_page("payments")
    assert not night_window.payments._reviews.isVisible()
    assert night_window.reviews.payments == ()


def test_keys_alone_record_a_payment_found_on_the_statement(owner_window: NightWindow) -> None:
    press(KEY.Key_F7)
    assert owner_window.front() == "review"
    press(KEY.Key_Return)
    press(KEY.Key_Space)
    type_text("skka4t7m2e")
    press(KEY.Key_Return, CTRL)
    assert decisions(owner_window) == [], "no reason, no decision"
    owner_window.review.decision.reason.edit.setFocus()
    type_text("On the statement, same amount")
    press(KEY.Key_Return, CTRL)
    assert decisions(owner_window) == [(REVIEW.id, "paid", "On the statement, same amount", "SKKA4T7M2E")]
    press(KEY.Key_Return, CTRL)
    assert len(decisions(owner_window)) == 1, "a second press while it is on its way"


def test_not_paid_needs_a_reason_and_sends_no_receipt(owner_window: NightWindow) -> None:
    owner_window.do("review")
    panel = owner_window.review.decision
    panel.choice.receipt.set_text("SKKA4T7M2E")
    panel.choice.not_paid.click()
    assert panel.reason_off() == "Write the reason"
    panel.reason.edit.setPlainText("Not on the statement")
    panel.record()
    assert decisions(owner_window) == [(REVIEW.id, "not_paid", "Not on the statement", None)]


@pytest.mark.parametrize("typed", ["", "SKKA4T7M2", "SKKA4T7M2EX", "1234567890", "SKKA4T7M2!"])
def test_paid_without_a_receipt_is_not_recorded(owner_window: NightWindow, typed: str) -> None:
    owner_window.do("review")
    panel = owner_window.review.decision
    panel.choice.paid.click()
    panel.choice.receipt.set_text(typed)
    panel.reason.edit.setPlainText("On the statement")
    panel.record()
    assert decisions(owner_window) == []
    assert not panel.button.isEnabled()


def test_a_receipt_that_paid_another_tab_is_refused_with_that_tab(owner_window: NightWindow) -> None:
    owner_window.do("review")
    panel = owner_window.review.decision
    panel.choice.paid.click()
    panel.choice.receipt.set_text("SKL7P8C3VN")
    panel.reason.edit.setPlainText("On the statement")
    assert "107" in panel.choice.receipt.message.text()
    panel.record()
    assert decisions(owner_window) == []


def test_nothing_is_chosen_beforehand_and_another_payment_starts_afresh(owner_window: NightWindow) -> None:
    second = msgspec.structs.replace(REVIEW, id=night.hex_id("5", 1), customer_name="Ann", version=900,
                                     requested_at=night.at("20:00"))
    owner_window.stage.payments[second.id] = second
    owner_window.do("review")
    panel = owner_window.review.decision
    assert panel.choice.chosen == ""
    panel.choice.paid.click()
    panel.reason.edit.setPlainText("half a thought")
    press(KEY.Key_Escape)
    owner_window.do("review")
    owner_window.review.show_payment(second.id)
    assert (panel.choice.chosen, panel.reason.text(), panel.payment()) == ("", "", second)


def test_offline_nothing_can_be_recorded(owner_window: NightWindow) -> None:
    owner_window.do("review")
    panel = owner_window.review.decision
    panel.choice.not_paid.click()
    panel.reason.edit.setPlainText("Not on the statement")
    owner_window.stage.offline()
    panel.record()
    assert decisions(owner_window) == []
    assert panel.why_off.text() == "Needs internet."


def test_a_refusal_keeps_what_was_typed(owner_window: NightWindow) -> None:
    owner_window.do("review")
    panel = owner_window.review.decision
    panel.choice.paid.click()
    panel.choice.receipt.set_text("SKKA4T7M2E")
    panel.reason.edit.setPlainText("On the statement")
    panel.record()
    call = next(call for call in owner_window.stage.calls if call.name == "payments.decide")
    call.refuse("conflict")
    assert panel.reason.text() == "On the statement"
    assert "another payment" in panel.choice.receipt.message.text()


def test_when_it_is_settled_elsewhere_the_queue_empties_by_itself(owner_window: NightWindow) -> None:
    owner_window.do("review")
    owner_window.stage.end(REVIEW, PaymentState.SUCCEEDED, "0", "SKKA4T7M2E")
    owner_window.reviews.read_again()
    assert owner_window.review.table.model().rowCount() == 0
    assert not owner_window.review.decision.isVisible()
    assert owner_window._rail.button("payments").count() == 0  # type: ignore[attr-defined]


def test_what_is_known_says_only_what_was_recorded() -> None:
    titles = [node.title for node in known(REVIEW, night.detail(REVIEW).timeline)]
    assert titles == ["Requested", "Safaricom accepted it", "First answer: paid", "Asked again: cancelled",
                      "Two answers that disagree"]
    lost = TimelineEvent(seq=2, at=REVIEW.requested_at, kind="no_answer", from_state=None,
                         to_state=PaymentState.UNKNOWN)
    alone = msgspec.structs.replace(REVIEW, prompted_at=None)
    assert [node.title for node in known(alone, [lost])][1] == "Safaricom did not answer"


def test_how_to_find_out_names_day_time_amount_and_account() -> None:
    steps = how_to_find_out(REVIEW, "TAB109")
    assert "Wednesday 20 November" in steps[0]
    assert all(part in steps[1] for part in ("23:12", "23:15", "3,150", "TAB109"))
