"""Locks the console when nobody has touched it for as long as was chosen; a customer who is paying is not cut off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.idle import is_idle_too_long, payment_in_progress
from tabeza_desktop.core.times import Now
from tabeza_desktop.services.console import Console

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletPress,
    }
)


class IdleLock(QObject):
    """Private state: when somebody last touched this window's program, on the clock that never jumps."""

    def __init__(self, console: Console, parent: QObject) -> None:
        super().__init__(parent)
        self._console = console
        self._touched = console.state.clock.value.monotonic
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        console.state.clock.changed.connect(self._tick)
        console.state.session.changed.connect(self.touch)

    def touch(self, _session: object = None) -> None:
        """Somebody is here."""
        self._touched = self._console.state.clock.value.monotonic

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return False

    def _tick(self, now: Now) -> None:
        state = self._console.state
        minutes = state.preferences.value.lock_after_minutes
        if not state.session.value.is_open or not is_idle_too_long(now.monotonic - self._touched, minutes):
            return
        test = state.setup.value.test
        if not payment_in_progress(state.requests.value, state.trade.value.tabs, test, now):
            self._console.services.session.lock()
