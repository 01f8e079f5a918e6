"""Every state holder of the console, in one place."""

from __future__ import annotations

from PySide6.QtCore import QObject

from tabeza_desktop.core.health import Health
from tabeza_desktop.core.pairing import Pairing
from tabeza_desktop.core.practice import Practice
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.requests import Requests
from tabeza_desktop.core.setup_flow import SetupView
from tabeza_desktop.core.support import Desk, Sharing
from tabeza_desktop.core.takings import Takings
from tabeza_desktop.core.updates import Updates
from tabeza_desktop.state.desk import DeskState
from tabeza_desktop.state.holder import Holder
from tabeza_desktop.state.trade import TradeState
from tabeza_protocol.wire.setup import MpesaSettings
from tabeza_protocol.wire.trade import Notice


class AppState(QObject):
    """Owns the holders; a child of nothing, lives as long as the program.

    ``desk``: the holders of a who-are-you that stands already; they stay the ones it reads.
    """

    def __init__(self, desk: DeskState | None = None) -> None:
        super().__init__()
        self._desk = desk or DeskState()
        self.connection, self.session, self.clock = self._desk.connection, self._desk.session, self._desk.clock
        self.pairing: Holder[Pairing] = Holder(Pairing(), self)
        self.trade = TradeState(self)
        self.takings: Holder[Takings] = Holder(Takings(), self)
        self.mpesa: Holder[MpesaSettings | None] = Holder(None, self)
        self.setup: Holder[SetupView] = Holder(SetupView(), self)
        self.requests: Holder[Requests] = Holder(Requests(), self)
        self.preferences: Holder[Preferences] = Holder(Preferences(), self)
        self.notices: Holder[tuple[Notice, ...]] = Holder((), self)
        self.practice: Holder[Practice] = Holder(Practice(), self)
        self.health: Holder[Health] = Holder(Health(), self)
        self.support: Holder[Sharing] = Holder(Sharing(), self)
        self.support_desk: Holder[Desk] = Holder(Desk(), self)
        self.updates: Holder[Updates] = Holder(Updates(), self)

    @property
    def lang(self) -> str:
        return self.preferences.value.lang
