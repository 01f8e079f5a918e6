from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui import accessible
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.ui import shots

Page = Callable[[str], QWidget]


@pytest.fixture
def page(qapp: QApplication) -> Iterator[Page]:
    """Any page of the gallery, active and in front; gone when the test is over."""
    theme().install(qapp)
    theme().set_mode(Mode.LIGHT)
    theme().set_scale(100)
    speak("en")
    accessible.install()
    standing: list[QWidget] = []

    def make(name: str) -> QWidget:
        widget = shots.PAGES[name](shots.Shot())
        standing.append(widget)
        widget.activateWindow()
        shots.settle()
        return widget

    yield make
    for widget in standing:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme().set_zoom(1.0)
