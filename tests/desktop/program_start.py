"""One start of the program, watched: ``python -m tests.desktop.program_start SCENARIO``, in a process of its own.

There is one program in a process, and its window lives as long as that. Prints ``ok``; anything else is a failure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.application import application
from tabeza_desktop.places import STATE_FILE, data_dir
from tabeza_desktop.program import Program
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.faces import faces
from tabeza_desktop.ui.shell.front_window import FrontWindow
from tabeza_desktop.ui.shell.starting import StartingScreen
from tabeza_desktop.ui.signin.page import SignInPage

GIVE_UP_MS = 30_000
_pages: list[SignInPage] = []


class Windows(QObject):
    """Every window that is ever shown, by the name of its class."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def page_of(front: FrontWindow) -> SignInPage:
    (page,) = front.findChildren(SignInPage)
    return page


def types_two_digits(front: FrontWindow) -> None:
    page = page_of(front)
    _pages.append(page)
    assert page.people.chosen
    QTest.keyClicks(page.boxes, "48")
    assert page.boxes.length() == 2


def digits_are_still_there(front: FrontWindow, console: Console) -> None:
    assert [page_of(front)] == _pages, "the same page, in the same window"
    assert _pages[0].isVisible()
    assert _pages[0].boxes.length() == 2
    assert front.isActiveWindow(), "nothing else took the keyboard meanwhile"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert _pages[0].boxes.length() == 3, "the caret is where it was"
    assert console.state.session.value.people[0].name == "Joyce"


def is_told_that_it_opens(front: FrontWindow) -> None:
    assert [screen.isVisible() for screen in front.findChildren(StartingScreen)] == [True]


def nobody_is_known(_front: FrontWindow, console: Console) -> None:
    assert console.state.session.value.people == ()


Look, Stood = Callable[[FrontWindow], None], Callable[[FrontWindow, Console], None]
SCENARIOS: dict[str, tuple[Look, Stood]] = {
    "typing": (types_two_digits, digits_are_still_there),
    "unpaired": (is_told_that_it_opens, nobody_is_known),
}


def main(scenario: str) -> int:
    """``look`` when the first screen stands, ``stood`` when the console does; then the window is closed."""
    look, stood = SCENARIOS[scenario]
    app = application()
    program = Program(app, None, "http://127.0.0.1:9", None)
    windows = Windows()
    app.installEventFilter(windows)
    said: list[str] = []

    def watched(call: Callable[[], None], name: str) -> None:
        try:
            call()
            said.append(name)
        except AssertionError as error:
            sys.stderr.write(f"{name}: {error!r}\n")
            raise

    def end(console: Console) -> None:
        watched(lambda: stood(program._front, console), "stood")
        program._front.close()

    program.stood.connect(end)
    QTimer.singleShot(0, lambda: watched(lambda: look(program._front), "look"))
    QTimer.singleShot(GIVE_UP_MS, app.quit)
    program.run(faces(data_dir() / STATE_FILE))
    if said != ["look", "stood"]:
        return 1
    if windows.shown != ["FrontWindow"]:
        sys.stderr.write(f"windows shown: {windows.shown}\n")
        return 1
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
