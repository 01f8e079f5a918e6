"""The panel of the sign-in screen: the time, the bar, and who locked it. Nothing about money or customers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.times import Now
from tabeza_desktop.i18n.dates import clock_time, long_date
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.services.desk import FrontDesk

tr = words("SignIn")
_CLOCK_PX = 84
_BAR_PX = 36


class WallClock(Translated, QWidget):
    """Hours and minutes, and the day. Repaints once a minute."""

    def __init__(self, console: Console | FrontDesk) -> None:
        super().__init__()
        self._clock = console.state.clock
        self.time = Label("", Role.HERO, Tone.BRAND_ON, size=_CLOCK_PX, tnum=True)
        self.date = Label("", Role.ROW_MONEY, Tone.BRAND_MUTED, weight=400, wrap=True)
        column = Column()
        column.addWidget(self.time)
        column.addWidget(self.date)
        self.setLayout(column)
        self._clock.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        self._show(self._clock.value)

    def _show(self, now: Now) -> None:
        self.time.set_text(clock_time(now.utc))
        self.date.set_text(long_date(now.utc))


class LockNote(Translated, QWidget):
    """The bar's name; under it who locked the console and when, as far as this screen saw it happen."""

    def __init__(self, console: Console | FrontDesk) -> None:
        super().__init__()
        self._console = console
        self._locked_at: datetime | None = None
        self.bar = Label("", Role.DISPLAY, Tone.BRAND_ON, size=_BAR_PX, weight=600, wrap=True)
        self.who = IconLabel("lock", "", Role.HEADING, Tone.BRAND_MUTED, weight=400, gap=12, wrap=True)
        self.hidden = IconLabel("eye-off", "", Role.HEADING, Tone.BRAND_MUTED, weight=400, gap=12, wrap=True)
        column = Column(spacing=8)
        for widget in (self.bar, self.who, self.hidden):
            column.addWidget(widget)
        self.setLayout(column)
        console.state.session.changed.connect(self._follow)
        self.retranslate()

    def retranslate(self) -> None:
        self._show(self._console.state.session.value)

    def _follow(self, session: Session) -> None:
        if session.phase is not Phase.LOCKED:
            self._locked_at = None
        elif self._locked_at is None:
            self._locked_at = self._console.state.clock.value.utc
        self._show(session)

    def _show(self, session: Session) -> None:
        self.bar.set_text(session.bar.name if session.bar is not None else "")
        if session.phase is not Phase.LOCKED or session.person is None:
            self.who.set_text(tr("Nobody is signed in"))
        elif self._locked_at is None:
            self.who.set_text(tr("Locked by {name}", name=session.person.name))
        else:
            at = clock_time(self._locked_at)
            self.who.set_text(tr("Locked by {name} at {time}", name=session.person.name, time=at))
        self.hidden.set_text(tr("Money is hidden. Payments still come in."))
