"""What a further start, or a link, does to the console that is open: it comes forward, and may find a code filled in.

A code is filled in only where it can be used, on the pairing page of a PC that belongs to no bar, and never sent: the
person sees it and presses Connect. Everywhere else it is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer

from tabeza_desktop.core.session import Phase
from tabeza_desktop.places import PRACTICE_FOLDER, data_dir
from tabeza_desktop.single_instance import Instance, claim

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tabeza_desktop.services.console import Console
    from tabeza_desktop.window import Window

LISTEN_AFTER_MS: Final = 500
"""The channel opens when the window has been painted: it must not delay it."""


class FrontDoor(QObject):
    """Private state: what stands in front, the console once there is one, and a code that waits to be filled in."""

    def __init__(self, instance: Instance, code: str | None = None) -> None:
        super().__init__()
        self._instance, self._code = instance, code
        self._front: QWidget | None = None
        self._window: Window | None = None
        self._console: Console | None = None
        instance.raised.connect(self._raise)
        instance.code_given.connect(self._take)

    def stand(self, front: QWidget) -> None:
        """What is to come forward; later starts are heard from soon after the first of these calls."""
        if self._front is None:
            QTimer.singleShot(LISTEN_AFTER_MS, self, self._listen)
        self._front = front

    def open(self, window: Window, console: Console) -> None:
        """The console's own window stands."""
        self.stand(window.window())
        self._window, self._console = window, console
        console.state.session.changed.connect(self._fill_in)
        self._fill_in()

    def close(self) -> None:
        self._instance.close()

    def _listen(self) -> None:
        self._instance.listen()

    def _raise(self) -> None:
        front = self._front
        if front is None:
            return
        if front.isMinimized():
            front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
        front.show()
        front.raise_()
        front.activateWindow()

    def _take(self, code: str) -> None:
        self._code = code
        self._fill_in()

    def _fill_in(self, _session: object = None) -> None:
        """Once this PC knows whether it belongs to a bar; somebody who is being asked to confirm is not disturbed."""
        if self._code is None or self._console is None or self._window is None:
            return
        state = self._console.state
        if state.session.value.phase is Phase.STARTING:
            return
        code, self._code = self._code, None
        pairing = state.pairing.value
        if state.session.value.phase is Phase.UNPAIRED and pairing.offer is None and not pairing.busy:
            self._window.pairing.pair.boxes.set_code(code)
            self._window.pairing.arrive()


def open_door(*, practice: bool, code: str | None = None) -> FrontDoor | None:
    """The door of this person's console, or None if one is open already: it has been told. Practice has its own."""
    folder = data_dir() / PRACTICE_FOLDER if practice else data_dir()
    instance = claim(folder, code)
    return None if instance is None else FrontDoor(instance, code)
