"""The search box: an icon, the words, and the key that leads to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, theme
from tabeza_desktop.ui.widgets.field import FieldBox
from tabeza_desktop.ui.widgets.keycap import KeyCap


class SearchBox(Themed, QWidget):
    """``submitted`` on Enter; Esc clears, and a second Esc gives ``left`` so that the page can take the focus back."""

    text_changed = Signal(str)
    submitted = Signal(str)
    left = Signal()
    moved = Signal(int)

    def __init__(self, placeholder: str, *, key: str = "Ctrl K", height: int = 40) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self._box = FieldBox(self.edit, height, "search")
        self._key = KeyCap(key)
        self._box.add_trailing(self._key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.edit)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._edited)
        self.edit.returnPressed.connect(self._enter)
        self.set_placeholder(placeholder)
        self.init_theme()

    def set_placeholder(self, text: str) -> None:
        self.edit.setPlaceholderText(text)
        self.edit.setAccessibleName(text)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def retheme(self) -> None:
        self.edit.setFont(theme().font(Role.BODY))

    def _edited(self, text: str) -> None:
        self._key.setVisible(not text)
        self.text_changed.emit(text)

    def _enter(self) -> None:
        self.submitted.emit(self.edit.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc clears then leaves; Up and Down move in the list below (``moved`` with -1 or 1)."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if self.edit.text():
                self.edit.clear()
            else:
                self.left.emit()
            return True
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return False
