"""Every page there is: it looks as it was agreed, says its name, and in no language loses a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import Mode, theme
from tabeza_desktop.ui.widgets.label import Label
from tests.desktop.ui import shots
from tests.desktop.ui.looks import references, walk

shots.load_pages()
NAMES = sorted(shots.PAGES)
Make = Callable[..., QWidget]


def gone(widget: QWidget) -> None:
    """Really: a window that waits to be deleted would still be told of every language and theme."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Make]:
    """Makes a page; it is gone when the test is over, and the theme and language are as before."""
    theme().install(qapp)
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    standing: list[QWidget] = []

    def page(name: str, lang: str = "en", scale: int = 100) -> QWidget:
        theme().set_mode(Mode.LIGHT)
        speak(lang)
        widget = shots.PAGES[name](shots.Shot(lang=lang))
        theme().set_scale(scale)
        shots.settle()
        standing.append(widget)
        return widget

    yield page
    for widget in standing:
        gone(widget)
    speak("en")
    theme().set_mode(Mode.LIGHT)
    theme().set_scale(100)
    theme().set_zoom(1.0)
    qapp.setCursorFlashTime(flash)


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_agreed_and_every_control_has_a_name(make: Make, name: str) -> None:
    widget = make(name)
    assert walk.unnamed(widget) == []
    kept = references.FOLDER / f"{name}.png"
    assert kept.exists(), "a new page: look at it, then run tests.desktop.ui.looks.references"
    share = references.share_of_others(references.picture_of(widget), Image.open(kept).convert("RGB"))
    assert share <= references.MOST_OTHER, f"{share:.2%} of the picture differs"


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_cut_and_none_stays_english(make: Make, name: str) -> None:
    page = make(name)
    english, cut = walk.texts(page), walk.clipped(page)
    page.hide()
    page = make(name, "sw")
    assert cut + walk.clipped(page) == []
    assert sorted(text for text in english & walk.texts(page) if walk.has_words(text)) == []


# the checks themselves can fail


def test_a_cut_label_is_seen(qapp: QApplication) -> None:
    host = QWidget()
    label = Label("Payment requests are off for a while", parent=host)
    label.setFixedSize(60, 20)
    host.show()
    qapp.processEvents()
    assert len(walk.clipped(host)) == 1
    host.close()
    host.deleteLater()


def test_a_control_without_a_name_is_seen(qapp: QApplication) -> None:
    host = QWidget()
    host.setAccessibleName("a page")
    column = QVBoxLayout(host)
    column.addWidget(QPushButton(""))
    host.show()
    qapp.processEvents()
    assert len(walk.unnamed(host)) == 1
    host.close()
    host.deleteLater()


def test_another_picture_is_told_from_the_same() -> None:
    white, other = Image.new("RGB", references.SIZE, "white"), Image.new("RGB", references.SIZE, "white")
    other.paste((91, 42, 120), (10, 10, 80, 40))
    assert references.share_of_others(white, white) == 0
    assert references.share_of_others(white, other) > references.MOST_OTHER


def test_a_stretched_text_keeps_its_fields_and_tags() -> None:
    said = walk.pseudo("<b>{count} payments</b> are open")
    assert said.startswith("[<b>{count} ")
    assert "</b>" in said
    assert len(said) >= len("<b>{count} payments</b> are open") + 5
