"""The owner's page: who is there, what can be done to whom, a PIN that is wiped, a code that counts down."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui.people.ask_dialog import AskDialog
from tabeza_desktop.ui.people.code_dialog import CodeDialog
from tabeza_desktop.ui.people.page import PeoplePage
from tabeza_desktop.ui.people.pin_form import PinForm
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import Label
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PairingCode
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, press, type_text
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.setup_stage import Call
from tests.desktop.ui.tab_shots import PEOPLE, pcs

__all__ = ["hasty_enter", "night_window"]
pytestmark = pytest.mark.usefixtures("hasty_enter")
OTIENO = "4" * 32


@pytest.fixture
def page(night_window: NightWindow) -> PeoplePage:
    """The owner's, with everything told."""
    state = night_window.stage.state
    state.session.set(replace(state.session.value, person=PEOPLE[0], people=PEOPLE))
    night_window.do("people")
    last(night_window, "people.devices").answer(pcs())
    QApplication.processEvents()
    shown = night_window.page("people")
    assert isinstance(shown, PeoplePage)
    return shown


def last(window: NightWindow, name: str) -> Call:
    found = [call for call in window.stage.calls if call.name == name]
    assert found, f"{name} was not asked for"
    return found[-1]


def words_of(page: PeoplePage) -> str:
    return " | ".join(label.text() for label in page.findChildren(Label) if label.isVisibleTo(page))


def button(page: PeoplePage, name: str) -> Button:
    return next(one for one in page.findChildren(Button) if one.accessibleName() == name and one.isVisibleTo(page))


def test_a_cashier_has_no_such_page(night_window: NightWindow) -> None:
    before = night_window.front()
    press(Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert night_window.front() == before
    assert [call for call in night_window.stage.calls if call.name.startswith("people.")] == []


def test_who_is_there_and_which_pcs_are_on(page: PeoplePage) -> None:
    words = words_of(page)
    for said in ("Owner, who set up this bar · you", "Cashier · locked until 21:50", "This PC", "On now",
                 "Last seen 3 h 32 m ago", "Disconnected Wed 11:00"):
        assert said in words


def test_nothing_can_be_done_to_oneself_or_to_this_pc(page: PeoplePage) -> None:
    named = [one.accessibleName() for one in page.findChildren(Button) if one.isVisibleTo(page)]
    assert not [name for name in named if PEOPLE[0].name in name]
    assert not [name for name in named if name.startswith("Disconnect") and ("Kaunta 1" in name or "Kaunta 3" in name)]
    assert "Disconnect, Kaunta 2" in named


def test_the_page_empties_when_the_owner_is_one_no_longer(night_window: NightWindow, page: PeoplePage) -> None:
    state = night_window.stage.state
    state.session.set(replace(state.session.value, person=night.MERCY))
    QApplication.processEvents()
    assert night_window.front() != "people"
    assert PEOPLE[1].name not in words_of(page)


def test_a_person_is_added_by_keys_alone_and_the_pin_is_wiped(night_window: NightWindow, page: PeoplePage) -> None:
    press(Qt.Key.Key_Space)
    form = page._dialog
    assert isinstance(form, PinForm)
    type_text("  Amina   Said ")
    press(Qt.Key.Key_Tab)
    type_text("482915")
    type_text("482915")
    press(Qt.Key.Key_Return)
    call = last(night_window, "people.add")
    name, pin = call.args
    assert name == "Amina Said"
    assert isinstance(pin, Secret)
    assert pin.reveal() == "482915"
    assert form.asked_for() is None, "the boxes are empty again"
    call.refuse("pin_weak")
    assert form.is_open()
    press(Qt.Key.Key_Return)
    assert len([one for one in night_window.stage.calls if one.name == "people.add"]) == 1


def test_two_different_pins_send_nothing(night_window: NightWindow, page: PeoplePage) -> None:
    page._person_act(OTIENO, "pin")
    type_text("482915")
    type_text("739164")
    press(Qt.Key.Key_Return)
    assert [call for call in night_window.stage.calls if call.name == "people.reset_pin"] == []
    type_text("739164")
    type_text("739164")
    press(Qt.Key.Key_Return)
    assert last(night_window, "people.reset_pin").args[0] == OTIENO


@pytest.mark.parametrize(
    ("act", "call", "rest"), [("role", "people.change_role", ("owner",)), ("remove", "people.remove", ())]
)
def test_what_is_done_to_a_person_is_asked_first_and_sent_once(
    night_window: NightWindow, page: PeoplePage, act: str, call: str, rest: tuple[str, ...]
) -> None:
    page._person_act(OTIENO, act)
    assert isinstance(page._dialog, AskDialog)
    assert [one for one in night_window.stage.calls if one.name == call] == []
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    (sent,) = [one for one in night_window.stage.calls if one.name == call]
    assert sent.args == (OTIENO, *rest)
    sent.answer()
    assert page._dialog is None


def test_disconnecting_shows_at_once(night_window: NightWindow, page: PeoplePage) -> None:
    button(page, "Disconnect, Kaunta 2").click()
    press(Qt.Key.Key_Return)
    sent = last(night_window, "people.disconnect")
    assert sent.args == ("b" * 32,)
    gone = tuple(pc for pc in pcs() if pc.id != "b" * 32)
    sent.answer(gone)
    assert "Kaunta 2" not in words_of(page)


def test_the_code_is_large_counts_down_and_runs_out(night_window: NightWindow, page: PeoplePage) -> None:
    page.add_pc()
    dialog = page._dialog
    assert isinstance(dialog, CodeDialog)
    code = PairingCode(code="AB3DEFG7JK", purpose=PairingPurpose.ADD_DEVICE, expires_at=night.at("21:52:10"))
    last(night_window, "people.new_pairing_code").answer(code)
    assert "AB3DE-FG7JK" in [label.text() for label in dialog.findChildren(Label)]
    assert "10 m 00 s left" in dialog._left.text()
    night_window.stage.tick(541)
    assert "59 s left" in dialog._left.text()
    night_window.stage.tick(60)
    assert "run out" in dialog._left.text()
    dialog._another.click()
    dialog._another.click()
    assert len([call for call in night_window.stage.calls if call.name == "people.new_pairing_code"]) == 2


def test_a_code_that_could_not_be_made_says_why(night_window: NightWindow, page: PeoplePage) -> None:
    page.add_pc()
    last(night_window, "people.new_pairing_code").refuse("no_network")
    dialog = page._dialog
    assert isinstance(dialog, CodeDialog)
    assert dialog._wrong.isVisibleTo(dialog)


def test_news_keeps_the_focus_where_it_was(night_window: NightWindow, page: PeoplePage) -> None:
    button(page, "New PIN, Otieno Odhiambo").setFocus()
    state = night_window.stage.state
    people = (*PEOPLE[:3], msgspec.structs.replace(PEOPLE[3], name="Otieno O."))
    state.session.set(replace(state.session.value, people=people))
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "New PIN, Otieno O."
