"""What is done to a tab by hand: sent once, refused kindly, live in the row, and absent for who may not."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.models.cells import CELL_ROLE
from tabeza_desktop.models.tabs import TabColumn
from tabeza_desktop.ui.a11y import unnamed_controls
from tabeza_desktop.ui.dialogs.cash_dialog import CashDialog, round_sums
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.dialogs.tab_sheet import TabSheet
from tabeza_desktop.ui.dialogs.void_dialog import VoidDialog
from tabeza_desktop.ui.shell.find_actions import find_actions
from tabeza_desktop.ui.shell.key_list import key_groups
from tabeza_desktop.ui.shell.shortcuts import BINDINGS
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import Label
from tabeza_protocol.wire.trade import TabLine
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["hasty_enter", "night_window"]
pytestmark = pytest.mark.usefixtures("hasty_enter")

DIALOGS = {
    "cash": Qt.Key.Key_F9, "charge": Qt.Key.Key_F10, "transfer": Qt.Key.Key_T, "void": Qt.Key.Key_Z,
    "new_tab": Qt.Key.Key_N,
}  # fmt: skip


def start(window: NightWindow, action: str, number: int = 124) -> TabDialog:
    type_text(str(number))
    window.tabs.table._forget_digits()
    window.do(action)
    QApplication.processEvents()
    dialog = window.tab_flow.dialog
    assert isinstance(dialog, TabDialog)
    return dialog


def sheet(window: NightWindow) -> TabSheet:
    dialog = window.tab_flow.dialog
    assert isinstance(dialog, TabSheet)
    return dialog


def words_of(dialog: TabDialog | TabSheet) -> str:
    shown = [part.text() for part in dialog.findChildren(Label) if part.isVisibleTo(dialog)]
    return " ".join([*shown, *(button.text() for button in dialog.findChildren(Button))])


def calls(window: NightWindow, name: str) -> list[tuple[object, ...]]:
    return [call.args for call in window.stage.calls if call.name == name]


def become_owner(window: NightWindow) -> None:
    state = window.stage.state
    state.session.set(replace(state.session.value, person=night.JOYCE))


# --- amounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0", "0.5", "1e3", "-5", "٣٣٠٠", "１２", "250001", "abc", "12 000", ""])
@pytest.mark.parametrize("action", ["cash", "charge"])
def test_what_is_no_amount_is_never_sent(night_window: NightWindow, action: str, typed: str) -> None:
    dialog = start(night_window, action)
    if action == "charge":
        type_text("Gin")
        dialog._price.setFocus()  # type: ignore[attr-defined]
    amount = dialog._amount if action == "cash" else dialog._price  # type: ignore[attr-defined]
    amount.set_text(typed)
    press(Qt.Key.Key_Return)
    assert calls(night_window, "tabs.receive_cash") == calls(night_window, "tabs.add_charge") == []
    assert dialog.off_reason()


def test_more_than_is_owed_is_change_or_credit_as_chosen(night_window: NightWindow) -> None:
    dialog = start(night_window, "cash")
    assert isinstance(dialog, CashDialog)
    type_text("4000")
    assert "Give 700 change" in [button.text() for button in dialog._over.buttons]
    assert dialog.asked_for().amount_cents == 330_000  # type: ignore[union-attr]
    dialog._over.buttons[1].click()
    press(Qt.Key.Key_Return)
    assert calls(night_window, "tabs.receive_cash")[0][1] == 400_000


def test_notes_people_round_up_to() -> None:
    assert round_sums(330_000) == (330_000, 350_000, 400_000)
    assert round_sums(400_000) == (400_000,)
    assert round_sums(0) == ()


# --- once -----------------------------------------------------------------------------------------------------------


def test_pressed_twice_is_sent_once_and_sent_again_is_the_same(night_window: NightWindow) -> None:
    dialog = start(night_window, "cash")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert len(calls(night_window, "tabs.receive_cash")) == 1
    night_window.stage.calls[-1].refuse("timed_out")
    assert dialog.is_open()
    press(Qt.Key.Key_Return)
    first, second = calls(night_window, "tabs.receive_cash")
    assert first == second, "another key would be another payment"
    night_window.stage.calls[-1].answer()
    assert not dialog.is_open()


def test_another_amount_is_another_payment(night_window: NightWindow) -> None:
    start(night_window, "cash")
    press(Qt.Key.Key_Return)
    night_window.stage.calls[-1].refuse("timed_out")
    type_text("1000")
    press(Qt.Key.Key_Return)
    first, second = calls(night_window, "tabs.receive_cash")
    assert first[2] != second[2]


def test_a_refusal_is_said_in_the_dialog_and_nothing_typed_is_lost(night_window: NightWindow) -> None:
    dialog = start(night_window, "void")
    type_text("Wrong tab")
    press(Qt.Key.Key_Return)
    night_window.stage.calls[-1].refuse("already_voided")
    assert "taken back already" in words_of(dialog)
    assert dialog.asked_for().reason == "Wrong tab"  # type: ignore[union-attr]


# --- who may --------------------------------------------------------------------------------------------------------


def test_adjusting_is_not_there_for_a_cashier(night_window: NightWindow) -> None:
    type_text("124")
    night_window.do("adjust")
    assert night_window.tab_flow.dialog is None
    night_window.do("more")
    assert "Adjust" not in words_of(sheet(night_window))
    assert "Adjust" not in str(key_groups(owner=False, practice=False))


def test_the_owner_adjusts(night_window: NightWindow) -> None:
    become_owner(night_window)
    start(night_window, "adjust")
    type_text("300")
    press(Qt.Key.Key_Tab)
    type_text("Spilled")
    press(Qt.Key.Key_Return)
    assert calls(night_window, "tabs.adjust")[0][1:3] == (-30_000, "Spilled")


def test_a_cashier_takes_back_only_what_is_his_and_of_today(night_window: NightWindow) -> None:
    """Tab 107's charge was made by nobody the service named: the owner may, a cashier may not."""
    type_text("107")
    night_window.do("void")
    assert "owner can take back the rest" in words_of(sheet(night_window))
    sheet(night_window).close_frame()
    become_owner(night_window)
    assert isinstance(start(night_window, "void", 107), VoidDialog)


def test_mpesa_money_is_not_taken_back(night_window: NightWindow) -> None:
    become_owner(night_window)
    type_text("124")
    press(Qt.Key.Key_Return)
    for _ in range(3):
        press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Delete)
    assert "M‑Pesa told" in words_of(sheet(night_window))


@pytest.mark.parametrize("action", sorted(DIALOGS))
def test_offline_nothing_opens_and_a_sentence_says_why(night_window: NightWindow, action: str) -> None:
    type_text("124")
    night_window.stage.offline()
    night_window.do(action)
    assert "Needs internet" in words_of(sheet(night_window))


def test_a_read_only_unlock_looks_only(night_window: NightWindow) -> None:
    state = night_window.stage.state
    state.session.set(replace(state.session.value, read_only=True))
    type_text("124")
    night_window.do("cash")
    assert "look only" in words_of(sheet(night_window))


# --- closing --------------------------------------------------------------------------------------------------------


def test_a_tab_that_owes_says_why_it_stays_and_leads_on(night_window: NightWindow) -> None:
    type_text("124")
    press(Qt.Key.Key_F4)
    assert "still owes KES 3,300" in words_of(sheet(night_window))
    press(Qt.Key.Key_F9)
    assert isinstance(night_window.tab_flow.dialog, CashDialog)


def test_a_payment_still_open_is_the_reason(night_window: NightWindow) -> None:
    type_text("112")
    press(Qt.Key.Key_F4)
    night_window.stage.calls[-1].refuse("payment_open")
    assert "still open" in words_of(sheet(night_window))


# --- live -----------------------------------------------------------------------------------------------------------


def test_the_row_and_the_ledger_change_with_the_news(night_window: NightWindow) -> None:
    type_text("124")
    tab, gin = night.tab(124), night_window.stage.ledger(night.tab(124).id)[5]
    entry = gin.id.rpartition("-")[0]
    voided = TabLine(
        id="f" * 32 + "-0", tab_id=tab.id, at=night.NOW, kind="charge_void", text=gin.text, amount_cents=-145_000,
        person="Mercy Atieno", undoes=entry, reason="Wrong tab", version=9000,
    )  # fmt: skip
    less = msgspec.structs.replace(tab, charged_cents=385_000, balance_cents=185_000, version=9001)
    night_window.stage.apply(ChangeSet(tabs=(less,), lines=(voided,)))
    tabs, lines = night_window.stage.models.tabs, night_window.stage.models.lines
    assert tabs.index(tabs.row_of(tab.id), TabColumn.BALANCE).data(CELL_ROLE).text == "1,850"
    assert lines.is_undone(gin)
    assert not lines.is_undone(voided)
    sentence = lines.index(lines.row_of(voided.id), 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "taken back: Gin 350 ml" in sentence
    assert "Wrong tab" in sentence


def test_a_new_tab_is_chosen_when_it_comes(night_window: NightWindow) -> None:
    start(night_window, "new_tab")
    type_text("Amina")
    press(Qt.Key.Key_Return)
    amina = msgspec.structs.replace(
        night.tab(131), id="e" * 32, number=132, customer_name="Amina", version=9000, balance_cents=0
    )
    night_window.stage.calls[-1].answer(amina)
    assert night_window.tabs.selected().number == 124  # type: ignore[union-attr]
    night_window.stage.apply(ChangeSet(tabs=(amina,)))
    assert night_window.tabs.selected().number == 132  # type: ignore[union-attr]


# --- keys -----------------------------------------------------------------------------------------------------------


def test_every_key_of_a_tab_is_listed_under_f1() -> None:
    listed = {key.replace(" ", "+") for group in key_groups(owner=True, practice=False) for line in group.lines
              for key in line.keys}
    of_tabs = {"cash", "charge", "void", "transfer", "adjust", "close_tab", "new_tab", "reopen", "more", "people"}
    assert {binding.key for binding in BINDINGS if binding.action in of_tabs} <= listed


@pytest.mark.parametrize("action", ["cash", "charge", "transfer", "void", "new_tab", "reopen"])
def test_every_control_has_a_name(night_window: NightWindow, action: str) -> None:
    dialog = start(night_window, action)
    assert unnamed_controls(dialog) == []


def test_ctrl_k_finds_what_can_be_done(qtbot: QtBot, night_window: NightWindow) -> None:
    type_text("124")
    press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    type_text("receive")
    press(Qt.Key.Key_Return)  # before any answer came: the first one is meant
    qtbot.waitUntil(lambda: isinstance(night_window.tab_flow.dialog, CashDialog))


def test_ctrl_k_offers_nothing_that_is_the_owners(night_window: NightWindow) -> None:
    assert [hit.id for hit in find_actions("adjust", owner=True)] == ["adjust"]
    assert find_actions("adjust", owner=False) == find_actions("people", owner=False) == ()
