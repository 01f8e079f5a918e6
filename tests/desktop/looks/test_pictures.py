"""Every page dark and in Kiswahili, and at every other size, beside its committed picture; and that a change is seen.

One of each page runs every day (``tests/desktop/ui/looks``); the others here, in ``prove``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.looks import pictures
from tests.desktop.ui import shots
from tests.desktop.ui.looks.references import share_of_others
from tests.desktop.ui.shots import Shot

shots.load_pages()


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[None]:
    theme().install(qapp)
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    theme().set_scale(100)
    yield
    speak("en")
    theme().set_mode(Mode.LIGHT)
    theme().set_zoom(1.0)
    qapp.setCursorFlashTime(flash)


def share_of(one: Image.Image, other: Image.Image) -> float:
    return share_of_others(one, other, far=pictures.FAR)


@pytest.mark.prove
@pytest.mark.parametrize(
    ("name", "shot"),
    pictures.every(),
    ids=lambda value: value if isinstance(value, str) else value.file_name(""),
)
def test_it_looks_as_agreed(looks: None, name: str, shot: Shot) -> None:
    kept = pictures.FOLDER / shot.file_name(name)
    assert kept.exists(), "a new page: look at it, then run tests.desktop.looks.pictures"
    share = share_of(pictures.made(name, shot), Image.open(kept).convert("RGB"))
    assert share <= pictures.MOST_OTHER, f"{share:.2%} of the picture differs"


def test_all_pictures_together_stay_small() -> None:
    sizes = [path.stat().st_size for path in pictures.FOLDER.glob("*.png")]
    assert sizes
    assert sum(sizes) < 15_000_000


# the comparison can fail


@pytest.fixture
def tabs(looks: None) -> Iterator[QWidget]:
    theme().set_mode(Mode.LIGHT)
    speak("en")
    made = shots.PAGES["tabs"](Shot())
    shots.settle()
    yield made
    made.close()
    made.deleteLater()


def test_a_widget_that_moved_is_seen(tabs: QWidget) -> None:
    before = pictures.grabbed(tabs)
    action = tabs.tabs.side_panel._action  # type: ignore[attr-defined]
    action.move(action.x(), action.y() + 24)
    assert share_of(before, pictures.grabbed(tabs)) > pictures.MOST_OTHER


def test_another_colour_is_seen(tabs: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pictures.grabbed(tabs)
    tokens = theme().tokens
    for name in ("accent", "brand"):
        object.__setattr__(tokens, name, QColor("#2060A0"))
    try:
        tabs.repaint()
        assert share_of(before, pictures.grabbed(tabs)) > pictures.MOST_OTHER
    finally:
        theme().set_mode(Mode.DARK)
        theme().set_mode(Mode.LIGHT)
