"""The line in the settings: what it says of an update, and what its button does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.updates import UpdateKind, Updates
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.state.app_state import AppState
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.ui.updates.row import UpdateRow
from tabeza_desktop.version import VERSION


@dataclass
class Asked:
    """The service, as far as the row speaks to it."""

    state: AppState = field(default_factory=AppState)
    times: int = 0
    somebody_pays: bool = False

    def install_now(self) -> None:
        self.times += 1
        now = self.state.updates.value
        self.state.updates.set(Updates(now.kind, now.version, held_back=self.somebody_pays))

    @property
    def console(self) -> Any:
        return SimpleNamespace(state=self.state, services=SimpleNamespace(updates=self))


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def row(asked: Asked, qtbot: QtBot, qapp: QApplication) -> Iterator[UpdateRow]:
    theme().install(qapp)
    made = UpdateRow(asked.console)
    qtbot.addWidget(made)
    made.resize(600, 90)
    made.show()
    yield made
    speak("en")


def say(asked: Asked, kind: UpdateKind, **more: Any) -> None:
    asked.state.updates.set(Updates(kind, "0.2.0", **more))


@pytest.mark.parametrize("kind", list(UpdateKind))
@pytest.mark.parametrize("lang", ["en", "sw"])
def test_each_state_says_something_of_its_own_and_only_off_says_nothing(
    row: UpdateRow, asked: Asked, kind: UpdateKind, lang: str
) -> None:
    speak(lang)
    row.retranslate()
    said = set()
    for each in UpdateKind:
        say(asked, each, command="sudo apt install x.deb")
        said.add(row.said.text())
    assert len(said) == len(UpdateKind)
    say(asked, kind)
    assert row.said.isVisible() == (kind is not UpdateKind.OFF)
    assert row.install.isVisible() == (kind is UpdateKind.READY)
    assert row.copy.isVisible() == (kind is UpdateKind.BY_HAND)


def test_the_version_that_runs_is_always_there(row: UpdateRow) -> None:
    assert VERSION in row.findChildren(type(row.said))[0].text()


def test_the_button_installs_by_keyboard_too(row: UpdateRow, asked: Asked, qtbot: QtBot) -> None:
    say(asked, UpdateKind.READY)
    row.install.setFocus()
    with qtbot.waitSignal(row.installing):
        qtbot.keyClick(row.install, Qt.Key.Key_Space)
    assert asked.times == 1


def test_while_somebody_pays_it_says_so_and_the_settings_stay_open(
    row: UpdateRow, asked: Asked, qtbot: QtBot
) -> None:
    asked.somebody_pays = True
    say(asked, UpdateKind.READY)
    with qtbot.assertNotEmitted(row.installing):
        qtbot.mouseClick(row.install, Qt.MouseButton.LeftButton)
    assert "customer is paying" in row.said.text()


def test_the_command_can_be_copied(row: UpdateRow, asked: Asked, qtbot: QtBot) -> None:
    say(asked, UpdateKind.BY_HAND, command="sudo apt install x.deb")
    qtbot.mouseClick(row.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "sudo apt install x.deb"
