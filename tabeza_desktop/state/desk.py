"""The few holders that who-are-you reads, by themselves: they exist before the rest of the console has been loaded."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject

from tabeza_desktop.core.connection import Connection
from tabeza_desktop.core.session import Session
from tabeza_desktop.core.times import Now
from tabeza_desktop.state.holder import Holder


class DeskState(QObject):
    """Who is at this counter, whether the service answers, and the time."""

    def __init__(self) -> None:
        super().__init__()
        self.connection: Holder[Connection] = Holder(Connection(), self)
        self.session: Holder[Session] = Holder(Session(), self)
        self.clock: Holder[Now] = Holder(Now(datetime.now(UTC)), self)
