"""Every page in a language that is a third longer than English: no word is cut, at the usual size and at the smallest.

The language is made up (accents, brackets, padding), so a text that stays plain was never given to the translator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.ui import shots
from tests.desktop.ui.looks import walk
from tests.desktop.ui.shots import NORMAL, SMALL

shots.load_pages()
NAMES = sorted(shots.PAGES)
Make = Callable[[str, tuple[int, int]], QWidget]


@pytest.fixture
def stretched(qapp: QApplication) -> Iterator[Make]:
    """Makes a page in the stretched language; it is gone when the test is over."""
    theme().install(qapp)
    theme().set_mode(Mode.LIGHT)
    theme().set_scale(100)
    speak("en")
    standing: list[QWidget] = []
    with walk.PseudoSpoken():

        def page(name: str, size: tuple[int, int]) -> QWidget:
            widget = shots.PAGES[name](shots.Shot(size=size))
            standing.append(widget)
            widget.resize(*size)
            shots.settle()
            return widget

        yield page
        for widget in standing:
            widget.close()
            widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme().set_zoom(1.0)


@pytest.mark.parametrize("size", [NORMAL, SMALL], ids=["1366", "1024"])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_cut_in_a_longer_language(stretched: Make, name: str, size: tuple[int, int]) -> None:
    page = stretched(name, size)
    assert (page.width(), page.height()) == size, "the words push the window wider than it is"
    assert walk.clipped(page) == []
