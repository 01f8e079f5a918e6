"""The system's own wishes: high contrast and dark are followed while the program runs, by who chose to follow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.state.holder import Holder
from tabeza_desktop.ui import appearance
from tabeza_desktop.ui.appearance import SystemLooks, system_mode
from tabeza_desktop.ui.theme import Mode, theme


@pytest.fixture
def wants(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> list[Mode]:
    """What the system asks for now; the offscreen platform can't be told to ask."""
    asked = [Mode.LIGHT]
    theme().install(qapp)
    monkeypatch.setattr(appearance, "system_mode", lambda: asked[0])
    return asked


def test_high_contrast_is_followed_live_and_back(wants: list[Mode]) -> None:
    looks = SystemLooks(Holder(Preferences(theme="system")), QObject())
    for mode in (Mode.CONTRAST, Mode.DARK, Mode.LIGHT):
        wants[0] = mode
        looks.follow()
        assert theme().mode is mode


def test_who_chose_a_theme_keeps_it(wants: list[Mode]) -> None:
    theme().set_mode(Mode.LIGHT)
    looks = SystemLooks(Holder(replace(Preferences(), theme="light")), QObject())
    wants[0] = Mode.CONTRAST
    looks.follow()
    assert theme().mode is Mode.LIGHT


def test_the_system_here_asks_for_something_known(qapp: QApplication) -> None:
    assert system_mode() in Mode
