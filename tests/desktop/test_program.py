"""The start as a whole: who-are-you at once, the console behind it, one window, and no digit lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.program import Program
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.faces import faces
from tabeza_desktop.store.state import DeviceRecord, StateStore
from tabeza_desktop.ui.shell.front_window import FrontWindow
from tabeza_desktop.ui.shell.starting import StartingScreen
from tabeza_desktop.ui.signin.page import SignInPage
from tabeza_protocol.wire.access import BarSummary, PersonView

BAR = msgspec.convert({"id": "b" * 32, "name": "Sunset Bar", "place": "Westlands", "day_turn": "06:00"}, BarSummary)
GIVE_UP_MS = 30_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a PC that was used yesterday, at a service that nobody answers for."""
    monkeypatch.setenv("TABEZA_DATA_DIR", str(tmp_path))
    state = StateStore(tmp_path / "state.sqlite")
    state.save_device(DeviceRecord("http://127.0.0.1:9", "practice", "f" * 64, "d" * 32, "COUNTER-01", BAR))
    state.save_people((PersonView(id="1" * 32, name="Joyce", role="owner"),))
    state.save_preferences(Preferences(lang="en", theme="light"))
    state.close()
    return tmp_path


def started(qapp: QApplication, look: Callable[[FrontWindow], None], stood: Callable[[Console], None]) -> None:
    """One run of the program: ``look`` when the first screen stands, ``stood`` when the console does."""
    program = Program(qapp, None, "http://127.0.0.1:9", None)
    said: list[BaseException] = []

    def watched(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            said.append(error)
            qapp.quit()

    def end(console: Console) -> None:
        watched(lambda: stood(console))
        qapp.quit()

    program.stood.connect(end)
    QTimer.singleShot(0, lambda: watched(lambda: look(program._front)))
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(qapp.quit)
    late.start(GIVE_UP_MS)
    try:
        program.run(faces(Path(program._log_folder).parent / "state.sqlite"))
    finally:
        # a word to quit that is still on its way would end every event loop of the tests to come before it began
        QCoreApplication.removePostedEvents(qapp, QEvent.Type.Quit.value)
    assert late.isActive(), "the console never stood"
    late.stop()
    program._front.close()
    program._front.deleteLater()
    if said:
        raise said[0]


def test_what_is_typed_while_the_console_loads_stays_typed(qapp: QApplication, folder: Path) -> None:
    pages: list[SignInPage] = []

    def look(front: FrontWindow) -> None:
        (page,) = front.findChildren(SignInPage)
        pages.append(page)
        assert page.people.chosen
        QTest.keyClicks(page.boxes, "48")
        assert page.boxes.length() == 2

    def stood(console: Console) -> None:
        (front,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, FrontWindow))
        assert front.findChildren(SignInPage) == pages
        assert pages[0].isVisible()
        assert pages[0].boxes.length() == 2
        front.activateWindow()
        assert QTest.qWaitForWindowActive(front)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
        assert pages[0].boxes.length() == 3
        assert console.state.session.value.people[0].name == "Joyce"

    started(qapp, look, stood)


def test_a_pc_without_a_bar_is_told_that_the_console_opens(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TABEZA_DATA_DIR", str(tmp_path))

    def look(front: FrontWindow) -> None:
        assert [screen.isVisible() for screen in front.findChildren(StartingScreen)] == [True]

    def stood(console: Console) -> None:
        assert console.state.session.value.people == ()

    started(qapp, look, stood)
