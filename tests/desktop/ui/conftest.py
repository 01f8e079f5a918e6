"""Windows for tests: dressed, active, and really gone when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import theme

WidgetT = TypeVar("WidgetT", bound=QWidget)
Stand = Callable[[WidgetT], WidgetT]


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand[QWidget]]:
    """Shows a window at 1366 x 768, active and arrived. Deletes it at once afterwards: one that waits for the garbage
    collector may be painted half gone.
    """
    theme().install(qapp)
    standing: list[QWidget] = []

    def put(window: QWidget) -> QWidget:
        standing.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if hasattr(window, "arrive"):
            window.arrive()
        return window

    yield put
    speak("en")
    for window in standing:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
