"""The support person's window: pairing the desk, who are you, then the bars whose code was typed. Read-only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from tabeza_desktop.core.connection import ConnectionKind as Linked
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.times import clock_text, elapsed
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.pairing.window import PairingWindow
from tabeza_desktop.ui.signin.window import SignInWindow
from tabeza_desktop.ui.support.desk_help import DeskHelp
from tabeza_desktop.ui.support.desk_page import DeskPage
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.connection import ConnectionKind, ConnectionLabel
from tabeza_desktop.ui.widgets.nav import NavItem, NavRail
from tabeza_desktop.ui.widgets.topbar import BarName, Clock, PersonLabel, TopBar
from tabeza_desktop.version import VERSION

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Support")
MINIMUM_SIZE = (1024, 620)
_STATES = {
    "starting": ConnectionKind.STARTING,
    "live": ConnectionKind.LIVE,
    "slow": ConnectionKind.SLOW,
    "offline": ConnectionKind.OFFLINE,
}


class SupportBar(Translated, TopBar):
    """Title, READ ONLY, how fresh the desk is, the time, who is here."""

    lock_asked = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.name = BarName("")
        self.read_only, self.practice = Badge(BadgeKind.READ_ONLY), Badge(BadgeKind.PRACTICE)
        self.connection, self.clock, self.person = ConnectionLabel(), Clock(), PersonLabel("", "")
        self.lock = Button("", icon="lock", height=40)
        for widget in (self.name, self.read_only, self.practice):
            self.add_left(widget)
        self.add_right(self.connection, divider=False)
        self.add_right(self.clock)
        self.add_right(self.person)
        self.add_right(self.lock, divider=False)
        self.lock.clicked.connect(self.lock_asked)
        for holder in (console.state.support_desk, console.state.session, console.state.clock):
            holder.changed.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.name.set_text(tr("Tabeza Support"))
        self.lock.set_text(tr("Lock"))
        self.refresh()

    def refresh(self, _value: object = None) -> None:
        state, now = self._console.state, time.monotonic()
        desk, person = state.support_desk.value, state.session.value.person
        practising = state.session.value.service_kind == "practice"
        self.practice.setVisible(practising)
        self.set_practice_line(practising)
        kind = desk.state(now)
        age = elapsed(int(now - desk.answered), current_language()) if desk.answered is not None else ""
        said = {
            "starting": tr("Connecting"),
            "live": tr("Live · updated {age} ago", age=age),
            "slow": tr("Slow · updated {age} ago", age=age),
            "offline": tr("Offline"),
        }
        self.connection.set(_STATES[kind], said[kind])
        self.clock.set_time(clock_text(state.clock.value.utc))
        self.person.setVisible(person is not None)
        if person is not None:
            self.person.set_person(person.name, tr("Support"))


class SupportWindow(Translated, QWidget):
    """The whole window. Private state: the covers, and which page of the rail is in front."""

    closed = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.pairing, self.sign_in = PairingWindow(console, VERSION), SignInWindow(console, VERSION)
        self.bar, self.desk, self.help = SupportBar(console), DeskPage(console), DeskHelp()
        self.rail = NavRail([], "", tr("Pages"))
        self._frame = QWidget()
        self._covers, self._pages = QStackedWidget(), QStackedWidget()
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._lay_out()
        self._join()
        self.setMinimumSize(*MINIMUM_SIZE)
        self.retranslate()
        self._follow(console.state.session.value)

    def _lay_out(self) -> None:
        self._pages.addWidget(self.desk)
        self._pages.addWidget(self.help)
        right = Column()
        right.addWidget(self.bar)
        right.addWidget(self._pages, 1)
        across = Row()
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self._frame.setLayout(across)
        for widget in (self._frame, self.pairing, self.sign_in):
            self._covers.addWidget(widget)
        column = Column()
        column.addWidget(self._covers)
        self.setLayout(column)

    def _join(self) -> None:
        self.rail.changed.connect(self.show_page)
        self.desk.help_asked.connect(self._to_help)
        self.rail.theme_clicked.connect(self._toggle_theme)
        self.bar.lock_asked.connect(self._lock)
        self._second.timeout.connect(self.bar.refresh)
        self._second.start()
        state = self._console.state
        state.session.changed.connect(self._follow)
        state.connection.changed.connect(self._refollow)
        for keys, act in (("Ctrl+K", self._to_code), ("Ctrl+L", self._lock), ("F1", self._to_help)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Tabeza Support"))
        self.rail.set_theme_text(tr("Theme"))
        chosen = self.rail.chosen or "bars"
        self.rail.set_items([NavItem("bars", "setup", tr("In setup")), NavItem("help", "help", tr("Help"))])
        self.rail.choose(chosen)

    def arrive(self) -> None:
        """The window stands: the caret goes where work starts."""
        cover = self._covers.currentWidget()
        if isinstance(cover, PairingWindow | SignInWindow):
            cover.arrive()
        else:
            self.show_page(self.rail.chosen or "bars")

    def show_page(self, key: str) -> None:
        self.rail.choose(key)
        self._pages.setCurrentWidget(self.desk if key == "bars" else self.help)
        if key == "bars":
            self.desk.arrive()
        else:
            self.help.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_open(self) -> bool:
        return self._covers.currentWidget() is self._frame

    def _to_code(self) -> None:
        if self._is_open():
            self.show_page("bars")

    def _to_help(self) -> None:
        if self._is_open():
            self.show_page("help" if self._pages.currentWidget() is self.desk else "bars")

    def _lock(self) -> None:
        if self._is_open():
            self._console.services.session.lock()

    def _toggle_theme(self) -> None:
        theme().toggle()
        self._console.services.preferences.set(theme=theme().mode.value)

    def _refollow(self, _connection: object) -> None:
        self._follow(self._console.state.session.value)

    def _follow(self, session: Session) -> None:
        """A desk that is not paired, nobody signed in, locked: nothing of any bar shows."""
        strange = self._console.state.connection.value.kind is Linked.IDENTITY_MISMATCH
        if strange or session.phase in (Phase.UNPAIRED, Phase.OWNER_PIN):
            self._cover(self.pairing)
        elif session.phase is not Phase.SIGNED_IN or session.role != "support":
            self._cover(self.sign_in)
        elif not self._is_open():
            self.sign_in.leave()
            self._covers.setCurrentWidget(self._frame)
            self.show_page("bars")

    def _cover(self, cover: PairingWindow | SignInWindow) -> None:
        if self._covers.currentWidget() is not cover:
            self._covers.setCurrentWidget(cover)
            cover.arrive()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
