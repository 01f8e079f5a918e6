"""The six steps as an owner walks them: by keys, with what goes wrong, losing nothing but unsent secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import CHECKLIST, StepKey
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.setup.checklist_page import ChecklistPage
from tabeza_desktop.ui.setup.go_live_page import GoLivePage
from tabeza_desktop.ui.setup.kes1_page import Kes1Page
from tabeza_desktop.ui.setup.paybill_page import PayBillPage
from tabeza_desktop.ui.setup.send_page import SendPage
from tabeza_desktop.ui.setup.window import SetupWindow
from tabeza_protocol.credentials import SANDBOX_PASSKEY, CredentialField
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.shortcodes import ShortcodeKind
from tests.desktop.ui.conftest import Stand
from tests.desktop.ui.setup_scenes import (
    CONFIRMED,
    FOUND,
    KEYS,
    NAME,
    NUMBER,
    ONLY_TILL,
    PAYBILL,
    TICKED,
    UNAVAILABLE,
    at_go_live,
    at_step,
    at_test,
    candidate,
    kes1,
    practise,
    settings,
)
from tests.desktop.ui.setup_stage import MORNING, Stage

ENTER = Qt.Key.Key_Return


def shown(stand: Stand, stage: Stage) -> SetupWindow:
    return stand(SetupWindow(stage))  # type: ignore[arg-type, return-value]


def words(window: SetupWindow) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def press(window: SetupWindow, key: Qt.Key = ENTER) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)


def fill(window: SetupWindow, values: tuple[str, str, str] = KEYS) -> None:
    for field, value in zip(window.credentials.fields.values(), values, strict=True):
        field.edit.replace(value)


# step 1


def test_four_ticks_by_space_and_tab_then_enter_goes_on(stand: Stand) -> None:
    stage = at_step(StepKey.CHECKLIST)
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, ChecklistPage)
    press(window)
    assert stage.draft.current is StepKey.CHECKLIST
    for key in CHECKLIST:
        QTest.keyClick(page.items[key].box, Qt.Key.Key_Space)
    assert stage.draft.ticked == set(CHECKLIST)
    press(window)
    assert stage.draft.current is StepKey.PAYBILL


def test_the_help_follows_the_item_with_the_focus(stand: Stand) -> None:
    window = shown(stand, at_step(StepKey.CHECKLIST))
    page = window.front
    assert isinstance(page, ChecklistPage)
    page.items["production_keys"].box.setFocus()
    assert "How does the app go live?" in words(window)


# step 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("4083", "4 so far"),
        ("40839178", "8 digits"),
        ("40839a7", "Only the digits"),
        ("٤٠٨٣٩١٧", "Only the digits"),
        ("４０８３９１７", "Only the digits"),
    ],
)
def test_a_number_that_cannot_be_a_paybill_is_refused_kindly(stand: Stand, typed: str, says: str) -> None:
    stage = at_step(StepKey.PAYBILL, **TICKED, declared_kind=ShortcodeKind.PAYBILL)
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, PayBillPage)
    page.number.setFocus()
    page.number.set_text(typed)
    assert says in page.shape.text()
    press(window)
    assert not stage.named("setup.lookup")
    assert stage.draft.current is StepKey.PAYBILL


def test_a_number_is_looked_up_and_its_name_confirmed_by_two_enters(stand: Stand) -> None:
    stage = at_step(StepKey.PAYBILL, **TICKED, declared_kind=ShortcodeKind.PAYBILL)
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, PayBillPage)
    page.number.setFocus()
    QTest.keyClicks(page.number.edit, "4083 917")
    press(window)
    stage.services.setup.draft(lookup=FOUND)
    stage.last("setup.lookup").answer(FOUND)
    assert NAME in words(window)
    assert not stage.draft.name_confirmed
    press(window)
    assert stage.draft.name_confirmed
    assert stage.draft.current is StepKey.CREDENTIALS


def test_an_unavailable_look_up_reads_as_not_checked_and_may_go_on(stand: Stand) -> None:
    stage = at_step(StepKey.PAYBILL, **PAYBILL, lookup=UNAVAILABLE)
    window = shown(stand, stage)
    assert "Not checked yet" in words(window)
    assert "looks right" not in words(window)
    press(window)
    assert stage.draft.current is StepKey.CREDENTIALS
    assert not stage.draft.name_confirmed


def test_a_look_up_that_fails_says_so_and_never_blocks(stand: Stand) -> None:
    stage = at_step(StepKey.PAYBILL, **PAYBILL)
    window = shown(stand, stage)
    press(window)
    stage.last("setup.lookup").refuse("lookup_budget")
    assert Problem("lookup_budget").text("en").happened in words(window)
    press(window)
    assert stage.draft.current is StepKey.CREDENTIALS


@pytest.mark.parametrize("how", ["said", "found"])
def test_a_till_is_blocked_with_two_ways_forward(stand: Stand, how: str) -> None:
    draft = {**PAYBILL, "shortcode_text": "5523019"}
    if how == "said":
        draft["declared_kind"] = ShortcodeKind.TILL
    else:
        draft["lookup"] = ONLY_TILL
    stage = at_step(StepKey.PAYBILL, **draft)
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, PayBillPage)
    assert page.blocked.isVisible()
    page.blocked.link.button.click()
    assert "5523019" in QGuiApplication.clipboard().text()
    window.footer.primary_button.click()
    assert stage.draft.current is StepKey.PAYBILL
    assert stage.draft.declared_kind is ShortcodeKind.PAYBILL
    assert page.number.text() == ""
    assert page.number.edit.hasFocus()


def test_not_sure_asks_the_one_question_that_tells(stand: Stand) -> None:
    stage = at_step(StepKey.PAYBILL, **{**PAYBILL, "declared_kind": ShortcodeKind.NOT_SURE})
    page = (window := shown(stand, stage)).front
    assert isinstance(page, PayBillPage)
    assert "do they type an account number?" in words(window)
    page.no_account.click()
    assert stage.draft.declared_kind is ShortcodeKind.TILL


def test_six_digits_from_five_is_a_question_and_never_a_block(stand: Stand) -> None:
    stage = at_step(StepKey.PAYBILL, **{**PAYBILL, "shortcode_text": "522522"})
    page = (window := shown(stand, stage)).front
    assert isinstance(page, PayBillPage)
    assert page.old_pattern.isVisible()
    press(window)
    assert stage.named("setup.lookup")


# step 3


def test_keys_with_the_right_shape_go_on_by_enter(stand: Stand) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    assert QApplication.focusWidget() is window.credentials.fields[CredentialField.CONSUMER_KEY].edit
    fill(window)
    press(window)
    assert stage.draft.current is StepKey.SEND


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((KEYS[0], KEYS[1], "•" * 30), "dots"),
        ((KEYS[0], KEYS[1], SANDBOX_PASSKEY), "public test passkey"),
        ((KEYS[0], KEYS[1], "A1+/" * 86), "initiator"),
        ((KEYS[0], KEYS[0], KEYS[2]), "same as the consumer key"),
    ],
)
def test_a_key_that_cannot_be_right_stops_the_step(stand: Stand, values: tuple[str, str, str], says: str) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    fill(window, values)
    assert says in words(window)
    press(window)
    assert stage.draft.current is StepKey.CREDENTIALS


def test_the_same_key_twice_is_seen_whichever_was_pasted_first(stand: Stand) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    fields = window.credentials.fields
    fields[CredentialField.CONSUMER_SECRET].edit.replace(KEYS[0])
    fields[CredentialField.CONSUMER_KEY].edit.replace(KEYS[0])
    assert stage.draft.findings[CredentialField.CONSUMER_SECRET] == "same_as_key"


def test_an_unusual_length_warns_and_goes_on(stand: Stand) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    fill(window, (KEYS[0], KEYS[1], KEYS[2][:62]))
    assert "The passkey may be cut short" in words(window)
    press(window)
    assert stage.draft.current is StepKey.SEND


def test_sandbox_is_offered_only_to_a_test_bar(stand: Stand) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    assert not window.credentials.environment.isVisible()
    stage.services.setup.show(settings=settings(sandbox_allowed=True))
    assert window.credentials.environment.isVisible()


def test_back_and_forward_keep_the_keys_and_leaving_wipes_them(stand: Stand, qtbot: QtBot) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    fill(window)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert stage.draft.current is StepKey.PAYBILL
    press(window)
    assert stage.draft.current is StepKey.CREDENTIALS
    assert window.credentials.filled()
    with qtbot.waitSignal(window.left):
        window.top.leave_button.click()
    assert not window.credentials.filled()


def test_the_lock_screen_over_set_up_wipes_what_was_typed(stand: Stand) -> None:
    window = shown(stand, at_step(StepKey.CREDENTIALS, **CONFIRMED))
    fill(window)
    window.hide()
    assert not window.credentials.filled()


def test_no_key_is_ever_in_a_label_a_name_or_the_draft(stand: Stand) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    fill(window)
    told = words(window) + repr(stage.draft) + repr(window.credentials.__dict__)
    told += " ".join(f"{w.accessibleName()} {w.accessibleDescription()}" for w in window.findChildren(QAbstractButton))
    for value in KEYS:
        assert value not in told


def test_practice_fills_the_keys_in_with_one_button(stand: Stand) -> None:
    stage = practise(at_step(StepKey.CREDENTIALS, **CONFIRMED), prompt=False)
    window = shown(stand, stage)
    window.credentials.fill_button.click()
    press(window)
    assert stage.draft.current is StepKey.SEND


# step 4


def at_send(stand: Stand) -> tuple[SetupWindow, SendPage, Stage]:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    fill(window)
    press(window)
    page = window.front
    assert isinstance(page, SendPage)
    return window, page, stage


def test_keys_leave_their_fields_once_and_none_stays(stand: Stand) -> None:
    window, _, stage = at_send(stand)
    press(window)
    call = stage.last("setup.send")
    assert tuple(secret.reveal() for secret in call.args) == KEYS
    assert not window.credentials.filled()
    press(window)
    assert len(stage.named("setup.send")) == 1


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("keys_rejected", StepKey.CREDENTIALS),
        ("keys_other_environment", StepKey.CREDENTIALS),
        ("passkey_rejected", StepKey.CREDENTIALS),
        ("product_missing", StepKey.CREDENTIALS),
        ("no_network", StepKey.CREDENTIALS),
        ("shortcode_unknown", StepKey.PAYBILL),
    ],
)
def test_each_refusal_shows_its_cure_and_leads_there(stand: Stand, code: str, leads_to: StepKey) -> None:
    window, page, stage = at_send(stand)
    press(window)
    stage.last("setup.send").refuse(code)
    text = Problem(code).text("en")
    assert text.happened in words(window)
    assert text.do in words(window)
    assert Problem(code).ref in words(window)
    assert page.timeline.nodes()[1].state == "failed"
    window.footer.primary_button.click()
    assert stage.draft.current is leads_to


def test_a_name_told_only_now_must_be_confirmed_before_the_kes_1(stand: Stand) -> None:
    window, _, stage = at_send(stand)
    press(window)
    stage.services.setup.draft(sent_version=1, sent_at=MORNING, lookup=UNAVAILABLE, name_confirmed=False)
    stage.services.setup.show(settings=settings(candidate=candidate()))
    stage.last("setup.send").answer(candidate())
    assert NAME in words(window)
    window.footer.primary_button.click()
    assert stage.draft.name_confirmed
    assert stage.draft.current is StepKey.TEST


# step 5


def test_the_kes_1_goes_to_the_phone_typed_by_enter(stand: Stand) -> None:
    stage = at_test()
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, Kes1Page)
    assert QApplication.focusWidget() is page.phone.edit
    press(window)
    assert not stage.named("setup.start_test")
    QTest.keyClicks(page.phone.edit, "0712345678")
    press(window)
    assert stage.last("setup.start_test").args == ("0712345678",)


@pytest.mark.parametrize("code", ["phone_busy", "limit_phone", "no_candidate"])
def test_a_refused_request_says_why_and_keeps_the_number(stand: Stand, code: str) -> None:
    stage = at_test()
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, Kes1Page)
    page.phone.set_text("0712345678")
    press(window)
    stage.last("setup.start_test").refuse(code)
    assert Problem(code).text("en").happened in words(window)
    assert page.phone.digits() == "0712345678"


def test_while_waiting_the_prompt_has_no_time_and_continue_is_off(stand: Stand) -> None:
    window = shown(stand, at_test(kes1(PaymentState.PROMPTED)))
    page = window.front
    assert isinstance(page, Kes1Page)
    prompt = page.timeline.nodes()[1]
    assert (prompt.title, prompt.at, prompt.since) == ("Prompt should be showing", "", None)
    assert not window.footer.primary_button.isEnabled()
    assert "0712 *** 678" in words(window)


def test_after_a_minute_without_an_answer_it_is_checking_and_never_failed(stand: Stand) -> None:
    stage = at_test(kes1(PaymentState.PROMPTED))
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, Kes1Page)
    stage.at(MORNING + timedelta(seconds=60))
    assert page.timeline.nodes()[2].title == "Checking with M‑Pesa"
    assert "Don’t pay again yet" in page.timeline.nodes()[2].sub
    window.footer.primary_button.click()
    assert stage.named("setup.check_test")


def test_esc_stops_waiting_but_not_the_request(stand: Stand) -> None:
    stage = at_test(kes1(PaymentState.PROMPTED))
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, Kes1Page)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.phone.isVisible()
    assert page.earlier.isVisible()
    stage.services.setup.show(test=kes1(PaymentState.SUCCEEDED, "0"))
    assert page.took.isVisible()


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("1032", "Cancelled on the phone"),
        ("2001", "Wrong PIN"),
        ("1", "Low balance"),
        ("1037", "No answer"),
        ("1001", "Another prompt open"),
    ],
)
def test_every_failure_says_nothing_was_charged_and_offers_another_try(stand: Stand, code: str, title: str) -> None:
    window = shown(stand, at_test(kes1(PaymentState.FAILED, code)))
    page = window.front
    assert isinstance(page, Kes1Page)
    assert page.timeline.nodes()[2].title == title
    assert "KES 1 was not charged" in words(window)
    assert "Your keys work. The PayBill is proved only when KES 1 is paid." in words(window)
    assert window.footer.primary_button.text() == "Try again"


def test_a_set_up_fault_never_claims_that_the_keys_work(stand: Stand) -> None:
    window = shown(stand, at_test(kes1(PaymentState.FAILED, "2028")))
    assert "Your keys work" not in words(window)


def test_a_paid_kes_1_goes_on_only_when_the_owner_has_seen_it(stand: Stand) -> None:
    stage = at_test(kes1(PaymentState.SUCCEEDED, "0"))
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, Kes1Page)
    assert QApplication.focusWidget() is page.seen
    press(window)
    assert stage.draft.current is StepKey.TEST
    assert not stage.draft.seen_on_paybill
    press(window, Qt.Key.Key_Space)
    press(window)
    assert stage.draft.current is StepKey.GO_LIVE


def test_not_seeing_it_leaves_everything_off(stand: Stand) -> None:
    stage = at_test(kes1(PaymentState.SUCCEEDED, "0"), seen_on_paybill=True)
    window = shown(stand, stage)
    window.footer.secondary_button.click()
    assert not stage.draft.seen_on_paybill
    assert "Nothing goes live until you do" in words(window)


# step 6


def test_enter_alone_and_half_a_word_turn_nothing_on(stand: Stand) -> None:
    stage = at_go_live()
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, GoLivePage)
    press(window)
    QTest.keyClicks(page.word.edit, "LIV")
    press(window)
    assert not stage.named("setup.go_live")
    assert "1 more letter" in page.hint.text()


def test_the_whole_word_turns_payments_on_once(stand: Stand) -> None:
    stage = at_go_live()
    window = shown(stand, stage)
    page = window.front
    assert isinstance(page, GoLivePage)
    QTest.keyClicks(page.word.edit, "live")
    press(window)
    stage.services.setup.show(busy="going_live")
    press(window)
    assert [call.args for call in stage.named("setup.go_live")] == [("LIVE",)]


def test_what_is_turned_on_is_said_whole(stand: Stand) -> None:
    told = words(shown(stand, at_go_live()))
    for fact in (NAME, NUMBER, "SKL2C8M4PA", "Joyce Kendi"):
        assert fact in told


# the window


def test_a_done_step_opens_again_and_a_later_one_does_not(stand: Stand) -> None:
    stage = at_step(StepKey.CREDENTIALS, **CONFIRMED)
    window = shown(stand, stage)
    window.stepper.stepper.button("test").click()
    assert stage.draft.current is StepKey.CREDENTIALS
    window.stepper.stepper.button("paybill").click()
    assert stage.draft.current is StepKey.PAYBILL


def test_every_step_follows_the_language_and_comes_back(stand: Stand) -> None:
    for step in StepKey:
        stage = at_go_live()
        stage.services.setup.draft(current=step)
        window = shown(stand, stage)
        english = words(window)
        speak("sw")
        assert words(window) != english
        speak("en")
        assert words(window) == english


def test_a_small_window_turns_the_stepper_into_a_rail(stand: Stand) -> None:
    window = shown(stand, at_step(StepKey.CREDENTIALS, **CONFIRMED))
    wide = window.stepper.width()
    window.resize(1024, 700)
    QApplication.processEvents()
    assert window.width() == 1024
    assert window.stepper.width() < wide / 3
    assert window.help.isVisible()


def test_nothing_on_any_step_is_in_developers_language(stand: Stand) -> None:
    for step in StepKey:
        stage = at_go_live()
        stage.services.setup.draft(current=step)
        told = words(shown(stand, stage)).lower()
        for word in ("stk", "callback", "token", "shortcode", "oops", "!"):
            assert word not in told.split(), (step, word)


def test_focus_starts_somewhere_visible_on_every_step(stand: Stand) -> None:
    for step in StepKey:
        stage = at_go_live()
        stage.services.setup.draft(current=step)
        window = shown(stand, stage)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert window.isAncestorOf(focus)
        assert focus.isVisible()


def test_the_view_is_never_changed_by_looking_at_it(stand: Stand) -> None:
    stage = at_go_live()
    before = replace(stage.state.setup.value)
    shown(stand, stage)
    assert stage.state.setup.value == before
