"""The running program: one application, one window, and in it first who-are-you, then the whole console.

Who-are-you is on the screen before most of the program has been loaded: the rest is loaded and built behind it a part
at a time, while somebody types a PIN. Where this PC is not paired yet, and while practice mode's children start, a
starting screen stands instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.application import application
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.places import PRACTICE_FOLDER, STATE_FILE, data_dir
from tabeza_desktop.services.desk import FrontDesk
from tabeza_desktop.store.faces import Faces, faces, in_full
from tabeza_desktop.ui.appearance import SystemLooks, follow_preferences
from tabeza_desktop.ui.in_steps import InSteps
from tabeza_desktop.ui.shell.front_window import FrontWindow
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.version import VERSION

if TYPE_CHECKING:
    from tabeza_desktop.diagnostics.running import Diagnostics
    from tabeza_desktop.front_door import FrontDoor
    from tabeza_desktop.practice_start import PracticeStart, StartPractice
    from tabeza_desktop.services.backend import ConsoleConfig
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.ui.shell.starting import StartingScreen
    from tabeza_desktop.ui.signin.window import SignInWindow
    from tabeza_desktop.window import Window

LOG_FOLDER: Final = "logs"
AFTER_START_MS: Final = 1_000
"""The log and the watchdog begin when the window has been painted: loading them must not delay it."""
UNPAINTED_MS: Final = 500
"""A window that starts minimised is never painted; the rest is loaded all the same."""
FACES_S: Final = 0.5
"""A disk that takes longer to say who works here is not waited for."""
BEHIND: Final = (
    "msgspec",
    "tabeza_protocol.wire.trade",
    "tabeza_desktop.core.setup_flow",
    "tabeza_desktop.core.problems",
    "tabeza_desktop.state.app_state",
    "tabeza_desktop.models.tabs",
    "tabeza_desktop.models.payments",
    "tabeza_desktop.services.lanes",
    "tabeza_desktop.services.sync",
    "tabeza_desktop.services.backend",
    "tabeza_desktop.services.payments",
    "tabeza_desktop.services.setup",
    "tabeza_desktop.services.verify",
    "tabeza_desktop.app",
    "tabeza_desktop.ui.widgets.button",
    "tabeza_desktop.ui.widgets.table",
    "tabeza_desktop.ui.setup.paybill_page",
    "tabeza_desktop.ui.setup.credentials_page",
    "tabeza_desktop.ui.setup.kes1_page",
    "tabeza_desktop.ui.setup.send_page",
    "tabeza_desktop.ui.setup.go_live_page",
    "tabeza_desktop.ui.setup.window",
    "tabeza_desktop.ui.pages.tabs_page",
    "tabeza_desktop.ui.pages.payments_page",
    "tabeza_desktop.ui.pages.today_page",
    "tabeza_desktop.ui.review.page",
    "tabeza_desktop.ui.dialogs.verify_flow",
    "tabeza_desktop.ui.dialogs.request_flow",
    "tabeza_desktop.ui.shell.main_window",
    "tabeza_desktop.ui.shell.console_window",
    "tabeza_desktop.ui.practice.dock",
    "tabeza_desktop.window",
)
"""What is loaded behind who-are-you, a part in each turn of the event loop; each takes well under 50 ms."""


def run(
    *,
    lang: str | None = None,
    server: str | None = None,
    practice: StartPractice | None = None,
    door: FrontDoor | None = None,
) -> int:
    """Opens the window and runs until it is closed. Returns the exit code."""
    known = _Known(data_dir() / STATE_FILE) if practice is None else None
    app = application(plain=True)
    return Program(app, lang, server, practice, door).run(known.faces() if known is not None else None)


class _Known(threading.Thread):
    """Reads who works here while Qt is being made ready."""

    def __init__(self, state_file: Path) -> None:
        super().__init__(name="tabeza-faces", daemon=True)
        self._state_file = state_file
        self._found: Faces | None = None
        self.start()

    def run(self) -> None:
        self._found = faces(self._state_file)

    def faces(self) -> Faces | None:
        self.join(FACES_S)
        return self._found


class _Painted(QObject):
    """Calls once, after the first painting of a widget."""

    def __init__(self, watched: QWidget, call: Callable[[], None]) -> None:
        super().__init__(watched)
        self._call: Callable[[], None] | None = call
        watched.installEventFilter(self)
        QTimer.singleShot(UNPAINTED_MS, self, self._once)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._once)
        return False

    def _once(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call()


class Program(QObject):
    """From the first screen to the end; ``stood(console)`` once the whole console stands in the window.

    Private state: the window, what stands in it, the console, the children.
    """

    stood = Signal(object)

    def __init__(
        self,
        app: QApplication,
        lang: str | None,
        server: str | None,
        practice: StartPractice | None,
        door: FrontDoor | None = None,
    ) -> None:
        super().__init__()
        self._app, self._lang, self._server, self._door = app, lang, server, door
        self._desk = FrontDesk()
        self._front = FrontWindow()
        self._known: Faces | None = None
        self._sign_in: SignInWindow | None = None
        self._console: Console | None = None
        self._window: Window | None = None
        self._log_folder = data_dir() / LOG_FOLDER
        self._diagnostics: Diagnostics | None = None
        self._practice: PracticeStart | None = None
        if practice is not None:
            from tabeza_desktop.practice_start import PracticeStart

            self._practice = PracticeStart(practice, data_dir() / PRACTICE_FOLDER)

    def run(self, known: Faces | None) -> int:
        """``known``: who works here, if this PC is paired."""
        self._known = known
        chosen = known.preferences if known is not None else Preferences()
        follow_preferences(chosen if self._lang is None else replace(chosen, lang=self._lang))
        if known is not None:
            self._front.restoreGeometry(QByteArray.fromBase64(chosen.window_geometry.encode("ascii", "ignore")))
            first = self._who_are_you(known)
        else:
            first = self._starting()
        if self._practice is None:
            _Painted(first, self._load_console)
        self._front.closing.connect(self._closing)
        self._front.show()
        if self._door is not None:
            self._door.stand(self._front)
        try:
            return self._app.exec()
        finally:
            self._end()

    def _who_are_you(self, known: Faces) -> QWidget:
        from tabeza_desktop.ui.signin.window import SignInWindow

        self._desk.state.session.set(
            Session(
                phase=Phase.SIGNED_OUT,
                bar=known.bar,
                device_id=known.device_id,
                device_name=known.device_name,
                people=known.people,
            )
        )
        self._sign_in = SignInWindow(self._desk, VERSION)
        self._front.put(lambda: self._sign_in)
        self._sign_in.arrive()
        return self._sign_in.page

    def _starting(self) -> QWidget:
        from tabeza_desktop.ui.shell.starting import StartingScreen

        screen = StartingScreen(practice=self._practice is not None)
        self._front.put(lambda: screen)
        if self._practice is not None:
            self._await_practice(self._practice, screen)
        return screen

    def _await_practice(self, start: PracticeStart, screen: StartingScreen) -> None:
        start.ready.connect(self._practice_ready)
        start.failed.connect(screen.show_failure)
        start.begin()

    def _practice_ready(self, announced: dict[str, Any]) -> None:
        from tabeza_desktop.practice_start import practice_config

        self._load(lambda: practice_config(announced, data_dir() / PRACTICE_FOLDER, lang=self._lang))

    def _load_console(self) -> None:
        def config() -> ConsoleConfig:
            from tabeza_desktop.services.backend import ConsoleConfig

            return ConsoleConfig(data_dir(), service_url=self._server, client_version=VERSION, lang=self._lang)

        self._load(config)

    def _load(self, config: Callable[[], ConsoleConfig]) -> None:
        InSteps(self._built(config), self._stand, self)

    def _built(self, config: Callable[[], ConsoleConfig]) -> Generator[None, None, Callable[[], Window]]:
        """Everything behind the first screen: loaded, then built, with the window answering in between."""
        for name in BEHIND:
            import_module(name)
            yield
        theme().finish()
        yield
        from tabeza_desktop.app import build_console
        from tabeza_desktop.window import Window, build_parts

        self._know_in_full()
        chosen = config()
        self._log_folder = chosen.data_dir / LOG_FOLDER
        console = self._console = build_console(chosen, desk=self._desk.state)
        yield
        practice = chosen.practice is not None
        parts = yield from build_parts(console, practice=practice, sign_in=self._sign_in)
        return lambda: Window(console, practice=practice, parts=parts)

    def _know_in_full(self) -> None:
        """The faces were read by hand, for the first screen; the console gets what was written, or nothing."""
        if self._known is None:
            return
        session, read = self._desk.state.session, in_full(self._known)
        if read is None:
            session.set(Session())
        else:
            session.set(replace(session.value, bar=read[0], people=read[1]))

    def _stand(self, make: Callable[[], Window]) -> None:
        from tabeza_desktop.diagnostics.running import Diagnostics
        from tabeza_desktop.ui import accessible
        from tabeza_desktop.ui.alerts.outside import choose_outside
        from tabeza_desktop.ui.sounds.player import choose_player

        console = self._console
        if console is None:
            raise RuntimeError("the console was never built")
        window = self._window = self._front.put(make)
        window.sounds.play_with(choose_player())
        accessible.install()
        SystemLooks(console.state.preferences, window)
        window.news.speak_outside(choose_outside(self._front, lambda: console.state.session.value.is_open))
        if self._door is not None:
            self._door.open(window, console)
        self._desk.open(console)
        console.start()
        self._diagnostics = Diagnostics(self._log_folder)
        QTimer.singleShot(AFTER_START_MS, self, self._watch)
        self.stood.emit(console)

    def _watch(self) -> None:
        if self._diagnostics is not None and self._console is not None:
            self._diagnostics.begin(self._console)
            self._console.services.updates.restart_asked.connect(self._front.close)
            self._console.services.updates.start()

    def _closing(self) -> None:
        if self._window is not None:
            self._window.leaving()

    def _end(self) -> None:
        if self._diagnostics is not None:
            self._diagnostics.end()
        if self._console is not None:
            self._console.stop()
            self._console.services.updates.leave()
        if self._practice is not None:
            self._practice.end()
