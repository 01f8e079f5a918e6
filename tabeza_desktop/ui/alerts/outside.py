"""Telling news while the window is not in front: the system's own notifications, where the system has a tray.

Never raises the window or takes the focus; a click on a notification by a person does. What is told holds a tab's
number and the amount, as the toast does, and nothing while the screen is locked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

SHOWN_MS: Final = 8000


class Outside(Protocol):
    """Somewhere outside the window."""

    def tell(self, title: str, text: str, *, urgent: bool) -> None: ...


class SilentOutside:
    """A system without a tray, and tests."""

    def tell(self, title: str, text: str, *, urgent: bool) -> None:
        return


class Tray(QObject):
    """An icon in the tray while the console runs. Clicking it, or what it told, brings the window to the front."""

    def __init__(self, window: QWidget, may_show: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._may_show = window, may_show
        self._icon = QSystemTrayIcon(window.windowIcon(), self)
        self._icon.setToolTip(window.windowTitle())
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self._to_the_front)
        self._icon.show()

    def tell(self, title: str, text: str, *, urgent: bool) -> None:
        """A notification, unless the screen is locked: then nobody reads names over the counter."""
        if not self._may_show():
            return
        kind = QSystemTrayIcon.MessageIcon.Warning if urgent else QSystemTrayIcon.MessageIcon.Information
        self._icon.showMessage(title, text, kind, SHOWN_MS)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self._to_the_front()

    def _to_the_front(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()


def choose_outside(window: QWidget, may_show: Callable[[], bool]) -> Outside:
    """The tray of this system, or silence."""
    return Tray(window, may_show) if QSystemTrayIcon.isSystemTrayAvailable() else SilentOutside()
