"""Which banner stands under the top bar: one at a time, worst first, in plain words with the countdown.

Banners follow the connection; the stack decides which of several is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.times import clock_text, elapsed, spoken_elapsed
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.widgets.banner import Banner, BannerKind, BannerStack
from tabeza_desktop.ui.widgets.button import Button

tr = words("Banners")

_OFFLINE_LIKE = frozenset(
    {
        ConnectionKind.OFFLINE, ConnectionKind.WRONG_CLOCK, ConnectionKind.MAINTENANCE,
        ConnectionKind.SIGNED_OUT, ConnectionKind.UPGRADE_NEEDED, ConnectionKind.IDENTITY_MISMATCH,
    }
)


class Banners(QObject):
    """``try_now()`` when the offline banner's button is pressed.

    Private state: whether the offline banner was up, so that coming back is told once.
    """

    try_now = Signal()

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
            self._show_offline(connection)
        else:
            self._stack.drop(BannerKind.OFFLINE)
            if self._was_offline and connection.kind is not ConnectionKind.STARTING:
                text = tr("These are the tabs as they are now.")
                self._stack.show_banner(Banner(BannerKind.BACK_ONLINE, tr("Back online."), text))
        self._was_offline = offline or (self._was_offline and connection.kind is ConnectionKind.STARTING)
        if connection.kind is ConnectionKind.PAUSED:
            self._show_paused(connection)
        else:
            self._stack.drop(BannerKind.PAUSED)

    def _show_offline(self, connection: Connection) -> None:
        title, text = offline_words(connection, self._console)
        held = self._stack.held(BannerKind.OFFLINE)
        banner = held or Banner(BannerKind.OFFLINE, title, text)
        banner.set_text(title, text)
        banner.set_aside(countdown_words(connection))
        if held is None:
            self._button = Button(tr("Try now"), icon="refresh", key="F5")
            self._button.clicked.connect(self.try_now)
            banner.add_button(self._button)
            self._stack.show_banner(banner)
        self._button.set_text(tr("Try now"))

    def _show_paused(self, connection: Connection) -> None:
        pause = connection.pause
        reason = pause.reason if pause is not None else ""
        text = tr("Reason: {reason} Payments already asked for still come in.", reason=_sentence(reason))
        title = tr("Paused by Tabeza. Payment requests are off for a while.")
        held = self._stack.held(BannerKind.PAUSED)
        banner = held or Banner(BannerKind.PAUSED, title, text)
        banner.set_text(title, text)
        until = pause.until if pause is not None else None
        banner.set_aside(tr("Expected back {at}", at=clock_text(until)) if until is not None else "")
        if held is None:
            self._stack.show_banner(banner)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) or not text else text + "."


def offline_words(connection: Connection, console: Console) -> tuple[str, str]:
    """What happened, and that nothing is lost."""
    nothing = tr("Nothing is lost. Payments already requested are still recorded.")
    if connection.kind is ConnectionKind.WRONG_CLOCK:
        return tr("This PC’s clock is wrong."), tr("Set the date and time of Windows, then try now. {nothing}",
                                                   nothing=nothing)
    if connection.kind is ConnectionKind.MAINTENANCE:
        return tr("Tabeza is being worked on."), nothing
    if connection.kind is ConnectionKind.SIGNED_OUT:
        return tr("Signed out by the server."), tr("Lock and sign in again. {nothing}", nothing=nothing)
    if connection.kind is ConnectionKind.UPGRADE_NEEDED:
        return tr("This version is too old."), tr("Update Tabeza Desktop to go on. {nothing}", nothing=nothing)
    if connection.kind is ConnectionKind.IDENTITY_MISMATCH:
        return tr("This is not the Tabeza service."), tr("Requests are off. Call Tabeza support.")
    if connection.last_good_at is None:
        return tr("No internet."), tr("Tabeza has not been reached yet. It tries by itself.")
    seconds = connection.age_seconds or 0
    title = tr("No internet. These are the tabs as they were at {at}, {age} ago.",
               at=clock_text(connection.last_good_at), age=spoken_elapsed(seconds - seconds % 60, current_language()))
    return title, nothing


def countdown_words(connection: Connection) -> str:
    if connection.retry_in_seconds is None:
        return tr("Trying now") if connection.kind is ConnectionKind.OFFLINE else ""
    return tr("Trying again in {time}", time=elapsed(connection.retry_in_seconds, current_language()))
