"""When something sounds: a payment that ended while somebody is signed in, at most one sound in two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.session import Session
from tabeza_desktop.resources import resource_path
from tabeza_desktop.state.app_state import AppState
from tabeza_desktop.ui.sounds.player import Player, SilentPlayer
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView

PAUSE_SECONDS: Final = 2.0
_SOUNDS: Final = {PaymentState.SUCCEEDED: "paid", PaymentState.FAILED: "failed", PaymentState.REFUSED: "failed"}


class Sounds(QObject):
    """Private state: when something last sounded. A locked screen shows nothing, so it says nothing either."""

    def __init__(self, state: AppState, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._state, self._clock = state, clock
        self._player: Player = SilentPlayer()
        self._last: float | None = None

    def play_with(self, player: Player) -> None:
        """Sounds are silent until they are given a player."""
        self._player = player

    def payment_ended(self, payment: PaymentView) -> None:
        """Paid or failed; waiting, checking and review are silent."""
        name = _SOUNDS.get(payment.state)
        if name is not None:
            self.ring(name)

    def ring(self, name: str) -> None:
        """``paid`` or ``failed``, as loud as was chosen."""
        chosen: Preferences = self._state.preferences.value
        session: Session = self._state.session.value
        now = self._clock()
        soon = self._last is not None and now - self._last < PAUSE_SECONDS
        if chosen.sound == "off" or not session.is_open or soon:
            return
        self._last = now
        self._player.play(resource_path("sounds", f"{name}-low.wav" if chosen.sound == "low" else f"{name}.wav"))

    def try_out(self) -> None:
        """The paid sound as it is set now, whenever somebody changes the setting."""
        self._last = None
        self.ring("paid")
