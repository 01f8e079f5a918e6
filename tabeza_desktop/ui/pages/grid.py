"""The table of a page: one selected row, moved by keys, that no update takes away.

Typing digits jumps to a row, ``/`` goes to the search, ``?`` shows the keys. What the page wants to hear
comes as signals; the model is somebody else's.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from tabeza_desktop.models.cells import KEY_ROLE

TYPED_FOR_MS = 1200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Grid(QTableView):
    """Signals: ``moved(key)`` when another row is selected ("" for none), ``entered()``, ``typed(digits)`` while a
    number is being typed, ``search()``, ``left()`` on Esc, ``copy()`` on Ctrl+C, ``keys()`` on ``?``, ``sort()`` on S.

    Private state: the key of the selected row, so that a filter or a reload finds it again, and the digits
    typed so far.
    """

    moved = Signal(str)
    entered = Signal()
    typed = Signal(str)
    search = Signal()
    left = Signal()
    copy = Signal()
    keys = Signal()
    sort = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._digits = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPED_FOR_MS)
        self._timer.timeout.connect(self._forget_digits)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # selection by key

    def selected_key(self) -> str:
        return self._key

    def select_row(self, row: int) -> bool:
        """Select a row and bring it into view; False if there is no such row."""
        model = self.model()
        if model is None or not 0 <= row < model.rowCount():
            return False
        self.setCurrentIndex(model.index(row, 0))
        self.scrollTo(model.index(row, 0))
        return True

    def clear_row(self) -> None:
        self.setCurrentIndex(QModelIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        key = current.data(KEY_ROLE) if current.isValid() else ""
        if key != self._key:
            self._key = str(key or "")
            self.moved.emit(self._key)

    def rowsInserted(self, parent: QModelIndex, start: int, end: int) -> None:
        """Rows that come in above what somebody is reading push nothing away from under the pointer."""
        bar = self.verticalScrollBar()
        top = bar.value()  # ScrollPerItem: the row at the top of the view
        super().rowsInserted(parent, start, end)
        if top > 0 and start <= top:
            self.updateGeometries()  # the bar's range grows now, not when the event loop gets to it
            bar.setValue(top + end - start + 1)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in _ENTER and plain:
            if not event.isAutoRepeat():
                self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy.emit()
        elif plain and text in tuple("0123456789"):
            self.push_digit(text)
        elif text == "/":
            self.search.emit()
        elif text == "?":
            self.keys.emit()
        elif key == Qt.Key.Key_S and plain:
            self.sort.emit()
        elif key == Qt.Key.Key_Home:
            self.select_row(0)
        elif key == Qt.Key.Key_End:
            self.select_row(self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if self._digits:
            self._forget_digits()
        else:
            self.left.emit()

    def push_digit(self, digit: str) -> None:
        """One more digit of a number being typed; a pause of 1.2 s starts a new number."""
        self._digits += digit
        self._timer.start()
        self.typed.emit(self._digits)

    def _forget_digits(self) -> None:
        self._digits = ""
        self._timer.stop()
        self.typed.emit("")

    def keyboardSearch(self, search: str) -> None:
        """Qt's own search by letters would move the selection by surprise."""
