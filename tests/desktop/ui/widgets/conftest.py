"""A dressed application for every widget test, put back to light and 100 % afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui.theme import Mode, theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    theme().install(qapp)
    theme().set_mode(Mode.LIGHT)
    yield
    theme().set_mode(Mode.LIGHT)
    theme().set_scale(100)
    theme().set_zoom(1.0)
    theme().set_reduced_motion(False)
