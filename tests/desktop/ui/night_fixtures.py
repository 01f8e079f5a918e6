"""The window of the night, ready to be driven by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.widgets import overlay
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.night_stage import NightStage


@pytest.fixture
def night_window(qapp: QApplication) -> Iterator[NightWindow]:
    window = NightWindow(NightStage())
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qapp.processEvents()
    window.show_page("tabs")
    qapp.processEvents()
    yield window
    speak("en")
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def hasty_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter counts at once after a dialog opens: for tests that are not about that rule."""
    monkeypatch.setattr(overlay, "ENTER_QUIET_MS", 0)


def press(key: object, modifier: object = None) -> None:
    """Press a key where the focus is, as a person would."""
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget), "nothing has the focus"
    if modifier is None:
        QTest.keyClick(target, key)
    else:
        QTest.keyClick(target, key, modifier)
    QApplication.processEvents()


def type_text(text: str) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget)
    QTest.keyClicks(target, text)
    QApplication.processEvents()
