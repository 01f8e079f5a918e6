"""Everything can be done from the keyboard: boxes, PIN, choices, ticking, dialogs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.code_boxes import CodeBoxes
from tabeza_desktop.ui.widgets.confirm_box import ConfirmBox
from tabeza_desktop.ui.widgets.metrics import Metric, MetricStrip
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.phone_field import PhoneField
from tabeza_desktop.ui.widgets.pin import PinBoxes, PinPad
from tabeza_desktop.ui.widgets.radio_cards import Choice, RadioCards
from tabeza_desktop.ui.widgets.search import SearchBox
from tabeza_desktop.ui.widgets.segmented import SegmentedControl
from tabeza_desktop.ui.widgets.stepper import Step, Stepper, StepState

CTRL = Qt.KeyboardModifier.ControlModifier


_ON_STAGE: list[QWidget] = []


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    """Windows live as long as their test."""
    yield
    _ON_STAGE.clear()


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """The widgets in an active window."""
    window = QWidget()
    _ON_STAGE.append(window)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


# codes


@pytest.mark.parametrize("spelling", ["K7QM4-R2XHA", "k7qm4 r2xha", " K7QM4\u2013R2XHA\n", "k7qm4r2xha"])
def test_a_code_may_be_pasted_in_any_spelling(qtbot: QtBot, spelling: str) -> None:
    boxes = CodeBoxes("Pairing code")
    shown(qtbot, boxes)
    QGuiApplication.clipboard().setText(spelling)
    with qtbot.waitSignal(boxes.completed) as done:
        qtbot.keyClick(boxes, Qt.Key.Key_V, CTRL)
    assert done.args == ["K7QM4R2XHA"]


def test_a_code_is_typed_corrected_and_completed_once(qtbot: QtBot) -> None:
    boxes = CodeBoxes("Pairing code")
    shown(qtbot, boxes)
    done: list[str] = []
    boxes.completed.connect(done.append)
    qtbot.keyClicks(boxes, "k7qm4-r2x!")
    assert boxes.code() == "K7QM4R2X"
    qtbot.keyClick(boxes, Qt.Key.Key_Backspace)
    qtbot.keyClick(boxes, Qt.Key.Key_Home)
    qtbot.keyClicks(boxes, "A")
    assert boxes.code() == "A7QM4R2"
    qtbot.keyClick(boxes, Qt.Key.Key_End)
    qtbot.keyClicks(boxes, "XHAZZZ")
    assert boxes.code() == "A7QM4R2XHA"
    assert done == ["A7QM4R2XHA"]


def test_a_huge_paste_does_no_harm(qtbot: QtBot) -> None:
    boxes = CodeBoxes("Pairing code")
    shown(qtbot, boxes)
    QGuiApplication.clipboard().setText("A" * 1_000_000)
    boxes.paste()
    assert len(boxes.code()) == 10


def test_a_support_code_takes_digits_only(qtbot: QtBot) -> None:
    boxes = CodeBoxes("Support code", groups=(3, 3), alphabet="0123456789")
    shown(qtbot, boxes)
    qtbot.keyClicks(boxes, "48a2-97")
    typed = QInputMethodEvent()
    typed.setCommitString("\u0661\uff11")
    QApplication.sendEvent(boxes, typed)
    assert boxes.code() == "48297"


# PIN


def test_the_pin_opens_on_the_sixth_digit_and_leaves_once(qtbot: QtBot) -> None:
    boxes = PinBoxes("Mercy, enter your PIN")
    shown(qtbot, boxes)
    taken: list[str] = []
    boxes.completed.connect(lambda: taken.append(boxes.take().reveal()))
    qtbot.keyClicks(boxes, "12x3")
    qtbot.keyClick(boxes, Qt.Key.Key_Backspace)
    qtbot.keyClicks(boxes, "4567")
    assert taken == ["124567"]
    assert boxes.length() == 0
    assert "1245" not in repr(boxes) + boxes.accessibleName() + boxes.accessibleDescription()


def test_the_pad_types_into_the_boxes(qtbot: QtBot) -> None:
    boxes, pad = PinBoxes("PIN"), PinPad("Clear", "Undo")
    pad.connect_boxes(boxes)
    window = shown(qtbot, boxes, pad)
    boxes.setFocus()
    for digit in "908":
        qtbot.mouseClick(pad.keys[digit], Qt.MouseButton.LeftButton)
    assert boxes.length() == 3
    assert window.focusWidget() is boxes
    pad.undone.emit()
    assert boxes.take().reveal() == "90"


def test_arabic_and_full_width_digits_are_no_pin(qtbot: QtBot) -> None:
    boxes = PinBoxes("PIN")
    shown(qtbot, boxes)
    for digit in "\u0661\uff11":
        boxes.push(digit)
    assert boxes.length() == 0


# choices


def test_segments_move_by_arrows_and_tell_once(qtbot: QtBot) -> None:
    control = SegmentedControl([("en", "English"), ("sw", "Kiswahili")], "Language")
    shown(qtbot, control)
    told: list[str] = []
    control.changed.connect(told.append)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(control.button("en"), Qt.Key.Key_Right)
    assert control.chosen == "sw"
    assert control.button("sw").hasFocus()
    assert control.button("sw").has_ring
    qtbot.keyClick(control.button("sw"), Qt.Key.Key_Home)
    assert told == ["sw", "en"]
    control.choose("sw")
    assert told == ["sw", "en"]


def test_cards_start_without_an_answer_and_are_one_tab_stop(qtbot: QtBot) -> None:
    cards = RadioCards([Choice("paybill", "PayBill"), Choice("till", "Till"), Choice("unsure", "Not sure")], "Kind")
    shown(qtbot, cards)
    assert cards.chosen == ""
    stops = [button.focusPolicy() for button in cards.buttons]
    assert stops.count(Qt.FocusPolicy.StrongFocus) == 1
    cards.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(cards.button("paybill"), Qt.Key.Key_Space)
    assert cards.chosen == "paybill"
    qtbot.keyClick(cards.button("paybill"), Qt.Key.Key_End)
    assert cards.chosen == "unsure"


def test_metrics_filter_or_open_by_alt_number(qtbot: QtBot) -> None:
    strip = MetricStrip(
        [Metric("all", "All", "1"), Metric("waiting", "Waiting", "2"), Metric("got", "Received", "3", filters=False)]
    )
    window = shown(qtbot, strip)
    with qtbot.waitSignal(strip.changed) as changed:
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert changed.args == ["waiting"]
    with qtbot.waitSignal(strip.opened) as opened:
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert opened.args == ["got"]
    assert strip.chosen == "waiting"


def test_space_ticks_and_enter_does_not(qtbot: QtBot) -> None:
    box = ConfirmBox("I see this KES 1 on our PayBill")
    shown(qtbot, box)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert not box.isChecked()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()


def test_only_done_steps_open(qtbot: QtBot) -> None:
    stepper = Stepper("Steps")
    stepper.set_steps(
        [Step("a", "A", state=StepState.DONE), Step("b", "B", state=StepState.NOW), Step("c", "C")]
    )
    shown(qtbot, stepper)
    opened: list[str] = []
    stepper.opened.connect(opened.append)
    for key in "abc":
        qtbot.keyClick(stepper.button(key), Qt.Key.Key_Return)
        qtbot.mouseClick(stepper.button(key), Qt.MouseButton.LeftButton)
    assert opened == ["a", "a"]


# fields


def test_a_phone_is_grouped_while_typing_and_keeps_its_caret(qtbot: QtBot) -> None:
    field = PhoneField("Phone")
    shown(qtbot, field)
    qtbot.keyClicks(field.edit, "07x12345678")
    assert field.text() == "0712 345 678"
    assert field.digits() == "0712345678"
    field.edit.setCursorPosition(4)
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.digits() == "071345678"
    assert field.edit.cursorPosition() == 3
    field.set_text("+254712345678")
    assert field.text() == "+254 712 345 678"


@pytest.mark.parametrize(("typed", "cents"), [("3300", 330000), ("1", 100), ("250000", 25000000)])
def test_an_amount_is_grouped_and_read_as_cents(qtbot: QtBot, typed: str, cents: int) -> None:
    field = AmountField("Amount")
    shown(qtbot, field)
    qtbot.keyClicks(field.edit, typed)
    assert field.text() == f"{int(typed):,}"
    assert field.cents() == cents


@pytest.mark.parametrize("text", ["", "0", "0.5", "250001", "1e3", "\u0661\u0662", "\uff11\uff12", "-5", "abc"])
def test_what_is_no_amount_stays_as_typed_and_has_no_value(qtbot: QtBot, text: str) -> None:
    field = AmountField("Amount")
    shown(qtbot, field)
    field.edit.insert(text)
    field.edit.textEdited.emit(field.edit.text())
    assert field.cents() is None
    assert field.text().replace(",", "") == text


def test_escape_clears_the_search_then_leaves(qtbot: QtBot) -> None:
    box = SearchBox("Find")
    shown(qtbot, box)
    qtbot.keyClicks(box.edit, "SKL")
    left: list[bool] = []
    box.left.connect(lambda: left.append(True))
    qtbot.keyClick(box.edit, Qt.Key.Key_Escape)
    assert (box.text(), left) == ("", [])
    qtbot.keyClick(box.edit, Qt.Key.Key_Escape)
    assert left == [True]


# buttons and dialogs


def test_a_busy_button_keeps_its_width_and_takes_no_second_press(qtbot: QtBot) -> None:
    button = Button("Send", ButtonKind.PRIMARY, key="Enter")
    shown(qtbot, button)
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    width = button.width()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    button.set_busy(True, "Sending")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses == [True]
    assert button.width() == width
    assert button.accessibleName() == "Sending"
    button.set_busy(False)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert presses == [True, True]


def test_an_off_button_says_why(qtbot: QtBot) -> None:
    button = Button("Continue", ButtonKind.PRIMARY)
    shown(qtbot, button, button.reason_label())
    assert not button.reason_label().isVisible()
    button.set_off("Tick the box first")
    assert button.reason_label().isVisible()
    assert button.accessibleDescription() == "Tick the box first"
    button.set_on()
    assert button.isEnabled()
    assert not button.reason_label().isVisible()


class Dialog:
    """A page with a focused button and a dialog with three stops over it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.behind = Button("Behind")
        self.page = shown(qtbot, self.behind)
        self.behind.setFocus()
        self.frame = DialogFrame(self.page, "Request payment", close_name="Close")
        self.amount, self.send = AmountField("Amount"), Button("Send", ButtonKind.PRIMARY)
        self.frame.body.addWidget(self.amount)
        self.frame.footer.addWidget(self.send)
        self.frame.set_primary(self.send)
        self.sent: list[bool] = []
        self.send.clicked.connect(lambda: self.sent.append(True))


def test_a_dialog_traps_tab_and_gives_the_focus_back(qtbot: QtBot) -> None:
    dialog = Dialog(qtbot)
    dialog.frame.open_frame(dialog.amount)
    seen = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.frame.isAncestorOf(focused)
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert len(set(seen)) == 3
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.frame.is_open()
    assert QApplication.focusWidget() is dialog.behind


def test_enter_is_ignored_right_after_opening_and_on_repeat(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = Dialog(qtbot)
    dialog.frame.open_frame(dialog.amount)
    qtbot.keyClick(dialog.amount.edit, Qt.Key.Key_Return)
    dialog.send.setFocus()
    qtbot.keyClick(dialog.send, Qt.Key.Key_Return)
    assert dialog.sent == []
    monkeypatch.setattr(dialog.frame._since_open, "elapsed", lambda: 301, raising=False)
    dialog.amount.setFocus()
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    QApplication.sendEvent(dialog.amount.edit, held)
    assert dialog.sent == []
    qtbot.keyClick(dialog.amount.edit, Qt.Key.Key_Return)
    assert dialog.sent == [True]


def test_keys_of_the_page_do_not_work_through_a_dialog(qtbot: QtBot) -> None:
    dialog = Dialog(qtbot)
    fired: list[bool] = []
    shortcut = QShortcut("F2", dialog.page)
    shortcut.activated.connect(lambda: fired.append(True))
    qtbot.keyClick(dialog.behind, Qt.Key.Key_F2)
    assert fired == [True]
    dialog.frame.open_frame(dialog.amount)
    qtbot.keyClick(dialog.amount.edit, Qt.Key.Key_F2)
    assert fired == [True]
    own: list[bool] = []
    inner = QShortcut("Alt+P", dialog.frame)
    inner.activated.connect(lambda: own.append(True))
    qtbot.keyClick(dialog.amount.edit, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert own == [True]


def test_the_ring_shows_for_the_keyboard_and_not_for_the_mouse(qtbot: QtBot) -> None:
    button = Button("Send")
    window = shown(qtbot, Button("First"), button)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not button.has_ring
    window.setFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.has_ring
    window.setFocus()
    assert not button.has_ring
