"""The console's window with its covers: pairing, who-are-you and the lock, and the full stop of a strange service."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.practice import Practice
from tabeza_desktop.core.session import Capability, Phase, Session
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.in_steps import InSteps, at_once
from tabeza_desktop.ui.pairing.window import PairingWindow
from tabeza_desktop.ui.practice.dock import PracticeDock
from tabeza_desktop.ui.setup.window import SetupWindow, build_step_pages
from tabeza_desktop.ui.shell.console_window import ConsoleWindow, Pages, build_pages
from tabeza_desktop.ui.shell.front_window import SIZE
from tabeza_desktop.ui.shell.starting import StartingScreen
from tabeza_desktop.ui.signin.window import SignInWindow
from tabeza_desktop.version import VERSION


@dataclass(frozen=True, slots=True)
class Parts:
    """What :class:`Window` is put together from."""

    pages: Pages
    setup: SetupWindow
    pairing: PairingWindow
    sign_in: SignInWindow


def build_parts(
    console: Console, *, practice: bool, sign_in: SignInWindow | None = None
) -> Generator[None, None, Parts]:
    """One part after the other; the window may answer in between. ``sign_in``: one that stands already."""
    step_pages = yield from build_step_pages(console)
    setup = SetupWindow(console, in_shell=practice, pages=step_pages)
    yield
    pages = yield from build_pages(console, setup if practice else QWidget())
    pairing = PairingWindow(console, VERSION)
    yield
    return Parts(pages, setup, pairing, sign_in or SignInWindow(console, VERSION))


class Window(ConsoleWindow):
    """``parts``: as :func:`build_parts` made them; else they are built now.

    The set-up has the whole window to itself; in practice it is a page, so that the practice phone stays beside it.
    Private state: whether the set-up lies under the lock, and whether this owner has been led to it once this shift.
    """

    def __init__(self, console: Console, *, practice: bool, parts: Parts | None = None) -> None:
        self._in_setup = False
        parts = parts or at_once(build_parts(console, practice=practice))
        super().__init__(console, parts.pages)
        self._setup_covers = not practice
        self.setup, self.pairing, self.sign_in = parts.setup, parts.pairing, parts.sign_in
        self.starting = StartingScreen(practice=practice)
        self._guided = self._docked = False
        self.setup.left.connect(self._setup_left)
        console.state.practice.changed.connect(self._dock_phone)
        console.state.session.changed.connect(self._cover)
        console.state.connection.changed.connect(self._stop_if_strange)
        console.state.mpesa.changed.connect(self._guide)
        self.resize(*SIZE)
        self._dock_phone(console.state.practice.value)
        self._cover(console.state.session.value)
        InSteps(self._warm_up(), lambda _: None, self)

    def _warm_up(self) -> Generator[None, None, None]:
        """Behind the cover: lay out and draw what whoever signs in first will see, so that uncovering is instant."""
        for page in (self.tabs, self.payments):
            if not self.is_covered():
                return
            page.resize(self.size())
            yield
            page.grab()
            yield

    def _cover(self, session: Session) -> None:
        """Pairing before there is a bar, who-are-you whenever nobody is signed in; else the console itself."""
        strange = self._console.state.connection.value.kind is ConnectionKind.IDENTITY_MISMATCH
        if strange or session.phase in (Phase.UNPAIRED, Phase.OWNER_PIN):
            self._put(self.pairing)
        elif session.phase is Phase.STARTING:
            self.show_cover(self.starting)  # nothing is known yet, so neither who-are-you nor pairing is claimed
        elif session.phase in (Phase.SIGNED_OUT, Phase.LOCKED):
            self._put(self.sign_in)
        elif self._covers.currentWidget() in (self.starting, self.pairing, self.sign_in):
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

    def _dock_phone(self, practice: Practice) -> None:
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
        """Over everything. A cover that a person looks at already is left as it is: a digit may have been typed."""
        if cover is self.sign_in and self._console.state.session.value.phase is not Phase.LOCKED:
            self._guided = False
        if self._covers.currentWidget() is cover and cover.isVisible():
            return
        looked_at = cover.isVisible()
        self.show_cover(cover)
        if not looked_at:
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

    def leaving(self) -> None:
        """The program's window closes: where it stood is remembered."""
        self._console.services.preferences.set(window_geometry=self.geometry_text())

    def closeEvent(self, event: Any) -> None:
        self.leaving()
        super().closeEvent(event)
