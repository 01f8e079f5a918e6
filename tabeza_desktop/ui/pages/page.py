"""What the window expects of a page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated


class Page(Translated, QWidget):
    """One page. ``asked(action)`` is for the window: an action of the registry the page does not do itself.

    A page gets actions through ``perform``; it returns whether it knew what to do. ``failed(problem)`` goes to the one
    presenter of problems.
    """

    asked = Signal(str)
    failed = Signal(Problem)

    side_panel: QWidget | None = None
    """What the practice dock may lie over."""

    def perform(self, action: str) -> bool:
        """Do an action of the shortcut registry on this page."""
        return False

    def arrive(self) -> None:
        """The page is now in front: put the focus where work starts."""

    def set_narrow(self, narrow: bool) -> None:
        """The window is under 1200 px wide: two-line rows, a smaller panel."""

    def set_wide(self, wide: bool) -> None:
        """The window is 1600 px wide or more."""

    def copy_text(self, text: str) -> None:
        """Put a receipt on the clipboard."""
        QGuiApplication.clipboard().setText(text)
