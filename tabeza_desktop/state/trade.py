"""Open tabs and their totals, fed by change sets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.times import Now
from tabeza_desktop.core.trade import Trade, apply_tabs, summarise
from tabeza_desktop.state.holder import Holder


class TradeState(Holder[Trade]):
    """``applied`` carries each change set after the tabs took it in: models and pages listen to that."""

    applied = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(Trade(), parent)

    def apply(self, changes: ChangeSet, now: Now) -> None:
        """Take in one change set, then tell it on."""
        if changes.tabs or changes.fresh:
            self.set(summarise(apply_tabs(self.value.tabs, changes), now))
        elif not self.value.loaded:
            self.set(summarise(self.value.tabs, now))
        self.applied.emit(changes)

    def recount(self, now: Now) -> None:
        """Tabs turn overdue by time alone."""
        if self.value.loaded:
            self.set(summarise(self.value.tabs, now))

    def forget(self) -> None:
        """Another bar or nobody: nothing may be left on screen."""
        self.set(Trade())
        self.applied.emit(ChangeSet(fresh=True))
