"""``main.py --support``: the same program as a support person's desk, with a folder, pairing and instance of its own.

``--practice --support`` opens the made-up support person beside a practice mode that runs: her desk is paired and she
is signed in by herself, so that one person can play both sides. Nothing else of the desk differs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from tabeza_desktop.application import application
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.places import PRACTICE_FOLDER, data_dir
from tabeza_desktop.ui.appearance import follow_preferences
from tabeza_desktop.ui.shell.starting import StartingScreen
from tabeza_desktop.version import VERSION
from tabeza_protocol.secret import Secret

if TYPE_CHECKING:
    from tabeza_desktop.diagnostics.running import Diagnostics
    from tabeza_desktop.services.backend import ConsoleConfig
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.single_instance import Instance
    from tabeza_desktop.ui.support.window import SupportWindow

SUPPORT_FOLDER: Final = "support"
LOG_FOLDER: Final = "logs"
SIZE: Final = (1366, 768)
AFTER_START_MS: Final = 1_000
FindPractice = Callable[[Path], dict[str, Any]]
"""Blocks; gives ``base_url identity_fingerprint name pin code`` of a practice mode that runs in a folder, or raises."""


def run(*, lang: str | None = None, server: str | None = None, practice: FindPractice | None = None) -> int:
    """Opens the desk and runs until it is closed; a second start brings the first forward. Returns the exit code."""
    from tabeza_desktop.single_instance import claim

    folder = (data_dir() / PRACTICE_FOLDER if practice is not None else data_dir()) / SUPPORT_FOLDER
    instance = claim(folder, None)
    if instance is None:
        return 0
    app = application()
    program = SupportProgram(folder, instance, lang, server, practice)
    try:
        program.begin()
        return app.exec()
    finally:
        program.end()
        instance.close()


class SupportProgram(QObject):
    """Private state: what stands in front, the console behind it, and in practice the made-up person's way in."""

    _found = Signal(object)
    _not_found = Signal()

    def __init__(
        self,
        folder: Path,
        instance: Instance,
        lang: str | None,
        server: str | None,
        practice: FindPractice | None,
    ) -> None:
        super().__init__()
        self._folder, self._instance, self._lang, self._server = folder, instance, lang, server
        self._practice = practice
        self._screen: StartingScreen | None = None
        self._console: Console | None = None
        self._window: SupportWindow | None = None
        self._diagnostics: Diagnostics | None = None
        self._amina: MadeUpPerson | None = None
        instance.raised.connect(self._raise)

    def begin(self) -> None:
        follow_preferences(Preferences() if self._lang is None else Preferences(lang=self._lang))
        QTimer.singleShot(AFTER_START_MS, self, self._instance.listen)
        if self._practice is None:
            self._open(None)
            return
        self._screen = StartingScreen(practice=True)
        self._screen.resize(*SIZE)
        self._screen.show()
        self._found.connect(self._open)
        self._not_found.connect(self._screen.show_failure)
        threading.Thread(target=self._find, args=(self._practice,), name="practice-desk", daemon=True).start()

    def _find(self, practice: FindPractice) -> None:
        try:
            told = practice(self._folder.parent)
        except Exception as problem:  # noqa: BLE001 - whatever it was, the person is told and nothing was lost
            sys.stderr.write(f"no practice mode to join: {problem}\n")
            self._not_found.emit()
            return
        self._found.emit(told)

    def _open(self, told: dict[str, Any] | None) -> None:
        from tabeza_desktop.app import build_console
        from tabeza_desktop.diagnostics.running import Diagnostics
        from tabeza_desktop.ui.support.window import SupportWindow

        self._console = build_console(self._config(told))
        if told is not None:
            self._amina = MadeUpPerson(self._console, told)
        self._console.state.preferences.changed.connect(follow_preferences)
        self._window = SupportWindow(self._console)
        self._window.resize(*SIZE)
        self._window.show()
        self._window.arrive()
        if self._screen is not None:
            self._screen.close()
            self._screen = None
        self._console.start()
        self._diagnostics = Diagnostics(self._folder / LOG_FOLDER)
        QTimer.singleShot(AFTER_START_MS, self, self._watch)

    def _config(self, told: dict[str, Any] | None) -> ConsoleConfig:
        from tabeza_desktop.services.backend import ConsoleConfig

        if told is None:
            return ConsoleConfig(
                self._folder, service_url=self._server, client_version=VERSION, lang=self._lang, support=True
            )
        return ConsoleConfig(
            self._folder,
            service_url=told["base_url"],
            identity_fingerprint=told["identity_fingerprint"],
            client_version=VERSION,
            memory_only=True,  # a desk of practice mode is paired anew each time
            lang=self._lang,
            support=True,
        )

    def _watch(self) -> None:
        if self._diagnostics is not None and self._console is not None:
            self._diagnostics.begin(self._console)

    def _raise(self) -> None:
        front = self._window or self._screen
        if front is not None:
            front.show()
            front.raise_()
            front.activateWindow()

    def end(self) -> None:
        if self._diagnostics is not None:
            self._diagnostics.end()
        if self._console is not None:
            self._console.stop()


class MadeUpPerson(QObject):
    """In practice: pairs the desk and signs the made-up person in, as a person would by typing. Each once."""

    def __init__(self, console: Console, told: dict[str, Any]) -> None:
        super().__init__()
        self._console, self._told = console, told
        self._paired = self._signed_in = False
        console.state.session.changed.connect(self._follow)

    def _follow(self, session: Session) -> None:
        if session.phase is Phase.UNPAIRED and not self._paired:
            self._paired = True
            self._console.services.pairing.look(self._told["code"], owner=self, done=self._claim)
        person = next((one for one in session.people if one.name == self._told["name"]), None)
        if session.phase is Phase.SIGNED_OUT and person is not None and not self._signed_in:
            self._signed_in = True
            self._console.services.session.sign_in(person.id, Secret(self._told["pin"]), owner=self)

    def _claim(self, offer: Any) -> None:
        self._console.services.pairing.claim(offer, "Practice desk", owner=self)
