"""Which banner stands under the top bar: one at a time, worst first, in plain words with the countdown.

Banners follow the connection; the words are :mod:`tabeza_desktop.core.words`', and the stack decides which of several
is shown. Each offers the one thing a person can do now, and the PC check where the cause lies on this side.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.words import banner_for
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.widgets.banner import Banner, BannerKind, BannerStack
from tabeza_desktop.ui.widgets.button import Button

tr = words("Banners")
K = ConnectionKind

_OFFLINE_LIKE = frozenset(
    {K.OFFLINE, K.WRONG_CLOCK, K.MAINTENANCE, K.SIGNED_OUT, K.UPGRADE_NEEDED, K.IDENTITY_MISMATCH}
)
_ICONS = {K.WRONG_CLOCK: "clock", K.MAINTENANCE: "setup", K.SIGNED_OUT: "lock", K.UPGRADE_NEEDED: "download",
          K.IDENTITY_MISMATCH: "stop"}  # fmt: skip
_IN_THE_WAY = {"captive_portal": "globe", "proxy_sign_in": "globe", "tls_failed": "shield"}
_CHECKABLE = frozenset({K.OFFLINE, K.WRONG_CLOCK})


class Banners(QObject):
    """``try_now()`` when that button is pressed, ``asked(action)`` for the others: ``doctor``, ``other_ways``.

    Private state: whether an offline banner was up, so that coming back is told once.
    """

    try_now = Signal()
    asked = Signal(str)

    def __init__(self, console: Console, stack: BannerStack) -> None:
        super().__init__(stack)
        self._console, self._stack = console, stack
        self._was_offline = False
        console.state.connection.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Bring the stack in line with the connection, in the current language."""
        connection = self._console.state.connection.value
        offline = connection.kind in _OFFLINE_LIKE
        if offline:
            self._show(BannerKind.OFFLINE, connection)
            self._dress_offline(connection)
        else:
            self._stack.drop(BannerKind.OFFLINE)
            if self._was_offline and connection.kind is not K.STARTING:
                text = tr("These are the tabs as they are now.")
                self._stack.show_banner(Banner(BannerKind.BACK_ONLINE, tr("Back online."), text))
        self._was_offline = offline or (self._was_offline and connection.kind is K.STARTING)
        if connection.kind is K.PAUSED:
            self._show(BannerKind.PAUSED, connection)
            self._ways.set_text(tr("Other ways to pay"))
        else:
            self._stack.drop(BannerKind.PAUSED)

    def _show(self, kind: BannerKind, connection: Connection) -> None:
        said = banner_for(connection, current_language())
        if said is None:
            return
        held = self._stack.held(kind)
        banner = held or Banner(kind, said.title, said.text)
        banner.set_text(said.title, said.text)
        banner.set_aside(said.aside, said.above)
        if held is None:
            self._add_buttons(kind, banner)
            self._stack.show_banner(banner)

    def _add_buttons(self, kind: BannerKind, banner: Banner) -> None:
        if kind is BannerKind.PAUSED:
            self._ways = Button("", key="F6")
            self._ways.clicked.connect(lambda: self.asked.emit("other_ways"))
            banner.add_button(self._ways)
            return
        self._check = Button("", icon="monitor", key="F12")
        self._check.clicked.connect(lambda: self.asked.emit("doctor"))
        self._try = Button("", icon="refresh", key="F5")
        self._try.clicked.connect(self.try_now)
        banner.add_button(self._check)
        banner.add_button(self._try)

    def _dress_offline(self, connection: Connection) -> None:
        banner = self._stack.held(BannerKind.OFFLINE)
        if banner is None:
            return
        stuck = connection.kind in (K.SIGNED_OUT, K.UPGRADE_NEEDED, K.IDENTITY_MISMATCH)
        banner.set_icon(_ICONS.get(connection.kind) or _IN_THE_WAY.get(connection.problem or "", "cloud-off"))
        self._try.set_text(tr("Try now"))
        self._check.set_text(tr("Check this PC"))
        self._try.setVisible(not stuck)
        self._check.setVisible(connection.kind in _CHECKABLE)
