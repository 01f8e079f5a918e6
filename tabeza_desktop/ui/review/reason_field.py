"""The reason of a decision: a few words on two lines. Tab moves on, Ctrl+Enter belongs to the page."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.field import FieldBox
from tabeza_desktop.ui.widgets.label import Label, Tone

MOST = 150
"""As much as the service keeps."""
_HEIGHT = 66


class ReasonEdit(Themed, QPlainTextEdit):
    """Plain text of at most ``MOST`` characters, on one line however it was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.init_theme()

    def retheme(self) -> None:
        self.setFont(theme().font(Role.BODY))
        self.setViewportMargins(0, px(8), 0, 0)

    def text(self) -> str:
        return " ".join(self.toPlainText().split())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        typed = event.text()
        full = len(self.toPlainText()) >= MOST and not self.textCursor().hasSelection()
        if full and typed and typed.isprintable() and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
        ):
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        room = MOST - len(self.toPlainText()) + len(self.textCursor().selectedText())
        self.insertPlainText(" ".join(source.text().split())[: max(0, room)])


class ReasonField(QWidget):
    """Label, box and what becomes of the words."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.label, self._kept = Label("", Role.LABEL), Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self.edit = ReasonEdit()
        self.box = FieldBox(self.edit, _HEIGHT)
        self.label.setBuddy(self.edit)
        column = QVBoxLayout(self)
        scaled(column, spacing=5)
        for widget in (self.label, self.box, self._kept):
            column.addWidget(widget)
        self.edit.textChanged.connect(self.changed)
        self.setFocusProxy(self.edit)

    def text(self) -> str:
        return self.edit.text()

    def clear(self) -> None:
        self.edit.clear()

    def reword(self, name: str, kept: str) -> None:
        self.label.set_text(name)
        self.edit.setAccessibleName(name)
        self._kept.set_text(kept)
