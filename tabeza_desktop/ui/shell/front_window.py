"""The one window of the program. What stands in it changes: a start, who-are-you, the console with all its covers.

It is on the screen before the console has been loaded, and stays the same window from then on: nothing flickers, jumps
or takes the keyboard away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words

if TYPE_CHECKING:  # a class of Qt's costs the start when it is named; these are told, never made
    from PySide6.QtGui import QCloseEvent

tr = words("MainWindow")
SIZE = (1366, 768)
MINIMUM_SIZE = (1024, 620)
ContentT = TypeVar("ContentT", bound=QWidget)


class FrontWindow(Translated, QWidget):
    """``closing()`` fires while everything still stands."""

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._stack = QStackedLayout(self)
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(*SIZE)
        self.retranslate()

    def put(self, make: Callable[[], ContentT]) -> ContentT:
        """Show what ``make`` gives from now on.

        It may take what stood before into itself, with the caret where it was; what it does not take is deleted.
        """
        focus = self.focusWidget()
        before = self._stack.currentWidget()
        content = make()
        self._stack.addWidget(content)
        self._stack.setCurrentWidget(content)
        if before is not None and before.parentWidget() is self:
            self._stack.removeWidget(before)
            before.deleteLater()
        elif focus is not None and content.isAncestorOf(focus):
            focus.setFocus()
        return content

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Tabeza"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
