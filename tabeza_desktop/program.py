"""The running program: one application, one console, one window; what covers it follows the session.

Practice mode's children take a moment to start, so a small starting screen stands until they have announced
themselves; the console is built once its service's address is known.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.practice import Practice as PracticeMode
from tabeza_desktop.core.practice import PracticeInfo
from tabeza_desktop.core.session import Capability, Phase, Session
from tabeza_desktop.diagnostics.crash import CrashHook
from tabeza_desktop.diagnostics.logs import log_qt_messages, start_logging, stop_logging
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.places import PRACTICE_FOLDER, data_dir
from tabeza_desktop.resources import resource_path
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.pairing.window import PairingWindow
from tabeza_desktop.ui.practice.dock import PracticeDock
from tabeza_desktop.ui.setup.window import SetupWindow
from tabeza_desktop.ui.shell.console_window import ConsoleWindow
from tabeza_desktop.ui.shell.starting import StartingScreen
from tabeza_desktop.ui.signin.window import SignInWindow
from tabeza_desktop.ui.sounds.player import choose_player
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.version import VERSION
from tabeza_protocol.secret import Secret

if TYPE_CHECKING:
    from tabeza_desktop.front_door import FrontDoor


class PracticeControl(Protocol):
    """Practice mode's children, once started."""

    def stop(self) -> None: ...
    def lose_service(self) -> None: ...
    def bring_back_service(self) -> None: ...


StartPractice = Callable[[Path], tuple[dict[str, Any], PracticeControl]]
"""Starts the children in a folder; blocks until both have announced themselves, and raises if one does not."""
SIZE: Final = (1366, 768)
LOG_FOLDER: Final = "logs"
AFTER_START_MS: Final = 1_000
"""The log and the watchdog begin when the window has been painted: loading them must not delay it."""
WATCHDOG_REPORT_MS: Final = 5_000


def application() -> QApplication:
    """The one QApplication, dressed: fonts, palette, style and icon."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Tabeza")
        app.setApplicationDisplayName("Tabeza")
        app.setDesktopFileName("tabeza-desktop")
        app.setQuitOnLastWindowClosed(True)
    theme().install(app)
    app.setWindowIcon(QIcon(str(resource_path("icon", "tabeza-256.png"))))
    return app


class Window(ConsoleWindow):
    """The console's window with its covers: pairing, who-are-you and the lock, and the full stop of a strange service.

    The set-up has the whole window to itself; in practice it is a page, so that the practice phone stays beside it.
    Private state: whether the set-up lies under the lock, and whether this owner has been led to it once this shift.
    """

    closed = Signal()

    def __init__(self, console: Console, *, practice: bool) -> None:
        self._in_setup = False
        self.setup = SetupWindow(console, in_shell=practice)
        super().__init__(console, {"setup": self.setup if practice else QWidget()})
        self._setup_covers = not practice
        self.pairing = PairingWindow(console, VERSION)
        self.sign_in = SignInWindow(console, VERSION)
        self._guided = self._docked = False
        self.setup.left.connect(self._setup_left)
        console.state.practice.changed.connect(self._dock_phone)
        console.state.session.changed.connect(self._cover)
        console.state.connection.changed.connect(self._stop_if_strange)
        console.state.mpesa.changed.connect(self._guide)
        self.resize(*SIZE)
        self._cover(console.state.session.value)

    def _cover(self, session: Session) -> None:
        """Pairing before there is a bar, who-are-you whenever nobody is signed in; else the console itself."""
        strange = self._console.state.connection.value.kind is ConnectionKind.IDENTITY_MISMATCH
        if strange or session.phase in (Phase.UNPAIRED, Phase.OWNER_PIN):
            self._put(self.pairing)
        elif session.phase in (Phase.SIGNED_OUT, Phase.LOCKED, Phase.STARTING):
            self._put(self.sign_in)
        elif self._covers.currentWidget() in (self.pairing, self.sign_in):
            self.sign_in.leave()
            if self._in_setup and session.may(Capability.SET_UP):
                self._open_setup()
                return
            self.drop_cover()
            self._guide()

    def show_page(self, key: str) -> None:
        if key == "setup" and self._setup_covers:
            self._open_setup()
        else:
            super().show_page(key)

    def _open_setup(self) -> None:
        self._in_setup = True
        self.show_cover(self.setup)
        self.setup.arrive()

    def _dock_phone(self, practice: PracticeMode) -> None:
        """The practice phone, beside every page, from the moment practice mode is known."""
        if practice.info is None or self._docked:
            return
        dock = PracticeDock(self._console)
        dock.folded.connect(self._dock_folded)
        self.set_dock(dock)
        self._docked = True

    def _dock_folded(self, _folded: bool) -> None:
        self.fit_dock()

    def _put(self, cover: PairingWindow | SignInWindow) -> None:
        if cover is self.sign_in and self._console.state.session.value.phase is not Phase.LOCKED:
            self._guided = False
        self.show_cover(cover)
        cover.arrive()

    def _stop_if_strange(self, connection: Connection) -> None:
        if connection.kind is ConnectionKind.IDENTITY_MISMATCH:
            self._put(self.pairing)

    def _setup_left(self) -> None:
        self._in_setup = False
        if self._setup_covers:
            self.drop_cover()
        self.show_page("tabs")

    def _guide(self, _settings: object = None) -> None:
        """An owner whose bar has not gone live yet is led to the set-up, once per shift."""
        settings, session = self._console.state.mpesa.value, self._console.state.session.value
        if self._guided or self.is_covered() or settings is None or not session.may(Capability.SET_UP):
            return
        self._guided = True
        if not settings.setup_completed:
            self.show_page("setup")

    def closeEvent(self, event: Any) -> None:
        self._console.services.preferences.set(window_geometry=self.geometry_text())
        super().closeEvent(event)
        self.closed.emit()


class PracticeStart(QObject):
    """Starts practice mode's children in a thread; the outcome arrives on the GUI thread."""

    ready = Signal(object)
    failed = Signal()

    def __init__(self, start: StartPractice, folder: Path) -> None:
        super().__init__()
        self._start, self._folder = start, folder
        self._control: PracticeControl | None = None
        self._thread = threading.Thread(target=self._run, name="practice-start", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            announced, self._control = self._start(self._folder)
        except Exception as problem:  # noqa: BLE001 - whatever it was, the person is told and nothing was lost
            sys.stderr.write(f"practice mode did not start: {problem}\n")
            self.failed.emit()
            return
        self.ready.emit(announced)

    def end(self) -> None:
        """Stops the children; waits for a start that is under way, so that none is left behind."""
        self._thread.join()
        if self._control is not None:
            self._control.stop()
            self._control = None


def practice_config(announced: dict[str, Any], folder: Path, *, memory_only: bool = False) -> ConsoleConfig:
    """The console's configuration for a practice service that has announced itself."""
    told = announced["practice"]
    info = PracticeInfo(
        base_url=announced["base_url"],
        identity_fingerprint=announced["identity_fingerprint"],
        pairing_code=told["pairing_code"],
        control_url=told["control_url"],
        phone=told["phone"],
        shortcode=told["shortcode"],
        consumer_key=Secret(told["consumer_key"]),
        consumer_secret=Secret(told["consumer_secret"]),
        passkey=Secret(told["passkey"]),
    )
    return ConsoleConfig(
        data_dir=folder,
        service_url=announced["base_url"],
        identity_fingerprint=announced["identity_fingerprint"],
        practice=info,
        client_version=VERSION,
        memory_only=memory_only,
    )


def run(
    *,
    lang: str | None = None,
    server: str | None = None,
    practice: StartPractice | None = None,
    door: FrontDoor | None = None,
) -> int:
    """Opens the window and runs until it is closed. Returns the exit code."""
    app = application()
    speak(lang or "en")
    return Program(app, lang, server, practice, door).run()


class Diagnostics(QObject):
    """What watches the program itself: its log, its crash report, its pauses. Begun once the window stands."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._console: Console | None = None
        self._watchdog = Watchdog()
        self._hook = CrashHook(folder)
        self._timer = QTimer()
        self._timer.setInterval(WATCHDOG_REPORT_MS)

    def begin(self, console: Console) -> None:
        """A disk that refuses takes the log away, never the console."""
        start_logging(self._folder)
        log_qt_messages()
        self._hook.install()
        self._watchdog.start()
        self._console = console
        self._timer.timeout.connect(self._report)
        self._timer.start()

    def _report(self) -> None:
        if self._console is not None:
            health = self._console.state.health
            health.set(replace(health.value, stalls=self._watchdog.figures))

    def end(self) -> None:
        self._timer.stop()
        self._watchdog.stop()
        self._hook.remove()
        stop_logging()


class Program(QObject):
    """From the starting screen to the end. Private state: the window in front, the console, the practice children."""

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
        self._console: Console | None = None
        self._window: QWidget | None = None
        self._diagnostics: Diagnostics | None = None
        self._practice = None if practice is None else PracticeStart(practice, data_dir() / PRACTICE_FOLDER)

    def run(self) -> int:
        if self._practice is not None:
            self._await_practice(self._practice)
        else:
            self._open(ConsoleConfig(data_dir=data_dir(), service_url=self._server, client_version=VERSION))
        try:
            return self._app.exec()
        finally:
            self._end()

    def _await_practice(self, start: PracticeStart) -> None:
        screen = StartingScreen()
        screen.resize(*SIZE)
        screen.show()
        self._window = screen
        if self._door is not None:
            self._door.stand(screen)
        start.ready.connect(self._practice_ready)
        start.failed.connect(screen.show_failure)
        start.begin()

    def _practice_ready(self, announced: dict[str, Any]) -> None:
        self._open(practice_config(announced, data_dir() / PRACTICE_FOLDER))

    def _open(self, config: ConsoleConfig) -> None:
        from tabeza_desktop.app import build_console

        self._console = build_console(config)
        if self._lang is not None:
            self._console.services.preferences.set(lang=self._lang)
        window = Window(self._console, practice=config.practice is not None)
        window.sounds.play_with(choose_player())
        window.restore_geometry(self._console.state.preferences.value.window_geometry)
        window.show()
        if self._window is not None:
            self._window.close()
        self._window = window
        if self._door is not None:
            self._door.open(window, self._console)
        self._console.start()
        self._diagnostics = Diagnostics(config.data_dir / LOG_FOLDER)
        QTimer.singleShot(AFTER_START_MS, self._watch)

    def _watch(self) -> None:
        if self._diagnostics is not None and self._console is not None:
            self._diagnostics.begin(self._console)

    def _end(self) -> None:
        if self._diagnostics is not None:
            self._diagnostics.end()
        if self._console is not None:
            self._console.stop()
        if self._practice is not None:
            self._practice.end()
