"""``docs/cashier-actions.md`` is true: the keys printed there, and no others, do what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.verify import VerdictKind
from tabeza_desktop.ui.dialogs.verify_dialog import VerifyDialog
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import hasty_enter, night_window, type_text
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.setup_stage import Call

__all__ = ["hasty_enter", "night_window"]

DOC = Path(__file__).parents[3] / "docs" / "cashier-actions.md"
_ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_STEP = re.compile(r"`([^`]+)`|\*([^*]+)\*")
_KEYS = {
    "Enter": Qt.Key.Key_Return, "Tab": Qt.Key.Key_Tab, "Up": Qt.Key.Key_Up, "Down": Qt.Key.Key_Down,
    "Del": Qt.Key.Key_Delete,
} | {f"F{n}": getattr(Qt.Key, f"Key_F{n}") for n in range(1, 13)}  # fmt: skip
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}  # fmt: skip


@dataclass(frozen=True)
class Action:
    what: str
    steps: tuple[tuple[str, str], ...]
    """Key or typed value, the other empty."""

    @property
    def keystrokes(self) -> int:
        return sum(bool(key) for key, _ in self.steps)


ACTIONS = {
    what: Action(what, tuple(_STEP.findall(keys))) for _, what, keys in _ROW.findall(DOC.read_text(encoding="utf-8"))
}


def press_as_printed(what: str) -> None:
    for key, typed in ACTIONS[what].steps:
        if typed:
            type_text(typed)
            continue
        *modifiers, name = key.split("+")
        modifier = Qt.KeyboardModifier.NoModifier
        for one in modifiers:
            modifier |= _MODIFIERS[one]
        code = _KEYS.get(name) or getattr(Qt.Key, f"Key_{name}")
        target = QApplication.focusWidget()
        assert target is not None, f"nothing has the focus before {key}"
        QTest.keyClick(target, code, modifier)
        QApplication.processEvents()


def test_there_are_twenty_and_none_takes_more_than_four_keys() -> None:
    assert len(ACTIONS) == 20
    assert {action.what: action.keystrokes for action in ACTIONS.values() if action.keystrokes > 4} == {}


def called(window: NightWindow, name: str) -> Call:
    found = [call for call in window.stage.calls if call.name == name]
    assert found, f"{name} was not asked for"
    return found[-1]


def _asked(window: NightWindow, cents: int, phone: str | None = None) -> None:
    assert called(window, "payments.request").args[1:3] == (cents, phone)


def _cash(window: NightWindow, cents: int) -> None:
    assert called(window, "tabs.receive_cash").args[:2] == (night.tab(124).id, cents)


def _charged(window: NightWindow, *what: object) -> None:
    assert called(window, "tabs.add_charge").args[1:4] == what


def _taken_back(window: NightWindow, text: str, reason: str) -> None:
    _, entry, said = called(window, "tabs.void").args[:3]
    lines = window.stage.ledger(night.tab(124).id)
    assert next(line.text for line in lines if line.id.rpartition("-")[0] == entry) == text
    assert said == reason


def _moved(window: NightWindow) -> None:
    assert called(window, "tabs.transfer").args[:2] == (night.tab(124).id, night.tab(125).id)


def _opened(window: NightWindow) -> None:
    assert called(window, "tabs.open_tab").args[:2] == ("Amina", None)


def _verified(window: NightWindow) -> None:
    dialog = window.verify.dialog
    assert isinstance(dialog, VerifyDialog)
    assert dialog.verdict is not None
    assert dialog.verdict.kind is VerdictKind.PAID


def _found(window: NightWindow) -> None:
    tab = window.tabs.selected()
    assert tab is not None
    assert tab.number == 121


def _only_waiting(window: NightWindow) -> None:
    model = window.stage.models.tabs
    assert {model.tab_at(row).number for row in range(model.rowCount())} >= {118, 127}
    assert model.rowCount() < len(night.tabs())


def _called(name: str) -> Callable[[NightWindow], None]:
    return lambda window: called(window, name) and None


CHECKS: dict[str, Callable[[NightWindow], None]] = {
    "Ask for the whole balance": lambda w: _asked(w, 330_000),
    "Ask for a part of it": lambda w: _asked(w, 100_000),
    "Ask another phone": lambda w: _asked(w, 330_000, "254799000111"),
    "Take the whole balance in cash": lambda w: _cash(w, 330_000),
    "Take a part in cash": lambda w: _cash(w, 100_000),
    "Give change on a note": lambda w: _cash(w, 330_000),
    "Add a charge": lambda w: _charged(w, "Gin 350 ml", 2, 145_000),
    "The same again": lambda w: _charged(w, "Soda 300 ml", 4, 10_000),
    "Take the last charge or cash back": lambda w: _taken_back(w, "Soda 300 ml", "Wrong tab"),
    "Take back the line before it": lambda w: _taken_back(w, "Tusker Lager 500 ml", "Not served"),
    "Move the balance to another tab": _moved,
    "Close a paid tab": lambda w: called(w, "tabs.close") and None,
    "Open a tab": _opened,
    "Open the tab closed last again": _called("tabs.reopen"),
    "Verify the code a customer shows": _verified,
    "Check again with M-Pesa": _called("payments.check_again"),
    "Find a customer": _found,
    "See who is waiting": _only_waiting,
    "Copy the receipt": lambda w: _on_clipboard("SKL7Q2M9XT"),
    "Lock": _called("session.lock"),
}


def _on_clipboard(text: str) -> None:
    assert QGuiApplication.clipboard().text() == text


SELECTED = {"Close a paid tab": 112, "Check again with M-Pesa": 127}
"""The tab in hand, where it is not 124."""


@pytest.mark.usefixtures("hasty_enter")
@pytest.mark.parametrize("what", list(ACTIONS))
def test_the_printed_keys_do_it(qtbot: QtBot, night_window: NightWindow, what: str) -> None:
    type_text(str(SELECTED.get(what, 124)))
    night_window.tabs.table._forget_digits()
    night_window.stage.closed = (night.tab(130),)
    press_as_printed(what)
    qtbot.waitUntil(lambda: CHECKS[what](night_window))


def test_every_printed_action_has_a_check() -> None:
    assert set(ACTIONS) == set(CHECKS)
