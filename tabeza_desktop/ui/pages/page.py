"""What the window expects of a page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated


class WhenShown(QObject):
    """News for a widget that may be hidden: what nobody sees is not worked out until somebody does.

    ``holder.changed.connect(WhenShown(page, page.refresh).news)``: ``refresh`` runs at once while the widget is shown,
    else once, when it is shown again. Private state: whether news came meanwhile.
    """

    def __init__(self, widget: QWidget, refresh: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._refresh, self._due = widget, refresh, False
        widget.installEventFilter(self)

    def news(self, _news: object = None) -> None:
        """Something changed; connect any signal of at most one value to this."""
        if self._widget.isVisible():
            self._refresh()
        else:
            self._due = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._due:
            self._due = False
            self._refresh()
        return False


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

    def dialog_host(self) -> QWidget:
        """What a dialog of this page lies over: never over the practice phone, if the window has one."""
        window = self.window()
        found = getattr(window, "dialog_host", None)
        return found() if callable(found) and window is not self else window

    def copy_text(self, text: str) -> None:
        """Put a receipt on the clipboard."""
        QGuiApplication.clipboard().setText(text)
