"""Starting practice mode's children from the window's side: in a thread, with the outcome on the GUI thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from tabeza_desktop.version import VERSION

if TYPE_CHECKING:
    from tabeza_desktop.services.backend import ConsoleConfig


class PracticeControl(Protocol):
    """Practice mode's children, once started."""

    def stop(self) -> None: ...
    def lose_service(self) -> None: ...
    def bring_back_service(self) -> None: ...


StartPractice = Callable[[Path], tuple[dict[str, Any], PracticeControl]]
"""Starts the children in a folder; blocks until both have announced themselves, and raises if one does not."""


class PracticeStart(QObject):
    """``ready(announced)`` or ``failed()``. Private state: the thread, and the children once they run."""

    ready = Signal(object)
    failed = Signal()

    def __init__(self, start: StartPractice, folder: Path) -> None:
        super().__init__()
        self._start, self.folder = start, folder
        self._control: PracticeControl | None = None
        self._thread = threading.Thread(target=self._run, name="practice-start", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            announced, self._control = self._start(self.folder)
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


def practice_config(
    announced: dict[str, Any], folder: Path, *, memory_only: bool = False, lang: str | None = None
) -> ConsoleConfig:
    """The console's configuration for a practice service that has announced itself."""
    from tabeza_desktop.core.practice import PracticeInfo
    from tabeza_desktop.services.backend import ConsoleConfig
    from tabeza_protocol.secret import Secret

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
        lang=lang,
    )
