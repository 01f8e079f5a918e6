"""The top bar of the console: which bar and whether the money is real, search, how fresh the screen is, who is here."""

from __future__ import annotations

from PySide6.QtCore import Signal

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.times import age, clock_text, elapsed
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.theme import px, theme
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.button import Button, IconButton
from tabeza_desktop.ui.widgets.connection import ConnectionKind as LabelKind
from tabeza_desktop.ui.widgets.connection import ConnectionLabel
from tabeza_desktop.ui.widgets.search import SearchBox
from tabeza_desktop.ui.widgets.topbar import BarName, Clock, PersonLabel, TopBar
from tabeza_protocol.environment import Environment

tr = words("ConsoleBar")


class ConsoleBar(Translated, TopBar):
    """``lock()`` when Lock is pressed. Everything else it shows follows the state."""

    lock = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._narrow = False
        self._name, self._badge = BarName(""), Badge(BadgeKind.PRACTICE)
        self.search = SearchBox("")
        self._connection = ConnectionLabel()
        self._clock, self._person = Clock(), PersonLabel("", "")
        self._lock, self._lock_small = Button("", icon="lock", height=40), IconButton("lock", "", boxed=True)
        self.add_left(self._name)
        self.add_left(self._badge)
        self.set_centre(self.search)
        self.add_right(self._connection, divider=False)
        self.add_right(self._clock)
        self.add_right(self._person)
        self.add_right(self._lock, divider=False)
        self.add_right(self._lock_small, divider=False)
        self._lock.clicked.connect(self.lock)
        self._lock_small.clicked.connect(self.lock)
        theme().changed.connect(self.retranslate)
        state = console.state
        for holder in (state.connection, state.session, state.mpesa, state.clock):
            holder.changed.connect(self._refresh)
        self.retranslate()

    def set_narrow(self, narrow: bool) -> None:
        """Under 1200 px: Lock is an icon, the search and the words shrink."""
        self._narrow = narrow
        self.retranslate()

    def _refresh(self) -> None:
        state = self._console.state
        session = state.session.value
        self._name.set_text(session.bar.name if session.bar is not None else "")
        kind = badge_kind(self._console)
        self._badge.setVisible(kind is not None)
        if kind is not None:
            self._badge.set_kind(kind)
        self.set_practice_line(kind in (BadgeKind.PRACTICE, BadgeKind.SANDBOX))
        self._clock.set_time(clock_text(state.clock.value.utc))
        self._show_person()
        connection = state.connection.value
        self._connection.set(LabelKind(connection.kind.value), connection_text(connection, self._narrow))

    def _show_person(self) -> None:
        person = self._console.state.session.value.person
        self._person.setVisible(person is not None)
        if person is None:
            return
        role = {"owner": tr("Owner"), "cashier": tr("Cashier"), "support": tr("Support")}[person.role]
        self._person.set_person(short_name(person.name) if self._narrow else person.name, "" if self._narrow else role)

    def retranslate(self) -> None:
        self.search.setFixedWidth(px(196 if self._narrow else 340))
        self.search.set_placeholder(tr("Find") if self._narrow else tr("Find a tab, name or receipt"))
        self._lock.set_text(tr("Lock"))
        self._lock_small.set_name(tr("Lock"))
        self._lock.setVisible(not self._narrow)
        self._lock_small.setVisible(self._narrow)
        self._refresh()


def badge_kind(console: Console) -> BadgeKind | None:
    """Whether the money is real: practice, sandbox or live; None until that is known."""
    state = console.state
    if state.practice.value.info is not None or state.session.value.service_kind == "practice":
        return BadgeKind.PRACTICE
    mpesa = state.mpesa.value
    if mpesa is None or mpesa.environment is None:
        return None
    return BadgeKind.SANDBOX if mpesa.environment is Environment.SANDBOX else BadgeKind.LIVE


def short_name(name: str) -> str:
    """``Mercy A.`` for small windows."""
    first, _, rest = name.partition(" ")
    return f"{first} {rest[:1]}." if rest else first


def connection_text(connection: Connection, narrow: bool) -> str:
    """``Live · updated 2 s ago``: the age always stands beside the word."""
    lang, seconds = current_language(), connection.age_seconds or 0
    kind = connection.kind
    if kind is ConnectionKind.OFFLINE:
        return tr("Offline") if connection.age_seconds is None else tr("Offline · {age}", age=age(seconds, lang))
    ago = elapsed(seconds, lang)
    fresh = {ConnectionKind.LIVE: tr("Live"), ConnectionKind.SLOW: tr("Slow"), ConnectionKind.PAUSED: tr("Paused")}
    if kind in fresh:
        if narrow:
            return tr("{word} · {age}", word=fresh[kind], age=ago)
        return tr("{word} · updated {age} ago", word=fresh[kind], age=ago)
    return {
        ConnectionKind.STARTING: tr("Connecting"),
        ConnectionKind.SIGNED_OUT: tr("Signed out by server"),
        ConnectionKind.WRONG_CLOCK: tr("Wrong clock"),
        ConnectionKind.IDENTITY_MISMATCH: tr("Not the Tabeza service"),
        ConnectionKind.UPGRADE_NEEDED: tr("Update needed"),
        ConnectionKind.MAINTENANCE: tr("Maintenance"),
    }[kind]
