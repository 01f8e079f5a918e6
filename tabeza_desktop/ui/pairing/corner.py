"""Top right of every screen before the console itself: whether there is internet, and the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.connection import Connection
from tabeza_desktop.core.connection import ConnectionKind as Kind
from tabeza_desktop.i18n.language import KISWAHILI, LANGUAGES, Translated, current_language, speak
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Row
from tabeza_desktop.ui.widgets.connection import ConnectionKind, ConnectionLabel
from tabeza_desktop.ui.widgets.label import Line
from tabeza_desktop.ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.services.desk import FrontDesk

tr = words("Corner")
_ANSWERING = frozenset({Kind.LIVE, Kind.SLOW, Kind.PAUSED})


class LanguageControl(Translated, SegmentedControl):
    """English | Kiswahili, each in its own language."""

    def __init__(self, console: Console | FrontDesk) -> None:
        super().__init__(list(_LANGUAGE_NAMES), tr("Language"), chosen=current_language())
        self._console = console
        self.changed.connect(self._choose)

    def _choose(self, language: str) -> None:
        speak(language)
        self._console.services.preferences.set(lang=language)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Language"))
        self.choose(current_language())


_LANGUAGE_NAMES = tuple((key, "Kiswahili" if key == KISWAHILI else "English") for key in LANGUAGES)


class Corner(Translated, QWidget):
    """Says nothing of the connection until something is known of it."""

    def __init__(self, console: Console | FrontDesk) -> None:
        super().__init__()
        self._state = console.state.connection
        self.connection = ConnectionLabel()
        self.language = LanguageControl(console)
        self._line = Line(vertical=True, length=28)
        row = Row(spacing=12)
        for widget in (self.connection, self._line, self.language):
            row.addWidget(widget)
        self.setLayout(row)
        self._state.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        self._show(self._state.value)

    def _show(self, connection: Connection) -> None:
        # that nobody is signed in is what this whole screen says already
        known = connection.kind not in (Kind.STARTING, Kind.SIGNED_OUT)
        self.connection.setVisible(known)
        self._line.setVisible(known)
        if known:
            self.connection.set(ConnectionKind(connection.kind.value), connection_word(connection))


def connection_word(connection: Connection) -> str:
    """One or two words: before the console opens, nobody needs ages."""
    if connection.kind in _ANSWERING:
        return tr("Online")
    return {
        Kind.OFFLINE: tr("No internet"),
        Kind.SIGNED_OUT: tr("Signed out"),
        Kind.WRONG_CLOCK: tr("This PC's clock is wrong"),
        Kind.IDENTITY_MISMATCH: tr("Not the Tabeza service"),
        Kind.UPGRADE_NEEDED: tr("Update needed"),
        Kind.MAINTENANCE: tr("Tabeza is being worked on"),
        Kind.STARTING: tr("Connecting"),
    }[connection.kind]
