"""A console as a process of its own, to be killed: ``python -m tests.journeys.console_child FOLDER URL FINGERPRINT``.

It signs in on an already paired folder and says ``{"event": "loaded"}``. Then each line on its standard input is one
press of the Request button, ``{"tab": ID, "cents": N}``; it says ``pressed`` at once and the answer when it is there.
It ends when its standard input closes. One JSON object a line on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from tabeza_desktop.app import build_console
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import PendingRequest
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.trade import Trade
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.services.console import Console
from tabeza_protocol.secret import Secret
from tests.journeys.counter import PIN
from tests.journeys.file_store import FileStore


class Ears(QObject):
    """Lines of standard input, on the GUI thread; an empty one is its end."""

    heard = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        threading.Thread(target=self._listen, name="stdin", daemon=True).start()

    def _listen(self) -> None:
        rest = b""
        while chunk := os.read(0, 4096):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self.heard.emit(line.decode())
        self.heard.emit("")


class Person:
    """Signs in when faces show, reports when the tabs are there, presses when told."""

    def __init__(self, console: Console, app: QCoreApplication) -> None:
        self._console, self._app = console, app
        self._entering = self._loaded = False
        console.state.session.changed.connect(self._enter)
        console.state.trade.changed.connect(self._see)

    def _enter(self, session: Session) -> None:
        if session.phase is Phase.SIGNED_OUT and session.people and not self._entering:
            self._entering = True
            services = self._console.services
            services.session.sign_in(session.people[0].id, Secret(PIN), done=self._entered, failed=self._refused)
        elif session.phase is Phase.UNPAIRED:
            say(event="unpaired", problem=self._console.state.health.value.disk_problem)

    def _entered(self, _session: Session) -> None:
        self._see(self._console.state.trade.value)

    def _see(self, trade: Trade) -> None:
        if trade.loaded and not self._loaded and self._console.state.session.value.phase is Phase.SIGNED_IN:
            self._loaded = True
            say(event="loaded", tabs=len(trade.tabs))

    def hear(self, line: str) -> None:
        if not line:
            self._console.stop()
            self._app.quit()
            return
        wanted: dict[str, Any] = json.loads(line)
        self._console.services.payments.request(
            wanted["tab"], wanted["cents"], done=self._answered, failed=self._refused
        )
        say(event="pressed")

    def _answered(self, request: PendingRequest) -> None:
        say(event="answered", stage=request.stage, payment=request.payment_id)

    def _refused(self, problem: Problem) -> None:
        say(event="refused", code=problem.code, disk=self._console.state.health.value.disk_problem)


def say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> int:
    folder, url, fingerprint = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    app = QCoreApplication(sys.argv[:1])
    config = ConsoleConfig(folder, url, fingerprint)
    console = build_console(config, secrets=FileStore(folder.with_suffix(".tokens")))
    person = Person(console, app)
    ears = Ears()
    ears.heard.connect(person.hear)
    console.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
